"""Phones as people read and tap them."""

from __future__ import annotations

from bot.domain.phones import show_phone


def phone_label(phone: str | None) -> str:
    """«+7 000 000-00-01», which Telegram makes tappable; a dash where there is none."""
    return "—" if phone is None else show_phone(phone)
