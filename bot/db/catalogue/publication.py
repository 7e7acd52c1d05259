"""States of sites: published, hidden, archived (F3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, select, update

from bot.db.tables import booking, programme, route, route_stop, session, site, visit
from bot.domain.model import ProgrammeId, Publication, RegionId, SiteId, VisitStatus


def read_site_states(connection: Connection, region_id: RegionId) -> dict[SiteId, Publication]:
    """The state of every site of a region, by city and name as the catalogue has them."""
    rows = connection.execute(
        select(site.c.id, site.c.status)
        .where(site.c.region_id == region_id)
        .order_by(site.c.city_slug, site.c.slug)
    )
    return {SiteId(row.id): row.status for row in rows}


_STATE = select(site.c.status).where(site.c.id == bindparam("site_id"))


def read_site_state(connection: Connection, site_id: SiteId) -> Publication | None:
    return connection.execute(_STATE, {"site_id": site_id}).scalar_one_or_none()


def move_site(
    connection: Connection,
    site_id: SiteId,
    before: Collection[Publication],
    after: Publication,
    now: datetime,
) -> bool:
    """Changes the state of a site that is still in one of ``before`` (invariant 5)."""
    moved = connection.execute(
        update(site)
        .where(site.c.id == site_id, site.c.status.in_(list(before)))
        .values(status=after, updated_at=now)
    )
    return moved.rowcount == 1


def publish_drafts(connection: Connection, site_id: SiteId) -> int:
    """Publishes the programmes that were never published; how many."""
    published = connection.execute(
        update(programme)
        .where(programme.c.site_id == site_id, programme.c.status == Publication.DRAFT)
        .values(status=Publication.PUBLISHED)
    )
    return published.rowcount


def publish_complete_routes(connection: Connection, region_id: RegionId) -> int:
    """Publishes the routes that were never published and whose sites all are; how many."""
    hidden_stop = (
        select(route_stop.c.id)
        .join(programme, programme.c.id == route_stop.c.programme_id)
        .join(site, site.c.id == programme.c.site_id)
        .where(route_stop.c.route_id == route.c.id, site.c.status != Publication.PUBLISHED)
    )
    published = connection.execute(
        update(route)
        .where(route.c.region_id == region_id, route.c.status == Publication.DRAFT, ~exists(hidden_stop))
        .values(status=Publication.PUBLISHED)
    )
    return published.rowcount


def read_published_programmes(connection: Connection, site_id: SiteId) -> list[ProgrammeId]:
    found = connection.execute(
        select(programme.c.id)
        .where(programme.c.site_id == site_id, programme.c.status == Publication.PUBLISHED)
        .order_by(programme.c.position)
    ).scalars()
    return [ProgrammeId(each) for each in found]


def count_upcoming(connection: Connection, site_id: SiteId, now: datetime) -> int:
    """Bookings of a site that await an answer or are confirmed, for a time to come."""
    return connection.execute(
        select(func.count(func.distinct(visit.c.booking_id)))
        .join(session, session.c.id == visit.c.session_id)
        .join(booking, booking.c.id == visit.c.booking_id)
        .where(
            visit.c.site_id == site_id,
            visit.c.status.in_([VisitStatus.PENDING, VisitStatus.CONFIRMED]),
            session.c.ends_at > now,
        )
    ).scalar_one()
