"""What a region has otherwise than the installation."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.catalogue.schedule_rule import WeeklyTimes, WeeklyVisits, find_clash, occurrences
from bot.domain.catalogue.sessions_ahead import rule_from_json, rule_to_json
from bot.domain.limits import Limits
from bot.domain.model import RegionSetting, SchoolTime
from bot.domain.region.settings import leaves_no_hours, limits_with, value_in
from bot.domain.region.settings_views import Run, runs_of
from bot.domain.time.quiet_hours import Window
from bot.domain.time.working_days import WorkingCalendar
from bot.services.region.settings import read_window

AUTUMN = (date(2026, 10, 26), date(2026, 11, 3))
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.shows("F9")
def test_what_a_region_says_stands_over_what_the_installation_has() -> None:
    usual = Limits()
    own = limits_with(usual, {RegionSetting.ANSWER_DAYS: "5", RegionSetting.HOURS_SUNDAY: "11:00-16:00"})
    assert (own.answer_working_days, own.hold_minutes) == (5, usual.hold_minutes)
    assert own.hours.sunday == Window(time(11), time(16))
    assert limits_with(usual, {RegionSetting.HOURS_SATURDAY: "none"}).hours.saturday is None
    for name in RegionSetting:
        assert limits_with(usual, {name: value_in(own, name)}) in {own, usual} or name in {
            RegionSetting.ANSWER_DAYS,
            RegionSetting.HOURS_SUNDAY,
        }
    assert not leaves_no_hours(usual.hours, RegionSetting.HOURS_WORKDAY, None)
    quiet = limits_with(usual, {RegionSetting.HOURS_SATURDAY: "none"}).hours
    assert leaves_no_hours(quiet, RegionSetting.HOURS_WORKDAY, None)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8–20", "08:00-20:00"),
        ("9:00–19:30", "09:00-19:30"),
        ("с 9 до 18", "09:00-18:00"),
        ("from 9.30 to 18", "09:30-18:00"),
        ("С 10 ч до 17 ч.", "10:00-17:00"),
        ("20–8", None),
        ("9–9", None),
        ("9–25", None),
        ("9", None),
        ("весь день", None),
    ],
)
@pytest.mark.shows("F9")
def test_hours_as_they_are_typed(text: str, hours: str | None) -> None:
    window = read_window(text)
    assert (None if window is None else str(window)) == hours


@pytest.mark.shows("F9")
def test_neighbouring_days_are_one_run() -> None:
    first = date(2026, 12, 30)
    days = {first + timedelta(days=n): n == 3 for n in (0, 1, 3, 4)}
    assert runs_of(days) == (
        Run(first, first + timedelta(days=1), working=False),
        Run(first + timedelta(days=3), first + timedelta(days=3), working=True),
        Run(first + timedelta(days=4), first + timedelta(days=4), working=False),
    )


@pytest.mark.parametrize(
    ("school", "days"),
    [(None, [20, 27, 3, 10]), (SchoolTime.WITHOUT, [20, 10]), (SchoolTime.ONLY, [27, 3])],
)
@pytest.mark.shows("F9")
def test_a_rule_may_ask_for_school_holidays(school: SchoolTime | None, days: list[int]) -> None:
    """Tuesdays from 20 October to 10 November."""
    rule = WeeklyTimes(("TU",), ("10:00",), school=school)
    calendar = WorkingCalendar(school_holidays=[AUTUMN])
    found = occurrences(rule, MOSCOW, date(2026, 10, 19), date(2026, 11, 12), calendar)
    assert [each.day for each in found] == days
    assert rule_from_json(rule_to_json(rule)) == rule


@pytest.mark.shows("F9")
def test_rules_of_school_and_of_holidays_never_meet() -> None:
    school, holidays = (WeeklyTimes(("TU",), ("10:00",), school=each) for each in SchoolTime)
    one, other = WeeklyVisits(school, 60), WeeklyVisits(holidays, 60)
    assert find_clash(one, other) is None
    assert find_clash(one, WeeklyVisits(WeeklyTimes(("TU",), ("10:30",)), 60)) is not None


@pytest.mark.shows("F9")
def test_days_are_changed_on_a_copy_of_the_calendar() -> None:
    day = date(2026, 12, 8)
    calendar = WorkingCalendar(school_holidays=[AUTUMN])
    off = calendar.with_overrides({day: False})
    assert (calendar.is_working(day), off.is_working(day), off.is_holiday(day)) == (True, False, True)
    assert off.with_overrides({day: None}).is_working(day)
    assert off.is_school_holiday(AUTUMN[0])
