"""Of which days a report tells: a month, a calendar year, or a school year (September to August)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from bot.domain.time.local_time import utc_at

FIRST_YEAR: Final = 2020
"""No report goes further back."""
SCHOOL_YEAR_BEGINS: Final = 9
"""The month."""

_CODE: Final = re.compile(r"([mys])(\d{4})(?:-(\d{2}))?")


class PeriodKind(StrEnum):
    """The letter with which its code begins; the text is ``figures.period.<value>``."""

    MONTH = "m"
    SCHOOL_YEAR = "s"
    YEAR = "y"


@dataclass(frozen=True, slots=True)
class Period:
    """``first``: its first local day; it is whole months long."""

    kind: PeriodKind
    first: date

    @property
    def last(self) -> date:
        return _months_later(self.first, self._length) - timedelta(days=1)

    @property
    def _length(self) -> int:
        return 1 if self.kind is PeriodKind.MONTH else 12

    @property
    def code(self) -> str:
        """«m2026-11», «y2026», «s2026» (the school year that begins then)."""
        year = f"{self.kind.value}{self.first:%Y}"
        return f"{year}-{self.first:%m}" if self.kind is PeriodKind.MONTH else year

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each."""
        return tuple(_months_later(self.first, each) for each in range(self._length))

    def edges(self, tz: tzinfo) -> tuple[datetime, ...]:
        """When each month begins on this clock, and when the last one is over (UTC)."""
        days = (*self.months, _months_later(self.first, self._length))
        return tuple(utc_at(each, time.min, tz) for each in days)

    def moved(self, by: int) -> Period:
        """So many periods later."""
        return Period(self.kind, _months_later(self.first, by * self._length))

    @property
    def year_before(self) -> Period:
        return Period(self.kind, _months_later(self.first, -12))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Week:
    """``monday``: its first local day."""

    monday: date

    @property
    def last(self) -> date:
        return self.monday + timedelta(days=6)

    def edges(self, tz: tzinfo) -> tuple[datetime, ...]:
        """When it begins on this clock, and when it is over (UTC)."""
        return tuple(utc_at(each, time.min, tz) for each in (self.monday, self.monday + timedelta(days=7)))


def week_of(day: date) -> Week:
    return Week(day - timedelta(days=day.weekday()))


def period_of(kind: PeriodKind, day: date) -> Period:
    """The one of this kind to which a day belongs."""
    if kind is PeriodKind.MONTH:
        return Period(kind, day.replace(day=1))
    if kind is PeriodKind.YEAR:
        return Period(kind, date(day.year, 1, 1))
    year = day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1
    return Period(kind, date(year, SCHOOL_YEAR_BEGINS, 1))


def read_period(code: str, today: date, usual: PeriodKind) -> Period:
    """The period of a code, none that has not begun or is older than anything; else the present one of the
    ``usual`` kind."""
    found = _CODE.fullmatch(code)
    if found is None:
        return period_of(usual, today)
    kind, year = PeriodKind(found[1]), int(found[2])
    month = {PeriodKind.YEAR: 1, PeriodKind.SCHOOL_YEAR: SCHOOL_YEAR_BEGINS}.get(kind, int(found[3] or 0))
    if not 1 <= month <= 12 or not FIRST_YEAR <= year <= today.year:
        return period_of(usual, today)
    period = period_of(kind, date(year, month, 1))
    return period if period.first <= today else period_of(kind, today)


def compared_until(period: Period, earlier: Period, today: date) -> date:
    """Through which day an earlier period is compared: to its end, or, while the period is going on, to the
    day that corresponds to today, so that like stands beside like."""
    if not period.holds(today):
        return earlier.last
    whole = (today.year - period.first.year) * 12 + today.month - period.first.month
    begun = _months_later(earlier.first, whole)
    days = calendar.monthrange(begun.year, begun.month)[1]
    return begun + timedelta(days=min(today.day, days) - 1)


def _months_later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
