"""How a placement ended: whether it was gone through, the mentor's mark, and the certificate (D2).

The certificate says what was visited and for how long, and nobody's name: that line is filled in by hand. Its
code is made like that of a visit's certificate (B14), and checked in the same place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.model import ApplicationId, PersonId
from bot.domain.papers.certificate import Vouched, check_code
from bot.domain.texts import Texts
from bot.domain.time.local_time import local_day

LEAST, MOST = 1, 5
LEFT = 0
"""Stands for a mark where the placement was not gone through to its end."""
NOT_SAID = -1
"""Stands for what was said, where nothing was."""
END_DAYS = 14
"""So many days after the last one a site can say how a placement ended, and correct it."""


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What a certificate says of a placement. ``received_by``: an office, no person."""

    first_day: date
    last_day: date
    site: Texts
    city: Texts
    programme: Texts
    days: int
    hours_per_day: int
    professions: tuple[Texts, ...]
    received_by: Texts

    @classmethod
    def of(cls, intake: SessionFacts, site: Site, programme: Programme) -> Self:
        zone = ZoneInfo(site.timezone)
        return cls(
            first_day=local_day(intake.starts_at, zone),
            last_day=local_day(intake.ends_at, zone),
            site=site.name,
            city=site.city,
            programme=programme.title,
            days=programme.days or 0,
            hours_per_day=programme.hours_per_day or 0,
            professions=programme.professions or site.professions,
            received_by=site.contact_name,
        )

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "placement": True,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "site": self.site.as_mapping(),
            "city": self.city.as_mapping(),
            "programme": self.programme.as_mapping(),
            "days": self.days,
            "hours_per_day": self.hours_per_day,
            "professions": [each.as_mapping() for each in self.professions],
            "received_by": self.received_by.as_mapping(),
        }

    @classmethod
    def from_document(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            first_day=date.fromisoformat(stored["first_day"]),
            last_day=date.fromisoformat(stored["last_day"]),
            site=Texts(stored["site"]),
            city=Texts(stored["city"]),
            programme=Texts(stored["programme"]),
            days=stored["days"],
            hours_per_day=stored["hours_per_day"],
            professions=tuple(map(Texts, stored["professions"])),
            received_by=Texts(stored["received_by"]),
        )


@dataclass(frozen=True, slots=True)
class PlacementCertificate(Vouched):
    """One that was given out; its facts are a :class:`PlacementFacts`."""

    @property
    def placement_facts(self) -> PlacementFacts:
        return PlacementFacts.from_document(self.facts)


def certify(key: bytes, number: str, facts: PlacementFacts, now: datetime) -> PlacementCertificate:
    stored = facts.document()
    return PlacementCertificate(number, check_code(key, number, now, stored), stored, now)


@dataclass(frozen=True, slots=True)
class PlacementEnd:
    """What a site says of a placement, by the columns of its table. ``mark``: None where it was not gone
    through to its end; the certificate that was given out before then is void."""

    application_id: ApplicationId
    mark: int | None
    text: str | None
    written_by: PersonId | None
    created_at: datetime
    changed_at: datetime
    """When something was said of it last."""
    code: str | None
    facts: Mapping[str, Any] | None
    issued_at: datetime | None

    @property
    def said(self) -> int:
        """As a button says what it was shown with."""
        return LEFT if self.mark is None else self.mark

    def given_out(self, number: str) -> PlacementCertificate | None:
        """The certificate, be it void; ``number``: the application's reference."""
        if self.code is None or self.facts is None or self.issued_at is None:
            return None
        return PlacementCertificate(number, self.code, self.facts, self.issued_at)

    def certificate(self, number: str) -> PlacementCertificate | None:
        """The same, where it holds."""
        return None if self.mark is None else self.given_out(number)


def last_day_to_say(ends_at: datetime, timezone: str) -> date:
    """The last local day on which a site can say how a placement ended."""
    return local_day(ends_at, ZoneInfo(timezone)) + timedelta(days=END_DAYS)
