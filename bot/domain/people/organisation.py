"""Whom a leader speaks for, and the classes that a leader has saved."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.model import Audience, ClassCardId, OrganisationId, OrganisationKind


@dataclass(frozen=True, slots=True)
class Organisation:
    id: OrganisationId
    kind: OrganisationKind
    name: str
    city: str | None

    @property
    def title(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


NO_SCHOOLS = frozenset({OrganisationKind.AGENCY, OrganisationKind.OTHER})
"""From which groups of guests come (C4)."""
SCHOOLS = frozenset(OrganisationKind) - {OrganisationKind.AGENCY}
"""From which classes come: a club or a centre is one of them."""

MOST_CHILDREN = 120
MOST_ADULTS = 30
"""Of a saved class."""
YOUNGEST, OLDEST = 3, 99
"""Years of age that the youngest of a party may have."""


@dataclass(frozen=True, slots=True)
class ClassCard:
    """A saved party of a leader: «7 Б, 27 + 3, Школа № …»."""

    id: ClassCardId
    audience: Audience
    grade: int | None
    letter: str | None
    children: int
    adults: int
    youngest_age: int
    organisation: Organisation
