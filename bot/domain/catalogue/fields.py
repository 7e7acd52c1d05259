"""Types of single values of a catalogue file; what does not fit names its :class:`Problem`."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bot.domain import lengths
from bot.domain.catalogue.problems import SENTENCES, Problem
from bot.domain.people.phones import PhoneProblem, read_phone
from bot.domain.time.zones import is_zone
from bot.domain.typed.signs import readable

T = TypeVar("T")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_LEAP_YEAR = "2024"
"""Any leap year: 29 February may begin or end a season."""


def _fault(kind: Problem) -> PydanticCustomError:
    return PydanticCustomError(kind.value, "{sentence}", {"sentence": SENTENCES[kind]})


def _like(pattern: str, otherwise: Problem, *, most: int) -> AfterValidator:
    expression = re.compile(pattern)

    def check(value: str) -> str:
        if len(value) > most or not expression.fullmatch(value):
            raise _fault(otherwise)
        return value

    return AfterValidator(check)


def _check_text(value: str) -> str:
    """Not blank; no control characters but line breaks; other signs that cannot be seen are left out."""
    if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in value):
        raise _fault(Problem.CONTROL_CHARACTER)
    seen = readable(value)
    if not seen.strip():
        raise _fault(Problem.EMPTY)
    return seen


def _check_translations(value: dict[str, str]) -> dict[str, str]:
    """Russian is what every reader falls back to."""
    if "ru" not in value:
        raise _fault(Problem.NO_RUSSIAN)
    return value


def _check_phone(value: str) -> str:
    """International; read as everywhere, with the extension that an office may have."""
    phone = read_phone(value, office=True)
    if not value.startswith("+") or isinstance(phone, PhoneProblem):
        raise _fault(Problem.BAD_PHONE)
    return phone


def _check_timezone(value: str) -> str:
    if not is_zone(value):
        raise _fault(Problem.UNKNOWN_TIMEZONE)
    return value


def _check_month_day(value: str) -> str:
    if _date(f"{_LEAP_YEAR}-{value}") is None:
        raise _fault(Problem.BAD_MONTH_DAY)
    return value


def _read_time(value: object) -> dt.time:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise _fault(Problem.BAD_TIME)
    return dt.time.fromisoformat(value)


def _read_date(value: object) -> dt.date:
    day = _date(value) if isinstance(value, str) else None
    if day is None:
        raise _fault(Problem.BAD_DATE)
    return day


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


Name = Annotated[str, _like(r"[a-z0-9]+(?:-[a-z0-9]+)*", Problem.BAD_NAME, most=lengths.SLUG)]
"""A slug or code: what links and buttons carry."""
Language = Annotated[str, _like(r"[a-z]{2,3}", Problem.BAD_LANGUAGE, most=3)]
Email = Annotated[
    str,
    _like(
        r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}",
        Problem.BAD_EMAIL,
        most=lengths.EMAIL,
    ),
]
Phone = Annotated[str, AfterValidator(_check_phone)]
Timezone = Annotated[str, AfterValidator(_check_timezone)]
MonthDay = Annotated[str, AfterValidator(_check_month_day)]
TimeOfDay = Annotated[dt.time, BeforeValidator(_read_time)]
Day = Annotated[dt.date, BeforeValidator(_read_date)]
Prefix = Annotated[str, Field(min_length=1, max_length=lengths.PREFIX), AfterValidator(_check_text)]
Line = Annotated[
    dict[Language, Annotated[str, Field(max_length=lengths.LINE), AfterValidator(_check_text)]],
    AfterValidator(_check_translations),
]
Paragraph = Annotated[
    dict[Language, Annotated[str, Field(max_length=lengths.PARAGRAPH), AfterValidator(_check_text)]],
    AfterValidator(_check_translations),
]
Age = Annotated[int, Field(ge=0, le=99)]
People = Annotated[int, Field(ge=1, le=lengths.MOST_SEATS)]
Days = Annotated[int, Field(ge=0, le=365)]
NonEmpty = Annotated[tuple[T, ...], Field(min_length=1)]
