"""Working days: the national production calendar with the days that a region sets for itself.

The national part comes from the package ``holidays``: public holidays, days off transferred to weekdays,
and weekends that are worked in exchange (in Russia 20 February 2027). What it does not know or has wrong
is put right by the overrides, which always win.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays
from holidays import version

DAY = timedelta(days=1)
NO_OVERRIDES: Mapping[date, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Year:
    holidays: frozenset[date]
    worked_weekends: frozenset[date]
    weekend: frozenset[int]


@lru_cache(maxsize=512)
def _year_of(country: str, year: int) -> _Year:
    national = holidays.country_holidays(country, years=year)
    return _Year(
        holidays=frozenset(national.keys()),
        worked_weekends=frozenset(national.weekend_workdays),
        weekend=frozenset(national.weekend),
    )


class WorkingCalendar:
    """Answers which days are worked, and on which schools have holidays. Days are dates of the site's wall
    clock.

    ``region_overrides``: True makes a day a working day, False a day off. They are copied: a calendar
    never changes. ``country`` is an ISO 3166 code known to ``holidays``; another ends in
    that package's own error at the first question. ``school_holidays``: first and last days.
    """

    __slots__ = ("_country", "_overrides", "_years", "school_holidays")

    def __init__(
        self,
        region_overrides: Mapping[date, bool] = NO_OVERRIDES,
        country: str = "RU",
        school_holidays: Collection[tuple[date, date]] = (),
    ) -> None:
        self._overrides = dict(region_overrides)
        self.school_holidays = tuple(sorted(school_holidays))
        self._country = country
        self._years: dict[int, _Year] = {}

    @property
    def facts(self) -> tuple[object, ...]:
        """What its answers depend on."""
        return (version.__version__, self._country, sorted(self._overrides.items()))

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = _year_of(self._country, year)
        return known

    def is_working(self, day: date) -> bool:
        """Whether people are at work, so that the day counts for deadlines."""
        override = self._overrides.get(day)
        if override is not None:
            return override
        year = self._year(day.year)
        if day in year.holidays:
            return False
        return day.weekday() not in year.weekend or day in year.worked_weekends

    def is_holiday(self, day: date) -> bool:
        """A public holiday, a transferred day off or a day off of the region: more than a mere weekend."""
        override = self._overrides.get(day)
        if override is not None:
            return not override
        return day in self._year(day.year).holidays

    def is_school_holiday(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.school_holidays)

    def with_overrides(self, changed: Mapping[date, bool | None]) -> WorkingCalendar:
        """The same with some days set otherwise; None: as the national calendar has them."""
        overrides = {**self._overrides, **changed}
        kept = {day: working for day, working in overrides.items() if working is not None}
        return WorkingCalendar(kept, self._country, self.school_holidays)

    def with_school_holidays(self, periods: Collection[tuple[date, date]]) -> WorkingCalendar:
        return WorkingCalendar(self._overrides, self._country, periods)

    def add(self, day: date, working_days: int) -> date:
        """The n-th working day after ``day`` (before it, if negative); 0 is ``day`` itself, worked or not."""
        step = DAY if working_days > 0 else -DAY
        left = abs(working_days)
        while left:
            day += step
            if self.is_working(day):
                left -= 1
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days there are from ``start`` (counted) up to ``end`` (not counted).

        That is what is left to those who begin on the day ``start`` and must be ready for the day ``end``:
        a request is in time exactly when ``between(today, visit_day) >= lead_working_days``.
        Negative when ``end`` lies before ``start``.
        """
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum(self.is_working(start + timedelta(days=n)) for n in range(days))

    def latest_request_day(self, visit_day: date, lead_working_days: int) -> date:
        """The last day on which a request is in time: that many working days before the visit (B3).

        With a lead of 0 it is the day of the visit. A negative lead is a ValueError.
        """
        return self.add(visit_day, -_checked(lead_working_days))

    def first_bookable_day(self, today: date, lead_working_days: int) -> date:
        """The first day that may be visited by a request made today; every later one may be too (B3).

        It may be a weekend, when some sites do receive; whether there is a session is not asked here.
        """
        left = _checked(lead_working_days)
        day = today
        while left:
            if self.is_working(day):
                left -= 1
            day += DAY
        return day


def _checked(lead_working_days: int) -> int:
    if lead_working_days < 0:
        raise ValueError(f"a lead is at least 0 working days, not {lead_working_days}")
    return lead_working_days
