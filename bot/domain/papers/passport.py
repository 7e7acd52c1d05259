"""What a class has seen so far: its passport (D4). It names counts and places, and nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.papers.certificate import ACADEMIC_MINUTES
from bot.domain.people.organisation import ClassCard
from bot.domain.texts import Texts

FIRST_MONTH = 9
"""A school year begins in September; its summer belongs to it."""


def school_year(day: date) -> int:
    """The calendar year in which the school year of a day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def was_class(card: ClassCard, grade: int | None, then: date, today: date) -> bool:
    """Whether what was this grade on a day is the card's class now: a class moves up with every September."""
    if card.grade is None or grade is None:
        return card.grade is grade and school_year(then) == school_year(today)
    return card.grade - grade == school_year(today) - school_year(then)


@dataclass(frozen=True, slots=True)
class ClassVisit:
    """What a class saw by one booking, its subgroups together, be they of one day or of several: ``minutes``
    are as long as each pupil was there."""

    day: date
    site: Texts
    city: Texts
    industry_slug: str
    industry: Texts
    programme: Texts
    minutes: int
    professions: tuple[Texts, ...]

    @property
    def half_hours(self) -> int:
        """Academic half hours that were full, as its certificate counts them."""
        return self.minutes * 2 // ACADEMIC_MINUTES


@dataclass(frozen=True, slots=True)
class Passport:
    """The visits of a class that took place, oldest first."""

    visits: tuple[ClassVisit, ...]

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.visits)

    @property
    def half_hours(self) -> int:
        return sum(each.half_hours for each in self.visits)

    @property
    def industries(self) -> Mapping[str, Texts]:
        """By slug, in the order in which they were met."""
        return {each.industry_slug: each.industry for each in self.visits}

    @property
    def professions(self) -> tuple[Texts, ...]:
        """Each once, in the order in which they were met."""
        return tuple(dict.fromkeys(one for each in self.visits for one in each.professions))
