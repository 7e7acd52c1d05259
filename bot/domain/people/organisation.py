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
