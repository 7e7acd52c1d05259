"""Locks for rules that read before they write.

PostgreSQL runs writes at the same time, each statement seeing what was committed before it began. So who
counts open requests, looks for an overlap or asks who decided, first locks the row to which the rule
belongs: whoever comes second then waits, and reads what the first has stored. On SQLite writes run one
after another; there these functions do nothing.

To exclude deadlock every transaction locks in this order, leaving out what it does not need:

1. the person who acts, 2. the region, the site, the programme, 3. bookings, 4. applications, 5. sessions,
6. what hangs on them: holds, claims, visits. Several of a kind in ascending id.

What is met out of order (a booking made at this very moment in a session that is being closed) can make
PostgreSQL run one of two transactions again; it is rare, and right all the same.

The locks are FOR NO KEY UPDATE: whoever only refers to the row, such as a message to a person, goes on.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Table, select

from bot.db.tables import application, booking, person, programme, region, session, site, visit
from bot.domain.model import (
    ApplicationId,
    BookingId,
    PersonId,
    ProgrammeId,
    RegionId,
    SessionId,
    SiteId,
    VisitId,
)


def _lock(connection: Connection, table: Table, ids: Collection[int]) -> None:
    if ids and connection.dialect.name == "postgresql":
        connection.execute(
            select(table.c.id)
            .where(table.c.id.in_(sorted(ids)))
            .order_by(table.c.id)
            .with_for_update(key_share=True)
        ).all()


def lock_person(connection: Connection, person_id: PersonId) -> None:
    """What a person does comes one after another: forms, holds, requests, cards, roles."""
    _lock(connection, person, [person_id])


def lock_region(connection: Connection, region_id: RegionId) -> None:
    """One import of a region at a time."""
    _lock(connection, region, [region_id])


def lock_sites(connection: Connection, site_ids: Collection[SiteId]) -> None:
    """For a site's people, its state, and the arrival codes of its visits."""
    _lock(connection, site, site_ids)


def lock_site(connection: Connection, site_id: SiteId) -> None:
    lock_sites(connection, [site_id])


def lock_programme(connection: Connection, programme_id: ProgrammeId) -> None:
    """For opening its sessions: two of them do not overlap."""
    _lock(connection, programme, [programme_id])


def lock_bookings(connection: Connection, booking_ids: Collection[BookingId]) -> None:
    """For deciding, cancelling, expiring and marking visits: the first wins, the next sees it."""
    _lock(connection, booking, booking_ids)


def lock_booking(connection: Connection, booking_id: BookingId) -> None:
    lock_bookings(connection, [booking_id])


def lock_booking_of(connection: Connection, visit_id: VisitId) -> None:
    if connection.dialect.name == "postgresql":
        of_visit = select(visit.c.booking_id).where(visit.c.id == visit_id)
        lock_bookings(connection, connection.execute(of_visit).scalars().all())


def lock_applications(connection: Connection, application_ids: Collection[ApplicationId]) -> None:
    """For deciding and withdrawing."""
    _lock(connection, application, application_ids)


def lock_application(connection: Connection, application_id: ApplicationId) -> None:
    lock_applications(connection, [application_id])


def lock_sessions(connection: Connection, session_ids: Collection[SessionId]) -> None:
    """Before seats of several sessions change, or when a session must stay as it was read."""
    _lock(connection, session, session_ids)
