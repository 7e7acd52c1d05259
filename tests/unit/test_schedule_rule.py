"""Which sessions a weekly schedule has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalogue.schedule_rule import WEEKDAYS, WeeklyTimes, occurrences
from bot.domain.time.working_days import WorkingCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
RUSSIA = WorkingCalendar()


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_days_and_times_of_the_site_become_utc_in_order() -> None:
    rule = WeeklyTimes(days=("TH", "TU"), times=("13:30", "10:00"))
    assert occurrences(rule, MOSCOW, date(2026, 11, 23), date(2026, 11, 29), RUSSIA) == [
        utc(2026, 11, 24, 7),
        utc(2026, 11, 24, 10, 30),
        utc(2026, 11, 26, 7),
        utc(2026, 11, 26, 10, 30),
    ]


@pytest.mark.parametrize(
    ("days", "day", "held"),
    [
        (("WE",), date(2026, 11, 4), False),  # a public holiday
        (("MO",), date(2027, 2, 22), False),  # a transferred day off
        (("TH",), date(2026, 12, 31), False),
        (("SA",), date(2026, 11, 28), True),  # a weekend that the rule names
        (("SU",), date(2026, 11, 29), True),
        (("SA",), date(2027, 5, 1), False),  # a holiday on a Saturday
        (("SA",), date(2027, 2, 20), True),
        (("MO", "TU", "WE", "TH", "FR"), date(2027, 2, 20), False),  # a worked Saturday is no weekday
    ],
)
def test_days_off(days: tuple[str, ...], day: date, held: bool) -> None:
    rule = WeeklyTimes(days=days, times=("11:00",))
    assert bool(occurrences(rule, MOSCOW, day, day, RUSSIA)) == held
    always = occurrences(rule, MOSCOW, day, day, RUSSIA, skip_days_off=False)
    assert bool(always) == (WEEKDAYS[day.weekday()] in days)


def test_a_day_off_of_the_region_has_no_sessions() -> None:
    day = date(2026, 11, 24)
    rule = WeeklyTimes(days=("TU",), times=("11:00",))
    assert occurrences(rule, MOSCOW, day, day, WorkingCalendar({day: False})) == []


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        (("04-01", "10-31"), [(4, 1), (7, 15), (10, 31)], [(3, 31), (11, 1), (1, 1)]),
        (("11-01", "03-31"), [(11, 1), (12, 31), (1, 1), (3, 31)], [(4, 1), (10, 31)]),
        (("06-15", None), [(6, 15), (12, 31)], [(6, 14), (1, 1)]),
        ((None, "06-15"), [(1, 1), (6, 15)], [(6, 16)]),
        ((None, None), [(1, 1), (12, 31)], []),
        (("02-29", "02-29"), [], [(2, 28), (3, 1)]),
    ],
)
def test_seasons(
    season: tuple[str | None, str | None], inside: list[tuple[int, int]], outside: list[tuple[int, int]]
) -> None:
    rule = WeeklyTimes(days=WEEKDAYS, times=("11:00",), season_from=season[0], season_to=season[1])
    assert all(rule.runs_on(date(2027, month, day)) for month, day in inside)
    assert not any(rule.runs_on(date(2027, month, day)) for month, day in outside)


def test_a_time_of_day_stays_when_the_clocks_change() -> None:
    rule = WeeklyTimes(days=("SA", "MO"), times=("10:00",))
    starts = occurrences(rule, BERLIN, date(2026, 10, 24), date(2026, 10, 26), WorkingCalendar(country="DE"))
    assert starts == [utc(2026, 10, 24, 8), utc(2026, 10, 26, 9)]


@pytest.mark.parametrize(
    ("day", "times", "expected"),
    [
        (date(2027, 3, 28), ("02:30",), [utc(2027, 3, 28, 1, 30)]),  # does not exist: 03:30 instead
        (date(2027, 3, 28), ("02:30", "03:30"), [utc(2027, 3, 28, 1, 30)]),  # and only once
        (date(2026, 10, 25), ("02:30",), [utc(2026, 10, 25, 0, 30)]),  # exists twice: the first
    ],
)
def test_times_that_do_not_exist_or_exist_twice(
    day: date, times: tuple[str, ...], expected: list[datetime]
) -> None:
    rule = WeeklyTimes(days=("SU",), times=times)
    assert occurrences(rule, BERLIN, day, day, WorkingCalendar(country="DE")) == expected


def test_a_period_that_ends_before_it_begins_is_empty() -> None:
    rule = WeeklyTimes(days=WEEKDAYS, times=("10:00",))
    assert occurrences(rule, MOSCOW, date(2026, 11, 24), date(2026, 11, 23), RUSSIA) == []


@given(
    days=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    times=st.sets(st.sampled_from(("08:15", "10:00", "13:30", "16:45")), min_size=1),
    first=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    length=st.integers(0, 60),
    zone=st.sampled_from(("Europe/Moscow", "Europe/Berlin", "Asia/Kamchatka", "America/New_York")),
)
def test_every_session_is_on_a_day_and_time_of_the_rule(
    days: set[str], times: set[str], first: date, length: int, zone: str
) -> None:
    rule = WeeklyTimes(days=tuple(days), times=tuple(times))
    last = first + timedelta(days=length)
    tz = ZoneInfo(zone)
    starts = [start.astimezone(tz) for start in occurrences(rule, tz, first, last, RUSSIA)]
    assert starts == sorted(set(starts))
    for start in starts:
        assert first <= start.date() <= last
        assert WEEKDAYS[start.weekday()] in days
        assert f"{start:%H:%M}" in times
        assert not RUSSIA.is_holiday(start.date())
    split_at = first + timedelta(days=length // 2)
    halves = occurrences(rule, tz, first, split_at, RUSSIA)
    halves += occurrences(rule, tz, split_at + timedelta(days=1), last, RUSSIA)
    assert halves == starts


@pytest.mark.parametrize(
    ("days", "times", "season", "message"),
    [
        ((), ("10:00",), (None, None), "at least one weekday"),
        (("MO",), (), (None, None), "at least one weekday and one time"),
        (("Mo",), ("10:00",), (None, None), "not a weekday: 'Mo'"),
        (("MO",), ("9:30",), (None, None), "not a time of day: '9:30'"),
        (("MO",), ("24:00",), (None, None), "not a time of day"),
        (("MO",), ("10:00", "10:00"), (None, None), "a time stands twice"),
        (("MO", "MO"), ("10:00",), (None, None), "a weekday stands twice"),
        (("MO",), ("10:00",), ("4-1", None), "not a day of the year"),
        (("MO",), ("10:00",), (None, "02-30"), "no such day of the year"),
    ],
)
def test_a_malformed_rule_is_refused_by_name(
    days: tuple[str, ...], times: tuple[str, ...], season: tuple[str | None, str | None], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        WeeklyTimes(days=days, times=times, season_from=season[0], season_to=season[1])
