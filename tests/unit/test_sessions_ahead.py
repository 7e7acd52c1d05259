from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.catalogue import sessions_ahead as module
from bot.domain.catalogue.schedule_rule import WeeklyTimes
from bot.domain.catalogue.sessions_ahead import (
    IntakeRule,
    PlacementLength,
    Rule,
    VisitLength,
    rule_from_json,
    rule_to_json,
    sessions_ahead,
)
from bot.domain.time.working_days import WorkingCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
SECOND_MONDAY = IntakeRule("MO", 2, (1, 2, 3, 5), "10:00")


@pytest.mark.parametrize(
    ("rule", "month", "day"),
    [
        (IntakeRule("MO", 1, (3,), "10:00"), 3, 1),
        (IntakeRule("SU", 1, (3,), "10:00"), 3, 7),
        (IntakeRule("SU", 4, (2,), "10:00"), 2, 28),
        (IntakeRule("TH", 2, (2,), "10:00"), 2, 11),
    ],
)
def test_the_named_day_of_a_month(rule: IntakeRule, month: int, day: int) -> None:
    assert rule.named_day(2027, month) == date(2027, month, day)


@pytest.mark.shows("D2")
def test_a_placement_starts_and_ends_on_working_days() -> None:
    spans = sessions_ahead(
        SECOND_MONDAY, PlacementLength(5, 4), MOSCOW, date(2026, 11, 23), date(2027, 3, 23), WorkingCalendar()
    )
    # 8 March is a holiday, so the placement begins on Tuesday and ends on the Monday after.
    assert [(span.starts_at, span.ends_at) for span in spans] == [
        (datetime(2027, 1, 11, 7, tzinfo=UTC), datetime(2027, 1, 15, 11, tzinfo=UTC)),
        (datetime(2027, 2, 8, 7, tzinfo=UTC), datetime(2027, 2, 12, 11, tzinfo=UTC)),
        (datetime(2027, 3, 9, 7, tzinfo=UTC), datetime(2027, 3, 15, 11, tzinfo=UTC)),
    ]


def test_a_working_saturday_counts_for_a_placement() -> None:
    rule = IntakeRule("MO", 3, (2,), "09:00")
    (span,) = sessions_ahead(
        rule, PlacementLength(6, 6), MOSCOW, date(2027, 2, 1), date(2027, 2, 28), WorkingCalendar()
    )
    assert span.starts_at == datetime(2027, 2, 15, 6, tzinfo=UTC)
    assert span.ends_at == datetime(2027, 2, 20, 12, tzinfo=UTC)


def test_a_start_moved_over_the_end_of_its_month_is_not_lost() -> None:
    calendar = WorkingCalendar({date(2027, 2, 22 + n): False for n in range(7)})
    rule = IntakeRule("MO", 4, (2,), "10:00")
    (span,) = sessions_ahead(
        rule, PlacementLength(1, 4), MOSCOW, date(2027, 3, 1), date(2027, 3, 1), calendar
    )
    assert span.starts_at == datetime(2027, 3, 1, 7, tzinfo=UTC)
    assert not sessions_ahead(
        rule, PlacementLength(1, 4), MOSCOW, date(2027, 2, 1), date(2027, 2, 28), calendar
    )


def test_weekly_visits_last_their_minutes() -> None:
    rule = WeeklyTimes(("TH",), ("10:00", "13:30"))
    spans = sessions_ahead(
        rule, VisitLength(90), MOSCOW, date(2026, 12, 31), date(2027, 1, 14), WorkingCalendar()
    )
    assert [(span.starts_at, span.ends_at) for span in spans] == [
        (datetime(2027, 1, 14, 7, tzinfo=UTC), datetime(2027, 1, 14, 8, 30, tzinfo=UTC)),
        (datetime(2027, 1, 14, 10, 30, tzinfo=UTC), datetime(2027, 1, 14, 12, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        WeeklyTimes(("TU", "TH"), ("10:00", "13:30")),
        WeeklyTimes(("FR",), ("14:00",), "04-01", "10-31"),
        SECOND_MONDAY,
    ],
)
def test_a_rule_is_stored_and_read_again(rule: Rule) -> None:
    assert rule_from_json(rule_to_json(rule)) == rule


def test_equal_rules_are_stored_alike() -> None:
    one = WeeklyTimes(("TU", "TH"), ("10:00", "13:30"))
    assert rule_to_json(one) == rule_to_json(WeeklyTimes(("TH", "TU"), ("13:30", "10:00")))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"kind": "daily"},
        {"kind": "weekly", "days": ["TU"]},
        {"kind": "weekly", "days": ["XX"], "times": ["10:00"]},
        {"kind": "intake", "weekday": "MO", "week": 5, "months": [1], "time": "10:00"},
        {"kind": "intake", "weekday": "MO", "week": 1, "months": [], "time": "10:00"},
        {"kind": "intake", "weekday": "MO", "week": 1, "months": [1], "time": "10"},
        {"kind": "intake", "weekday": "MON", "week": 1, "months": [1], "time": "10:00"},
    ],
)
def test_what_was_never_stored_is_an_error(document: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        rule_from_json(document)


@pytest.mark.shows("E5")
def test_a_summer_that_begins_on_another_day_is_another_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Israel has the offsets of Finland, but for two days in March."""

    def made() -> str:
        length = VisitLength(60)
        return module.fingerprint((), length, "Europe/Helsinki", 2026, WorkingCalendar())

    before = made()
    assert not module.has_another_clock(before, made())
    monkeypatch.setattr(module, "ZoneInfo", lambda _name: ZoneInfo("Asia/Jerusalem"))
    assert module.has_another_clock(before, made())
    assert made()[:32] == before[:32], "the sessions of the days between are the same"
