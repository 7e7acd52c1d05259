"""Reads the published content into a :class:`~bot.domain.catalogue.catalogue.Catalogue`, and notes its
changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from bot.db.booking.enquiries import read_kept
from bot.db.catalogue.photos import read_shown
from bot.db.engine.statements import AnyRow, from_row, insert_ignoring_conflict
from bot.db.tables import (
    content_version,
    day_off,
    programme,
    region,
    region_setting,
    route,
    route_stop,
    school_holiday,
    site,
)
from bot.domain.catalogue.catalogue import Catalogue, KeptAnswer, Programme, Region, Route, RouteStop, Site
from bot.domain.catalogue.minimum import Minimum
from bot.domain.catalogue.tariff import Tariff
from bot.domain.lengths import LEAST_STOPS
from bot.domain.model import (
    Audience,
    Publication,
    RegionId,
    RegionSetting,
    SiteId,
    TrialLevel,
)
from bot.domain.texts import Texts

PUBLISHED = frozenset({Publication.PUBLISHED})
EVERYTHING = frozenset(Publication)


def read_version(connection: Connection) -> int:
    """The content version; 0 before anything was ever published."""
    return connection.execute(select(content_version.c.version)).scalar_one_or_none() or 0


def note_change(connection: Connection) -> None:
    """Raises the content version in the transaction that changed content."""
    insert_ignoring_conflict(connection, content_version, id=1, version=0)
    connection.execute(update(content_version).values(version=content_version.c.version + 1))


def _texts(items: list[dict[str, str]]) -> tuple[Texts, ...]:
    return tuple(Texts(item) for item in items)


def _programme(row: AnyRow, answers: tuple[KeptAnswer, ...]) -> Programme:
    return from_row(
        Programme,
        row,
        audience=frozenset(map(Audience, row.audience)),
        professions=_texts(row.professions),
        level=None if row.level is None else TrialLevel(row.level),
        tariff=None if row.tariff is None else Tariff.of(row.tariff),
        minimum=None if row.minimum is None else Minimum.of(row.minimum),
        answers=answers,
    )


def _site(row: AnyRow, programmes: tuple[Programme, ...], *, has_photo: bool) -> Site:
    return from_row(
        Site,
        row,
        has_photo=has_photo,
        languages=tuple(row.languages),
        professions=_texts(row.professions),
        programmes=programmes,
    )


def read_sites(connection: Connection, statuses: frozenset[Publication]) -> list[Site]:
    """Sites in these states, each with its programmes in the same states, by city and name."""
    programmes: dict[int, list[Programme]] = defaultdict(list)
    kept = read_kept(connection)
    for row in connection.execute(
        select(programme)
        .join(site, site.c.id == programme.c.site_id)
        .where(site.c.status.in_(statuses), programme.c.status.in_(statuses))
        .order_by(programme.c.site_id, programme.c.position)
    ):
        programmes[row.site_id].append(_programme(row, kept.get(row.id, ())))
    rows = connection.execute(
        select(site).where(site.c.status.in_(statuses)).order_by(site.c.city_slug, site.c.slug)
    )
    photos = read_shown(connection)
    return [_site(row, tuple(programmes[row.id]), has_photo=row.id in photos) for row in rows]


def read_all_days_off(connection: Connection) -> list[tuple[RegionId, SiteId | None, date, bool]]:
    """Every override of the production calendar: (region, site or all of it, day, is it a working day)."""
    rows = connection.execute(
        select(day_off.c.region_id, day_off.c.site_id, day_off.c.day, day_off.c.is_working)
    )
    return [(row.region_id, row.site_id, row.day, row.is_working) for row in rows]


def read_all_school_holidays(connection: Connection) -> list[tuple[RegionId, date, date]]:
    rows = connection.execute(
        select(school_holiday.c.region_id, school_holiday.c.first_day, school_holiday.c.last_day)
    )
    return [(row.region_id, row.first_day, row.last_day) for row in rows]


def read_all_settings(connection: Connection) -> list[tuple[RegionId, RegionSetting, str]]:
    """What regions have otherwise than the installation."""
    rows = connection.execute(
        select(region_setting.c.region_id, region_setting.c.name, region_setting.c.value)
    )
    return [(row.region_id, row.name, row.value) for row in rows]


def read_catalogue(
    connection: Connection, now: datetime, statuses: frozenset[Publication] = PUBLISHED
) -> Catalogue:
    """Everything in these states (published, if not told otherwise), at the present content version."""
    version = read_version(connection)
    sites = read_sites(connection, statuses)
    visible = {each.id for one in sites for each in one.programmes}
    stops: dict[int, list[RouteStop]] = defaultdict(list)
    for row in connection.execute(select(route_stop).order_by(route_stop.c.route_id, route_stop.c.position)):
        stops[row.route_id].append(from_row(RouteStop, row))
    routes = [
        _route(row, stops[row.id], visible)
        for row in connection.execute(
            select(route).where(route.c.status.in_(statuses)).order_by(route.c.slug)
        )
    ]
    regions = [from_row(Region, row) for row in connection.execute(select(region).order_by(region.c.slug))]
    whole = [each for each in routes if len(each.stops) >= LEAST_STOPS]
    return Catalogue.of(version, now, regions, sites, whole)


def _route(row: AnyRow, stops: Sequence[RouteStop], visible: Set[int]) -> Route:
    return from_row(
        Route,
        row,
        stops=tuple(stop for stop in stops if stop.programme_id in visible),
        closed=tuple(stop.position for stop in stops if stop.programme_id not in visible),
    )
