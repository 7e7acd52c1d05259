"""Choosing applicants by criteria: scores of up to two reviewers, and the ranking that follows (D3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.model import Criterion, PersonId
from bot.domain.placements.application import Application

MOST_POINTS: Final = 5
"""For one criterion, from 0."""
REVIEWERS: Final = 2
"""Of one application, at most."""
USUAL_CRITERIA: Final = (Criterion.MOTIVATION, Criterion.PREPARATION, Criterion.CONDITIONS)
"""Where the owner has chosen no others: all three can be judged by the application alone."""

_PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer has given so far."""

    person_id: PersonId
    points: Mapping[Criterion, int]

    def is_complete(self, criteria: Sequence[Criterion]) -> bool:
        return all(each in self.points for each in criteria)

    def total(self, criteria: Sequence[Criterion]) -> int:
        return sum(self.points.get(each, 0) for each in criteria)


def halves_of(reviews: Sequence[Review], criteria: Sequence[Criterion]) -> int | None:
    """The mean of the reviewers' totals in halves of a point; None while one of them has not finished, or
    nobody has begun."""
    if not reviews or not all(each.is_complete(criteria) for each in reviews):
        return None
    return sum(each.total(criteria) for each in reviews) * _PARTS // len(reviews)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An applicant among those who want the same intake. ``halves``: of a point, None while not scored;
    ``number``: in the draw, if there is one and they are in it."""

    application: Application
    halves: int | None
    reviewers: int
    number: int | None = None


def rank(found: Sequence[Ranked], order: Sequence[int] = ()) -> tuple[Ranked, ...]:
    """Best first. ``order``: numbers of a draw that was drawn, before those who are not in it."""
    places = {number: place for place, number in enumerate(order)}

    def key(each: Ranked) -> tuple[int, bool, int, int]:
        drawn = len(places) if each.number is None else places.get(each.number, len(places))
        return (drawn, each.halves is None, -(each.halves or 0), each.application.id)

    return tuple(sorted(found, key=key))


def needs_draw(found: Sequence[Ranked], places: int) -> bool:
    """Whether points alone do not say who gets the last place: there are equals on both sides of the line."""
    halves = sorted((each.halves for each in found if each.halves is not None), reverse=True)
    return 0 < places < len(halves) and halves[places - 1] == halves[places]
