"""Checks of single values of a catalogue file; each raises a fault that names its :class:`Problem`."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from bot.domain.catalogue_problems import SENTENCES, Problem
from bot.domain.phones import read_phone

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEAP_YEAR = 2024
"""Any leap year: 29 February may begin or end a season."""

NAME_LENGTH = 40
"""Site and programme together fit a deep link of Telegram (64 characters)."""


def _fault(kind: Problem) -> PydanticCustomError:
    return PydanticCustomError(kind.value, "{sentence}", {"sentence": SENTENCES[kind]})


def check_name(value: str) -> str:
    """A slug or code: what links and buttons carry."""
    if len(value) > NAME_LENGTH or not _NAME.fullmatch(value):
        raise _fault(Problem.BAD_NAME)
    return value


def check_language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise _fault(Problem.BAD_LANGUAGE)
    return value


def check_text(value: str) -> str:
    """Not blank; no control characters but line breaks (PostgreSQL stores no NUL)."""
    if not value.strip():
        raise _fault(Problem.EMPTY)
    if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in value):
        raise _fault(Problem.CONTROL_CHARACTER)
    return value


def check_translations(value: dict[str, str]) -> dict[str, str]:
    """Russian is what every reader falls back to."""
    if "ru" not in value:
        raise _fault(Problem.NO_RUSSIAN)
    return value


def check_phone(value: str) -> str:
    """International; possible, not valid: numbers of demonstrations must reach nobody."""
    if not value.startswith("+") or read_phone(value) is None:
        raise _fault(Problem.BAD_PHONE)
    return value


def check_email(value: str) -> str:
    if len(value) > 120 or not _EMAIL.fullmatch(value):
        raise _fault(Problem.BAD_EMAIL)
    return value


def check_timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):  # malformed, a folder of the zone files, or none of them
        raise _fault(Problem.UNKNOWN_TIMEZONE) from None
    return value


def check_month_day(value: str) -> str:
    if not _MONTH_DAY.fullmatch(value) or _date(f"{_LEAP_YEAR}-{value}") is None:
        raise _fault(Problem.BAD_MONTH_DAY)
    return value


def read_time(value: object) -> dt.time:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _fault(Problem.BAD_TIME)
    return dt.time(int(match[1]), int(match[2]))


def read_date(value: object) -> dt.date:
    day = _date(value) if isinstance(value, str) and _DATE.fullmatch(value) else None
    if day is None:
        raise _fault(Problem.BAD_DATE)
    return day


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
