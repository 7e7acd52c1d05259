"""A day and a time of day as hosts type them: «3 декабря», «03.12», «14:30», «14.30», «9»."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from typing import Final

_MONTHS: Final = {
    "янв": 1,
    "фев": 2,
    "мар": 3,
    "апр": 4,
    "мая": 5,
    "май": 5,
    "июн": 6,
    "июл": 7,
    "авг": 8,
    "сен": 9,
    "окт": 10,
    "ноя": 11,
    "дек": 12,
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?")
_WORDS = re.compile(r"(\d{1,2})\s+([a-zа-я]+)\.?(?:\s+(\d{4}))?(?:\s+г(?:ода|\.)?)?")
_WORDS_ENGLISH = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:\s*-?\s*(?:го|е|ое|st|nd|rd|th)|\s+числа)?")
_AND_A_CLOCK = re.compile(
    r"[,\s]+(?:(?:в|at)\s+)?\d{1,2}[:.]\d{2}|\s+(?:в|at)\s+\d{1,2}(?:\s*ч(?:ас\w*|\.)?)?"
)
_CLOCK = re.compile(r"(?:в\s+|at\s+)?(\d{1,2})(?:\s*[:.\-ч]\s*(\d{2}))?(?:\s*(?:ч|час\w*))?")


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def read_day(text: str, today: date) -> date | None:
    """The date meant by a text, the next one to come when no year is given; None for what is no date.

    With a year it may lie in the past: whoever asks has to say so.
    """
    typed = _tidy(text)
    if match := _ISO.fullmatch(typed):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(typed):
        return _next(int(match[1]), int(match[2]), match[3], today)
    if match := _WORDS.fullmatch(typed):
        month = _MONTHS.get(match[2][:3])
        return None if month is None else _next(int(match[1]), month, match[3], today)
    if match := _WORDS_ENGLISH.fullmatch(typed):
        month = _MONTHS.get(match[1][:3])
        return None if month is None else _next(int(match[2]), month, match[3], today)
    return None


def without_clock(text: str) -> str:
    """«10 декабря» of «10 декабря в 14:30»: for those who ask for the day first and the time after it."""
    typed = _tidy(text)
    for match in _AND_A_CLOCK.finditer(typed):
        if match.end() == len(typed):
            return typed[: match.start()]
    return typed


def read_day_of_month(text: str) -> int | None:
    """The number of a day, 1 to 31, in «10», «10-го», «10 числа»; which month is meant, others say."""
    match = _DAY_OF_MONTH.fullmatch(_tidy(text))
    return int(match[1]) if match is not None and 1 <= int(match[1]) <= 31 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    # 29 February may be years away; nobody means that without a year.
    return _date(today.year + 1, month, day)


def read_clock(text: str) -> time | None:
    """The time of day meant by a text, to the minute; None for what is no time."""
    match = _CLOCK.fullmatch(_tidy(text))
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
