"""The weekly schedule of a programme: which sessions there are on which dates (E5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, TypeVar

from bot.domain.model import SchoolTime
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
class Dates:
    """For which dates a weekly rule holds: a part of every year, and from a first to a last one, all counted;
    None: without an end on that side. ``school``: only in school holidays, or without them, which the region
    knows."""

    season_from: str | None = None
    season_to: str | None = None
    since: date | None = None
    until: date | None = None
    school: SchoolTime | None = None

    def __contains__(self, day: date) -> bool:
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return self._in_season((day.month, day.day))

    def _in_season(self, this: tuple[int, int]) -> bool:
        begins, ends = self._season()
        return begins <= this <= ends if begins <= ends else this >= begins or this <= ends

    def _season(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return _read_month_day(self.season_from or YEAR_BEGINS), _read_month_day(self.season_to or YEAR_ENDS)

    def meet(self, other: Dates) -> bool:
        """Whether both hold for some day, as far as parts of the year and dates say so by themselves."""
        if any(
            earlier.until is not None and later.since is not None and earlier.until < later.since
            for earlier, later in ((self, other), (other, self))
        ):
            return False
        if self.school and other.school and self.school is not other.school:
            return False
        return self._in_season(other._season()[0]) or other._in_season(self._season()[0])


@dataclass(frozen=True, slots=True)
class WeeklyTimes:
    """Weekdays (``"TU"``), starting times on the site's wall clock (``"10:00"``) and perhaps a season.

    The season is a first and a last day of every year (``"04-01"`` to ``"10-31"``, both counted); one that
    begins later than it ends goes over the new year (``"11-01"`` to ``"03-31"``). A missing side is the
    beginning or the end of the year. ``since`` and ``until`` are the first and the last date for which the
    rule holds, both counted. ``school``: only in the region's school holidays, or without them. Anything
    malformed, empty or twice is a ValueError that names it.
    """

    days: tuple[str, ...]
    times: tuple[str, ...]
    season_from: str | None = None
    season_to: str | None = None
    since: date | None = None
    until: date | None = None
    # Not in its text, of which fingerprints of rules are made that know no school holidays.
    school: SchoolTime | None = field(default=None, repr=False)

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
        if self.since is not None and self.until is not None and self.until < self.since:
            raise ValueError(f"a rule until {self.until} cannot hold since {self.since}")
        for name, values in (("weekday", self.days), ("time", self.times)):
            if len(set(values)) != len(values):
                raise ValueError(f"a {name} stands twice in {values}")

    def runs_on(self, day: date) -> bool:
        """Whether the rule alone, without days off and school holidays, has sessions on this day."""
        return WEEKDAYS[day.weekday()] in self.days and day in self.dates

    @property
    def dates(self) -> Dates:
        return Dates(self.season_from, self.season_to, self.since, self.until, self.school)

    def suits(self, day: date, calendar: WorkingCalendar) -> bool:
        """Whether the school holidays let it have sessions on this day."""
        if self.school is None:
            return True
        return calendar.is_school_holiday(day) is (self.school is SchoolTime.ONLY)

    def clocks(self) -> tuple[time, ...]:
        """The starting times, earliest first."""
        return tuple(sorted(_read_clock(clock) for clock in self.times))


@dataclass(frozen=True, slots=True)
class Margins:
    """Minutes before and after each visit of a programme in which its place and its guide are not free for
    another: briefing, changing, cleaning (E11)."""

    before: int = 0
    after: int = 0

    def around(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """From when until when a visit at this time keeps its place and its guide busy."""
        return starts_at - timedelta(minutes=self.before), ends_at + timedelta(minutes=self.after)

    def on_the_clock(self, start: time, minutes: int) -> tuple[int, int]:
        """The same for a visit of so many minutes, in minutes since midnight."""
        begins = start.hour * 60 + start.minute
        return begins - self.before, begins + minutes + self.after


NO_MARGINS: Final = Margins()

T = TypeVar("T", int, datetime)


def clash(one: tuple[T, T], other: tuple[T, T]) -> bool:
    """Whether two visits that keep one place, or one guide, busy for these times stand in each other's way.

    The only place that says so: of the two margins between neighbours (after the one, before the next) the
    sum is kept (E11).
    """
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True, slots=True)
class WeeklyVisits:
    """A weekly rule with how long its visits are, in minutes, and what they need around them."""

    rule: WeeklyTimes
    minutes: int
    margins: Margins = NO_MARGINS


def find_clash(one: WeeklyVisits, other: WeeklyVisits) -> tuple[str, time, time] | None:
    """The first weekday and the two starts at which visits of two rules would clash; None: they never do. A
    rule and itself: whether its own times are too near to each other."""
    if not one.rule.dates.meet(other.rule.dates):
        return None
    for day in (each for each in WEEKDAYS if each in one.rule.days and each in other.rule.days):
        for start in one.rule.clocks():
            for there in other.rule.clocks():
                if one is other and there <= start:
                    continue
                busy = one.margins.on_the_clock(start, one.minutes)
                if clash(busy, other.margins.on_the_clock(there, other.minutes)):
                    return day, start, there
    return None


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
        if rule.runs_on(day)
        and rule.suits(day, calendar)
        and not (skip_days_off and calendar.is_holiday(day))
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
