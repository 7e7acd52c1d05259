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
A site is shared by those who book there (:func:`share_site`). Arrival codes stand outside of the order: they
are tried, never waited for.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, Final

from sqlalchemy import ARRAY, Connection, Integer, Select, Table, Text, any_, bindparam, func, select

from bot.db.tables import application, booking, person, programme, region, session, site, visit, waiting
from bot.domain.model import (
    ApplicationId,
    BookingId,
    PersonId,
    ProgrammeId,
    Publication,
    RegionId,
    SessionId,
    SiteId,
    VisitId,
    WaitingId,
)


@cache
def _rows(table: Table) -> Select[Any]:
    """Made once: making a statement costs several times what running it does. The ids are one parameter, so
    that however many they are it is one prepared statement."""
    ids = bindparam("ids", type_=ARRAY(Integer))
    return select(table.c.id).where(table.c.id == any_(ids)).order_by(table.c.id)


@cache
def _locked(table: Table) -> Select[Any]:
    return _rows(table).with_for_update(key_share=True)


def _lock(connection: Connection, table: Table, ids: Collection[int]) -> None:
    if ids and connection.dialect.name == "postgresql":
        connection.execute(_locked(table), {"ids": sorted(ids)}).all()


_FREE_SESSIONS = _rows(session).with_for_update(key_share=True, skip_locked=True)
_FREE_WAITING = _rows(waiting).with_for_update(key_share=True, skip_locked=True)


def lock_person(connection: Connection, person_id: PersonId) -> None:
    """What a person does comes one after another: forms, holds, requests, cards, roles."""
    _lock(connection, person, [person_id])


def lock_region(connection: Connection, region_id: RegionId) -> None:
    """One import of a region at a time."""
    _lock(connection, region, [region_id])


def lock_catalogue(connection: Connection, region_slug: str) -> None:
    """The region with all its sites and their programmes: whoever changes a card or weekly rules, or agrees
    to a change, comes before an import or after it."""
    region_id = connection.execute(
        select(region.c.id).where(region.c.slug == region_slug)
    ).scalar_one_or_none()
    if region_id is not None:
        lock_region(connection, RegionId(region_id))
        sites = connection.execute(select(site.c.id).where(site.c.region_id == region_id)).scalars().all()
        lock_sites(connection, [SiteId(each) for each in sites])
        within = select(programme.c.id).where(programme.c.site_id.in_(sites))
        _lock(connection, programme, list(connection.execute(within).scalars()))


_AT_SITES: Final = 0x53495445
"""Before a site's row is locked, its number is, in the space of advisory locks that begins with this one."""
_WHOLE_SITES = (
    _rows(site).add_columns(func.pg_advisory_xact_lock(_AT_SITES, site.c.id)).with_for_update(key_share=True)
)
_STATE = select(site.c.status).where(site.c.id == bindparam("site_id"))
_SHARED_SITE = _STATE.add_columns(func.pg_advisory_xact_lock_shared(_AT_SITES, site.c.id)).with_for_update(
    read=True
)


def lock_sites(connection: Connection, site_ids: Collection[SiteId]) -> None:
    """For a site's people and its state."""
    if site_ids and connection.dialect.name == "postgresql":
        connection.execute(_WHOLE_SITES, {"ids": sorted(site_ids)}).all()


def lock_site(connection: Connection, site_id: SiteId) -> None:
    lock_sites(connection, [site_id])


def share_site(connection: Connection, site_id: SiteId) -> Publication | None:
    """For whoever books there: the site's state, which stays so, while others may book at the same time.

    A row alone would let those who share it pass by whoever waits to have it for themselves: a site that is
    booked all the time could not be hidden. The advisory lock is given to who asked first.
    """
    # A row that had to be waited for comes as it was left, not as it was when the statement began.
    statement = _SHARED_SITE if connection.dialect.name == "postgresql" else _STATE
    found = connection.execute(statement, {"site_id": site_id}).one_or_none()
    return None if found is None else found.status


_TAKE_CODE = select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("key", type_=Text), 0)))


def lock_code(connection: Connection, site_id: SiteId, code: str) -> bool:
    """Whether nobody else is giving away this arrival code of the site at this moment, nor will before
    this transaction has ended. Waits for nobody: there are other codes."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.execute(_TAKE_CODE, {"key": f"arrival code {site_id} {code}"}).scalar_one())


_OF_ITS_SITE = (
    select(programme.c.id)
    .where(
        programme.c.site_id
        == select(programme.c.site_id).where(programme.c.id == bindparam("programme_id")).scalar_subquery()
    )
    .order_by(programme.c.id)
    .with_for_update(key_share=True)
)


def lock_programme(connection: Connection, programme_id: ProgrammeId) -> None:
    """For opening its sessions: those of a site do not clash, so all programmes of the site are locked."""
    if connection.dialect.name == "postgresql":
        connection.execute(_OF_ITS_SITE, {"programme_id": programme_id}).all()


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


def try_sessions(connection: Connection, session_ids: Collection[SessionId]) -> set[SessionId]:
    """Locks those of these sessions that nobody else has locked, and says which: it waits for none, so it
    may be called while others are locked already."""
    if not session_ids or connection.dialect.name != "postgresql":
        return set(session_ids)
    found = connection.execute(_FREE_SESSIONS, {"ids": sorted(session_ids)}).scalars()
    return {SessionId(each) for each in found}


def try_waiting(connection: Connection, waiting_ids: Collection[WaitingId]) -> set[WaitingId]:
    """The same of parties on waiting lists: one that is locked is being offered something, or answers."""
    if not waiting_ids or connection.dialect.name != "postgresql":
        return set(waiting_ids)
    found = connection.execute(_FREE_WAITING, {"ids": sorted(waiting_ids)}).scalars()
    return {WaitingId(each) for each in found}
