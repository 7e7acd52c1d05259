"""Reads a region as the document of a catalogue file: what ``import`` reads (docs/catalogue-format.md).

Only what the database keeps comes out. The short names of professions, and of cities without a site, are made
anew, since they join parts of a file and nothing else; minutes between programmes are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from bot.db.catalogue.importing import plain
from bot.db.engine.statements import AnyRow
from bot.db.tables import day_off, organisation, programme, region, route, route_stop, schedule, site
from bot.domain.catalogue.file import (
    VISIT_RULES,
    CatalogueFile,
    Organisation,
    Part,
    Programme,
    Region,
    Route,
    SiteCard,
)
from bot.domain.catalogue.schedule_rule import WeeklyTimes
from bot.domain.catalogue.sessions_ahead import IntakeRule, Rule, rule_from_json
from bot.domain.model import ProgrammeId, SiteId

Document = dict[str, Any]

PRICES = ("price", "tariff")
"""Written with each programme: one without says that it is free, not that it is as the site."""


def read_document(connection: Connection, region_slug: str) -> Document | None:
    """The document of a region with everything in it, published or not; None for an unknown one."""
    home = connection.execute(select(region).where(region.c.slug == region_slug)).one_or_none()
    if home is None:
        return None

    def rows(table: Table, *order: Any) -> Sequence[AnyRow]:
        return connection.execute(select(table).where(table.c.region_id == home.id).order_by(*order)).all()

    schools = [each for each in rows(organisation, organisation.c.id) if each.verified and each.city]
    sites = rows(site, site.c.id)
    routes = _routes(connection, home.id, rows(route, route.c.id))
    return _document(connection, home, sites, schools, rows(day_off, day_off.c.day), routes)


def read_site_document(connection: Connection, site_id: SiteId) -> Document | None:
    """The same with this site alone: without schools, days off and routes."""
    sites = connection.execute(select(site).where(site.c.id == site_id)).all()
    if not sites:
        return None
    home = connection.execute(select(region).where(region.c.id == sites[0].region_id)).one()
    return _document(connection, home, sites, [], [], [])


def read_rules(connection: Connection, programme_id: ProgrammeId) -> list[Document]:
    """The weekly rules of a programme, as the file says them."""
    rules = _running(connection, programme_id)
    return [_weekly(each, rule) for each, rule in rules if isinstance(rule, WeeklyTimes)]


def read_intakes(connection: Connection, programme_id: ProgrammeId) -> list[Document]:
    """The intakes of a placement, as the file says them."""
    rules = _running(connection, programme_id)
    return [_intake(rule) for _, rule in rules if isinstance(rule, IntakeRule)]


def _running(connection: Connection, programme_id: ProgrammeId) -> list[tuple[AnyRow, Rule]]:
    rows = connection.execute(
        select(schedule)
        .where(schedule.c.ended_at.is_(None), schedule.c.programme_id == programme_id)
        .order_by(schedule.c.id)
    )
    return [(each, rule_from_json(each.rule)) for each in rows]


def _document(
    connection: Connection,
    home: AnyRow,
    sites: Sequence[AnyRow],
    schools: Sequence[AnyRow],
    days_off: Sequence[AnyRow],
    routes: list[Document],
) -> Document:
    ids = [each.id for each in sites]
    programmes = _by(
        connection.execute(
            select(programme)
            .where(programme.c.site_id.in_(ids))
            .order_by(programme.c.site_id, programme.c.position, programme.c.id)
        ),
        "site_id",
    )
    schedules = _by(
        connection.execute(
            select(schedule)
            .join(programme, programme.c.id == schedule.c.programme_id)
            .where(schedule.c.ended_at.is_(None), programme.c.site_id.in_(ids))
            .order_by(schedule.c.id)
        ),
        "programme_id",
    )
    cities = _cities(sites, [each.city for each in schools])
    city_slugs = {each["name"]["ru"]: each["slug"] for each in reversed(cities)}
    everybody = [*sites, *(each for of_site in programmes.values() for each in of_site)]
    professions = _Names("profession", (name for each in everybody for name in each.professions))
    return {
        "format": 1,
        "region": part_of(Region, home)
        | {"days_off": [_day_off(each) for each in days_off if each.site_id is None]},
        "cities": cities,
        "industries": _once({"slug": each.industry_slug, "name": plain(each.industry)} for each in sites),
        "professions": professions.parts,
        "organisations": [
            part_of(Organisation, each) | {"name": {"ru": each.name}, "city": city_slugs[each.city]}
            for each in schools
        ],
        "sites": [_site(each, programmes.get(each.id, ()), schedules, professions) for each in sites],
        "routes": routes,
    }


def _by(rows: Iterable[AnyRow], name: str) -> Mapping[int, list[AnyRow]]:
    found: dict[int, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _once(parts: Iterable[Document]) -> list[Document]:
    """The first part of each slug, by slug."""
    found: dict[str, Document] = {}
    for part in parts:
        found.setdefault(part["slug"], part)
    return [found[slug] for slug in sorted(found)]


def part_of(kind: type[Part], row: AnyRow, *, without: Iterable[str] = ()) -> Document:
    """The fields of a part that are columns of the row, as they stand in a file."""
    seen = row._mapping
    names = [name for name in kind.model_fields if name in seen and name not in set(without)]
    return {name: plain(seen[name]) for name in names if seen[name] is not None}


def _day_off(row: AnyRow) -> Document:
    note = {} if row.note is None else {"note": plain(row.note)}
    return {"day": row.day.isoformat(), "works": row.is_working, **note}


class _Names:
    """Texts that have no short name in the database, each with one of its own."""

    def __init__(self, prefix: str, texts: Iterable[Mapping[str, str]]) -> None:
        different = sorted({_key(each) for each in texts})
        self._slugs = {key: f"{prefix}-{number}" for number, key in enumerate(different, start=1)}
        self.parts = [{"slug": slug, "name": json.loads(key)} for key, slug in self._slugs.items()]

    def of(self, texts: Iterable[Mapping[str, str]]) -> list[str]:
        return [self._slugs[_key(each)] for each in texts]


def _key(text: Mapping[str, str]) -> str:
    return json.dumps(dict(text), ensure_ascii=False, sort_keys=True)


def _cities(sites: Sequence[AnyRow], of_schools: Iterable[str]) -> list[Document]:
    """Those of sites, then those in which there are only schools, which nobody has placed on a map."""
    cities = _once(
        {
            "slug": each.city_slug,
            "name": plain(each.city),
            "municipality": plain(each.municipality),
            "latitude": each.latitude,
            "longitude": each.longitude,
        }
        for each in sites
    )
    known, slugs = {each["name"]["ru"] for each in cities}, {each["slug"] for each in cities}
    middle = (sites[0].latitude, sites[0].longitude) if sites else (0.0, 0.0)
    number = 0
    for name in sorted(set(of_schools) - known):
        number += 1
        while f"city-{number}" in slugs:
            number += 1
        text = {"ru": name}
        where = dict(zip(("latitude", "longitude"), middle, strict=True))
        cities.append({"slug": f"city-{number}", "name": text, "municipality": text, **where})
    return cities


def _site(
    row: AnyRow,
    programmes: Sequence[AnyRow],
    schedules: Mapping[int, Sequence[AnyRow]],
    professions: _Names,
) -> Document:
    """The rules of visits are kept by programme; the first one's stand for the site."""
    main = part_of(Programme, programmes[0]) if programmes else {}
    rules = {name: main[name] for name in VISIT_RULES if name in main and name not in PRICES}
    return {
        **part_of(SiteCard, row),
        "city": row.city_slug,
        "industry": row.industry_slug,
        **rules,
        "professions": professions.of(row.professions),
        "programmes": [
            _programme(each, rules, row.professions, schedules.get(each.id, ()), professions)
            for each in programmes
        ],
    }


