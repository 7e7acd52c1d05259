"""Buttons of cards that are edited (E6), for owners and coordinators alike."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class ShowCards(TapData, prefix="hks"):
    """«Карточки» of a site."""

    site: int


class ShowCard(TapData, prefix="hkc"):
    """One card; ``programme`` 0: the site's own. ``group``: whose fields are shown."""

    site: int
    programme: int = 0
    group: str = ""


class EditField(TapData, prefix="hke"):
    """What is typed next is the value of this field."""

    site: int
    programme: int
    field: str


class CardTap(TapData, prefix="hkf"):
    """A step of that; ``op``: pick (a choice), usual (a text with a number), language, drop, agree
    (``value``: what was shown), cancel."""

    draft: int
    op: str
    value: str = ""


class AskPublication(TapData, prefix="hkp"):
    """«Показать координатору»: a draft that lacks nothing. Keyed by what it shows."""

    site: int
