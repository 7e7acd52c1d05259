"""Splitting a class over neighbouring sessions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.booking.splitting import SplitObstacle, SplitProblem, SubParty, split

pytestmark = pytest.mark.shows("B13")


@pytest.mark.parametrize(
    ("children", "adults", "places", "min_group", "ratio", "expected"),
    [
        (27, 3, (20, 20), 8, 10, ((18, 2), (9, 1))),  # the normal case
        (27, 3, (20, 12), 8, 10, ((18, 2), (9, 1))),
        (27, 3, (12, 20), 8, 10, ((9, 1), (18, 2))),  # in the order of the sessions
        (27, 4, (20, 20), 8, 10, ((14, 2), (13, 2))),
        (27, 4, (20, 20), 8, 8, ((14, 2), (13, 2))),
        (28, 3, (15, 15, 15), 8, 10, ((10, 1), (9, 1), (9, 1))),
        (31, 6, (40, 40), 5, 10, ((16, 3), (15, 3))),
        (20, 2, (18, 18), 5, 10, ((10, 1), (10, 1))),
        (24, 3, (18, 10), 5, 10, ((16, 2), (8, 1))),
        (24, 4, (25, 5), 5, 10, ((20, 3), (4, 1))),  # a small session still gets its share
        (36, 4, (10, 10, 10, 10), 8, 10, ((9, 1), (9, 1), (9, 1), (9, 1))),
        (0, 12, (8, 8), 1, 10, ((0, 6), (0, 6))),  # adults among themselves
        (0, 60, (20, 20, 20), 1, 10, ((0, 20), (0, 20), (0, 20))),
        (15, 2, (20,), 8, 10, ((15, 2),)),
    ],
)
def test_split(
    children: int,
    adults: int,
    places: tuple[int, ...],
    min_group: int,
    ratio: int,
    expected: tuple[tuple[int, int], ...],
) -> None:
    parts = split(children, adults, places, min_group, ratio)
    assert parts == tuple(SubParty(*part) for part in expected)


@pytest.mark.parametrize(
    ("children", "adults", "places", "min_group", "ratio", "expected"),
    [
        (27, 2, (20, 20), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_ADULTS, 3)),
        (27, 0, (20, 20), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_ADULTS, 3)),
        (20, 1, (20, 20), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_ADULTS, 2)),  # one each
        (30, 3, (20, 20), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_ADULTS, 4)),  # 18 and 10 with 2 and 1
        (27, 3, (20, 20), 8, 8, SplitProblem(SplitObstacle.TOO_FEW_ADULTS, 4)),
        (24, 3, (20, 20), 12, 10, SplitProblem(SplitObstacle.TOO_FEW_ADULTS, 4)),
        (28, 3, (15, 15), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_PLACES)),
        (27, 3, (20, 0), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_PLACES)),
        (27, 3, (40, 5), 8, 10, SplitProblem(SplitObstacle.TOO_FEW_PLACES)),
        (10, 2, (20, 20), 8, 10, SplitProblem(SplitObstacle.BELOW_MINIMUM)),
    ],
)
def test_what_is_in_the_way(
    children: int, adults: int, places: tuple[int, ...], min_group: int, ratio: int, expected: SplitProblem
) -> None:
    assert split(children, adults, places, min_group, ratio) == expected


def _brute_force(children: int, adults: int, places: tuple[int, ...], min_group: int, ratio: int) -> bool:
    """Whether there is any way at all, tried without cleverness."""
    if not places:
        return children == 0 and adults == 0
    room, *rest = places
    return any(
        min_group <= c + a <= room
        and c <= a * ratio
        and _brute_force(children - c, adults - a, tuple(rest), min_group, ratio)
        for a in range(1, adults + 1)
        for c in range(min(children, room) + 1)
    )


PLACES = st.lists(st.integers(0, 14), min_size=1, max_size=3).map(tuple)


@settings(deadline=None)
@given(st.integers(0, 24), st.integers(0, 5), PLACES, st.integers(1, 8), st.integers(1, 8))
def test_a_way_is_found_exactly_when_there_is_one(
    children: int, adults: int, places: tuple[int, ...], min_group: int, ratio: int
) -> None:
    parts = split(children, adults, places, min_group, ratio)
    possible = _brute_force(children, adults, places, min_group, ratio)
    assert isinstance(parts, tuple) == possible
    if isinstance(parts, SplitProblem):
        if parts.needs_adults is not None:
            assert parts.needs_adults > adults
            assert isinstance(split(children, parts.needs_adults, places, min_group, ratio), tuple)
            assert not _brute_force(children, parts.needs_adults - 1, places, min_group, ratio)
        return
    assert len(parts) == len(places)
    assert sum(part.children for part in parts) == children
    assert sum(part.adults for part in parts) == adults
    for part, room in zip(parts, places, strict=True):
        assert part.adults >= 1
        assert min_group <= part.seats <= room
        assert part.children <= part.adults * ratio


@given(st.integers(2, 100), st.integers(2, 12), st.integers(2, 4))
def test_with_room_enough_subgroups_are_as_even_as_the_adults_allow(
    children: int, adults: int, count: int
) -> None:
    parts = split(children, adults, (200,) * count, 1, 50)
    if isinstance(parts, SplitProblem):
        assert adults < count
        return
    shares = [part.adults for part in parts]
    assert max(shares) - min(shares) <= 1
    assert all(earlier.adults >= later.adults for earlier, later in pairwise(parts))
    least = -(-children // adults)
    assert max(-(-part.children // part.adults) for part in parts) <= least + 1


@pytest.mark.parametrize(
    ("children", "adults", "places", "ratio"),
    [(-1, 2, (20,), 10), (5, -1, (20,), 10), (5, 1, (), 10), (5, 1, (9,), 0)],
)
def test_senseless_numbers_are_errors(
    children: int, adults: int, places: tuple[int, ...], ratio: int
) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        split(children, adults, places, 5, ratio)
