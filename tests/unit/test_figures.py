"""Periods, what they are compared with, medians and shares of nothing (E9, F5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures.columns import COLUMNS, SECTIONS, Form
from bot.domain.figures.counts import Counts, growth, median_hours, share, together
from bot.domain.figures.periods import Period, PeriodKind, compared_until, period_of, read_period
from bot.domain.figures.views import Line

TODAY = date(2026, 11, 30)
YEAR, SCHOOL, MONTH = PeriodKind.YEAR, PeriodKind.SCHOOL_YEAR, PeriodKind.MONTH


@pytest.mark.shows("F5")
@pytest.mark.parametrize(
    ("kind", "day", "code", "first", "last"),
    [
        (YEAR, date(2026, 1, 1), "y2026", date(2026, 1, 1), date(2026, 12, 31)),
        (YEAR, date(2024, 12, 31), "y2024", date(2024, 1, 1), date(2024, 12, 31)),
        (SCHOOL, date(2026, 9, 1), "s2026", date(2026, 9, 1), date(2027, 8, 31)),
        (SCHOOL, date(2026, 8, 31), "s2025", date(2025, 9, 1), date(2026, 8, 31)),
        (MONTH, date(2024, 2, 29), "m2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (MONTH, date(2026, 12, 31), "m2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_belongs_to_a_period(kind: PeriodKind, day: date, code: str, first: date, last: date) -> None:
    period = period_of(kind, day)
    assert (period.code, period.first, period.last) == (code, first, last)
    assert period.holds(first)
    assert period.holds(last)
    assert not period.holds(period.moved(1).first)
    assert period.moved(1).moved(-1) == period
    assert read_period(code, date(2027, 6, 1), YEAR) == period


@pytest.mark.parametrize(
    ("period", "earlier", "today", "until"),
    [
        (Period(YEAR, date(2025, 1, 1)), Period(YEAR, date(2024, 1, 1)), TODAY, date(2024, 12, 31)),
        (Period(YEAR, date(2026, 1, 1)), Period(YEAR, date(2025, 1, 1)), TODAY, date(2025, 11, 30)),
        (Period(SCHOOL, date(2026, 9, 1)), Period(SCHOOL, date(2025, 9, 1)), TODAY, date(2025, 11, 30)),
        (
            Period(MONTH, date(2026, 3, 1)),
            Period(MONTH, date(2026, 2, 1)),
            date(2026, 3, 31),
            date(2026, 2, 28),
        ),
        (
            Period(MONTH, date(2026, 3, 1)),
            Period(MONTH, date(2026, 2, 1)),
            date(2026, 3, 1),
            date(2026, 2, 1),
        ),
        (
            Period(YEAR, date(2024, 1, 1)),
            Period(YEAR, date(2023, 1, 1)),
            date(2024, 2, 29),
            date(2023, 2, 28),
        ),
    ],
)
def test_an_earlier_period_ends_where_this_one_has_come_to(
    period: Period, earlier: Period, today: date, until: date
) -> None:
    assert compared_until(period, earlier, today) == until


def test_months_begin_when_they_do_on_the_clock_of_the_site() -> None:
    period = Period(MONTH, date(2026, 12, 1))
    assert period.edges(ZoneInfo("Europe/Moscow")) == (
        datetime(2026, 11, 30, 21, tzinfo=UTC),
        datetime(2026, 12, 31, 21, tzinfo=UTC),
    )
    assert len(Period(SCHOOL, date(2025, 9, 1)).edges(ZoneInfo("Asia/Kamchatka"))) == 13


@given(st.lists(st.integers(0, 300), max_size=40))
def test_the_median_is_that_of_all_answers(hours: list[int]) -> None:
    counted = together([{each: 1} for each in hours])
    middle = sorted(hours)
    number = len(middle)
    expected = (middle[(number - 1) // 2] + middle[number // 2]) / 2 if middle else None
    assert median_hours(counted) == expected


def test_there_is_no_share_of_nothing_and_no_growth_from_it() -> None:
    assert share(0, 0) is None
    assert growth(5, 0) is None
    assert growth(5, 10) == -0.5
    assert {each.of(Line()) for each in COLUMNS.values()} == {0, None}


def test_every_column_is_explained_in_one_section() -> None:
    explained = [each for columns in SECTIONS.values() for each in columns]
    assert len(explained) == len(set(explained))
    assert set(explained) == {each for each, shown in COLUMNS.items() if shown.form is not Form.BLANK}


def test_sums_add_up() -> None:
    assert Counts.total([Counts(visitors=2, came=1), Counts(visitors=3)]) == Counts(visitors=5, came=1)
    assert Counts.total([]) == Counts()
