"""Reading sessions; their seats change only in ``bot.db.booking.seats``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    false,
    or_,
    select,
)

from bot.db.booking.groups import GROUP, group_of
from bot.db.engine.statements import AnyRow, from_row, values_of
from bot.db.tables import programme, session
from bot.domain.booking.availability import SessionFacts
from bot.domain.model import Audience, Confirmation, ProgrammeId, SessionId, SessionStatus, Sharing

Moment = datetime | BindParameter[datetime]

FACTS: tuple[ColumnElement[Any], ...] = (
    session.c.id,
    session.c.programme_id,
    session.c.site_id,
    session.c.starts_at,
    session.c.ends_at,
    session.c.status,
    session.c.sharing,
    session.c.confirmation,
    session.c.audience,
    session.c.capacity,
    session.c.max_parties,
    session.c.taken,
    session.c.parties,
    session.c.clashes,
    *GROUP,
)


def facts_of(row: AnyRow) -> SessionFacts:
    return from_row(
        SessionFacts, row, audience=frozenset(map(Audience, row.audience)), group=group_of(row._mapping)
    )


_SESSION = select(*FACTS).where(session.c.id == bindparam("session_id"))


def read_session(connection: Connection, session_id: SessionId) -> SessionFacts | None:
    row = connection.execute(_SESSION, {"session_id": session_id}).one_or_none()
    return None if row is None else facts_of(row)


def read_sessions(connection: Connection, ids: Iterable[SessionId]) -> dict[SessionId, SessionFacts]:
    """Sessions by id; ids that do not exist are left out.

    A statement each: they are the parts of one visit, and a statement for a list is made anew each time.
    """
    found = (read_session(connection, each) for each in dict.fromkeys(ids))
    return {facts.id: facts for facts in found if facts is not None}


_OF_PROGRAMME = (
    select(*FACTS)
    .where(
        session.c.programme_id == bindparam("programme_id"),
        session.c.starts_at >= bindparam("start"),
        session.c.starts_at < bindparam("end"),
    )
    .order_by(session.c.starts_at)
)


def read_programme_sessions(
    connection: Connection, programme_id: ProgrammeId, start: datetime, end: datetime
) -> list[SessionFacts]:
    """Sessions of a programme that start in [start, end), open or closed, soonest first."""
    rows = connection.execute(_OF_PROGRAMME, {"programme_id": programme_id, "start": start, "end": end})
    return [facts_of(row) for row in rows]


def has_shared_sessions(connection: Connection, programme_id: ProgrammeId, start: datetime) -> bool:
    """Whether individuals could join a session of this programme from a moment on."""
    found = connection.execute(
        select(session.c.id)
        .where(
            session.c.programme_id == programme_id,
            session.c.status == SessionStatus.OPEN,
            ~session.c.clashes,
            session.c.starts_at >= start,
            session.c.sharing == Sharing.SHARED,
        )
        .limit(1)
    )
    return found.first() is not None


@dataclass(frozen=True, slots=True)
class Earliest:
    """Programmes with the same first moments (UTC) that can be booked: of sessions that the host answers, of
    those that are ``instant``, confirmed at once; and the moment ``until`` which sessions can be booked."""

    moment: datetime
    programme_ids: tuple[ProgrammeId, ...]
    instant: datetime
    until: datetime


_FREE: tuple[ColumnElement[bool], ...] = (
    session.c.status == SessionStatus.OPEN,
    ~session.c.clashes,
    session.c.parties < session.c.max_parties,
    session.c.taken < session.c.capacity,
)


def _in_time(moment: Moment, instant: Moment, until: Moment) -> ColumnElement[bool]:
    at_once = and_(session.c.confirmation == Confirmation.INSTANT, session.c.starts_at >= instant)
    return and_(or_(session.c.starts_at >= moment, at_once), session.c.starts_at < until)


def _bookable(groups: Sequence[Earliest], now: datetime, until: datetime | None) -> list[ColumnElement[bool]]:
    """Open sessions ahead with free seats, for which it is neither too late nor too early."""
    in_time = or_(
        false(),
        *(
            and_(
                session.c.programme_id.in_(group.programme_ids),
                _in_time(group.moment, group.instant, group.until),
            )
            for group in groups
        ),
    )
    conditions: list[ColumnElement[bool]] = [in_time, *_FREE, session.c.starts_at > now]
    if until is not None:
        conditions.append(session.c.starts_at < until)
    return conditions


def _open_to(audiences: Collection[Audience]) -> list[ColumnElement[bool]]:
    """Sessions for one of these guests; all where none are named."""
    if not audiences:
        return []
    named = cast(session.c.audience, Text)
    return [or_(*(named.contains(f'"{each}"') for each in sorted(audiences)))]


def read_next_free(
    connection: Connection,
    groups: Sequence[Earliest],
    now: datetime,
    *,
    until: datetime | None = None,
    shared: bool = False,
    audiences: Collection[Audience] = (),
    skip: int = 0,
    most: int,
) -> list[SessionFacts]:
    """Sessions of these programmes that can be booked, soonest first; ``shared``: for several parties;
    ``audiences``: open to one of these guests, where any are named."""
    conditions = _bookable(groups, now, until)
    if shared:
        conditions.append(session.c.sharing == Sharing.SHARED)
    conditions += _open_to(audiences)
    rows = connection.execute(
        select(*FACTS).where(*conditions).order_by(session.c.starts_at, session.c.id).offset(skip).limit(most)
    )
    return [facts_of(row) for row in rows]


_IN_TIME = _in_time(bindparam("moment"), bindparam("instant"), bindparam("until"))
_NEXT_OF_ONE = (
    select(*FACTS)
    .where(
        session.c.programme_id == bindparam("programme_id"),
        _IN_TIME,
        *_FREE,
        session.c.starts_at > bindparam("now"),
    )
    .order_by(session.c.starts_at, session.c.id)
    .limit(bindparam("most"))
)
"""Made once: each card of a site or a programme asks it, and making it costs more than running it."""


@cache
def _next_starts(audiences: frozenset[Audience]) -> Select[Any]:
    """Made once for each kind of guests."""
    conditions = [_IN_TIME, *_FREE, session.c.starts_at > bindparam("now"), *_open_to(audiences)]
    start = (
        select(session.c.starts_at)
        .where(session.c.programme_id == programme.c.id, *conditions)
        .order_by(session.c.starts_at)
        .limit(1)
        .scalar_subquery()
    )
    return select(programme.c.id, start.label("starts_at")).where(
        programme.c.id.in_(bindparam("programme_ids", expanding=True))
    )


def read_next_starts(
    connection: Connection,
    groups: Sequence[Earliest],
    now: datetime,
    audiences: Collection[Audience] = (),
) -> dict[ProgrammeId, datetime]:
    """When (UTC) the soonest session after ``now`` begins that can be booked, of each programme that has one;
    ``audiences``: open to one of these guests, where any are named.

    A statement a group: for each programme it reads the first row of an index, however many there are.
    """
    found: dict[ProgrammeId, datetime] = {}
    statement = _next_starts(frozenset(audiences))
    for group in groups:
        rows = connection.execute(statement, values_of(group) | {"now": now})
        found.update((ProgrammeId(row.id), row.starts_at) for row in rows if row.starts_at is not None)
    return found


def read_next_of_one(
    connection: Connection, earliest: Earliest, now: datetime, *, most: int
) -> list[SessionFacts]:
    """The soonest sessions that can be booked of the one programme of a group."""
    (programme_id,) = earliest.programme_ids
    asked = values_of(earliest) | {"programme_id": programme_id, "now": now, "most": most}
    return [facts_of(row) for row in connection.execute(_NEXT_OF_ONE, asked)]


def read_next_of_each(
    connection: Connection, groups: Sequence[Earliest], now: datetime
) -> dict[ProgrammeId, SessionFacts]:
    """The soonest session that can be booked of each programme that has one.

    A statement a programme: each reads the first row of an index, however many sessions there are.
    """
    found: dict[ProgrammeId, SessionFacts] = {}
    for group in groups:
        for programme_id in group.programme_ids:
            alone = replace(group, programme_ids=(programme_id,))
            found.update((programme_id, each) for each in read_next_of_one(connection, alone, now, most=1))
    return found
