"""Phone numbers as people type them.

Only the length is checked ("possible"), not whether the number is assigned ("valid"): numbering plans
change faster than the tables of any package, and the demonstration uses numbers that nobody has.
"""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

RUSSIA: Final = "RU"
_LONGEST_TEXT: Final = 40
_LETTER = re.compile(r"[^\W\d_]")
_EXTENSION = re.compile(r"[,;\s]*(?:доб|вн|ext)[а-яa-z]*\.?\s*\d{1,6}\s*$", re.IGNORECASE)
_MOST_DIGITS: Final = 15
"""Of E.164, with the country; the package counts 16 as possible."""
_NATIONAL_DIGITS_OF_7: Final = 10
"""Russia and Kazakhstan; the package also counts 14 digits as possible."""


def read_phone(text: str, region: str = RUSSIA) -> str | None:
    """The number in E.164 (``+79121234567``), or None when this cannot be one phone number.

    Understands ``8 (912) …``, ``912 …`` and ``7 912 …`` of the region, any number with ``+``, and an
    international one without it, which is how Telegram gives a shared contact. An extension is left out.
    """
    text = text.strip()
    if len(text) > _LONGEST_TEXT:
        return None
    text = _EXTENSION.sub("", text)
    if not text or _LETTER.search(text):
        return None
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    international = text.startswith(("+", "＋", "00"))
    if region == RUSSIA and not international and len(digits) == 11 and digits[0] in "78":
        # Said here since the package takes the 8 for a prefix only before numbers that it holds for valid.
        return _possible("+7" + digits[1:], None)
    if text.startswith("00"):
        return _possible("+" + digits[2:], None)
    return _possible(text, region) or (None if international else _possible("+" + digits, None))


def show_phone(e164: str) -> str:
    """The number as it is shown and tapped: ``+7 000 000-00-01``; other countries in their own manner.

    A text that is no E.164 number comes back unchanged.
    """
    if re.fullmatch(r"\+7\d{10}", e164):
        return f"+7 {e164[2:5]} {e164[5:8]}-{e164[8:10]}-{e164[10:]}"
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _possible(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    # "Possible" alone would let through a number without its area code.
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if len(e164) > len("+") + _MOST_DIGITS:
        return None
    if e164.startswith("+7") and len(e164) != len("+7") + _NATIONAL_DIGITS_OF_7:
        return None
    # A row of zeros gives another number when it is read again: that is no number.
    again = phonenumbers.format_number(phonenumbers.parse(e164, None), PhoneNumberFormat.E164)
    return e164 if again == e164 else None
