"""Phone numbers as people type them.

A number must be one that the numbering plans know ("valid"), so that a foreign number written without its
country, or one with a digit too few, is asked about and not rung in vain. The plans are those of the package
``phonenumbers``, which reads its tables a country at a time: a hundredth of a second, 30 kB.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from bot.domain import lengths

LONGEST_PHONE: Final = lengths.PHONE
"""Characters that are stored, an extension included."""


class PhoneProblem(StrEnum):
    """Why a text is no phone number; each has its own message with an example."""

    UNCLEAR = "not_a_phone"
    FOREIGN = "phone_foreign"
    NO_CODE = "phone_no_code"
    BAD_CODE = "phone_bad_code"
    SHORT = "phone_short"
    LONG = "phone_long"
    SEVERAL = "phone_several"
    EXTENSION = "phone_extension"


_LONGEST_TEXT: Final = 60
_MOST_DIGITS: Final = 15
"""Of E.164, with the country; the package counts 16 as possible."""
_FEWEST_DIGITS: Final = 5
"""Of a number within a town."""
_DIGITS_OF_7: Final = 11
"""Russia and Kazakhstan, with the country; the package also counts 15 as possible."""
_OF_NOBODY = re.compile(r"[78]?(000000\d{4})")
"""Of the demonstration."""

_LABEL = re.compile(r"^(?:т[.:]|(?:тел|моб|сот|раб|phone|tel|mob)[а-яa-z]*\s*[.:]*)\s*", re.IGNORECASE)
_BESIDE_A_PHONE: Final = (
    r"whats\s?app|ватс?ап[пе]?|вацап[пе]?|вотсап[пе]?|вайбер|viber|telegram|телеграмм?|тг|tg|max|макс|смс|sms"
    r"|мой|наш|номер(?:\s+телефона)?|телефон(?:а|чик)?|тел|контактный|для\s+связи|звон(?:ите|ить|ок)|call(?:\s+me)?(?:\s+at)?|вот|это|т"
    r"|my|number|phone|is|mobile|спасибо|пожалуйста|thanks|thank\s+you"
)
_AT_THE_START = re.compile(rf"^(?:\(?(?:{_BESIDE_A_PHONE})(?![а-яa-z])\)?[\s.:,–-]*)+", re.IGNORECASE)
_AT_THE_END = re.compile(rf"(?:[\s,;.(-]+(?:{_BESIDE_A_PHONE})\)?[\s.!]*)+$", re.IGNORECASE)
"""What says how to reach it, or nothing at all."""
_SPOKEN_PLUS = re.compile(r"^плюс\s*(?:7|семь)(?!\d)", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?<=\d)(?:[,;\s(]*(?:до[бп][а-я]*|вн[а-я]*|д\.|ext[a-z]*|[xх#*])[.:=#№\s]*(\d{1,6})|\s*\((\d{1,6}))\)?\s*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;/|\n]|\b(?:или|и|or|and)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_LETTER = re.compile(r"[^\W\d_]")
_EIGHT_APART = re.compile(r"\+\s*8[\s(.-]")
_STORED = re.compile(r"(\+\d+)x(\d+)")


def read_phone(text: str, *, office: bool = False) -> str | PhoneProblem:
    """The number in E.164 (``+79121234567``), or why this is not one phone number.

    Understands ``8 (912) …``, ``912 …``, ``+8 …`` and ``+7 8 …`` of Russia and Kazakhstan, and any number
    with its country, with or without ``+``. Only an ``office`` has an extension: ``+78212241234x12``.
    """
    plain = _LABEL.sub("", re.sub(r"[‐‑‒–—−]", "-", unicodedata.normalize("NFKC", text)).strip())
    plain = _SPOKEN_PLUS.sub("+7", _AT_THE_END.sub("", _AT_THE_START.sub("", plain)))
    extension = None
    if (found := _EXTENSION.search(plain)) and len(_digits(plain[: found.start()])) > _FEWEST_DIGITS:
        plain, extension = plain[: found.start()], found[1] or found[2]
    if _is_several(plain):
        return PhoneProblem.SEVERAL
    digits = _digits(plain)
    if _LETTER.search(plain) or _DATE.fullmatch(plain) or len(digits) < _FEWEST_DIGITS:
        return PhoneProblem.UNCLEAR
    if len(plain) > _LONGEST_TEXT or len(digits) > _MOST_DIGITS + len("810"):
        return PhoneProblem.LONG
    phone = _read(plain, digits)
    if phone is None:
        return _problem(plain, digits)
    if extension is None:
        return phone
    with_extension = f"{phone}x{extension}"
    return with_extension if office and len(with_extension) <= LONGEST_PHONE else PhoneProblem.EXTENSION


def read_contact(text: str) -> str | None:
    """A number for which Telegram vouches, with its country and perhaps without a plus: only its length is
    looked at, since plans change faster than tables. None: it cannot be rung, such as an anonymous one."""
    try:
        number = phonenumbers.parse(f"+{_digits(text)}", None)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if possible else None


def split_extension(phone: str) -> tuple[str, str | None]:
    """The number of an office and its extension, if it has one."""
    found = _STORED.fullmatch(phone)
    return (phone, None) if found is None else (found[1], found[2])


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


def _digits(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _is_several(plain: str) -> bool:
    parts = [len(_digits(part)) for part in _BETWEEN.split(plain)]
    words = [len(_digits(word)) for word in plain.split()]
    return sum(n >= _FEWEST_DIGITS for n in parts) > 1 or sum(n >= _DIGITS_OF_7 - 1 for n in words) > 1


def _read(plain: str, digits: str) -> str | None:
    """The number that somebody may have."""
    if nobodys := _OF_NOBODY.fullmatch(digits):
        return "+7" + nobodys[1]
    if plain.startswith("00"):
        return _valid(digits[2:])
    if plain.startswith("+") and not digits.startswith(("8", "78")):
        return _valid(digits)
    # «+8 862 …» is Sochi, while Taiwan is written in one: +8862….
    russian = _valid_of_7(digits)
    if plain.startswith("+"):
        abroad = _valid(digits)
        return russian or abroad if _EIGHT_APART.match(plain) else abroad or russian
    if digits.startswith("810") and len(digits) > _DIGITS_OF_7:
        return _valid(digits[3:])
    written_whole = len(digits) > _DIGITS_OF_7 or (len(digits) == _DIGITS_OF_7 and digits[0] not in "78")
    return russian or (_valid(digits) if written_whole else None)


def _valid_of_7(digits: str) -> str | None:
    """Russia or Kazakhstan, with 8 or 7 before the number, both or none."""
    match len(digits), digits[0]:
        case (10, _):
            return _valid("7" + digits)
        case (11, "7" | "8"):
            return _valid("7" + digits[1:])
        case (12, "7") if digits[1] == "8":
            return _valid("7" + digits[2:])
    return None


def _valid(digits: str) -> str | None:
    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # Zeros that the package has read as a prefix are no part of a number.
    return e164 if phonenumbers.is_valid_number(number) and e164 == "+" + digits else None


def _problem(plain: str, digits: str) -> PhoneProblem:
    """What is wrong with a number that nobody can have."""
    international = plain.startswith(("+", "00"))
    if international and digits[0] not in "78":
        return _problem_abroad(digits.removeprefix("00"))
    if not international and re.match(r"8?0[1-9]", digits):
        return PhoneProblem.FOREIGN
    if len(digits) > _DIGITS_OF_7:
        return PhoneProblem.LONG if digits[0] in "789" else PhoneProblem.BAD_CODE
    if not international and len(digits) <= len("345-67-89") - 2:
        return PhoneProblem.NO_CODE
    if len(digits) < _DIGITS_OF_7 - (digits[0] not in "78"):
        return PhoneProblem.SHORT
    return PhoneProblem.BAD_CODE


def _problem_abroad(digits: str) -> PhoneProblem:
    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return PhoneProblem.BAD_CODE
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT:
            return PhoneProblem.SHORT
        case ValidationResult.TOO_LONG:
            return PhoneProblem.LONG
        case _:
            return PhoneProblem.BAD_CODE
