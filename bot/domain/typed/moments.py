"""A day and a time of day as hosts type them: «3 декабря», «03.12», «14:30», «14.30», «9»."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
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
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
_AFTERNOON = frozenset({"дня", "вечера", "pm"})
_CLOCK = re.compile(
    r"(?:в\s+|at\s+)?(\d{1,2})(?:(?:\s*[:.ч]\s*|\s)(\d{2}))?(?:\s*(?:ч|час\w*))?(?:\s*мин\w*)?"
    r"\s*(утра|дня|вечера|am|pm)?"
)
_SPAN = re.compile(
    r"(?:с\s+|from\s+)?(\d{1,2})(?:[:.](\d{2}))?(?:\s*ч\w*)?"
    r"(-|\s+(?:до|по|to|till|until)\s+)"
    r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*ч\w*)?"
)
_LONGEST_SPAN = 8
_LONGEST_SPAN_TO_A_ROUND_HOUR = 3
"""Hours: «10-15» may be a quarter past ten as well, and is asked about."""


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


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day, or from one to another."""

    start: time
    end: time | None = None


def read_clock(text: str) -> time | None:
    """The one time of day meant by a text, to the minute; None for what is no time, or is two."""
    hours = read_hours(text)
    return None if hours is None or hours.end is not None else hours.start


def read_hours(text: str) -> Hours | None:
    """«9», «14:30», «3 часа дня», or a span: «10-12» and «с 10 до 12» are 10:00–12:00, «10-30» is half past
    ten. None for what is no time, and for what could be either («10-15»): whoever asks has to ask again."""
    typed = _DASHES.sub("-", _tidy(text))
    if match := _SPAN.fullmatch(typed):
        return _span(match)
    match = _CLOCK.fullmatch(typed)
    if match is None:
        return None
    hour, half = int(match[1]), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    start = _time(hour, int(match[2] or 0))
    return None if start is None else Hours(start)


def _span(match: re.Match[str]) -> Hours | None:
    start, end = (_time(int(match[n]), int(match[n + 1] or 0)) for n in (1, 4))
    bare = match[3] == "-" and match[2] is None and match[5] is None
    if bare and len(match[4]) == 2 and (match[4].startswith("0") or end is None or start is None):
        minutes = _time(int(match[1]), int(match[4]))
        return None if minutes is None else Hours(minutes)
    if start is None or end is None or end <= start:
        return None
    longest = _LONGEST_SPAN if end.hour % 5 else _LONGEST_SPAN_TO_A_ROUND_HOUR
    return None if bare and end.hour - start.hour > longest else Hours(start, end)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None
