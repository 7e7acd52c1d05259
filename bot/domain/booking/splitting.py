"""Splitting a class that is larger than a session into subgroups of neighbouring sessions (B13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

_MOST_ADULTS_SHARED_OUT: Final = 24
"""More adults than this are shared out evenly without trying every other way: four subgroups of them can
take 60 and more children by any ratio in use, so the ratio no longer decides."""


@dataclass(frozen=True, slots=True)
class SubParty:
    """The subgroup that goes to one session."""

    children: int
    adults: int

    @property
    def seats(self) -> int:
        return self.children + self.adults


class SplitObstacle(StrEnum):
    """Why a party cannot be split over these sessions."""

    TOO_FEW_PLACES = "too_few_places"
    BELOW_MINIMUM = "below_minimum"
    TOO_FEW_ADULTS = "too_few_adults"


@dataclass(frozen=True, slots=True)
class SplitProblem:
    """``needs_adults``: with this many adults in all it would be possible; None when that would not help."""

    obstacle: SplitObstacle
    needs_adults: int | None = None


def split(
    children: int,
    adults: int,
    places: Sequence[int],
    min_group: int,
    children_per_adult: int,
) -> tuple[SubParty, ...] | SplitProblem:
    """One subgroup for every session, in the order of ``places`` (free seats of each; adults take seats).

    Every subgroup has an adult, at least ``min_group`` people, no more than ``children_per_adult`` children
    for each of its adults, and fits. Of all such ways it is the one that shares out the adults most evenly,
    and with them the children, so that none of the adults has many more than another: 27 + 3 in two sessions
    of 20 become 18 + 2 and 9 + 1. Where sessions are equal, the larger subgroup goes first. The same numbers
    always give the same subgroups. Negative numbers or no sessions are a ValueError.
    """
    if children < 0 or adults < 0 or children_per_adult < 1 or not places:
        raise ValueError(f"cannot split {children} + {adults} at {children_per_adult} over {list(places)}")
    return _split(children, adults, tuple(places), min_group, children_per_adult)


@lru_cache(maxsize=4096)
def _split(
    children: int, adults: int, places: tuple[int, ...], min_group: int, ratio: int
) -> tuple[SubParty, ...] | SplitProblem:
    parts = _find(children, adults, places, min_group, ratio)
    if parts is not None:
        return parts
    people = children + adults
    if people > sum(places) or min(places) < max(min_group, 1):
        return SplitProblem(SplitObstacle.TOO_FEW_PLACES)
    too_small = people < min_group * len(places)
    # More adults are not asked for merely to fill up a subgroup that the adults at hand could lead.
    if not (too_small and _find(children, adults, places, 1, ratio)):
        for more in range(adults + 1, sum(places) - children + 1):
            if _find(children, more, places, min_group, ratio) is not None:
                return SplitProblem(SplitObstacle.TOO_FEW_ADULTS, more)
    return SplitProblem(SplitObstacle.BELOW_MINIMUM if too_small else SplitObstacle.TOO_FEW_PLACES)


def _find(
    children: int, adults: int, places: tuple[int, ...], min_group: int, ratio: int
) -> tuple[SubParty, ...] | None:
    for shares in _ways_to_share(adults, len(places)):
        least = [max(min_group - share, 0) for share in shares]
        most = [min(room - share, share * ratio) for room, share in zip(places, shares, strict=True)]
        if any(low > high for low, high in zip(least, most, strict=True)):
            continue
        if sum(least) <= children <= sum(most):
            counts = _spread(children, shares, least, most)
            return tuple(SubParty(count, share) for count, share in zip(counts, shares, strict=True))
    return None


@lru_cache(maxsize=256)
def _ways_to_share(adults: int, parts: int) -> tuple[tuple[int, ...], ...]:
    """All ways to give each part at least one adult, evenest first, then more of them in earlier parts."""
    if adults > _MOST_ADULTS_SHARED_OUT:
        each, left = divmod(adults, parts)
        return (tuple(each + (n < left) for n in range(parts)),)
    return tuple(sorted(_compositions(adults, parts), key=_unevenness))


def _unevenness(shares: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
    squares = sum(share * share for share in shares)
    return max(shares) - min(shares), squares, tuple(-share for share in shares)


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        if total >= 1:
            yield (total,)
        return
    for first in range(1, total - parts + 2):
        for rest in _compositions(total - first, parts - 1):
            yield first, *rest


def _spread(children: int, shares: tuple[int, ...], least: list[int], most: list[int]) -> list[int]:
    """Children of each part within its bounds, so that the adult with most children has as few as can be."""
    counts = list(least)
    for _ in range(children - sum(least)):
        open_parts = (n for n in range(len(shares)) if counts[n] < most[n])
        chosen = min(open_parts, key=lambda n: ((counts[n] + 1) / shares[n], n))
        counts[chosen] += 1
    return counts
