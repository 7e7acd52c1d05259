"""Buttons of papers, calendars and feedback."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class ShowPapers(TapData, prefix="pap"):
    """The papers of a booking; ``language``: in which they are made, empty for the reader's own. ``anew``: as
    a message of its own, when the button stands under one worth keeping."""

    booking: int
    language: str = ""
    anew: bool = False
    site: int = 0
    """Of a route, for which of its sites; 0: for the next."""


class PaperTap(TapData, prefix="ppr"):
    """A paper, to be sent or shown; ``kind``: a ``PaperKind``."""

    booking: int
    kind: str
    language: str = ""
    site: int = 0


class FeedTap(TapData, prefix="feed"):
    """One's calendar by subscription: ``op`` shows it, takes this ``version`` away for another («renew») or
    for none («close»). ``booking``: from whose papers it was opened; 0: from a guide's sessions."""

    booking: int
    op: str = "show"
    version: int = 0


class FeedbackTap(TapData, prefix="fb"):
    """How a visit was: ``op`` is «show», «rate» with a ``value`` from 1 to 5, or a ``FeedbackField``."""

    booking: int
    site: int
    op: str = "show"
    value: int = 0


class PassportTap(TapData, prefix="pass"):
    """What a saved class has seen; with a ``language`` it is sent as a file."""

    card: int
    language: str = ""


class CheckTap(TapData, prefix="chk"):
    """How a certificate is checked."""
