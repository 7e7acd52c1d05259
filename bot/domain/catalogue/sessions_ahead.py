"""From a stored schedule to the dated sessions that it makes: weekly visits, and intakes of placements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.domain.catalogue.schedule_rule import WEEKDAYS, WeeklyTimes, occurrences
from bot.domain.model import SchoolTime
from bot.domain.time.local_time import utc_at
from bot.domain.time.working_days import WorkingCalendar

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class IntakeRule:
    """A placement begins on the ``week``-th (1 to 4) such weekday of each of the months, at this time.

    A day off moves the start to the next working day. Anything malformed is a ValueError.
    """

    weekday: str
    week: int
    months: tuple[int, ...]
    time: str

    def __post_init__(self) -> None:
        if self.weekday not in WEEKDAYS:
            raise ValueError(f"not a weekday: {self.weekday!r}; it is one of {', '.join(WEEKDAYS)}")
        if not 1 <= self.week <= 4:
            raise ValueError(f"every month has a first to a fourth weekday, not a number {self.week}")
        if not self.months or not all(1 <= month <= 12 for month in self.months):
            raise ValueError(f"months are 1 to 12, at least one: {self.months}")
        if not _CLOCK.fullmatch(self.time):
            raise ValueError(f"not a time of day: {self.time!r}; it is written as 09:30")

    def named_day(self, year: int, month: int) -> date:
        """The day that the rule names in a month, worked or not."""
        first = date(year, month, 1)
        to_weekday = (WEEKDAYS.index(self.weekday) - first.weekday()) % 7
        return first + timedelta(days=to_weekday + 7 * (self.week - 1))

    @property
    def clock(self) -> dt.time:
        return dt.time.fromisoformat(self.time)


Rule = WeeklyTimes | IntakeRule


@dataclass(frozen=True, slots=True)
class VisitLength:
    """How long one session lasts."""

    minutes: int


@dataclass(frozen=True, slots=True)
class PlacementLength:
    """Working days of a placement, its first day counted, and hours of each."""

    days: int
    hours_per_day: int


Length = VisitLength | PlacementLength


@dataclass(frozen=True, slots=True)
class Span:
    """Start and end of one session, UTC."""

    starts_at: datetime
    ends_at: datetime


def sessions_ahead(
    rule: Rule, length: Length, tz: tzinfo, first: date, last: date, calendar: WorkingCalendar
) -> list[Span]:
    """All sessions that start from the local day ``first`` to ``last`` (both counted), soonest first."""
    match rule:
        case WeeklyTimes():
            starts = occurrences(rule, tz, first, last, calendar)
        case IntakeRule():
            starts = [utc_at(day, rule.clock, tz) for day in _intake_days(rule, first, last, calendar)]
    return [Span(start, _end(start, length, tz, calendar)) for start in starts]


K = TypeVar("K")


def sessions_of_all(
    rules: Sequence[tuple[K, Rule]],
    length: Length,
    tz: tzinfo,
    first: date,
    last: date,
    calendar: WorkingCalendar,
) -> list[tuple[K, Span]]:
    """The sessions of several rules of one programme, soonest first; one where several start together."""
    made: dict[datetime, tuple[K, Span]] = {}
    for key, rule in rules:
        for span in sessions_ahead(rule, length, tz, first, last, calendar):
            made.setdefault(span.starts_at, (key, span))
    return [made[start] for start in sorted(made)]


def fingerprint(
    facts: Sequence[object], length: Length, timezone: str, year: int, calendar: WorkingCalendar
) -> str:
    """What sessions depend on: while it is the same, so are the sessions of a day.

    ``facts``: rules and what else a programme gives its sessions. What the zone's clocks show around ``year``
    is part of it, and stands at its end by itself: a country may change its time while the zone keeps its
    name, and then whatever was planned by the clock is planned anew.
    """
    whole = (*facts, length, timezone, _offsets(timezone, year), calendar.facts)
    return _hashed(whole)[:-CLOCK_LENGTH] + _clock(ZoneInfo(timezone), year)


def has_another_clock(before: str | None, now: str) -> bool:
    """Whether the zone's clocks show something else than when the fingerprint ``before`` was made, if any."""
    return before is not None and before[-CLOCK_LENGTH:] != now[-CLOCK_LENGTH:]


