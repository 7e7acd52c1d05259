"""Buttons of placement applications. What each carries is enough to show or do it, months later."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class ApplicationTap(TapData, prefix="af"):
    """An answer in the form of an application; ``op`` says to what, ``value`` which."""

    draft: int
    op: str
    value: str = ""


class ApplicationConsentTap(TapData, prefix="ac"):
    """Answer to the consent; ``version`` of the text that was shown, ``own`` of what its region added."""

    draft: int
    version: int
    agree: bool
    own: int = 0


class SendApplicationTap(TapData, prefix="as"):
    """Keyed by the draft: any number of taps makes one application."""

    draft: int


class ShowApplication(TapData, prefix="ap"):
    """One's own application; ``anew``: as a message of its own, under one worth keeping."""

    application: int
    anew: bool = False


class OtherDatesTap(TapData, prefix="ao"):
    """The answer to other dates than those that were asked for."""

    application: int
    agree: bool


class WithdrawTap(TapData, prefix="aw"):
    """Without ``sure`` the question, with it the withdrawal."""

    application: int
    sure: bool = False


class CertificateTap(TapData, prefix="pce"):
    """The certificate of one's own placement, once more."""

    application: int


class DrawTap(TapData, prefix="drw"):
    """A draw; ``op``: show, record (what anybody can check it with), seed (entering it, by those who may)."""

    draw: int
    op: str = "show"
    anew: bool = False
