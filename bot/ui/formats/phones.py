"""Phones as people read and tap them."""

from __future__ import annotations

from bot.domain.people.phones import show_phone, split_extension
from bot.ui.formats.labels import NO_BREAK
from bot.ui.translator import Translator


def phone_label(phone: str | None) -> str:
    """«+7 000 000-00-01», tappable in Telegram and never broken over two lines; a dash for none."""
    return "—" if phone is None else show_phone(phone).replace(" ", NO_BREAK)


def office_label(phone: str | None, t: Translator) -> str:
    """The same for an office, which may have an extension: «+7 821 224-12-34, доб. 12»."""
    if phone is None:
        return phone_label(None)
    number, extension = split_extension(phone)
    if extension is None:
        return phone_label(number)
    return t.label("phone.extension", phone=phone_label(number), extension=extension)
