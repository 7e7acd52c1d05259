"""Writes a catalogue file: what is known by its slug or code is updated, what is new is added.

Nothing is removed: sites, programmes and routes that the file does not name stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, delete, insert, select, update

from bot.db.catalogue import note_change
from bot.db.locks import lock_region
from bot.db.organisations import add_organisation
from bot.db.schedules import ScheduleEntry, replace_schedules
from bot.db.statements import AnyRow, insert_ignoring_conflict
from bot.db.tables import audit, day_off, organisation, programme, region, route, route_stop, site
from bot.domain.catalogue_file import CatalogueFile, City, Intake, Programme, Route, Site, WeeklyEntry
from bot.domain.model import ProgrammeId, Publication, RegionId, SiteId
from bot.domain.phones import read_phone
from bot.domain.schedule_rule import WeeklyTimes
from bot.domain.sessions_ahead import IntakeRule
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
    sites_added: int
    sites_updated: int
    programmes_added: int
    programmes_updated: int
    routes_added: int
    routes_updated: int
    organisations: int
    schedules: int


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0

    def note(self, known: AnyRow | None) -> None:
        if known is None:
            self.added += 1
        else:
            self.updated += 1


def store_catalogue(
    connection: Connection, file: CatalogueFile, now: datetime, *, publish: bool
) -> ImportCounts:
    """Stores a checked file in one transaction. New sites and routes are published or drafts.

    The state of what exists stays as it is. A programme is visible exactly when its site is.
    """
    region_id = _store_region(connection, file, now)
    cities = {city.slug: city for city in file.cities}
    for entry in file.organisations:
        organisation_id = add_organisation(
            connection,
            region_id,
            entry.kind,
            entry.name["ru"],
            cities[entry.city].name["ru"],
            now,
            verified=True,
        )
        connection.execute(
            update(organisation)
            .where(organisation.c.id == organisation_id)
            .values(kind=entry.kind, name=entry.name["ru"], verified=True)
        )
    new_status = Publication.PUBLISHED if publish else Publication.DRAFT
    sites, programmes, routes = _Tally(), _Tally(), _Tally()
    programme_ids: dict[tuple[str, str], ProgrammeId] = {}
    schedules = 0
    for one in file.sites:
        site_id = _store_site(connection, region_id, one, _Directory.of(file), new_status, now, sites)
        for position, each in enumerate(one.programmes):
            programme_id, made = _store_programme(
                connection, site_id, one, each, position, _Directory.of(file), now, programmes
            )
            programme_ids[one.slug, each.code] = programme_id
            schedules += made
    for way in file.routes:
        _store_route(connection, region_id, way, programme_ids, new_status, routes)
    note_change(connection)
    counts = ImportCounts(
        region_id=region_id,
        sites_added=sites.added,
        sites_updated=sites.updated,
        programmes_added=programmes.added,
        programmes_updated=programmes.updated,
        routes_added=routes.added,
        routes_updated=routes.updated,
        organisations=len(file.organisations),
        schedules=schedules,
    )
    connection.execute(
        insert(audit).values(
            at=now,
            region_id=region_id,
            action="catalogue.import",
            subject="region",
            subject_id=region_id,
            details={
                "sites_added": counts.sites_added,
                "sites_updated": counts.sites_updated,
                "programmes_added": counts.programmes_added,
                "programmes_updated": counts.programmes_updated,
                "routes_added": counts.routes_added,
                "routes_updated": counts.routes_updated,
            },
        )
    )
    return counts


@dataclass(frozen=True, slots=True)
class _Directory:
    """What sites refer to by slug."""

    cities: Mapping[str, City]
    industries: Mapping[str, Texts]
    professions: Mapping[str, dict[str, str]]

    @classmethod
    def of(cls, file: CatalogueFile) -> _Directory:
        return cls(
            cities={each.slug: each for each in file.cities},
            industries={each.slug: Texts(each.name) for each in file.industries},
            professions={each.slug: each.name for each in file.professions},
        )


def _texts(value: Mapping[str, str] | None) -> Texts | None:
    return None if value is None else Texts(value)


def _store_region(connection: Connection, file: CatalogueFile, now: datetime) -> RegionId:
    values = {
        "name": Texts(file.region.name),
        "timezone": file.region.timezone,
        "prefix": file.region.prefix,
    }
    insert_ignoring_conflict(connection, region, slug=file.region.slug, created_at=now, **values)
    region_id = RegionId(
        connection.execute(select(region.c.id).where(region.c.slug == file.region.slug)).scalar_one()
    )
    lock_region(connection, region_id)
    connection.execute(update(region).where(region.c.id == region_id).values(**values))
    for off in file.region.days_off:
        changed = connection.execute(
            update(day_off)
            .where(day_off.c.region_id == region_id, day_off.c.site_id.is_(None), day_off.c.day == off.day)
            .values(is_working=off.works, note=_texts(off.note))
        )
        if not changed.rowcount:
            connection.execute(
                insert(day_off).values(
                    region_id=region_id, day=off.day, is_working=off.works, note=_texts(off.note)
                )
            )
    return region_id


def _store_site(
    connection: Connection,
    region_id: RegionId,
    one: Site,
    directory: _Directory,
    new_status: Publication,
    now: datetime,
    tally: _Tally,
) -> SiteId:
    city = directory.cities[one.city]
    phone = None if one.contact_phone is None else read_phone(one.contact_phone)
    values = {
        "name": Texts(one.name),
        "city_slug": one.city,
        "city": Texts(city.name),
        "municipality": Texts(city.municipality),
        "industry_slug": one.industry,
        "industry": directory.industries[one.industry],
        "short": Texts(one.short),
        "timezone": one.timezone,
        "latitude": city.latitude if one.latitude is None else one.latitude,
        "longitude": city.longitude if one.longitude is None else one.longitude,
        "meeting_point": Texts(one.meeting_point),
        "dress": Texts(one.dress),
        "bring": Texts(one.bring),
        "gear": Texts(one.gear),
        "photo": one.photo,
        "photo_text": Texts(one.photo_text),
        "access": one.access,
        "access_text": Texts(one.access_text),
        "health": Texts(one.health),
        "languages": list(one.languages),
        "contact_name": Texts(one.contact_name),
        "contact_phone": phone,
        "pass_office_email": one.pass_office_email,
        "professions": [directory.professions[slug] for slug in one.professions],
        "updated_at": now,
    }
    known = connection.execute(
        select(site.c.id).where(site.c.region_id == region_id, site.c.slug == one.slug)
    ).one_or_none()
    tally.note(known)
    if known is None:
        key = {"region_id": region_id, "slug": one.slug, "status": new_status, "created_at": now}
        return SiteId(_insert(connection, site, **key, **values))
    connection.execute(update(site).where(site.c.id == known.id).values(**values))
    return SiteId(known.id)


def _store_programme(
    connection: Connection,
    site_id: SiteId,
    one: Site,
    each: Programme,
    position: int,
    directory: _Directory,
    now: datetime,
    tally: _Tally,
) -> tuple[ProgrammeId, int]:
    """The programme and how many of its schedules are new."""
    values = {
        **_rules_of(one, each),
        "kind": each.kind,
        "position": position,
        "title": Texts(each.title),
        "about": Texts(each.about),
        "min_age": each.min_age,
        "max_group": each.max_group,
        "duration_min": each.duration_min,
        "days": each.days,
        "hours_per_day": each.hours_per_day,
        "audience": [audience.value for audience in each.audience],
        "confirmation": each.confirmation,
        "sharing": each.sharing,
        "professions": [directory.professions[slug] for slug in each.professions or one.professions],
        "subjects": _texts(each.subjects),
        "direction": _texts(each.direction),
        "task": _texts(each.task),
        "product": _texts(each.product),
        "level": each.level,
    }
    known = connection.execute(
        select(programme).where(programme.c.site_id == site_id, programme.c.code == each.code)
    ).one_or_none()
    tally.note(known)
    if known is None:
        key = {"site_id": site_id, "code": each.code, "status": Publication.PUBLISHED}
        programme_id = ProgrammeId(_insert(connection, programme, **key, **values))
        renew = False
    else:
        programme_id = ProgrammeId(known.id)
        renew = any(getattr(known, name) != values[name] for name in _SHAPES_SESSIONS)
        connection.execute(update(programme).where(programme.c.id == known.id).values(**values))
    entries = [*map(_weekly, each.schedule), *map(_intake, each.intakes)]
    return programme_id, replace_schedules(connection, programme_id, entries, now, renew=renew)


def _rules_of(one: Site, each: Programme) -> dict[str, object]:
    """The rules of visits: the programme's, else the site's."""
    names = (
        "min_group",
        "children_per_adult",
        "lead_working_days",
        "foreign_lead_days",
        "list_kind",
        "list_lead_working_days",
    )
    rules: dict[str, object] = {}
    for name in names:
        own = getattr(each, name)
        rules[name] = getattr(one, name) if own is None else own
    return {**rules, "price": Texts(each.price or one.price)}


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


def _store_route(
    connection: Connection,
    region_id: RegionId,
    way: Route,
    programme_ids: Mapping[tuple[str, str], ProgrammeId],
    new_status: Publication,
    tally: _Tally,
) -> None:
    values = {
        "title": Texts(way.title),
        "theme": Texts(way.theme),
        "note": Texts(way.note),
        "transport": Texts(way.transport),
        "audience_text": Texts(way.audience_text),
        "days": way.days,
        "min_age": way.min_age,
    }
    known = connection.execute(
        select(route.c.id).where(route.c.region_id == region_id, route.c.slug == way.slug)
    ).one_or_none()
    tally.note(known)
    if known is None:
        key = {"region_id": region_id, "slug": way.slug, "status": new_status}
        route_id = _insert(connection, route, **key, **values)
    else:
        route_id = known.id
        connection.execute(update(route).where(route.c.id == route_id).values(**values))
        connection.execute(delete(route_stop).where(route_stop.c.route_id == route_id))
    for position, stop in enumerate(way.stops, start=1):
        connection.execute(
            insert(route_stop).values(
                route_id=route_id,
                position=position,
                programme_id=programme_ids[stop.site, stop.programme],
                day=stop.day,
                travel_min=stop.travel_min,
            )
        )


def _insert(connection: Connection, table: Table, **values: object) -> int:
    return int(connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())
