"""Working days by the Russian production calendar, with a region's own days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.time.working_days import WorkingCalendar

RUSSIA = WorkingCalendar()
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
LEADS = st.integers(0, 30)
OVERRIDES = st.dictionaries(DAYS, st.booleans(), max_size=20)


@pytest.mark.parametrize(
    ("day", "working", "holiday"),
    [
        (date(2026, 11, 23), True, False),  # a Monday
        (date(2026, 11, 28), False, False),  # a Saturday
        (date(2026, 11, 29), False, False),  # a Sunday
        (date(2026, 12, 31), False, True),  # day off transferred
        (date(2027, 1, 1), False, True),
        (date(2027, 1, 8), False, True),
        (date(2027, 1, 9), False, False),  # a mere Saturday after the holidays
        (date(2027, 1, 11), True, False),
        (date(2027, 2, 19), True, False),
        (date(2027, 2, 20), True, False),  # a Saturday worked in exchange
        (date(2027, 2, 22), False, True),  # for this Monday
        (date(2027, 2, 23), False, True),
        (date(2027, 5, 1), False, True),  # a holiday on a Saturday
        (date(2027, 5, 3), False, True),
        (date(2025, 11, 1), True, False),  # another worked Saturday
    ],
)
def test_days_of_the_russian_calendar(day: date, working: bool, holiday: bool) -> None:
    assert (RUSSIA.is_working(day), RUSSIA.is_holiday(day)) == (working, holiday)


@pytest.mark.shows("B3")
@pytest.mark.parametrize(
    ("day", "working_days", "expected"),
    [
        (date(2027, 1, 14), -7, date(2026, 12, 25)),
        (date(2026, 12, 25), 7, date(2027, 1, 14)),
        (date(2026, 12, 3), -5, date(2026, 11, 26)),
        (date(2026, 12, 3), 0, date(2026, 12, 3)),
        (date(2026, 11, 29), 0, date(2026, 11, 29)),  # a Sunday stays itself
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), -1, date(2026, 11, 27)),
        (date(2027, 2, 19), 1, date(2027, 2, 20)),  # to the worked Saturday
        (date(2027, 2, 20), 1, date(2027, 2, 24)),  # over three days off
    ],
)
def test_counting_on_and_back(day: date, working_days: int, expected: date) -> None:
    assert RUSSIA.add(day, working_days) == expected


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 12, 25), date(2027, 1, 14), 7),  # the first day counts, the last does not
        (date(2026, 12, 28), date(2027, 1, 14), 6),
        (date(2026, 11, 28), date(2026, 11, 30), 0),
        (date(2026, 11, 27), date(2026, 11, 30), 1),
        (date(2026, 11, 30), date(2026, 11, 27), -1),
        (date(2026, 11, 30), date(2026, 11, 30), 0),
        (date(2027, 2, 19), date(2027, 2, 24), 2),
    ],
)
def test_between(start: date, end: date, count: int) -> None:
    assert RUSSIA.between(start, end) == count


@pytest.mark.shows("B3")
@given(today=DAYS, ahead=st.integers(0, 90), lead=LEADS, overrides=OVERRIDES)
def test_three_ways_to_ask_whether_a_request_is_in_time_agree(
    today: date, ahead: int, lead: int, overrides: dict[date, bool]
) -> None:
    calendar = WorkingCalendar(overrides)
    visit = today + timedelta(days=ahead)
    in_time = calendar.between(today, visit) >= lead
    assert (today <= calendar.latest_request_day(visit, lead)) == in_time
    assert (visit >= calendar.first_bookable_day(today, lead)) == in_time


@given(day=DAYS, working_days=st.integers(1, 40), overrides=OVERRIDES)
def test_counting_ends_on_a_working_day_and_back_again_from_one(
    day: date, working_days: int, overrides: dict[date, bool]
) -> None:
    calendar = WorkingCalendar(overrides)
    later = calendar.add(day, working_days)
    assert calendar.is_working(later)
    assert calendar.between(day + timedelta(days=1), later + timedelta(days=1)) == working_days
    if calendar.is_working(day):
        assert calendar.add(later, -working_days) == day


def test_overrides_win_both_ways_and_are_copied() -> None:
    frost, worked = date(2026, 12, 3), date(2026, 11, 29)
    overrides = {frost: False, worked: True, date(2027, 1, 4): True}
    calendar = WorkingCalendar(overrides)
    overrides.clear()
    assert not calendar.is_working(frost)
    assert calendar.is_holiday(frost)
    assert calendar.is_working(worked)
    assert not calendar.is_holiday(date(2027, 1, 4))
    assert RUSSIA.is_working(frost)


def test_another_country_has_its_own_holidays() -> None:
    assert not WorkingCalendar(country="DE").is_working(date(2026, 10, 3))
    assert WorkingCalendar(country="DE").is_working(date(2026, 11, 4))


def test_a_negative_lead_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        RUSSIA.first_bookable_day(date(2026, 11, 23), -1)
    with pytest.raises(ValueError, match="at least 0"):
        RUSSIA.latest_request_day(date(2026, 11, 23), -1)
