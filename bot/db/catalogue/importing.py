"""Writes a catalogue file: what is known by its slug or code is updated, what is new is added.

Nothing is removed: sites, programmes and routes that the file does not name stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.db.catalogue.reading import note_change
from bot.db.catalogue.schedules import ScheduleEntry, replace_schedules
from bot.db.engine.locks import lock_region
from bot.db.engine.statements import AnyRow, insert_ignoring_conflict
from bot.db.people.organisations import add_organisation
from bot.db.tables import audit, day_off, organisation, programme, region, route, route_stop, site
from bot.domain.catalogue.file import (
    CatalogueFile,
    Intake,
    Part,
    Programme,
    Route,
    Site,
    WeeklyEntry,
    visit_rules,
)
from bot.domain.catalogue.schedule_rule import WeeklyTimes
from bot.domain.catalogue.sessions_ahead import IntakeRule
from bot.domain.model import ProgrammeId, Publication, RegionId
from bot.domain.people.phones import read_phone
from bot.domain.texts import Texts

_SHAPES_SESSIONS = (
    "audience",
    "confirmation",
    "sharing",
    "max_group",
    "duration_min",
    "days",
    "hours_per_day",
)
"""Columns of a programme that its sessions copy: when one changes, empty sessions are made anew."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did; ``schedules`` counts weekly entries and intakes that are new or changed."""

    region_id: RegionId
    region_slug: str
    organisations: int
    schedules: int
    sites_added: int = 0
    sites_updated: int = 0
    programmes_added: int = 0
    programmes_updated: int = 0
    routes_added: int = 0
    routes_updated: int = 0


def store_catalogue(
    connection: Connection, file: CatalogueFile, now: datetime, *, publish: bool
) -> ImportCounts:
    """Stores a checked file in one transaction. New sites and routes are published or drafts.

    The state of what exists stays as it is. A programme is visible exactly when its site is.
    """
    region_id = _store_region(connection, file, now)
    new_status = Publication.PUBLISHED if publish else Publication.DRAFT
    storing = _Import(connection, file, region_id, new_status, now)
    storing.organisations()
    for each in file.sites:
        storing.site(each)
    for way in file.routes:
        storing.route(way)
    note_change(connection)
    counts = ImportCounts(
        region_id=region_id,
        region_slug=file.region.slug,
        organisations=len(file.organisations),
        schedules=storing.schedules,
        **storing.stored,
    )
    details = {name: number for name, number in asdict(counts).items() if name.endswith(("added", "updated"))}
    connection.execute(
        insert(audit).values(
            at=now,
            region_id=region_id,
            action="catalogue.import",
            subject="region",
            subject_id=region_id,
            details=details,
        )
    )
    return counts


def _store_region(connection: Connection, file: CatalogueFile, now: datetime) -> RegionId:
    values = _columns(file.region, region)
    insert_ignoring_conflict(connection, region, created_at=now, **values)
    region_id = RegionId(
        connection.execute(select(region.c.id).where(region.c.slug == file.region.slug)).scalar_one()
    )
    lock_region(connection, region_id)
    connection.execute(update(region).where(region.c.id == region_id).values(**values))
    for off in file.region.days_off:
        key = {"region_id": region_id, "site_id": None, "day": off.day}
        _put(connection, day_off, key, {"is_working": off.works, "note": _stored(off.note)})
    return region_id


