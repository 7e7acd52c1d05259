"""Labels in links, and how many people came by them (A8). Who they are is stored nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, or_, select, update

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.tables import application, booking, link_count, link_label, link_seen, session, visit
from bot.domain.desk.sources import Came
from bot.domain.links import Link
from bot.domain.model import ApplicationStatus, RegionId, SiteId, VisitStatus


def add_label(
    connection: Connection, region_id: RegionId, site_id: SiteId | None, label: str, now: datetime
) -> bool:
    """False: there is one already."""
    values = {"region_id": region_id, "site_id": site_id, "label": label, "created_at": now}
    return insert_ignoring_conflict(connection, link_label, **values) is not None


def _of(region_id: RegionId, site_id: SiteId | None) -> Sequence[ColumnElement[bool]]:
    whose = link_label.c.site_id.is_(None) if site_id is None else link_label.c.site_id == site_id
    return (link_label.c.region_id == region_id, whose)


def read_labels(connection: Connection, region_id: RegionId, site_id: SiteId | None) -> Sequence[str]:
    """Those of a site, or (None) of the region itself, the newest first."""
    found = select(link_label.c.label).where(*_of(region_id, site_id)).order_by(link_label.c.id.desc())
    return connection.execute(found).scalars().all()


def is_label(connection: Connection, region_id: RegionId, site_id: SiteId | None, label: str) -> bool:
    """Whether it stands for a source of links to a site, or to something of the region."""
    of_region = link_label.c.site_id.is_(None)
    whose = of_region if site_id is None else or_(of_region, link_label.c.site_id == site_id)
    found = select(link_label.c.id).where(
        link_label.c.region_id == region_id, whose, link_label.c.label == label
    )
    return connection.execute(found.limit(1)).first() is not None


def note_seen(connection: Connection, day: date, digest: str) -> bool:
    """False: whoever it is has been counted that day."""
    return insert_ignoring_conflict(connection, link_seen, day=day, digest=digest) is not None


def count_seen(
    connection: Connection, day: date, region_id: RegionId, site_id: SiteId | None, link: Link
) -> None:
    same = {"day": day, "opens": link.to, "opened_id": link.number, "label": link.label}
    new = {**same, "region_id": region_id, "site_id": site_id, "seen": 1}
    if insert_ignoring_conflict(connection, link_count, **new) is None:
        connection.execute(
            update(link_count)
            .where(*(link_count.c[name] == value for name, value in same.items()))
            .values(seen=link_count.c.seen + 1)
        )


def forget_seen(connection: Connection, before: date) -> int:
    """Hashes of days that are over; how many."""
    return connection.execute(delete(link_seen).where(link_seen.c.day < before)).rowcount


Source = tuple[SiteId | None, str]
"""A site and a label; None: what belongs to no site, such as a route."""


def read_came(
    connection: Connection,
    region_id: RegionId,
    since: datetime,
    until: datetime | None = None,
    *,
    days: tuple[date, date] | None = None,
    now: datetime,
) -> Mapping[Source, Came]:
    """How many opened labelled links of a region since then, asked to come, and came, by site and label: who
    applied for a placement too, and came once it is over for which they had a place. What is booked as a
    route belongs to no site, as its link does: it is one request, however many sites it leads to.

    ``until``: and before that; ``days``: the first and the last of these on the clock of the region, if they
    are known."""
    first, last = days or (since.date(), None)
    seen = (
        select(link_count.c.site_id, link_count.c.label, func.sum(link_count.c.seen).label("seen"))
        .where(
            link_count.c.region_id == region_id,
            link_count.c.day >= first,
            *([] if last is None else [link_count.c.day <= last]),
        )
        .group_by(link_count.c.site_id, link_count.c.label)
    )
    arrived = case((visit.c.status == VisitStatus.ARRIVED, booking.c.id))
    place = case((booking.c.route_id.is_(None), visit.c.site_id))
    asked = (
        select(
            place.label("of_site"),
            booking.c.source,
            func.count(booking.c.id.distinct()).label("requests"),
            func.count(arrived.distinct()).label("visits"),
        )
        .join(visit, visit.c.booking_id == booking.c.id)
        .where(
            booking.c.region_id == region_id,
            booking.c.source.is_not(None),
            booking.c.created_at >= since,
            *([] if until is None else [booking.c.created_at < until]),
        )
        .group_by(place, booking.c.source)
    )
    done = and_(application.c.status == ApplicationStatus.ACCEPTED, session.c.ends_at <= now)
    applied = (
        select(
            application.c.site_id.label("of_site"),
            application.c.source,
            func.count().label("requests"),
            func.count(case((done, application.c.id))).label("visits"),
        )
        .select_from(application)
        .outerjoin(session, session.c.id == application.c.accepted_session_id)
        .where(
            application.c.region_id == region_id,
            application.c.source.is_not(None),
            application.c.created_at >= since,
            *([] if until is None else [application.c.created_at < until]),
        )
        .group_by(application.c.site_id, application.c.source)
    )
    opened = {(row.site_id, row.label): int(row.seen) for row in connection.execute(seen)}
    requests, visits = Counter[Source](), Counter[Source]()
    for statement in (asked, applied):
        for row in connection.execute(statement):
            requests[row.of_site, row.source] += row.requests
            visits[row.of_site, row.source] += row.visits
    every = opened.keys() | requests.keys()
    return {each: Came(opened.get(each, 0), requests[each], visits[each]) for each in every}
