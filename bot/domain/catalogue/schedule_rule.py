"""The weekly schedule of a programme: which sessions there are on which dates (E5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from bot.domain.time.local_time import utc_at
from bot.domain.time.working_days import WorkingCalendar

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Codes of the weekdays as in iCalendar (RFC 5545), Monday first, at the index ``date.weekday()`` gives."""

YEAR_BEGINS: Final = "01-01"
YEAR_ENDS: Final = "12-31"

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_ANY_LEAP_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class WeeklyTimes:
    """Weekdays (``"TU"``), starting times on the site's wall clock (``"10:00"``) and perhaps a season.

    The season is a first and a last day of every year (``"04-01"`` to ``"10-31"``, both counted); one that
    begins later than it ends goes over the new year (``"11-01"`` to ``"03-31"``). A missing side is the
    beginning or the end of the year. Anything malformed, empty or twice is a ValueError that names it.
    """

    days: tuple[str, ...]
    times: tuple[str, ...]
    season_from: str | None = None
    season_to: str | None = None

    def __post_init__(self) -> None:
        if not self.days or not self.times:
            raise ValueError("a weekly schedule needs at least one weekday and one time")
        for day in self.days:
            if day not in WEEKDAYS:
                raise ValueError(f"not a weekday: {day!r}; it is one of {', '.join(WEEKDAYS)}")
        for clock in self.times:
            _read_clock(clock)
        for edge in (self.season_from, self.season_to):
            if edge is not None:
                _read_month_day(edge)
        for name, values in (("weekday", self.days), ("time", self.times)):
            if len(set(values)) != len(values):
                raise ValueError(f"a {name} stands twice in {values}")

    def runs_on(self, day: date) -> bool:
        """Whether the rule alone, without days off, has sessions on this day."""
        return WEEKDAYS[day.weekday()] in self.days and self._in_season(day)

    def _in_season(self, day: date) -> bool:
        begins = _read_month_day(self.season_from or YEAR_BEGINS)
        ends = _read_month_day(self.season_to or YEAR_ENDS)
        this = (day.month, day.day)
        if begins <= ends:
            return begins <= this <= ends
        return this >= begins or this <= ends

    def clocks(self) -> tuple[time, ...]:
        """The starting times, earliest first."""
        return tuple(sorted(_read_clock(clock) for clock in self.times))


def occurrences(
    rule: WeeklyTimes,
    tz: tzinfo,
    first: date,
    last: date,
    calendar: WorkingCalendar,
    *,
    skip_days_off: bool = True,
) -> list[datetime]:
    """Starts of all sessions from the day ``first`` to the day ``last`` (both counted), in UTC, in order.

    Weekdays, times, ``first`` and ``last`` are of the site's wall clock, so that 10:00 stays 10:00 when the
    clocks change. Public holidays, transferred days off and days off of the region have no sessions; a
    weekend that the rule names has, and a Saturday that is worked in exchange gets none of the weekdays'.
    """
    clocks = rule.clocks()
    starts = {
        utc_at(day, clock, tz)
        for day in _days(first, last)
        if rule.runs_on(day) and not (skip_days_off and calendar.is_holiday(day))
        for clock in clocks
    }
    return sorted(starts)


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


# A schedule asks for the same few texts for each of its days.
@lru_cache(maxsize=2_000)
def _read_clock(text: str) -> time:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"not a time of day: {text!r}; it is written as 09:30")
    return time(int(match[1]), int(match[2]))


@lru_cache(maxsize=500)
def _read_month_day(text: str) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(text)
    if match is None:
        raise ValueError(f"not a day of the year: {text!r}; it is written as 04-30 (month, day)")
    month, day = int(match[1]), int(match[2])
    try:
        date(_ANY_LEAP_YEAR, month, day)
    except ValueError as error:
        raise ValueError(f"no such day of the year: {text!r}") from error
    return month, day
