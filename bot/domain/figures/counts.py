"""What is counted of visits: sums that can be added up, and what cannot.

Each field says what it counts; docs, screens and the sheet «Как считали» have a text for each column that is
made of them (:mod:`bot.domain.figures.columns`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import reduce
from typing import Final

LEAST_ANSWERS: Final = 5
"""Fewer scores are no average that would be shown."""
ACADEMIC_HOUR: Final = 45
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Counts:
    """All are sums over the sessions of some place and time, so that lines add up to their total."""

    sessions: int = 0
    """That have begun and were not closed; placements are none."""
    occupied: int = 0
    """Of these, with at least one party."""
    capacity: int = 0
    """Their seats."""
    taken: int = 0
    """Of these, taken."""
    applied: int = 0
    """Requests for sessions of the time: one a booking and place, whatever became of it."""
    confirmed: int = 0
    """Of these, with a visit that was confirmed and not called off."""
    declined: int = 0
    expired: int = 0
    """Nobody answered in time."""
    waiting: int = 0
    excursions: int = 0
    """Sessions to which somebody came."""
    came: int = 0
    """Visits that were marked as come: parties, subgroups."""
    no_show: int = 0
    visitors: int = 0
    """Counted at the gate; people, each as often as they came. Sum of the next ones."""
    school_1_4: int = 0
    school_5_9: int = 0
    school_10_11: int = 0
    college: int = 0
    students: int = 0
    tourists: int = 0
    families: int = 0
    delegations: int = 0
    """Groups of adults."""
    accompanying: int = 0
    """Adults with pupils and students."""
    school_groups: int = 0
    """Classes that came, each once a place and month, however many subgroups they were."""
    careers: int = 0
    """Career programmes that took place."""
    trials: int = 0
    minutes: int = 0
    """Visitors of both times how long they last."""
    placements_applied: int = 0
    placements_places: int = 0
    placements_done: int = 0
    access_groups: int = 0
    """Groups that needed step-free access."""
    foreign_guests: int = 0
    called_off_by_visitor: int = 0
    """Visits."""
    called_off_by_site: int = 0
    due: int = 0
    """Answers of the site that were given or fell due."""
    late: int = 0
    """Of these, after the promised moment or never."""
    rated: int = 0
    score: int = 0
    """Sum of the scores."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, each) + getattr(other, each) for each in _NAMES))

    @staticmethod
    def total(parts: Iterable[Counts]) -> Counts:
        return reduce(Counts.__add__, parts, Counts())


_NAMES: Final = tuple(each.name for each in fields(Counts))


@dataclass(frozen=True, slots=True)
class Origins:
    """From where those came who came with a school: each counted once, so that lines add up to more than
    their total."""

    schools: int = 0
    municipalities: int = 0
    regions: int = 0


Hours = Mapping[int, int]
"""How many answers took so many whole hours."""


def median_hours(hours: Hours) -> float | None:
    """Of all answers the one in the middle; of an even number the mean of the two. None: there is none."""
    number = sum(hours.values())
    if not number:
        return None
    return (_nth(hours, (number - 1) // 2) + _nth(hours, number // 2)) / 2


def _nth(hours: Hours, wanted: int) -> int:
    seen = 0
    for hour in sorted(hours):
        seen += hours[hour]
        if seen > wanted:
            return hour
    raise ValueError(f"there are only {seen} answers")


def together(parts: Iterable[Hours]) -> Hours:
    found: Counter[int] = Counter()
    for each in parts:
        found.update(each)
    return found


def share(part: int, whole: int) -> float | None:
    """Of one; None where there is nothing of which it could be a part."""
    return part / whole if whole else None


def growth(now: int, before: int) -> float | None:
    """By which part of what was before; None where there was nothing."""
    return (now - before) / before if before else None
