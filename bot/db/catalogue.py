"""Reads the published content into a :class:`~bot.domain.catalogue.Catalogue`, and notes its changes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from bot.db.statements import AnyRow, insert_ignoring_conflict
from bot.db.tables import content_version, day_off, programme, region, route, route_stop, site
from bot.domain.catalogue import Catalogue, Programme, Region, Route, RouteStop, Site
from bot.domain.model import (
    Audience,
    ProgrammeId,
    Publication,
    RegionId,
    RouteId,
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


def _programme(row: AnyRow) -> Programme:
    return Programme(
        id=ProgrammeId(row.id),
        site_id=SiteId(row.site_id),
        code=row.code,
        kind=row.kind,
        title=row.title,
        about=row.about,
        min_age=row.min_age,
        min_group=row.min_group,
        max_group=row.max_group,
        duration_min=row.duration_min,
        days=row.days,
        hours_per_day=row.hours_per_day,
        audience=frozenset(Audience(each) for each in row.audience),
        confirmation=row.confirmation,
        sharing=row.sharing,
        lead_working_days=row.lead_working_days,
        foreign_lead_days=row.foreign_lead_days,
        list_lead_working_days=row.list_lead_working_days,
        list_kind=row.list_kind,
        children_per_adult=row.children_per_adult,
        price=row.price,
        professions=_texts(row.professions),
        subjects=row.subjects,
        direction=row.direction,
        task=row.task,
        product=row.product,
        level=None if row.level is None else TrialLevel(row.level),
    )


def _site(row: AnyRow, programmes: tuple[Programme, ...]) -> Site:
    return Site(
        id=SiteId(row.id),
        region_id=RegionId(row.region_id),
        slug=row.slug,
        name=row.name,
        city_slug=row.city_slug,
        city=row.city,
        municipality=row.municipality,
        industry_slug=row.industry_slug,
        industry=row.industry,
        short=row.short,
        timezone=row.timezone,
        latitude=row.latitude,
        longitude=row.longitude,
        meeting_point=row.meeting_point,
        dress=row.dress,
        bring=row.bring,
        gear=row.gear,
        photo=row.photo,
        photo_text=row.photo_text,
        access=row.access,
        access_text=row.access_text,
        health=row.health,
        languages=tuple(row.languages),
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        pass_office_email=row.pass_office_email,
        professions=_texts(row.professions),
        programmes=programmes,
    )


def read_sites(connection: Connection, statuses: frozenset[Publication]) -> list[Site]:
    """Sites in these states, each with its programmes in the same states, by city and name."""
    programmes: dict[int, list[Programme]] = defaultdict(list)
    for row in connection.execute(
        select(programme)
        .join(site, site.c.id == programme.c.site_id)
        .where(site.c.status.in_(statuses), programme.c.status.in_(statuses))
        .order_by(programme.c.site_id, programme.c.position)
    ):
        programmes[row.site_id].append(_programme(row))
    rows = connection.execute(
        select(site).where(site.c.status.in_(statuses)).order_by(site.c.city_slug, site.c.slug)
    )
    return [_site(row, tuple(programmes[row.id])) for row in rows]


def read_all_days_off(connection: Connection) -> list[tuple[RegionId, SiteId | None, date, bool]]:
    """Every override of the production calendar: (region, site or all of it, day, is it a working day)."""
    rows = connection.execute(
        select(day_off.c.region_id, day_off.c.site_id, day_off.c.day, day_off.c.is_working)
    )
    return [
        (
            RegionId(row.region_id),
            None if row.site_id is None else SiteId(row.site_id),
            row.day,
            row.is_working,
        )
        for row in rows
    ]


def read_catalogue(
    connection: Connection, now: datetime, statuses: frozenset[Publication] = PUBLISHED
) -> Catalogue:
    """Everything in these states (published, if not told otherwise), at the present content version."""
    version = read_version(connection)
    sites = read_sites(connection, statuses)
    visible = {each.id for one in sites for each in one.programmes}
    stops: dict[int, list[RouteStop]] = defaultdict(list)
    for row in connection.execute(select(route_stop).order_by(route_stop.c.route_id, route_stop.c.position)):
        stops[row.route_id].append(
            RouteStop(row.position, ProgrammeId(row.programme_id), row.day, row.travel_min)
        )
    routes = [
        Route(
            id=RouteId(row.id),
            region_id=RegionId(row.region_id),
            slug=row.slug,
            title=row.title,
            theme=row.theme,
            note=row.note,
            transport=row.transport,
            audience_text=row.audience_text,
            days=row.days,
            min_age=row.min_age,
            stops=tuple(stop for stop in stops[row.id] if stop.programme_id in visible),
        )
        for row in connection.execute(
            select(route).where(route.c.status.in_(statuses)).order_by(route.c.slug)
        )
    ]
    regions = [
        Region(RegionId(row.id), row.slug, row.name, row.timezone, row.prefix)
        for row in connection.execute(select(region).order_by(region.c.slug))
    ]
    return Catalogue.of(version, now, regions, sites, routes)
