"""What a site does: marks at the gate, and its sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, case, exists, func, or_, select, update

from bot.db.booking.groups import ANYBODY
from bot.db.booking.holds import EndedHolds, end_holds, sessions_of
from bot.db.booking.offers import find_live_on, sessions_of_offers
from bot.db.booking.sessions import FACTS, facts_of
from bot.db.catalogue.schedules import OFF_SCHEDULE
from bot.db.engine.locks import lock_applications, lock_bookings, lock_sessions
from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.placements.applications import read_application
from bot.db.tables import application, claim, closure, session, visit
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.minimum import GroupTerms
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    Audience,
    BookingId,
    Confirmation,
    GroupState,
    HoldId,
    HoldState,
    HostReason,
    PersonId,
    ProgrammeId,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.placements.application import Application


def mark_visit(
    connection: Connection,
    visit_id: VisitId,
    before: Collection[VisitStatus],
    after: VisitStatus,
    *,
    by: PersonId,
    now: datetime,
    arrived_at: datetime | None,
    arrived_count: int | None,
) -> bool:
    """What became of a group at the gate, if its visit is still in one of ``before`` (invariant 5)."""
    marked = connection.execute(
        update(visit)
        .where(visit.c.id == visit_id, visit.c.status.in_(list(before)))
        .values(
            status=after,
            arrived_at=arrived_at,
            arrived_count=arrived_count,
            marked_by=by,
            marked_at=now,
        )
    )
    return marked.rowcount == 1


def note_asked(connection: Connection, visits: Collection[VisitId], now: datetime) -> bool:
    """The leader is asked where these confirmed visits are; False: about all of them that was done before."""
    asked = connection.execute(
        update(visit)
        .where(
            visit.c.id.in_(list(visits)),
            visit.c.status == VisitStatus.CONFIRMED,
            visit.c.asked_at.is_(None),
        )
        .values(asked_at=now)
    )
    return asked.rowcount > 0


def find_visits_by_code(
    connection: Connection, site_id: SiteId, code: str, start: datetime, end: datetime
) -> Sequence[VisitId]:
    """Visits of a site with this arrival code that start in [start, end), soonest first."""
    found = connection.execute(
        select(visit.c.id)
        .join(session, session.c.id == visit.c.session_id)
        .where(
            visit.c.site_id == site_id,
            visit.c.code == code,
            session.c.starts_at >= start,
            session.c.starts_at < end,
        )
        .order_by(session.c.starts_at)
    ).scalars()
    return [VisitId(each) for each in found]


def count_groups(connection: Connection, site_id: SiteId, start: datetime, end: datetime) -> int:
    """Groups that come or came to a site in [start, end)."""
    return connection.execute(
        select(func.count())
        .select_from(visit)
        .join(session, session.c.id == visit.c.session_id)
        .where(
            visit.c.site_id == site_id,
            visit.c.status.in_([VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW]),
            session.c.starts_at >= start,
            session.c.starts_at < end,
        )
    ).scalar_one()


def read_site_sessions(
    connection: Connection, site_id: SiteId, start: datetime, end: datetime
) -> list[SessionFacts]:
    """Sessions of a site that start in [start, end), open or closed, soonest first."""
    rows = connection.execute(
        select(*FACTS)
        .where(session.c.site_id == site_id, session.c.starts_at >= start, session.c.starts_at < end)
        .order_by(session.c.starts_at, session.c.id)
    )
    return [facts_of(row) for row in rows]


def has_sessions_from(connection: Connection, site_id: SiteId, start: datetime) -> bool:
    found = connection.execute(
        select(session.c.id).where(session.c.site_id == site_id, session.c.starts_at >= start).limit(1)
    )
    return found.first() is not None


def read_closed_reason(connection: Connection, session_id: SessionId) -> str | None:
    return connection.execute(
        select(session.c.closed_reason).where(session.c.id == session_id)
    ).scalar_one_or_none()


def add_session(
    connection: Connection,
    *,
    programme_id: ProgrammeId,
    site_id: SiteId,
    starts_at: datetime,
    ends_at: datetime,
    sharing: Sharing,
    confirmation: Confirmation,
    audience: Collection[Audience],
    capacity: int,
    terms: GroupTerms | None = None,
    now: datetime,
) -> SessionId | None:
    """Opens one session; None when the programme has one at that time already, open or closed."""
    new_id = insert_ignoring_conflict(
        connection,
        session,
        programme_id=programme_id,
        site_id=site_id,
        starts_at=starts_at,
        ends_at=ends_at,
        status=SessionStatus.OPEN,
        sharing=sharing,
        confirmation=confirmation,
        audience=sorted(each.value for each in audience),
        capacity=capacity,
        max_parties=sharing.most_parties(capacity),
        created_at=now,
        **GroupTerms.columns(terms),
    )
    return None if new_id is None else SessionId(new_id)


_ITS_OWN = frozenset(
    {
        "id",
        "schedule_id",
        "closure_id",
        "starts_at",
        "ends_at",
        "status",
        "taken",
        "parties",
        "closed_reason",
        "clashes",
        "created_at",
    }
)
"""Columns in which a session at another time differs from the one that it is instead of."""


def open_instead(
    connection: Connection, session_id: SessionId, starts_at: datetime, ends_at: datetime, now: datetime
) -> SessionId | None:
    """Opens a session like this one at another time, with nobody in it and not of a schedule; one that was
    closed at that time opens again. None: there is an open one, or somebody is in it."""
    like = connection.execute(select(session).where(session.c.id == session_id)).one()._mapping
    values = {column.name: like[column.name] for column in session.c if column.name not in _ITS_OWN}
    there = find_session_at(connection, ProgrammeId(like["programme_id"]), starts_at)
    values |= {"ends_at": ends_at, "status": SessionStatus.OPEN, "asked_at": None}
    if there is None:
        new_id = insert_ignoring_conflict(connection, session, starts_at=starts_at, created_at=now, **values)
        return None if new_id is None else SessionId(new_id)
    opened = connection.execute(
        update(session)
        .where(session.c.id == there, session.c.status == SessionStatus.CLOSED, session.c.parties == 0)
        .values(schedule_id=None, closure_id=None, closed_reason=None, **values)
    )
    return there if opened.rowcount == 1 else None


def set_end(connection: Connection, session_id: SessionId, ends_at: datetime) -> None:
    """When a session is over; it is of no schedule any more."""
    connection.execute(
        update(session).where(session.c.id == session_id).values(ends_at=ends_at, schedule_id=None)
    )


def find_session_at(
    connection: Connection, programme_id: ProgrammeId, starts_at: datetime
) -> SessionId | None:
    found = connection.execute(
        select(session.c.id).where(session.c.programme_id == programme_id, session.c.starts_at == starts_at)
    ).scalar_one_or_none()
    return None if found is None else SessionId(found)


def find_overlapping(
    connection: Connection,
    programme_id: ProgrammeId,
    starts_at: datetime,
    ends_at: datetime,
    *,
    but: SessionId | None = None,
) -> SessionFacts | None:
    """The first open session of a programme that meets [starts_at, ends_at), ``but`` for one."""
    row = connection.execute(
        select(*FACTS)
        .where(
            session.c.programme_id == programme_id,
            session.c.status == SessionStatus.OPEN,
            session.c.starts_at < ends_at,
            session.c.ends_at > starts_at,
            session.c.id != (but or 0),
        )
        .order_by(session.c.starts_at)
        .limit(1)
    ).one_or_none()
    return None if row is None else facts_of(row)


RETIMED = "retimed"
"""Why a session is closed whose time a host has changed: another is open instead, with everybody in it."""


def close_session(
    connection: Connection, session_id: SessionId, reason: HostReason | str, now: datetime
) -> bool:
    """Closes an open session that has not begun: from here on nobody can take its seats. False: too late."""
    closed = connection.execute(
        update(session)
        .where(
            session.c.id == session_id,
            session.c.status == SessionStatus.OPEN,
            session.c.starts_at > now,
        )
        .values(
            status=SessionStatus.CLOSED,
            closed_reason=str(reason),
            group_state=case((session.c.minimum.is_(None), None), else_=GroupState.CALLED_OFF),
        )
    )
    return closed.rowcount == 1


_IN_CLOSED_DAYS = exists().where(closure.c.id == session.c.closure_id, closure.c.ended_at.is_(None))


def reopen_session(connection: Connection, session_id: SessionId, now: datetime) -> bool:
    """Opens a closed session that has not begun. False: it was not closed, or it is too late.

    Its group gathers again; once it would have been decided, whoever opens the session holds it. Where
    somebody is in it still, since its days were opened before all were told, «состоится» stands.
    """
    group_state = case(
        (session.c.minimum.is_(None), None),
        (and_(ANYBODY, session.c.group_state == GroupState.RUNS), GroupState.RUNS),
        (session.c.decides_at > now, GroupState.GATHERING),
        else_=GroupState.RUNS,
    )
    opened = connection.execute(
        update(session)
        .where(
            session.c.id == session_id,
            session.c.status == SessionStatus.CLOSED,
            session.c.starts_at > now,
        )
        .values(
            status=SessionStatus.OPEN,
            closed_reason=None,
            group_state=group_state,
            asked_at=None,
            # Opened against the schedule, or in days that are closed, it is the host's own.
            schedule_id=case(
                (or_(session.c.closed_reason == OFF_SCHEDULE, _IN_CLOSED_DAYS), None),
                else_=session.c.schedule_id,
            ),
            closure_id=None,
        )
    )
    return opened.rowcount == 1


def _holds_on(connection: Connection, session_id: SessionId) -> list[HoldId]:
    holds = connection.execute(
        select(claim.c.hold_id)
        .where(
            claim.c.session_id == session_id,
            claim.c.hold_id.is_not(None),
            claim.c.released_at.is_(None),
        )
        .distinct()
        .order_by(claim.c.hold_id)
    ).scalars()
    return [HoldId(each) for each in holds]


def end_holds_on(connection: Connection, session_id: SessionId, now: datetime) -> EndedHolds:
    """Gives back everything that holds with a seat in this session keep."""
    return end_holds(connection, _holds_on(connection, session_id), HoldState.RELEASED, now)


def lock_booked(connection: Connection, session_id: SessionId) -> None:
    """Locks what closing a session changes: bookings and placements in it, then the session, together with
    those in which the same holds and offers have seats.

    A booking that was made between the two is locked out of order: a host may be answering it by now.
    """
    known = _bookings_in(connection, session_id)
    lock_bookings(connection, known)
    applications = connection.execute(
        select(application.c.id).where(application.c.accepted_session_id == session_id)
    ).scalars()
    lock_applications(connection, [ApplicationId(each) for each in applications])
    offered = sessions_of_offers(connection, find_live_on(connection, [session_id]))
    held = sessions_of(connection, _holds_on(connection, session_id))
    lock_sessions(connection, {session_id, *held, *offered})
    if connection.dialect.name == "postgresql":
        lock_bookings(connection, _bookings_in(connection, session_id) - known)


def _bookings_in(connection: Connection, session_id: SessionId) -> set[BookingId]:
    found = connection.execute(select(visit.c.booking_id).where(visit.c.session_id == session_id).distinct())
    return {BookingId(each) for each in found.scalars()}


def is_intake_chosen(connection: Connection, session_id: SessionId) -> bool:
    """Whether somebody has applied for a place in this intake, and was not refused."""
    undecided = [each for each in ApplicationStatus if each.in_selection]
    chosen = (application.c.first_session_id, application.c.second_session_id)
    found = connection.execute(
        select(application.c.id)
        .where(
            or_(
                and_(application.c.status.in_(undecided), or_(*(each == session_id for each in chosen))),
                application.c.accepted_session_id == session_id,
            )
        )
        .limit(1)
    )
    return found.first() is not None


def read_applications_in(connection: Connection, session_id: SessionId) -> list[Application]:
    """Applications that have a place in this intake, or for which one is kept there."""
    ids = connection.execute(
        select(application.c.id)
        .where(
            application.c.accepted_session_id == session_id,
            application.c.status.in_([each for each in ApplicationStatus if each.has_place]),
        )
        .order_by(application.c.id)
    ).scalars()
    found = [read_application(connection, ApplicationId(each)) for each in ids.all()]
    return [each for each in found if each is not None]
