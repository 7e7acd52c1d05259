"""Writes a catalogue file: what is known by its slug or code is updated, what is new is added.

Nothing is removed: sites, programmes and routes that the file does not name stay as they are. A file that
says what is stored already changes nothing.

What the chat has changed is in the file already when it comes here, and what is remembered of that is stored
with it (``bot.domain.catalogue.merging``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from bot.db.catalogue.publication import move_site, publish_complete_routes, publish_drafts
from bot.db.catalogue.reading import note_change
from bot.db.catalogue.schedules import ScheduleEntry, note_zone, replace_schedules
from bot.db.engine.locks import lock_region
from bot.db.engine.statements import AnyRow, insert_ignoring_conflict
from bot.db.people.members import read_ownerless
from bot.db.people.organisations import add_organisation
from bot.db.tables import audit, day_off, organisation, programme, region, route, route_stop, site
from bot.domain.catalogue.cards.fields import NOT_SAID
from bot.domain.catalogue.catalogue import RouteStop
from bot.domain.catalogue.file import (
    CatalogueFile,
    Intake,
    Part,
    Programme,
    Route,
    Site,
    Stop,
    WeeklyEntry,
    visit_rules,
)
from bot.domain.catalogue.merging import IMPORTED, OVERWRITTEN, Merged
from bot.domain.catalogue.schedule_rule import WeeklyTimes
from bot.domain.catalogue.sessions_ahead import IntakeRule
from bot.domain.model import ProgrammeId, Publication, RegionId, SiteId
from bot.domain.texts import Texts

_STOP = [each.name for each in fields(RouteStop)]
_PLACE = ("meeting_point", "city")
"""What says where one meets."""


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did; ``schedules`` counts weekly entries and intakes that are new or changed.

    ``…_updated`` counts what was known, ``changes`` whatever is new or different now, ``…_published`` drafts
    and new ones that visitors see from now on. ``…_drafts`` and ``ownerless`` are of the whole region: what
    still waits for somebody to publish it, and published sites without an owner.
    """

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
    changes: int = 0
    sites_published: int = 0
    routes_published: int = 0
    sites_drafts: int = 0
    routes_drafts: int = 0
    ownerless: int = 0
    relocated: tuple[SiteId, ...] = ()
    """Sites that were known, and where one meets somewhere else now."""
    now_public: tuple[SiteId, ...] = ()
    """Sites that visitors see from now on, which were known before."""
    kept: tuple[str, ...] = ()
    """What the file says otherwise than the chat, and what stays: «sloist.dress», «sloist.tour.min_age»."""
    replaced: tuple[str, ...] = ()
    """The same of what did not stay, since the file had the word for everything."""


def store_catalogue(
    connection: Connection, merged: Merged, now: datetime, *, publish: bool, overwritten: bool = False
) -> ImportCounts:
    """Stores a file without faults in one transaction. ``overwritten``: it had the word for what was changed
    in the chat, too.

    ``publish``: sites that are new or were never published are published, if nothing is left to say there;
    without it they are drafts. The state of all others stays as it is. A programme is visible exactly when
    its site is; a route is published as soon as all of its sites are.
    """
    file = merged.file
    region_id = _lock_region(connection, file, now)
    storing = _Import(connection, file, merged, region_id, publish, now)
    storing.region()
    storing.organisations()
    for each in file.sites:
        storing.site(each)
    for way in file.routes:
        storing.route(way)
    storing.stored["routes_published"] = publish_complete_routes(connection, region_id)
    storing.changes += (
        storing.schedules + storing.stored["sites_published"] + storing.stored["routes_published"]
    )
    if storing.changes:
        note_change(connection)
    counts = ImportCounts(
        region_id=region_id,
        region_slug=file.region.slug,
        organisations=len(file.organisations),
        schedules=storing.schedules,
        changes=storing.changes,
        sites_drafts=_count_drafts(connection, site, region_id),
        routes_drafts=_count_drafts(connection, route, region_id),
        ownerless=len(read_ownerless(connection, region_id)),
        relocated=tuple(storing.relocated),
        now_public=tuple(storing.now_public),
        kept=tuple(map(str, merged.kept)),
        replaced=tuple(map(str, merged.replaced)),
        **storing.stored,
    )
    told = ("added", "updated", "published")
    details = {name: number for name, number in asdict(counts).items() if name.endswith(told)}
    details |= {OVERWRITTEN: 1} if overwritten else {}
    connection.execute(
        insert(audit).values(
            at=now,
            region_id=region_id,
            action=IMPORTED,
            subject="region",
            subject_id=region_id,
            details=details,
        )
    )
    return counts


def _is_unsaid(row: AnyRow) -> bool:
    """Whether what was begun in the chat still has something to say before anybody sees it."""
    texts = (each.as_mapping() for each in row._mapping.values() if isinstance(each, Texts))
    return any(NOT_SAID in each.values() for each in texts)


