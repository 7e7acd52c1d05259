"""The day that a sentence names beside what it wants: «хочу отменить на 9 января», «29 декабря берём»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.typed.moments import DayProblem, read_days

_MOST_WORDS: Final = 30
"""Nobody reads a day out of a letter."""
_LONGEST: Final = 6
"""Words of a day with its time: «на чт, 24 декабря в 10:00»."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """``said``: the words that name it, with a time that stands beside it; ``rest``: all others."""

    day: date
    said: str
    rest: str


def read_day_within(text: str, today: date) -> NamedDay | None:
    """The one day that a sentence names; None where it names none, or several. A number alone is none."""
    words = text.split()
    if len(words) > _MOST_WORDS:
        return None
    found: list[tuple[date, int, int]] = []
    at = 0
    while at < len(words):
        read = _longest_at(words, at, today)
        if read is None:
            at += 1
        else:
            found.append((read[0], at, read[1]))
            at = read[1]
    if len({day for day, _, _ in found}) != 1:
        return None
    day, start, end = found[0]
    return NamedDay(day, " ".join(words[start:end]), " ".join([*words[:start], *words[end:]]))


def _longest_at(words: list[str], start: int, today: date) -> tuple[date, int] | None:
    """The day that most words from here on name, and where they end."""
    for end in range(min(start + _LONGEST, len(words)), start, -1):
        days = read_days(" ".join(words[start:end]).strip(" ,.!?;"), today, bare_numbers=False)
        if not isinstance(days, DayProblem) and days.first == days.last:
            return days.first, end
    return None
