"""What the handlers of hosts share."""

from __future__ import annotations

from datetime import date

from bot.domain.model import HostReason
from bot.ui.host.callback_data import ShowDesk
from bot.ui.kit import button
from bot.ui.screen import Button
from bot.ui.translator import Translator


def read_day_key(key: str) -> date | None:
    """A date out of callback data; None for anything damaged."""
    if len(key) != 8 or not key.isascii() or not key.isdecimal():
        return None
    try:
        return date(int(key[:4]), int(key[4:6]), int(key[6:]))
    except ValueError:
        return None


def read_reason(value: str) -> HostReason | None:
    return next((each for each in HostReason if each.value == value), None)


def to_desk(t: Translator, site_id: int = 0) -> Button:
    return button(t.label("host.to_desk"), ShowDesk(site=site_id))
