"""How many of one party the best day can take, and into how many requests a larger one is divided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.booking.availability import Asking, SessionFacts
from bot.domain.booking.day_capacity import most_in_a_day, refuse_size
from bot.domain.model import Audience, Party, SessionStatus
from tests.unit.test_availability import CLASS, NOW, SESSION, SHARED

TAKEN = replace(SESSION, taken=20, parties=1)


def _at(hours: float, session: SessionFacts = SESSION) -> SessionFacts:
    start = SESSION.starts_at + timedelta(hours=hours)
    return replace(session, starts_at=start, ends_at=start + timedelta(minutes=90))


@pytest.mark.shows("B3")
@pytest.mark.parametrize(
    ("sessions", "may_split", "most"),
    [
        ((), True, 0),
        ((SESSION,), True, 20),
        ((SESSION, _at(2)), True, 40),
        ((SESSION, _at(2)), False, 20),
        # However full the days are now: it is about what they could ever hold.
        ((TAKEN, _at(2, TAKEN)), True, 40),
        ((SESSION, _at(1)), True, 20),
        ((SESSION, _at(24), _at(26), _at(28)), True, 60),
        (tuple(_at(2 * number) for number in range(6)), True, 80),
        ((SESSION, _at(2, replace(SESSION, status=SessionStatus.CLOSED)), _at(4)), True, 20),
        ((SESSION, _at(2, SHARED), _at(4)), True, 20),
        ((replace(SESSION, starts_at=NOW - timedelta(days=1)),), True, 0),
    ],
)
def test_the_best_day_is_the_one_with_most_neighbouring_seats(
    sessions: tuple[SessionFacts, ...], may_split: bool, most: int
) -> None:
    assert most_in_a_day(CLASS, sessions, "Europe/Moscow", may_split=may_split) == most


def test_sessions_of_other_guests_do_not_count() -> None:
    family = Asking(Party(0, 5), Audience.FAMILY, NOW)
    school_only = replace(SESSION, audience=frozenset({Audience.SCHOOL}))
    assert most_in_a_day(family, [school_only], "Europe/Moscow", may_split=False) == 0


@pytest.mark.shows("B3")
@pytest.mark.parametrize(
    ("seats", "most", "requests", "part"),
    [
        (40, 40, None, None),
        (5, 0, None, None),
        (41, 40, 2, 21),
        (109, 40, 3, 37),
        (80, 40, 2, 40),
        (3, 1, 3, 1),
    ],
)
def test_parts_fit_and_are_as_few_as_can_be(
    seats: int, most: int, requests: int | None, part: int | None
) -> None:
    refusal = refuse_size(seats, most)
    assert (refusal.params["requests"] if refusal else None) == requests
    assert (refusal.params["part"] if refusal else None) == part
