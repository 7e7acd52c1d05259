"""Deadlines of a request: answer, end, list, head-count, reminders."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.booking.deadlines import (
    add_office_time,
    answer_due,
    escalations,
    expires_at,
    head_count_deadline,
    list_deadline,
)
from bot.domain.time.working_days import WorkingCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIA = WorkingCalendar()
SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=270)).map(lambda later: SEPTEMBER + later)

pytestmark = pytest.mark.shows("B6")


def local(text: str, tz: ZoneInfo = MOSCOW) -> datetime:
    """A moment as it is read on the wall: «2026-11-23 10:00»."""
    return datetime.fromisoformat(text).replace(tzinfo=tz)


@pytest.mark.parametrize(
    ("start", "lead", "deadline"),
    [
        ("2026-12-03 11:00", 5, "2026-11-26 17:00"),
        ("2026-12-03 11:00", 1, "2026-12-02 17:00"),
        ("2026-12-03 11:00", 0, "2026-12-03 11:00"),
        ("2027-01-14 10:00", 7, "2026-12-25 17:00"),
        ("2026-11-28 10:00", 1, "2026-11-27 17:00"),  # a Saturday
    ],
)
def test_list_deadline(start: str, lead: int, deadline: str) -> None:
    found = list_deadline(local(start), MOSCOW, RUSSIA, lead)
    assert found == local(deadline)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("created", "start", "lead", "due", "why"),
    [
        ("2026-11-23 10:00", "2026-12-17 11:00", 7, "2026-11-26 17:00", "three working days"),
        ("2026-11-23 23:30", "2026-12-17 11:00", 7, "2026-11-26 17:00", "counted from the site's day"),
        ("2026-11-27 10:00", "2026-12-17 11:00", 5, "2026-12-02 17:00", "over a weekend"),
        ("2026-11-28 10:00", "2026-12-17 11:00", 5, "2026-12-02 17:00", "made on a Saturday"),
        ("2026-12-29 10:00", "2027-02-04 11:00", 7, "2027-01-12 17:00", "over the new year"),
        ("2026-11-23 10:00", "2026-12-03 11:00", 5, "2026-11-25 12:00", "noon before the list deadline"),
        ("2026-11-23 10:00", "2026-12-03 11:00", 1, "2026-11-26 17:00", "the list is later"),
        ("2026-11-25 11:00", "2026-12-03 11:00", 5, "2026-11-25 12:00", "an hour is left"),
        (
            "2026-11-25 11:01",
            "2026-12-03 11:00",
            5,
            "2026-11-25 15:01",
            "less than an hour: four office hours",
        ),
        ("2026-11-25 15:00", "2026-12-03 11:00", 5, "2026-11-26 11:00", "four office hours, overnight"),
        ("2026-11-26 16:00", "2026-12-03 11:00", 5, "2026-11-26 17:00", "not beyond the list deadline"),
        ("2026-11-27 10:00", "2026-12-03 11:00", 5, "2026-11-27 14:00", "the list deadline is past"),
        ("2026-12-03 08:00", "2026-12-03 11:00", 5, "2026-12-03 11:00", "not beyond the visit"),
    ],
)
def test_answer_due(created: str, start: str, lead: int, due: str, why: str) -> None:
    found = answer_due(local(created), local(start), MOSCOW, RUSSIA, list_lead_working_days=lead)
    assert found == local(due), why
    assert found.tzinfo is UTC


def test_the_number_of_days_to_answer_is_a_setting() -> None:
    start = local("2026-12-17 11:00")
    due = answer_due(local("2026-11-23 10:00"), start, MOSCOW, RUSSIA, 1, list_lead_working_days=7)
    assert due == local("2026-11-24 17:00")


def test_the_days_are_those_of_the_site() -> None:
    kamchatka = ZoneInfo("Asia/Kamchatka")  # UTC+12: already Tuesday there
    created = datetime(2026, 11, 23, 13, tzinfo=UTC)
    start = local("2026-12-17 11:00", kamchatka)
    due = answer_due(created, start, kamchatka, RUSSIA, list_lead_working_days=5)
    assert due == local("2026-11-27 17:00", kamchatka)


def test_a_visit_that_has_begun_is_not_asked_for() -> None:
    moment = local("2026-11-23 10:00")
    with pytest.raises(ValueError, match="before the visit"):
        answer_due(moment, moment, MOSCOW, RUSSIA, list_lead_working_days=1)


@pytest.mark.parametrize(
    ("due", "start", "lead", "gone"),
    [
        ("2026-11-26 17:00", "2026-12-17 11:00", 7, "2026-11-27 17:00"),
        ("2026-11-27 17:00", "2026-12-17 11:00", 7, "2026-11-30 17:00"),
        ("2026-11-25 12:00", "2026-12-03 11:00", 5, "2026-11-26 12:00"),
        ("2026-11-26 11:00", "2026-12-03 11:00", 5, "2026-11-26 17:00"),  # the list deadline
        ("2026-11-26 17:00", "2026-12-03 11:00", 5, "2026-11-26 17:00"),
        ("2026-11-27 14:00", "2026-12-03 11:00", 5, "2026-11-27 14:00"),  # past it already
    ],
)
def test_expires_at(due: str, start: str, lead: int, gone: str) -> None:
    found = expires_at(local(due), local(start), MOSCOW, RUSSIA, list_lead_working_days=lead)
    assert found == local(gone)


@given(
    asked=MOMENTS,
    ahead=st.integers(1, 60 * 24 * 60),
    lead=st.integers(0, 15),
    days=st.integers(1, 5),
)
def test_deadlines_follow_each_other(asked: datetime, ahead: int, lead: int, days: int) -> None:
    start = asked + timedelta(minutes=ahead)
    due = answer_due(asked, start, MOSCOW, RUSSIA, days, list_lead_working_days=lead)
    gone = expires_at(due, start, MOSCOW, RUSSIA, list_lead_working_days=lead)
    last = list_deadline(start, MOSCOW, RUSSIA, lead)
    assert asked < due <= gone <= start
    if asked < last:
        assert gone <= last
    assert last <= start


@pytest.mark.shows("B8")
@pytest.mark.parametrize(
    ("start", "deadline"),
    [
        ("2026-12-03 11:00", "2026-12-02 17:00"),
        ("2026-11-30 11:00", "2026-11-27 17:00"),
        ("2027-01-11 11:00", "2026-12-30 17:00"),
        ("2027-02-24 11:00", "2027-02-20 17:00"),  # the worked Saturday
    ],
)
def test_head_count_deadline(start: str, deadline: str) -> None:
    assert head_count_deadline(local(start), MOSCOW, RUSSIA) == local(deadline)


@pytest.mark.shows("E3")
@pytest.mark.parametrize(
    ("created", "first", "second"),
    [
        ("2026-11-23 10:20", "2026-11-24 10:20", "2026-11-25 10:20"),
        ("2026-11-23 23:00", "2026-11-24 17:00", "2026-11-25 17:00"),
        ("2026-11-24 02:00", "2026-11-25 09:00", "2026-11-26 09:00"),
        ("2026-11-27 12:00", "2026-11-30 12:00", "2026-12-01 12:00"),
        ("2026-11-29 12:00", "2026-11-30 12:00", "2026-12-01 12:00"),
    ],
)
def test_escalations(created: str, first: str, second: str) -> None:
    assert escalations(local(created), MOSCOW, RUSSIA) == (local(first), local(second))


@given(MOMENTS, st.integers(0, 2000))
def test_office_time_ends_in_an_office_hour_and_adds_up(moment: datetime, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    end = add_office_time(moment, length, MOSCOW, RUSSIA)
    wall = end.astimezone(MOSCOW)
    assert RUSSIA.is_working(wall.date())
    assert time(9) <= wall.time() <= time(17)
    assert (
        add_office_time(add_office_time(moment, length / 2, MOSCOW, RUSSIA), length / 2, MOSCOW, RUSSIA)
        == end
    )


def test_office_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="goes on"):
        add_office_time(local("2026-11-23 10:00"), timedelta(minutes=-1), MOSCOW, RUSSIA)