def _programme(
    row: AnyRow,
    of_site: Document,
    seen_at_site: object,
    schedules: Sequence[AnyRow],
    professions: _Names,
) -> Document:
    part = part_of(Programme, row)
    own = {name: value for name, value in part.items() if name not in of_site or of_site[name] != value}
    rules = [(each, rule_from_json(each.rule)) for each in schedules]
    return {
        **own,
        "professions": [] if row.professions == seen_at_site else professions.of(row.professions),
        "schedule": [_weekly(each, rule) for each, rule in rules if isinstance(rule, WeeklyTimes)],
        "intakes": [_intake(rule) for _, rule in rules if isinstance(rule, IntakeRule)],
    }


def _weekly(row: AnyRow, rule: WeeklyTimes) -> Document:
    own = ("audience", "sharing", "confirmation", "capacity")
    given = {name: plain(getattr(row, name)) for name in own if getattr(row, name) is not None}
    season = {} if rule.season_from is None else {"season": {"from": rule.season_from, "to": rule.season_to}}
    dates = {"since": rule.since, "until": rule.until}
    held = {name: day.isoformat() for name, day in dates.items() if day is not None}
    school = {} if rule.school is None else {"school_holidays": rule.school.value}
    return {"days": list(rule.days), "times": list(rule.times), **season, **school, **held, **given}


def _intake(rule: IntakeRule) -> Document:
    return {"weekday": rule.weekday, "week": rule.week, "months": list(rule.months), "time": rule.time}


def _routes(connection: Connection, region_id: int, routes: Sequence[AnyRow]) -> list[Document]:
    of_region = select(route.c.id).where(route.c.region_id == region_id)
    stops = _by(
        connection.execute(
            select(route_stop, programme.c.code, site.c.slug)
            .join(programme, programme.c.id == route_stop.c.programme_id)
            .join(site, site.c.id == programme.c.site_id)
            .where(route_stop.c.route_id.in_(of_region))
            .order_by(route_stop.c.route_id, route_stop.c.position)
        ),
        "route_id",
    )
    return [
        part_of(Route, each)
        | {
            "stops": [
                {"site": stop.slug, "programme": stop.code, "day": stop.day, "travel_min": stop.travel_min}
                for stop in stops.get(each.id, ())
            ]
        }
        for each in routes
    ]


def as_file(document: Document) -> str:
    """The file's text; its keys in the order of the format."""
    order = list(CatalogueFile.model_fields)
    ordered = {name: document[name] for name in order if name in document}
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"