def _count_drafts(connection: Connection, table: Table, region_id: RegionId) -> int:
    drafts = select(func.count()).where(table.c.region_id == region_id, table.c.status == Publication.DRAFT)
    return connection.execute(drafts).scalar_one()


def _lock_region(connection: Connection, file: CatalogueFile, now: datetime) -> RegionId:
    insert_ignoring_conflict(connection, region, created_at=now, **_columns(file.region, region))
    region_id = RegionId(
        connection.execute(select(region.c.id).where(region.c.slug == file.region.slug)).scalar_one()
    )
    lock_region(connection, region_id)
    return region_id


@dataclass(slots=True)
class _Import:
    connection: Connection
    file: CatalogueFile
    merged: Merged
    region_id: RegionId
    publish: bool
    now: datetime
    stored: Counter[str] = field(default_factory=Counter)
    schedules: int = 0
    programme_ids: dict[tuple[str, str], ProgrammeId] = field(default_factory=dict)
    changes: int = 0
    relocated: list[SiteId] = field(default_factory=list)
    now_public: list[SiteId] = field(default_factory=list)

    def region(self) -> None:
        self._put(region, {"id": self.region_id}, _columns(self.file.region, region))
        for off in self.file.region.days_off:
            key = {"region_id": self.region_id, "site_id": None, "day": off.day}
            values = {"is_working": off.works, "note": as_stored(off.note)}
            self._put(day_off, key, values)

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
                .values(kind=kind, name=name, city=city, verified=True)
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
            "professions": self._professions(one.professions),
        }
        key = {"region_id": self.region_id, "slug": one.slug}
        new = {"status": Publication.DRAFT, "created_at": self.now, "updated_at": self.now}
        put = self._store(site, key, values, **new)
        site_id = put.id
        self._mark(site, site_id, one.slug, None)
        if put.before is not None and any(put.before._mapping[name] != values[name] for name in _PLACE):
            self.relocated.append(SiteId(site_id))
        if put.is_another:
            self.connection.execute(update(site).where(site.c.id == site_id).values(updated_at=self.now))
        if put.before is not None and put.before.timezone != one.timezone:
            note_zone(self.connection, site_id, put.before.timezone)
        for position, each in enumerate(one.programmes):
            self._programme(site_id, one, each, position)
        if self.publish and (put.before is None or put.before.status is Publication.DRAFT):
            self._publish(SiteId(site_id), is_new=put.before is None)

    def _publish(self, site_id: SiteId, *, is_new: bool) -> None:
        """With all its programmes, those that the file does not name too, as a coordinator does."""
        rows = [
            *self.connection.execute(select(site).where(site.c.id == site_id)),
            *self.connection.execute(select(programme).where(programme.c.site_id == site_id)),
        ]
        if any(map(_is_unsaid, rows)):
            return
        move_site(self.connection, site_id, [Publication.DRAFT], Publication.PUBLISHED, self.now)
        publish_drafts(self.connection, site_id)
        self.stored["sites_published"] += 1
        if not is_new:
            self.now_public.append(site_id)

    def _programme(self, site_id: int, one: Site, each: Programme, position: int) -> None:
        values = {
            **_columns(each, programme),
            **{name: as_stored(rule) for name, rule in visit_rules(one, each).items()},
            "position": position,
            "professions": self._professions(each.professions or one.professions),
        }
        key = {"site_id": site_id, "code": each.code}
        put = self._store(programme, key, values, status=Publication.PUBLISHED)
        programme_id = self.programme_ids[one.slug, each.code] = ProgrammeId(put.id)
        self._mark(programme, put.id, one.slug, each.code)
        entries = [*map(_weekly, each.schedule), *map(_intake, each.intakes)]
        self.schedules += replace_schedules(self.connection, programme_id, entries, self.now)

    def route(self, way: Route) -> None:
        key = {"region_id": self.region_id, "slug": way.slug}
        stops = [
            RouteStop(number, self._programme_at(each), each.day, each.travel_min)
            for number, each in enumerate(way.stops, start=1)
        ]
        strictest = self._strictest([each.programme_id for each in stops])
        values = {**_columns(way, route), "min_age": max(way.min_age, strictest)}
        route_id = self._store(route, key, values, status=Publication.DRAFT).id
        marks = self.merged.route_marks.get(way.slug)
        if marks is not None:
            self.connection.execute(update(route).where(route.c.id == route_id).values(edited=marks.stored()))
        of_route = route_stop.c.route_id == route_id
        known = self.connection.execute(
            select(*(route_stop.c[name] for name in _STOP)).where(of_route).order_by(route_stop.c.position)
        ).all()
        if [tuple(row) for row in known] == [astuple(each) for each in stops]:
            return
        self.changes += 1
        self.connection.execute(delete(route_stop).where(of_route))
        rows = [{"route_id": route_id, **asdict(each)} for each in stops]
        self.connection.execute(insert(route_stop), rows)

    def _programme_at(self, stop: Stop) -> ProgrammeId:
        """The chat may have chosen one of a site that this file does not have."""
        if (known := self.programme_ids.get((stop.site, stop.programme))) is not None:
            return known
        found = self.connection.execute(
            select(programme.c.id)
            .join(site, site.c.id == programme.c.site_id)
            .where(
                site.c.region_id == self.region_id,
                site.c.slug == stop.site,
                programme.c.code == stop.programme,
            )
        )
        return ProgrammeId(found.scalar_one())

    def _strictest(self, programmes: Sequence[ProgrammeId]) -> int:
        """The highest age of these: one that the chat has raised, too."""
        ages = select(func.max(programme.c.min_age)).where(programme.c.id.in_(programmes))
        return int(self.connection.execute(ages).scalar_one())

    def _mark(self, table: Table, row_id: int, slug: str, code: str | None) -> None:
        """What is the chat's from now on."""
        marks = self.merged.marks.get((slug, code))
        if marks is not None:
            self.connection.execute(update(table).where(table.c.id == row_id).values(edited=marks.stored()))

    def _professions(self, slugs: tuple[str, ...]) -> list[dict[str, str]]:
        known = {each.slug: each.name for each in self.file.professions}
        return [known[slug] for slug in slugs]

    def _store(
        self, table: Table, key: Mapping[str, object], values: Mapping[str, object], **new: object
    ) -> _Put:
        put = self._put(table, key, values, **new)
        self.stored[f"{table.name}s_{'added' if put.before is None else 'updated'}"] += 1
        return put

    def _put(
        self, table: Table, key: Mapping[str, object], values: Mapping[str, object], **new: object
    ) -> _Put:
        put = _put(self.connection, table, key, values, **new)
        self.changes += put.is_another
        return put