@dataclass(slots=True)
class _Import:
    connection: Connection
    file: CatalogueFile
    region_id: RegionId
    new_status: Publication
    now: datetime
    stored: Counter[str] = field(default_factory=Counter)
    schedules: int = 0
    programme_ids: dict[tuple[str, str], ProgrammeId] = field(default_factory=dict)

    def organisations(self) -> None:
        cities = {city.slug: city.name["ru"] for city in self.file.cities}
        for each in self.file.organisations:
            kind, name, city = each.kind, each.name["ru"], cities[each.city]
            known = add_organisation(
                self.connection, self.region_id, kind, name, city, self.now, verified=True
            )
            self.connection.execute(
                update(organisation)
                .where(organisation.c.id == known)
                .values(kind=kind, name=name, verified=True)
            )

    def site(self, one: Site) -> None:
        city = next(each for each in self.file.cities if each.slug == one.city)
        industry = next(each for each in self.file.industries if each.slug == one.industry)
        values = {
            **_columns(one, site),
            "city_slug": one.city,
            "city": Texts(city.name),
            "municipality": Texts(city.municipality),
            "industry_slug": one.industry,
            "industry": Texts(industry.name),
            "latitude": city.latitude if one.latitude is None else one.latitude,
            "longitude": city.longitude if one.longitude is None else one.longitude,
            "contact_phone": None if one.contact_phone is None else read_phone(one.contact_phone),
            "professions": self._professions(one.professions),
            "updated_at": self.now,
        }
        key = {"region_id": self.region_id, "slug": one.slug}
        site_id, _ = self._store(site, key, values, status=self.new_status, created_at=self.now)
        for position, each in enumerate(one.programmes):
            self._programme(site_id, one, each, position)

    def _programme(self, site_id: int, one: Site, each: Programme, position: int) -> None:
        values = {
            **_columns(each, programme),
            **{name: _stored(rule) for name, rule in visit_rules(one, each).items()},
            "position": position,
            "professions": self._professions(each.professions or one.professions),
        }
        key = {"site_id": site_id, "code": each.code}
        row_id, known = self._store(programme, key, values, status=Publication.PUBLISHED)
        programme_id = self.programme_ids[one.slug, each.code] = ProgrammeId(row_id)
        entries = [*map(_weekly, each.schedule), *map(_intake, each.intakes)]
        renew = known is not None and any(getattr(known, name) != values[name] for name in _SHAPES_SESSIONS)
        self.schedules += replace_schedules(self.connection, programme_id, entries, self.now, renew=renew)

    def route(self, way: Route) -> None:
        key = {"region_id": self.region_id, "slug": way.slug}
        route_id, _ = self._store(route, key, _columns(way, route), status=self.new_status)
        self.connection.execute(delete(route_stop).where(route_stop.c.route_id == route_id))
        for position, stop in enumerate(way.stops, start=1):
            self.connection.execute(
                insert(route_stop).values(
                    route_id=route_id,
                    position=position,
                    programme_id=self.programme_ids[stop.site, stop.programme],
                    day=stop.day,
                    travel_min=stop.travel_min,
                )
            )

    def _professions(self, slugs: tuple[str, ...]) -> list[dict[str, str]]:
        known = {each.slug: each.name for each in self.file.professions}
        return [known[slug] for slug in slugs]

    def _store(
        self, table: Table, key: Mapping[str, object], values: Mapping[str, object], **new: object
    ) -> tuple[int, AnyRow | None]:
        row_id, known = _put(self.connection, table, key, values, **new)
        self.stored[f"{table.name}s_{'added' if known is None else 'updated'}"] += 1
        return row_id, known


def _put(
    connection: Connection,
    table: Table,
    key: Mapping[str, object],
    values: Mapping[str, object],
    **new: object,
) -> tuple[int, AnyRow | None]:
    """Updates the row with this key, or adds it with what only a new one gets: its id, and what it was."""
    known = connection.execute(
        select(table).where(*(table.c[name] == value for name, value in key.items()))
    ).one_or_none()
    if known is None:
        row = {**key, **values, **new}
        return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()), None
    connection.execute(update(table).where(table.c.id == known.id).values(**values))
    return int(known.id), known


def _columns(part: Part, table: Table) -> dict[str, object]:
    """The fields of a part that are columns of the table, as they are stored."""
    return {name: _stored(getattr(part, name)) for name in type(part).model_fields if name in table.c}


def _stored(value: object) -> object:
    match value:
        case dict():
            return Texts(value)
        case tuple():
            return [str(each) for each in value]
        case _:
            return value


def _weekly(entry: WeeklyEntry) -> ScheduleEntry:
    return ScheduleEntry(
        rule=WeeklyTimes(
            days=tuple(day.value for day in entry.days),
            times=tuple(time.strftime("%H:%M") for time in entry.times),
            season_from=entry.season.first if entry.season else None,
            season_to=entry.season.last if entry.season else None,
        ),
        audience=entry.audience,
        sharing=entry.sharing,
        confirmation=entry.confirmation,
        capacity=entry.capacity,
    )


def _intake(entry: Intake) -> ScheduleEntry:
    rule = IntakeRule(entry.weekday.value, entry.week, entry.months, entry.time.strftime("%H:%M"))
    return ScheduleEntry(rule, audience=None, sharing=None, confirmation=None, capacity=None)
