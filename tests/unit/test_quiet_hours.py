"""When a message may be sent that nobody has just asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import OwnHours
from bot.domain.time.quiet_hours import (
    OwnQuiet,
    QuietHours,
    Reader,
    Send,
    Urgency,
    Wait,
    Window,
    decide,
)
from bot.domain.time.working_days import WorkingCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
RUSSIA = WorkingCalendar()
HOURS = QuietHours()
LOUD, SILENT = Send(silent=False), Send(silent=True)
SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=270)).map(lambda later: SEPTEMBER + later)

pytestmark = pytest.mark.shows("G2")


def local(text: str, tz: ZoneInfo = MOSCOW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=tz)


def until(text: str) -> Wait:
    return Wait(local(text))


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-23 07:59", "2026-11-23 08:00"),  # Monday
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 19:59", "2026-11-23 19:59"),
        ("2026-11-23 20:00", "2026-11-24 08:00"),
        ("2026-11-27 21:00", "2026-11-28 10:00"),  # Friday to Saturday
        ("2026-11-28 17:59", "2026-11-28 17:59"),
        ("2026-11-28 18:00", "2026-11-30 08:00"),  # over Sunday
        ("2026-11-29 12:00", "2026-11-30 08:00"),
        ("2026-11-04 12:00", "2026-11-05 08:00"),  # a public holiday
        ("2026-12-30 20:00", "2027-01-09 10:00"),  # the new year
        ("2027-02-20 08:00", "2027-02-20 08:00"),  # a worked Saturday
        ("2027-02-20 20:00", "2027-02-24 08:00"),  # a transferred day off and a holiday
    ],
)
def test_default_hours(moment: str, allowed: str) -> None:
    at = local(moment)
    found = HOURS.next_allowed(at, MOSCOW, RUSSIA)
    assert found == local(allowed)
    assert found.tzinfo is UTC
    assert HOURS.is_quiet(at, MOSCOW, RUSSIA) == (moment != allowed)


def test_hours_are_of_the_site_s_zone() -> None:
    moment = datetime(2026, 11, 23, 6, tzinfo=UTC)  # 9:00 in Moscow, 18:00 in Kamchatka, 7:00 in Berlin
    assert not HOURS.is_quiet(moment, MOSCOW, RUSSIA)
    assert not HOURS.is_quiet(moment, ZoneInfo("Asia/Kamchatka"), RUSSIA)
    assert HOURS.is_quiet(moment, ZoneInfo("Europe/Berlin"), RUSSIA)


def test_a_moment_without_its_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="time zone"):
        HOURS.next_allowed(SEPTEMBER.replace(tzinfo=None), MOSCOW, RUSSIA)


def test_hours_and_days_off_can_be_changed() -> None:
    sundays = QuietHours(sunday=Window(time(12), time(14)), holiday=Window(time(11), time(12)))
    assert sundays.next_allowed(local("2026-11-29 09:00"), MOSCOW, RUSSIA) == local("2026-11-29 12:00")
    assert sundays.next_allowed(local("2026-11-04 09:00"), MOSCOW, RUSSIA) == local("2026-11-04 11:00")
    day_off = WorkingCalendar({date(2026, 11, 24): False})
    assert HOURS.next_allowed(local("2026-11-24 09:00"), MOSCOW, day_off) == local("2026-11-25 08:00")


def test_hours_that_never_come_are_errors() -> None:
    with pytest.raises(ValueError, match="no message"):
        QuietHours(working_day=None, saturday=None)
    with pytest.raises(ValueError, match="end on the same day"):
        Window(time(20), time(8))
    days_off = {date(2026, 1, 1) + timedelta(days=n): False for n in range(1000)}
    with pytest.raises(ValueError, match="no day in"):
        HOURS.next_allowed(local("2026-11-23 10:00"), MOSCOW, WorkingCalendar(days_off))


VISIT = "2026-12-03 10:00"  # a Thursday
MONDAY_VISIT = "2026-11-30 11:00"
SUNDAY_VISIT = "2026-11-29 11:00"


@pytest.mark.parametrize(
    ("moment", "urgency", "visit", "decision"),
    [
        # Answers go always.
        ("2026-11-29 03:00", Urgency.ANSWER, None, LOUD),
        ("2027-01-01 00:00", Urgency.ANSWER, VISIT, LOUD),
        # Within the hours everything goes; digests without sound.
        ("2026-11-23 10:00", Urgency.STATUS, None, LOUD),
        ("2026-11-23 10:00", Urgency.VISIT, VISIT, LOUD),
        ("2026-11-23 10:00", Urgency.NEWS, None, LOUD),
        ("2026-11-23 16:00", Urgency.DIGEST, None, SILENT),
        # At quiet times status changes go without sound, the rest waits.
        ("2026-11-23 21:00", Urgency.STATUS, VISIT, SILENT),
        ("2026-11-29 12:00", Urgency.STATUS, None, SILENT),
        ("2026-11-23 21:00", Urgency.VISIT, VISIT, until("2026-11-24 08:00")),
        ("2026-11-28 19:00", Urgency.NEWS, None, until("2026-11-30 08:00")),
        ("2026-11-28 19:00", Urgency.DIGEST, None, until("2026-11-30 08:00")),
        ("2026-12-02 21:00", Urgency.NEWS, VISIT, until("2026-12-03 08:00")),
        # What concerns a visit within 24 hours goes from 7 to 22.
        ("2026-12-02 21:00", Urgency.VISIT, VISIT, LOUD),
        ("2026-12-02 21:59", Urgency.STATUS, VISIT, LOUD),
        ("2026-12-02 22:00", Urgency.VISIT, VISIT, until("2026-12-03 07:00")),
        ("2026-12-02 22:00", Urgency.STATUS, VISIT, SILENT),
        ("2026-12-03 06:59", Urgency.VISIT, VISIT, until("2026-12-03 07:00")),
        ("2026-12-03 07:00", Urgency.VISIT, VISIT, LOUD),
        ("2026-11-28 19:00", Urgency.VISIT, SUNDAY_VISIT, LOUD),
        ("2026-11-29 08:00", Urgency.VISIT, SUNDAY_VISIT, LOUD),
        ("2026-11-29 11:30", Urgency.VISIT, SUNDAY_VISIT, LOUD),  # it is going on
        ("2026-11-29 18:00", Urgency.VISIT, SUNDAY_VISIT, until("2026-11-30 08:00")),  # it is over
        ("2026-11-29 08:00", Urgency.VISIT, MONDAY_VISIT, until("2026-11-29 11:00")),  # the 24 hours begin
        # A visit that would be over: better silently than never.
        ("2026-11-29 03:00", Urgency.VISIT, "2026-11-29 06:00", SILENT),
        ("2026-11-29 03:00", Urgency.NEWS, "2026-11-29 06:00", until("2026-11-30 08:00")),
    ],
)
def test_decisions(moment: str, urgency: Urgency, visit: str | None, decision: Send | Wait) -> None:
    start = None if visit is None else local(visit)
    assert decide(local(moment), urgency, start, MOSCOW, RUSSIA) == decision


@pytest.mark.shows("B11", "G2")
@pytest.mark.parametrize(
    ("moment", "decision"),
    [
        ("2026-12-03 05:00", until("2026-12-03 06:45")),
        ("2026-12-03 06:44", until("2026-12-03 06:45")),
        ("2026-12-03 06:45", LOUD),
        ("2026-12-03 07:59", LOUD),
        ("2026-12-03 08:30", LOUD),  # late, but the visit is at ten
    ],
)
def test_the_frost_question_comes_before_the_bus(moment: str, decision: Send | Wait) -> None:
    assert decide(local(moment), Urgency.FROST, local(VISIT), MOSCOW, RUSSIA) == decision


@given(
    moment=MOMENTS,
    urgency=st.sampled_from(Urgency),
    ahead=st.none() | st.timedeltas(timedelta(days=-2), timedelta(days=10)),
)
def test_who_waits_until_then_may_send_then(
    moment: datetime, urgency: Urgency, ahead: timedelta | None
) -> None:
    visit = None if ahead is None else moment + ahead
    decision = decide(moment, urgency, visit, MOSCOW, RUSSIA)
    if isinstance(decision, Wait):
        assert urgency not in {Urgency.ANSWER, Urgency.STATUS}
        assert decision.until > moment
        assert isinstance(decide(decision.until, urgency, visit, MOSCOW, RUSSIA), Send)
    elif not decision.silent and urgency is not Urgency.ANSWER:
        wall = moment.astimezone(MOSCOW).time()
        assert time(6, 45) <= wall < time(22)


@pytest.mark.parametrize(
    ("moment", "hours", "end"),
    [
        ("2026-11-23 10:00", 4, "2026-11-23 14:00"),
        ("2026-11-23 18:00", 4, "2026-11-24 10:00"),
        ("2026-11-23 16:00", 4, "2026-11-23 20:00"),
        ("2026-11-27 19:00", 4, "2026-11-28 13:00"),
        ("2026-11-28 17:00", 4, "2026-11-30 11:00"),
        ("2026-11-29 12:00", 1, "2026-11-30 09:00"),
        ("2026-11-29 12:00", 0, "2026-11-30 08:00"),
        ("2026-11-23 08:00", 36, "2026-11-25 20:00"),
    ],
)
def test_waking_time(moment: str, hours: int, end: str) -> None:
    found = HOURS.add_waking_time(local(moment), timedelta(hours=hours), MOSCOW, RUSSIA)
    assert found == local(end)


@given(MOMENTS, st.integers(0, 3000), st.integers(0, 3000))
def test_waking_time_adds_up_and_ends_awake(moment: datetime, first: int, second: int) -> None:
    def add(start: datetime, minutes: int) -> datetime:
        return HOURS.add_waking_time(start, timedelta(minutes=minutes), MOSCOW, RUSSIA)

    end = add(moment, first + second)
    # An end at closing time is the same as the next opening, so both are brought to the latter.
    assert HOURS.next_allowed(add(add(moment, first), second), MOSCOW, RUSSIA) == HOURS.next_allowed(
        end, MOSCOW, RUSSIA
    )
    assert end >= moment + timedelta(minutes=first + second)
    assert not HOURS.is_quiet(end - timedelta(microseconds=1), MOSCOW, RUSSIA) or end == add(moment, 0)


def test_waking_time_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="goes on"):
        HOURS.add_waking_time(local("2026-11-23 10:00"), timedelta(minutes=-1), MOSCOW, RUSSIA)


@pytest.mark.shows("K")
@pytest.mark.parametrize(
    ("moment", "last"),
    [
        ("2026-11-23 12:00", "2026-11-23 12:00"),
        ("2026-11-23 20:00", "2026-11-23 20:00"),
        ("2026-11-23 23:59", "2026-11-23 20:00"),
        ("2026-11-24 08:00", "2026-11-23 20:00"),  # nobody has had a moment of it
        ("2026-11-29 12:00", "2026-11-28 18:00"),  # a Sunday
        ("2027-01-09 09:00", "2026-12-30 20:00"),  # the holidays
    ],
)
def test_the_last_moment_awake(moment: str, last: str) -> None:
    assert HOURS.last_waking(local(moment), MOSCOW, RUSSIA) == local(last)


# --- what a person wishes for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "own", "allowed"),
    [
        ("2026-11-23 08:30", OwnQuiet(OwnHours.FROM_9_TO_20), "2026-11-23 09:00"),
        ("2026-11-23 12:00", OwnQuiet(OwnHours.FROM_14_TO_20), "2026-11-23 14:00"),
        ("2026-11-23 19:00", OwnQuiet(OwnHours.FROM_10_TO_18), "2026-11-24 10:00"),
        ("2026-11-28 12:00", OwnQuiet(weekends=True), "2026-11-30 08:00"),  # a Saturday
        ("2027-02-20 12:00", OwnQuiet(weekends=True), "2027-02-20 12:00"),  # one that is worked
        ("2026-11-27 19:00", OwnQuiet(OwnHours.FROM_10_TO_18, weekends=True), "2026-11-30 10:00"),
        ("2026-11-23 12:00", OwnQuiet(), "2026-11-23 12:00"),
    ],
)
def test_own_hours_are_silence_like_the_site_s(moment: str, own: OwnQuiet, allowed: str) -> None:
    at = local(moment)
    decided = decide(at, Urgency.NEWS, None, MOSCOW, RUSSIA, reader=Reader(own))
    assert decided == (LOUD if moment == allowed else until(allowed))
    status = decide(at, Urgency.STATUS, None, MOSCOW, RUSSIA, reader=Reader(own))
    assert status == (LOUD if moment == allowed else SILENT), "what somebody waits for comes all the same"


EVENINGS = Reader(OwnQuiet(OwnHours.FROM_14_TO_20, weekends=True))


def test_own_hours_delay_nothing_that_is_near_or_asked_for() -> None:
    morning, visit_at = local("2026-11-28 07:30"), local("2026-11-28 11:00")
    assert decide(morning, Urgency.ANSWER, None, MOSCOW, RUSSIA, reader=EVENINGS) == LOUD
    assert decide(morning, Urgency.FROST, visit_at, MOSCOW, RUSSIA, reader=EVENINGS) == LOUD
    assert decide(morning, Urgency.VISIT, visit_at, MOSCOW, RUSSIA, reader=EVENINGS) == LOUD
    early = local("2026-11-28 06:00")
    assert decide(early, Urgency.VISIT, visit_at, MOSCOW, RUSSIA, reader=EVENINGS) == until(
        "2026-11-28 07:00"
    )


def test_own_hours_make_nothing_useless() -> None:
    """A list is due on Friday at 13:00: at 10:00 it is reminded of without sound, instead of not at all; at
    night as soon as the site's hours begin."""
    reader = replace(EVENINGS, useful_until=local("2026-11-27 13:00"))
    visit_at = local("2026-12-08 10:00")
    at_ten, at_night = local("2026-11-27 10:00"), local("2026-11-27 03:00")
    assert decide(at_ten, Urgency.VISIT, visit_at, MOSCOW, RUSSIA, reader=reader) == SILENT
    assert decide(at_night, Urgency.VISIT, visit_at, MOSCOW, RUSSIA, reader=reader) == until(
        "2026-11-27 08:00"
    )
    later = replace(EVENINGS, useful_until=local("2026-11-27 15:00"))
    assert decide(at_ten, Urgency.VISIT, visit_at, MOSCOW, RUSSIA, reader=later) == until("2026-11-27 14:00")


def test_own_hours_are_of_the_reader_s_clock() -> None:
    """9:00 in Moscow is 18:00 in Kamchatka, from where the site's hours and one's own meet before that. Those
    that never meet, since one lives far away, do not count."""
    at = local("2026-11-23 09:00")
    near = Reader(OwnQuiet(OwnHours.FROM_9_TO_20), ZoneInfo("Asia/Kamchatka"))
    assert decide(at, Urgency.NEWS, None, MOSCOW, RUSSIA, reader=near) == LOUD
    early = Reader(OwnQuiet(OwnHours.FROM_10_TO_18), ZoneInfo("Asia/Kamchatka"))
    assert decide(at, Urgency.NEWS, None, MOSCOW, RUSSIA, reader=early) == until("2026-11-24 08:00")
    never = Reader(OwnQuiet(OwnHours.FROM_14_TO_20), ZoneInfo("America/New_York"))
    assert decide(at, Urgency.NEWS, None, MOSCOW, RUSSIA, reader=never) == LOUD