@dataclass(frozen=True, slots=True)
class _Put:
    """A row that was put; ``before``: what it was, None for a new one; ``is_another``: than it was."""

    id: int
    before: AnyRow | None
    is_another: bool


def _put(
    connection: Connection,
    table: Table,
    key: Mapping[str, object],
    values: Mapping[str, object],
    **new: object,
) -> _Put:
    """Updates the row with this key if it says something else, or adds it with what only a new one gets."""
    known = connection.execute(
        select(table).where(*(table.c[name] == value for name, value in key.items()))
    ).one_or_none()
    if known is None:
        row = {**key, **values, **new}
        new_id = connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
        return _Put(int(new_id), None, is_another=True)
    is_another = any(getattr(known, name) != value for name, value in values.items())
    if is_another:
        connection.execute(update(table).where(table.c.id == known.id).values(**values))
    return _Put(int(known.id), known, is_another)


def _columns(part: Part, table: Table) -> dict[str, object]:
    """The fields of a part that are columns of the table, as they are stored."""
    return {name: as_stored(getattr(part, name)) for name in type(part).model_fields if name in table.c}


def read_stops_said(connection: Connection, route_id: int) -> list[dict[str, Any]]:
    """The stops of a route in order, as they stand in a file."""
    rows = connection.execute(
        select(site.c.slug, programme.c.code, route_stop.c.day, route_stop.c.travel_min)
        .join(programme, programme.c.id == route_stop.c.programme_id)
        .join(site, site.c.id == programme.c.site_id)
        .where(route_stop.c.route_id == route_id)
        .order_by(route_stop.c.position)
    )
    return [
        {"site": each.slug, "programme": each.code, "day": each.day, "travel_min": each.travel_min}
        for each in rows
    ]


def plain(value: Any) -> Any:
    """A stored value as it stands in a file."""
    match value:
        case Texts():
            return {code: value.get(code) for code in value}
        case Enum():
            return value.value
        case _:
            return value


def as_stored(value: object) -> object:
    """A value as the file's types have read it, as its column takes it."""
    match value:
        case dict():
            return Texts(value)
        case Part():
            return value.model_dump(mode="json", exclude_none=True)
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
            since=entry.since,
            until=entry.until,
            school=entry.school_holidays,
        ),
        audience=entry.audience,
        sharing=entry.sharing,
        confirmation=entry.confirmation,
        capacity=entry.capacity,
    )


def _intake(entry: Intake) -> ScheduleEntry:
    rule = IntakeRule(entry.weekday.value, entry.week, entry.months, entry.time.strftime("%H:%M"))
    return ScheduleEntry(rule, audience=None, sharing=None, confirmation=None, capacity=None)
