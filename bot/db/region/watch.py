"""What of a region's watch list stands in no other module: unreachable people, sites without sessions, and
entries that somebody has marked as done (F6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import booking, membership, person, programme, session, site, visit, watch_done
from bot.domain.model import (
    BookingId,
    PersonId,
    Publication,
    RegionId,
    Role,
    SessionStatus,
    SiteId,
    VisitStatus,
)


@dataclass(frozen=True, slots=True)
class UnreachableLeader:
    """Somebody with a visit ahead to whom the bot cannot write; the soonest of their visits of a booking."""

    person_id: PersonId
    booking_id: BookingId
    reference: str | None
    site_id: SiteId
    starts_at: datetime
    name: str | None
    phone: str | None
    unreachable_since: datetime


def read_unreachable_leaders(
    connection: Connection, region_id: RegionId, now: datetime
) -> list[UnreachableLeader]:
    rows = connection.execute(
        select(
            person.c.id.label("person_id"),
            booking.c.id.label("booking_id"),
            booking.c.reference,
            visit.c.site_id,
            session.c.starts_at,
            booking.c.leader_name.label("name"),
            booking.c.leader_phone.label("phone"),
            person.c.unreachable_since,
        )
        .join(booking, booking.c.person_id == person.c.id)
        .join(visit, visit.c.booking_id == booking.c.id)
        .join(session, session.c.id == visit.c.session_id)
        .where(
            booking.c.region_id == region_id,
            person.c.unreachable_since.is_not(None),
            visit.c.status.in_([VisitStatus.PENDING, VisitStatus.CONFIRMED]),
            session.c.starts_at > now,
        )
        .order_by(session.c.starts_at, visit.c.id)
    )
    soonest: dict[BookingId, UnreachableLeader] = {}
    for row in rows:
        soonest.setdefault(BookingId(row.booking_id), from_row(UnreachableLeader, row))
    return list(soonest.values())


@dataclass(frozen=True, slots=True)
class HostContact:
    """Somebody who answers for a site."""

    person_id: PersonId
    site_id: SiteId
    role: Role
    name: str | None
    phone: str | None
    unreachable_since: datetime | None


def read_answering(connection: Connection, region_id: RegionId) -> list[HostContact]:
    """Owners and staff of a region's sites that are not archived, owners first. Found by these sites: what
    other regions have costs nothing."""
    here = select(site.c.id).where(site.c.region_id == region_id, site.c.status != Publication.ARCHIVED)
    rows = connection.execute(
        select(
            membership.c.person_id,
            membership.c.site_id,
            membership.c.role,
            person.c.name,
            person.c.phone,
            person.c.unreachable_since,
        )
        .join(person, person.c.id == membership.c.person_id)
        .where(
            membership.c.site_id.in_(here),
            membership.c.ended_at.is_(None),
            membership.c.role.in_([Role.OWNER, Role.STAFF]),
        )
        .order_by(membership.c.role != Role.OWNER, membership.c.id)
    )
    return [from_row(HostContact, row) for row in rows]


def read_without_sessions(connection: Connection, region_id: RegionId, now: datetime) -> list[SiteId]:
    """Published sites of which nobody can book anything."""
    ahead = exists().where(
        session.c.programme_id == programme.c.id,
        programme.c.site_id == site.c.id,
        programme.c.status == Publication.PUBLISHED,
        session.c.status == SessionStatus.OPEN,
        session.c.starts_at > now,
    )
    found = connection.execute(
        select(site.c.id)
        .where(site.c.region_id == region_id, site.c.status == Publication.PUBLISHED, ~ahead)
        .order_by(site.c.id)
    ).scalars()
    return [SiteId(each) for each in found]


def read_done(connection: Connection, region_id: RegionId) -> Collection[str]:
    """The keys of entries that were marked."""
    return set(
        connection.execute(select(watch_done.c.key).where(watch_done.c.region_id == region_id)).scalars()
    )


def add_done(
    connection: Connection, region_id: RegionId, key: str, by: PersonId | None, now: datetime
) -> bool:
    """False: a colleague has marked it before."""
    added = insert_ignoring_conflict(
        connection, watch_done, region_id=region_id, key=key, done_by=by, done_at=now
    )
    return added is not None
