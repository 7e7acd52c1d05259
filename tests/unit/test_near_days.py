"""A class that no single day can take comes on days near to each other (B13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.booking.adults import adults_to_come
from bot.domain.booking.availability import (
    MOST_PARTS,
    NEAR_WORKING_DAYS,
    Asking,
    SessionFacts,
    choose_days,
    near_days,
)
from bot.domain.booking.day_capacity import most_in_a_day, most_in_near_days
from bot.domain.model import Audience, Party, SessionId
from bot.domain.refusal import Reason
from tests.unit.test_availability import NOW, RULES, SESSION

CLASS = Asking(Party(27, 3, 13), Audience.SCHOOL, NOW)
TUESDAY = date(2026, 12, 15)


def at(
    day: int, hour: int = 0, *, capacity: int = 20, taken: int = 0, number: int | None = None
) -> SessionFacts:
    """A session so many days and hours after the first."""
    starts_at = SESSION.starts_at + timedelta(days=day, hours=hour)
    return replace(
        SESSION,
        id=SessionId(100 * day + hour + 1 if number is None else number),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        capacity=capacity,
        taken=taken,
        parties=1 if taken else 0,
    )


def parts_of(sessions: Sequence[SessionFacts], asking: Asking = CLASS) -> dict[date, list[tuple[int, ...]]]:
    found, _ = near_days(RULES, asking, sessions)
    return {day: [tuple(each.session_ids) for each in options] for day, options in found.items()}


@pytest.mark.shows("B13")
def test_the_next_days_take_the_rest() -> None:
    """27 + 3 into 20 places a day: 18 + 2 today, 9 + 1 tomorrow, and so on from each day."""
    days = choose_days(RULES, CLASS, [at(0), at(1), at(2)])
    first, second, third = days.values()
    (option,) = first.options
    assert [(part.children, part.adults) for part in option.parts] == [(18, 2), (9, 1)]
    assert option.starts == (at(0).starts_at, at(1).starts_at)
    assert second.options[0].session_ids == (at(1).id, at(2).id)
    assert third.refusal is not None
    assert third.refusal.reason is Reason.NO_SEATS_ON_DAY


@pytest.mark.shows("B13")
@pytest.mark.parametrize(
    ("sessions", "starting"),
    [
        # A day that can take them alone is what they are offered, and nothing else.
        ([at(0), at(1), at(2), at(2, 3)], {}),
        # Who fits into one session waits for it, and is not divided because others have it.
        ([at(0), at(1), at(2, capacity=30, taken=30)], {}),
        # The fewest subgroups; others' seats and overlapping times are left out.
        ([at(0), at(0, 3, taken=20), at(1), at(2)], {TUESDAY: [(1, 101)], date(2026, 12, 16): [(101, 201)]}),
        ([at(0, capacity=12), at(1, capacity=12), at(2, capacity=12)], {TUESDAY: [(1, 101, 201)]}),
        # Five working days from Tuesday end on Tuesday; a weekend counts as none.
        ([at(0), at(7)], {TUESDAY: [(1, 701)]}),
        ([at(0), at(8)], {}),
    ],
)
def test_which_days_go_together(
    sessions: list[SessionFacts], starting: dict[date, list[tuple[int, ...]]]
) -> None:
    days = choose_days(RULES, CLASS, sessions)
    found = {
        day: [each.session_ids for each in choice.options]
        for day, choice in days.items()
        if any(len({start.date() for start in each.starts}) > 1 for each in choice.options)
    }
    assert found == starting


@pytest.mark.shows("B13")
def test_a_family_is_not_divided() -> None:
    family = Asking(Party(0, 8), Audience.TOURIST, NOW)
    assert near_days(RULES, family, [at(0, capacity=5), at(1, capacity=5)]) == ({}, None)


@pytest.mark.shows("B13")
def test_adults_are_asked_for_once_with_those_that_the_days_need() -> None:
    """Three subgroups need three adults, whatever the ratio says."""
    sessions = [at(day, capacity=13) for day in range(3)]
    two = replace(CLASS, party=Party(27, 2, 13))
    assert near_days(RULES, two, sessions) == ({}, 3)
    first, *later = choose_days(RULES, two, sessions).values()
    assert first.refusal is not None
    assert first.refusal.params["needed"] == 3
    assert not any(each.lacks_adults for each in later), "nothing begins on those days"
    assert adults_to_come(RULES, two, sessions) == 3
    three = replace(CLASS, party=Party(27, 3, 13))
    assert parts_of(sessions, three) == {TUESDAY: [(1, 101, 201)]}
    assert adults_to_come(RULES, three, sessions) == 3


@pytest.mark.shows("B13")
def test_how_many_near_days_could_ever_hold() -> None:
    full = [at(0, taken=20), at(1, taken=20), at(3), at(20)]
    assert most_in_a_day(CLASS, full, RULES.timezone, may_split=True) == 20
    assert most_in_near_days(CLASS, full, RULES) == 60
    assert most_in_near_days(CLASS, [at(day) for day in range(6)], RULES) == 20 * MOST_PARTS
    assert most_in_near_days(CLASS, [], RULES) == 0


SESSIONS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([0, 2, 4]), st.integers(6, 22), st.booleans()),
    max_size=10,
    unique_by=lambda each: each[:2],
)


@settings(deadline=None)
@given(SESSIONS, st.integers(15, 60), st.integers(2, 8))
def test_whatever_is_offered_can_be_had(
    drawn: list[tuple[int, int, int, bool]], children: int, adults: int
) -> None:
    sessions = sorted(
        (
            at(day, hour, capacity=capacity, taken=capacity if full else 0, number=number)
            for number, (day, hour, capacity, full) in enumerate(drawn, start=1)
        ),
        key=lambda each: each.starts_at,
    )
    asking = replace(CLASS, party=Party(children, adults, 13))
    facts = {each.id: each for each in sessions}
    days = choose_days(RULES, asking, sessions)
    whole = [
        option
        for choice in days.values()
        for option in choice.options
        if len({RULES.local_day(start) for start in option.starts}) == 1
    ]
    for day, choice in days.items():
        for option in choice.options:
            chosen = [facts[each] for each in option.session_ids]
            assert RULES.local_day(chosen[0].starts_at) == day
            assert option.starts == tuple(each.starts_at for each in chosen)
            assert len(chosen) <= MOST_PARTS
            assert sum(part.children for part in option.parts) == children
            assert sum(part.adults for part in option.parts) == adults
            assert all(later.starts_at >= earlier.ends_at for earlier, later in pairwise(chosen))
            for part, session in zip(option.parts, chosen, strict=True):
                assert part.seats <= session.free
                assert part.adults >= 1
                assert part.children <= part.adults * RULES.programme.children_per_adult
            last = RULES.local_day(chosen[-1].starts_at)
            assert last <= RULES.calendar.add(day, NEAR_WORKING_DAYS)
            if last > day:
                assert not whole, "a single day could take them"
                assert children + adults > max(each.capacity for each in sessions)
