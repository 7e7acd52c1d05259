"""All of somebody's own data, as a file (H2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.db.booking.owners import region_of_person
from bot.db.people.own_data import SessionTime, read_organisation_titles, read_rows, read_times
from bot.domain.catalogue.catalogue import Catalogue, Programme, Region, Route, Site
from bot.domain.model import (
    OrganisationId,
    PersonId,
    Priority,
    ProgrammeId,
    RegionId,
    RouteId,
    SessionId,
    SiteId,
)
from bot.domain.people.own_data import OwnDataView, Record
from bot.domain.texts import Texts
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class MyDataReady(Message[OwnDataView]):
    """What somebody asked for; it says what is stored when it is sent."""

    kind = "person.data"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(days=1)

    recipient_id: PersonId
    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (f"{self.asked_at:%Y%m%d%H%M%S}",)

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> OwnDataView | None:
        rows = read_rows(tx.connection, self.recipient_id)
        names = _Names.of(tx, rows)
        sections = {section: tuple(names.named(each) for each in found) for section, found in rows.items()}
        region_id = region_of_person(tx.connection, self.recipient_id)
        region = None if region_id is None else tx.catalogue.region(region_id)
        return OwnDataView(tx.now, sections, region)


_SESSION = "session_id"
_NAMED: Mapping[str, Callable[[Catalogue, int], Texts | None]] = {
    "site_id": lambda known, value: _name_of(known.sites.get(SiteId(value))),
    "region_id": lambda known, value: _name_of(known.regions.get(RegionId(value))),
    "programme_id": lambda known, value: _title_of(known.programmes.get(ProgrammeId(value))),
    "route_id": lambda known, value: _title_of(known.routes.get(RouteId(value))),
}


def _name_of(place: Site | Region | None) -> Texts | None:
    return None if place is None else place.name


def _title_of(what: Programme | Route | None) -> Texts | None:
    return None if what is None else what.title


@dataclass(frozen=True, slots=True)
class _Names:
    """What the ids in records are called: beside ``site_id`` stands ``site``, beside ``first_session_id``
    stand ``first_starts_at`` and ``first_ends_at``."""

    tx: Tx
    organisations: Mapping[Any, str]
    times: Mapping[Any, SessionTime]

    @classmethod
    def of(cls, tx: Tx, rows: Mapping[str, Collection[Record]]) -> _Names:
        met = [pair for found in rows.values() for each in found for pair in _ids(each)]
        organisations = {OrganisationId(value) for name, value in met if name == "organisation_id"}
        sessions = {SessionId(value) for name, value in met if name.endswith(_SESSION)}
        return cls(
            tx,
            read_organisation_titles(tx.connection, organisations),
            read_times(tx.connection, sessions),
        )

    def named(self, record: Record) -> Record:
        found: dict[str, Any] = {}
        for name, value in record.items():
            if isinstance(value, list) and all(isinstance(each, dict) for each in value):
                found[name] = [self.named(each) for each in value]
                continue
            found[name] = value
            if isinstance(value, int):
                found.update(self._name(name, value))
        return found

    def _name(self, name: str, value: int) -> dict[str, Any]:
        naming = _NAMED.get(name)
        named = None if naming is None else naming(self.tx.catalogue.everything, value)
        if named is not None:
            return {name.removesuffix("_id"): named}
        if name == "organisation_id" and value in self.organisations:
            return {"organisation": self.organisations[value]}
        if name.endswith(_SESSION) and value in self.times:
            when, prefix = self.times[value], name.removesuffix(_SESSION)
            said = {f"{prefix}starts_at": when.starts_at, f"{prefix}ends_at": when.ends_at}
            return said if prefix else {**self._name("programme_id", when.programme_id), **said}
        return {}


def _ids(record: Record) -> Iterator[tuple[str, int]]:
    """The ids of a record and of what belongs to it, with their names."""
    for name, value in record.items():
        if isinstance(value, list):
            for each in value:
                yield from _ids(each) if isinstance(each, dict) else ()
        elif name.endswith("_id") and isinstance(value, int):
            yield name, value
