"""Until when an offer keeps its seats: waking hours, how soon the visit is, the cut-off (B12, K)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.booking.availability import Asking, Rules, SessionFacts
from bot.domain.booking.offers.offer import Terms, terms_of
from bot.domain.limits import Limits
from bot.domain.model import Audience, Party
from bot.domain.time.working_days import WorkingCalendar
from tests.unit.test_availability import PROGRAMME, SESSION, SHARED

MOSCOW = ZoneInfo("Europe/Moscow")
RULES = Rules(PROGRAMME, "Europe/Moscow", WorkingCalendar(), Limits())

pytestmark = pytest.mark.shows("B12", "K")


def local(text: str) -> datetime:
    """A moment as it is read on the wall of the site: «2026-11-23 10:00»."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


def at(session: SessionFacts, start: str) -> SessionFacts:
    return replace(session, starts_at=local(start), ends_at=local(start) + timedelta(hours=1))


def guests(now: str) -> Asking:
    return Asking(Party(1, 1), Audience.FAMILY, local(now))


def a_class(now: str, *, foreign: int = 0) -> Asking:
    return Asking(Party(18, 2, 12, foreign), Audience.SCHOOL, local(now))


@pytest.mark.parametrize(
    ("now", "start", "told", "until", "why"),
    [
        ("11-23 12:00:00", "12-05 11:00", "11-23 12:00:00", "11-23 16:00:00", "four hours"),
        ("11-23 12:00:00", "11-25 12:01", "11-23 12:00:00", "11-23 16:00:00", "two days and a minute ahead"),
        ("11-23 12:00:00", "11-25 12:00", "11-23 12:00:00", "11-23 13:00:00", "two days: one hour"),
        ("11-23 12:00:00", "11-23 15:01", "11-23 12:00:00", "11-23 13:00:00", "the cut-off is later"),
        ("11-23 12:00:00", "11-23 14:40", "11-23 12:00:00", "11-23 12:40:00", "never past the cut-off"),
        ("11-23 12:00:00", "11-23 14:30", "11-23 12:00:00", "11-23 12:30:00", "half an hour is enough"),
        ("11-23 12:00:01", "11-23 14:30", None, None, "a second less is not"),
        ("11-23 16:00:00", "12-05 11:00", "11-23 16:00:00", "11-23 20:00:00", "to the end of the day"),
        ("11-23 16:00:01", "12-05 11:00", "11-23 16:00:01", "11-24 08:00:01", "the night does not count"),
        ("11-23 20:00:00", "12-05 11:00", "11-24 08:00:00", "11-24 12:00:00", "the evening is over"),
        ("11-24 07:59:59", "12-05 11:00", "11-24 08:00:00", "11-24 12:00:00", "not before they wake"),
        ("11-27 18:00:00", "12-05 11:00", "11-27 18:00:00", "11-28 12:00:00", "Saturday begins at ten"),
        ("11-28 16:00:00", "12-05 11:00", "11-28 16:00:00", "11-30 10:00:00", "over a Sunday"),
        (
            "11-27 19:30:00",
            "11-28 11:00",
            "11-27 19:30:00",
            "11-27 20:00:00",
            "the cut-off is before they wake",
        ),
        ("11-27 19:30:01", "11-28 11:00", None, None, "what is left of it is slept through"),
    ],
)
def test_seats_are_kept_for_guests_who_wait(
    now: str, start: str, told: str | None, until: str | None, why: str
) -> None:
    found = terms_of(RULES, guests(f"2026-{now}"), ((RULES, at(SHARED, f"2026-{start}")),))
    expected = None if told is None else Terms(local(f"2026-{told}"), local(f"2026-{until}"))
    assert found == expected, why


@pytest.mark.parametrize(
    ("now", "until"),
    [("12-01 15:30:00", "12-01 19:30:00"), ("12-01 16:01:00", "12-01 20:00:00"), ("12-01 19:30:01", None)],
)
def test_what_is_kept_for_a_class_ends_in_the_waking_hours_of_its_last_day(
    now: str, until: str | None
) -> None:
    """Ten working days before Tuesday, 15 December."""
    found = terms_of(RULES, a_class(f"2026-{now}"), ((RULES, SESSION),))
    assert (None if found is None else found.expires_at) == (
        None if until is None else local(f"2026-{until}")
    )


def test_foreign_guests_have_to_be_earlier() -> None:
    """Thirty days before 15 December is Sunday, 15 November, on which nobody is written to."""
    saturday = a_class("2026-11-14 15:00", foreign=1)
    assert terms_of(RULES, saturday, ((RULES, SESSION),)) == Terms(saturday.now, local("2026-11-14 18:00"))
    assert terms_of(RULES, a_class("2026-11-15 12:00", foreign=1), ((RULES, SESSION),)) is None


def test_of_several_sessions_the_strictest_counts() -> None:
    """The soonest says how long; the first cut-off ends it, be it of another programme."""
    free = replace(RULES, programme=replace(PROGRAMME, lead_working_days=0))
    first, second = at(SESSION, "2026-11-25 12:00"), at(SESSION, "2026-12-15 10:00")
    asking = a_class("2026-11-23 12:00")
    assert terms_of(free, asking, ((free, second), (free, first))) == Terms(
        asking.now, local("2026-11-23 13:00")
    )
    late = a_class("2026-12-01 18:00")
    apart = ((free, at(SESSION, "2026-12-10 10:00")), (RULES, second))
    assert terms_of(free, late, apart) == Terms(late.now, local("2026-12-01 20:00"))


def test_an_answer_is_told_at_any_hour_and_lasts_as_long_as_it_is_told() -> None:
    """A frost day (B11): two waking hours from the morning on, whatever the limits of a waiting list are."""
    lasts, sessions = timedelta(hours=2), ((RULES, SESSION),)
    for now, until in (
        ("2026-11-24 06:50", "2026-11-24 10:00"),
        ("2026-11-24 08:00", "2026-11-24 10:00"),
        ("2026-11-24 19:00", "2026-11-25 09:00"),
        ("2026-11-27 21:00", "2026-11-28 12:00"),
        ("2026-12-01 21:00", "2026-12-01 23:59:59"),  # awake, on the last day
    ):
        asking = a_class(now)
        found = terms_of(RULES, asking, sessions, lasts, at_once=True)
        assert found == Terms(asking.now, local(until)), now


def test_how_long_is_a_setting() -> None:
    rules = replace(RULES, limits=Limits(offer_hours=6, offer_hours_soon=2))
    asking = guests("2026-11-23 12:00")
    for start, until in (("2026-12-05 11:00", "2026-11-23 18:00"), ("2026-11-24 11:00", "2026-11-23 14:00")):
        found = terms_of(rules, asking, ((rules, at(SHARED, start)),))
        assert found == Terms(asking.now, local(until))
