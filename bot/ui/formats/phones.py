"""Phones as people read and tap them."""

from __future__ import annotations

from bot.domain.people.phones import show_phone
from bot.ui.formats.labels import NO_BREAK


def phone_label(phone: str | None) -> str:
    """«+7 000 000-00-01», tappable in Telegram and never broken over two lines; a dash for none."""
    return "—" if phone is None else show_phone(phone).replace(" ", NO_BREAK)
