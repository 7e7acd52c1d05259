"""Stored days on which sites receive nobody, and the sessions that were closed with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, and_, bindparam, case, insert, select, update

from bot.db.booking.groups import ANYBODY
from bot.db.engine.locks import lock_sessions
from bot.db.engine.statements import AnyRow
from bot.db.tables import closure, session
from bot.domain.desk.closure import Closure
from bot.domain.model import ClosureId, GroupState, PersonId, SessionId, SessionStatus, SiteId


def _closure(row: AnyRow) -> Closure:
    return Closure(
        ClosureId(row.id),
        SiteId(row.site_id),
        row.first_day,
        row.last_day,
        row.reason,
        is_live=row.ended_at is None,
    )


_OF_SITE = select(closure).where(closure.c.site_id == bindparam("site_id")).order_by(closure.c.first_day)


def read_closures(connection: Connection, site_id: SiteId) -> list[Closure]:
    """All that a site ever had, those that were opened again among them, by their first day."""
    return [_closure(row) for row in connection.execute(_OF_SITE, {"site_id": site_id})]


def read_closure(connection: Connection, closure_id: ClosureId) -> Closure | None:
    row = connection.execute(select(closure).where(closure.c.id == closure_id)).one_or_none()
    return None if row is None else _closure(row)


def add_closure(
    connection: Connection,
    site_id: SiteId,
    days: tuple[date, date],
    reason: str,
    by: PersonId | None,
    now: datetime,
) -> ClosureId:
    """``days``: the first and the last."""
    new_id = connection.execute(
        insert(closure)
        .values(
            site_id=site_id,
            first_day=days[0],
            last_day=days[1],
            reason=reason,
            closed_by=by,
            closed_at=now,
        )
        .returning(closure.c.id)
    ).scalar_one()
    return ClosureId(new_id)


def end_closure(connection: Connection, closure_id: ClosureId, now: datetime) -> bool:
    """Opens the days again. False: somebody has done so."""
    ended = connection.execute(
        update(closure).where(closure.c.id == closure_id, closure.c.ended_at.is_(None)).values(ended_at=now)
    )
    return ended.rowcount == 1


def close_sessions(
    connection: Connection, sessions: Collection[SessionId], reason: str, closure_id: ClosureId | None
) -> None:
    """Closes those of these sessions that are open: from here on nobody can take their seats. A group that
    was told that it takes place was not yet told otherwise: that is remembered as long as it is in it."""
    lock_sessions(connection, sessions)
    group_state = case(
        (session.c.minimum.is_(None), None),
        (and_(ANYBODY, session.c.group_state == GroupState.RUNS), GroupState.RUNS),
        else_=GroupState.CALLED_OFF,
    )
    connection.execute(
        update(session)
        .where(session.c.id.in_(list(sessions)), session.c.status == SessionStatus.OPEN)
        .values(
            status=SessionStatus.CLOSED,
            closed_reason=reason,
            closure_id=closure_id,
            group_state=group_state,
        )
    )


_WITH_GUESTS = (
    select(session.c.id)
    .where(
        session.c.status == SessionStatus.CLOSED,
        session.c.starts_at > bindparam("now"),
        session.c.taken > 0,
    )
    .order_by(session.c.starts_at, session.c.id)
)


def find_with_guests(
    connection: Connection, now: datetime, site_id: SiteId | None = None
) -> Sequence[SessionId]:
    """Closed sessions ahead in which somebody still has seats, and was not told yet. None: of any site."""
    found = _WITH_GUESTS if site_id is None else _WITH_GUESTS.where(session.c.site_id == site_id)
    return [SessionId(each) for each in connection.execute(found, {"now": now}).scalars()]


_OF_CLOSURE = (
    select(session.c.id)
    .join(closure, closure.c.id == session.c.closure_id)
    .where(
        closure.c.ended_at.is_not(None),
        session.c.status == SessionStatus.CLOSED,
        session.c.starts_at > bindparam("now"),
    )
    .order_by(session.c.starts_at, session.c.id)
)


def find_to_open(
    connection: Connection, now: datetime, closure_id: ClosureId | None = None
) -> Sequence[SessionId]:
    """Sessions that were closed with days which are open again; None: with any."""
    found = _OF_CLOSURE if closure_id is None else _OF_CLOSURE.where(closure.c.id == closure_id)
    return [SessionId(each) for each in connection.execute(found, {"now": now}).scalars()]


def leave_closed(connection: Connection, session_id: SessionId) -> None:
    """A session that cannot be open again with its days stays closed by itself."""
    connection.execute(
        update(session)
        .where(session.c.id == session_id, session.c.status == SessionStatus.CLOSED)
        .values(closure_id=None)
    )
