"""Seats: the only place where ``session.taken`` and ``session.parties`` change (invariants 1 and 2).

A claim is taken by one conditional update, whose row count says yes or no, and given back exactly once,
by an update guarded with ``released_at IS NULL``. No earlier read is needed, on either engine.
Several sessions are changed in ascending id, or locked so before (``bot.db.locks``), so that two bookings
never wait for each other in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select, update

from bot.db.statements import unindexed
from bot.db.tables import claim, session
from bot.domain.forms import Part
from bot.domain.model import (
    ApplicationId,
    HoldId,
    SessionId,
    SessionStatus,
    VisitId,
)


@dataclass(frozen=True, slots=True)
class ForHold:
    hold_id: HoldId


@dataclass(frozen=True, slots=True)
class ForVisit:
    visit_id: VisitId


@dataclass(frozen=True, slots=True)
class ForApplication:
    application_id: ApplicationId


Holder = ForHold | ForVisit | ForApplication


def _columns(holder: Holder) -> dict[str, int | None]:
    return {
        "hold_id": holder.hold_id if isinstance(holder, ForHold) else None,
        "visit_id": holder.visit_id if isinstance(holder, ForVisit) else None,
        "application_id": holder.application_id if isinstance(holder, ForApplication) else None,
    }


def _belongs_to(holder: Holder) -> ColumnElement[bool]:
    match holder:
        case ForHold(hold_id):
            return claim.c.hold_id == hold_id
        case ForVisit(visit_id):
            return claim.c.visit_id == visit_id
        case ForApplication(application_id):
            return claim.c.application_id == application_id


# Made once: making a statement costs several times what running it does.
_TAKE = (
    update(session)
    .where(
        session.c.id == bindparam("of_session"),
        session.c.status == SessionStatus.OPEN,
        session.c.taken + bindparam("more") <= session.c.capacity,
        session.c.parties < session.c.max_parties,
    )
    .values(taken=session.c.taken + bindparam("more"), parties=session.c.parties + 1)
)
_ADD_CLAIM = insert(claim)
_HAND_OVER = update(claim).where(
    claim.c.hold_id == bindparam("of_hold"),
    unindexed(claim.c.session_id) == bindparam("of_session"),
    claim.c.seats == bindparam("so_many"),
    claim.c.released_at.is_(None),
)


def claim_seats(
    connection: Connection, session_id: SessionId, seats: int, holder: Holder, now: datetime
) -> bool:
    """Takes ``seats`` of an open session as one more party. False: full, closed, or private and taken."""
    taken = connection.execute(_TAKE, {"of_session": session_id, "more": seats})
    if taken.rowcount != 1:
        return False
    entry = {"session_id": session_id, "seats": seats, "created_at": now, **_columns(holder)}
    connection.execute(_ADD_CLAIM, entry)
    return True


def claim_parts(
    connection: Connection, parts: Iterable[Part], holder: Holder, now: datetime
) -> SessionId | None:
    """Claims every part for one holder, in ascending session id; the first session that refuses, or None.

    After a refusal the caller returns a Refusal, whose rolled back savepoint undoes the earlier parts.
    """
    for part in sorted(parts, key=lambda each: each.session_id):
        if not claim_seats(connection, part.session_id, part.seats, holder, now):
            return part.session_id
    return None


def release(connection: Connection, holder: Holder, now: datetime) -> int:
    """Gives back all live claims of a holder; how many seats came free. Safe to repeat."""
    return release_all(connection, [holder], now)


def release_all(connection: Connection, holders: Sequence[Holder], now: datetime) -> int:
    """Gives back all live claims of several holders, sessions in ascending id. Safe to repeat."""
    if not holders:
        return 0
    rows = connection.execute(
        update(claim)
        .where(or_(*map(_belongs_to, holders)), claim.c.released_at.is_(None))
        .values(released_at=now)
        .returning(claim.c.session_id, claim.c.seats)
    ).all()
    seats, parties = Counter[int](), Counter[int]()
    for row in rows:
        seats[row.session_id] += row.seats
        parties[row.session_id] += 1
    for session_id in sorted(seats):
        connection.execute(
            update(session)
            .where(session.c.id == session_id)
            .values(
                taken=session.c.taken - seats[session_id], parties=session.c.parties - parties[session_id]
            )
        )
    return sum(seats.values())


def hand_over(connection: Connection, hold_id: HoldId, part: Part, visit_id: VisitId) -> bool:
    """Turns a hold's claim on one session into the visit's; the session's counts stay as they are."""
    moved = connection.execute(
        _HAND_OVER,
        {
            "of_hold": hold_id,
            "of_session": part.session_id,
            "so_many": part.seats,
            "hold_id": None,
            "visit_id": visit_id,
        },
    )
    return moved.rowcount == 1


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A session whose counters differ from the sums over its live claims, or are beyond what it has."""

    session_id: SessionId
    taken: int
    claimed: int
    parties: int
    claims: int
    capacity: int
    max_parties: int

    @property
    def is_oversold(self) -> bool:
        """Whether more people or parties have seats than there are."""
        return self.claimed > self.capacity or self.claims > self.max_parties


def find_discrepancies(
    connection: Connection, *, first: int | None = None, last: int | None = None
) -> list[Discrepancy]:
    """Sessions, from id ``first`` to ``last`` or all, that break invariants 1 or 2; empty is the only good
    answer."""
    sums = (
        select(
            claim.c.session_id,
            func.sum(claim.c.seats).label("claimed"),
            func.count().label("claims"),
        )
        .where(claim.c.released_at.is_(None))
        .group_by(claim.c.session_id)
    )
    wanted = [] if first is None or last is None else [session.c.id.between(first, last)]
    if first is not None and last is not None:
        sums = sums.where(claim.c.session_id.between(first, last))
    live = sums.subquery()
    claimed = func.coalesce(live.c.claimed, 0)
    claims = func.coalesce(live.c.claims, 0)
    rows = connection.execute(
        select(
            session.c.id,
            session.c.taken,
            claimed,
            session.c.parties,
            claims,
            session.c.capacity,
            session.c.max_parties,
        )
        .join(live, live.c.session_id == session.c.id, isouter=True)
        .where(
            *wanted,
            (session.c.taken != claimed)
            | (session.c.parties != claims)
            | (session.c.taken > session.c.capacity)
            | (session.c.parties > session.c.max_parties),
        )
        .order_by(session.c.id)
    )
    return [
        Discrepancy(SessionId(session_id), taken, int(sum_of), parties, count, capacity, most)
        for session_id, taken, sum_of, parties, count, capacity, most in rows
    ]