CLOCK_LENGTH = 16


def _hashed(facts: object) -> str:
    return sha256(repr(facts).encode()).hexdigest()


@lru_cache(maxsize=64)
def _clock(zone: tzinfo, year: int) -> str:
    """Of what a zone's clocks show on each day of the same years: summer may begin on another one."""
    noon = datetime(year - 1, 1, 1, 12, tzinfo=UTC)
    days = (noon + timedelta(days=number) for number in range(3 * 365))
    return _hashed([_minutes(day.astimezone(zone).utcoffset()) for day in days])[:CLOCK_LENGTH]


def _minutes(offset: timedelta | None) -> int:
    return int((offset or timedelta()).total_seconds() // 60)


def _offsets(timezone: str, year: int) -> list[int]:
    """Minutes from UTC in the middle of each month, from the year before to the year after."""
    months = (
        datetime(each, month, 15, tzinfo=UTC) for each in range(year - 1, year + 2) for month in range(1, 13)
    )
    offsets = (month.astimezone(ZoneInfo(timezone)).utcoffset() for month in months)
    return [_minutes(offset) for offset in offsets]


def _intake_days(rule: IntakeRule, first: date, last: date, calendar: WorkingCalendar) -> Iterator[date]:
    # The month before may move a start over its end.
    month = (first.replace(day=1) - timedelta(days=1)).replace(day=1)
    while month <= last:
        if month.month in rule.months:
            day = rule.named_day(month.year, month.month)
            if not calendar.is_working(day):
                day = calendar.add(day, 1)
            if first <= day <= last:
                yield day
        month = (month + timedelta(days=31)).replace(day=1)


def _end(start: datetime, length: Length, tz: tzinfo, calendar: WorkingCalendar) -> datetime:
    if isinstance(length, VisitLength):
        return start + timedelta(minutes=length.minutes)
    local = start.astimezone(tz)
    last_day = calendar.add(local.date(), length.days - 1)
    return utc_at(last_day, local.time(), tz) + timedelta(hours=length.hours_per_day)


def rule_to_json(rule: Rule) -> dict[str, object]:
    """As ``schedule.rule`` holds it; equal rules give equal documents."""
    match rule:
        case WeeklyTimes(days, times, season_from, season_to, since, until, school):
            dates = {"since": since, "until": until}
            return {
                "kind": "weekly",
                "days": sorted(days, key=WEEKDAYS.index),
                "times": sorted(times),
                "season_from": season_from,
                "season_to": season_to,
                **{name: day.isoformat() for name, day in dates.items() if day is not None},
                **({} if school is None else {"school": school.value}),
            }
        case IntakeRule(weekday, week, months, clock):
            return {
                "kind": "intake",
                "weekday": weekday,
                "week": week,
                "months": sorted(months),
                "time": clock,
            }


def rule_from_json(document: Mapping[str, object]) -> Rule:
    """The rule that was stored; ValueError for what :func:`rule_to_json` never writes."""
    match document:
        case {"kind": "weekly", "days": [*days], "times": [*times]}:
            return WeeklyTimes(
                tuple(map(str, days)),
                tuple(map(str, times)),
                _optional(document.get("season_from")),
                _optional(document.get("season_to")),
                _optional_day(document.get("since")),
                _optional_day(document.get("until")),
                None if (school := document.get("school")) is None else SchoolTime(str(school)),
            )
        case {"kind": "intake", "weekday": str(weekday), "week": int(week), "months": [*months]}:
            return IntakeRule(
                weekday,
                week,
                tuple(month for month in months if isinstance(month, int)),
                str(document.get("time")),
            )
        case _:
            raise ValueError(f"not a stored schedule: {document!r}")


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def _optional_day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
