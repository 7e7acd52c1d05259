"""Seats: the only place where ``session.taken`` and ``session.parties`` change (invariants 1 and 2).

A claim is taken by one conditional update, whose row count says yes or no, and given back exactly once,
by an update guarded with ``released_at IS NULL``. No lock and no earlier read is needed, on either engine.
Several sessions are claimed in ascending id, so that two bookings never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.db.tables import claim, hold, session
from bot.domain.forms import Part
from bot.domain.model import (
    ApplicationId,
    DraftId,
    HoldId,
    HoldState,
    PersonId,
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


def claim_seats(
    connection: Connection, session_id: SessionId, seats: int, holder: Holder, now: datetime
) -> bool:
    """Takes ``seats`` of an open session as one more party. False: full, closed, or private and taken."""
    taken = connection.execute(
        update(session)
        .where(
            session.c.id == session_id,
            session.c.status == SessionStatus.OPEN,
            session.c.taken + seats <= session.c.capacity,
            session.c.parties < session.c.max_parties,
        )
        .values(taken=session.c.taken + seats, parties=session.c.parties + 1)
    )
    if taken.rowcount != 1:
        return False
    connection.execute(
        insert(claim).values(session_id=session_id, seats=seats, created_at=now, **_columns(holder))
    )
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
    rows = connection.execute(
        select(claim.c.id, claim.c.session_id, claim.c.seats)
        .where(_belongs_to(holder), claim.c.released_at.is_(None))
        .order_by(claim.c.session_id)
    ).all()
    freed = 0
    for row in rows:
        given_back = connection.execute(
            update(claim).where(claim.c.id == row.id, claim.c.released_at.is_(None)).values(released_at=now)
        )
        if given_back.rowcount != 1:
            continue
        connection.execute(
            update(session)
            .where(session.c.id == row.session_id)
            .values(taken=session.c.taken - row.seats, parties=session.c.parties - 1)
        )
        freed += row.seats
    return freed


def hand_over(connection: Connection, hold_id: HoldId, part: Part, visit_id: VisitId) -> bool:
    """Turns a hold's claim on one session into the visit's; the session's counts stay as they are."""
    moved = connection.execute(
        update(claim)
        .where(
            claim.c.hold_id == hold_id,
            claim.c.session_id == part.session_id,
            claim.c.seats == part.seats,
            claim.c.released_at.is_(None),
        )
        .values(hold_id=None, visit_id=visit_id)
    )
    return moved.rowcount == 1


def end_hold(connection: Connection, hold_id: HoldId, state: HoldState, now: datetime) -> bool:
    """Ends a live hold as released or expired and gives its seats back. False: it was not live."""
    ended = connection.execute(
        update(hold).where(hold.c.id == hold_id, hold.c.state == HoldState.LIVE).values(state=state)
    )
    if ended.rowcount != 1:
        return False
    release(connection, ForHold(hold_id), now)
    return True


def expire_holds(
    connection: Connection, now: datetime, *, on: Sequence[SessionId] | None = None, most: int = 200
) -> int:
    """Gives back the seats of holds past their time, of all sessions or of some; how many holds ended."""
    query = select(hold.c.id).where(hold.c.state == HoldState.LIVE, hold.c.expires_at <= now)
    if on is not None:
        query = query.where(
            select(claim.c.id)
            .where(claim.c.hold_id == hold.c.id, claim.c.session_id.in_(on), claim.c.released_at.is_(None))
            .exists()
        )
    ids = connection.execute(query.order_by(hold.c.id).limit(most)).scalars().all()
    return sum(end_hold(connection, HoldId(each), HoldState.EXPIRED, now) for each in ids)


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


def take_hold(
    connection: Connection,
    person_id: PersonId,
    draft_id: DraftId,
    parts: Sequence[Part],
    now: datetime,
    expires_at: datetime,
) -> SessionId | None:
    """Holds every part for a person, whose earlier hold is given back first; the session that refused.

    Holds of anybody that are past their time on these sessions make room first. After a refusal the
    caller returns a Refusal, so that the earlier hold and the earlier parts are as they were.
    """
    earlier = connection.execute(
        select(hold.c.id).where(hold.c.person_id == person_id, hold.c.state == HoldState.LIVE)
    ).scalars()
    for each in earlier.all():
        end_hold(connection, HoldId(each), HoldState.RELEASED, now)
    expire_holds(connection, now, on=[part.session_id for part in parts])
    new_id = connection.execute(
        insert(hold)
        .values(
            person_id=person_id,
            draft_id=draft_id,
            state=HoldState.LIVE,
            expires_at=expires_at,
            created_at=now,
        )
        .returning(hold.c.id)
    ).scalar_one()
    return claim_parts(connection, parts, ForHold(HoldId(new_id)), now)


@dataclass(frozen=True, slots=True)
class Hold:
    id: HoldId
    expires_at: datetime


def read_hold(connection: Connection, draft_id: DraftId) -> Hold | None:
    """The draft's hold that is still live, even past its time (it may be swept any moment)."""
    row = connection.execute(
        select(hold.c.id, hold.c.expires_at).where(
            hold.c.draft_id == draft_id, hold.c.state == HoldState.LIVE
        )
    ).one_or_none()
    return None if row is None else Hold(HoldId(row.id), row.expires_at)


def use_hold(connection: Connection, hold_id: HoldId) -> bool:
    """Ends a live hold whose claims were handed over to visits. False: it was not live."""
    used = connection.execute(
        update(hold).where(hold.c.id == hold_id, hold.c.state == HoldState.LIVE).values(state=HoldState.USED)
    )
    return used.rowcount == 1


def prolong_hold(connection: Connection, hold_id: HoldId, expires_at: datetime) -> bool:
    prolonged = connection.execute(
        update(hold).where(hold.c.id == hold_id, hold.c.state == HoldState.LIVE).values(expires_at=expires_at)
    )
    return prolonged.rowcount == 1
