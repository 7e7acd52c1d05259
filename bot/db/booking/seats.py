"""Seats: the only place where ``session.taken`` and ``session.parties`` change (invariants 1 and 2).

A claim is taken by one conditional update, whose row count says yes or no, and given back exactly once, by an
update guarded with ``released_at IS NULL``. No earlier read is needed, on either engine. Several sessions are
changed in ascending id, or locked so before (``bot.db.engine.locks``), so that two bookings never wait for
each other in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, insert, or_, text, update

from bot.db.engine.statements import AnyRow, unindexed
from bot.db.tables import claim, session
from bot.domain.forms import Part
from bot.domain.model import (
    ApplicationId,
    HoldId,
    OfferId,
    SessionId,
    SessionStatus,
    VisitId,
)

LAST_ID: Final = 2**31 - 1
"""The largest id that PostgreSQL has room for."""


@dataclass(frozen=True, slots=True)
class ForHold:
    hold_id: HoldId


@dataclass(frozen=True, slots=True)
class ForVisit:
    visit_id: VisitId


@dataclass(frozen=True, slots=True)
class ForApplication:
    application_id: ApplicationId


@dataclass(frozen=True, slots=True)
class ForOffer:
    offer_id: OfferId


Holder = ForHold | ForVisit | ForApplication | ForOffer


def _columns(holder: Holder) -> dict[str, int | None]:
    return {
        "hold_id": holder.hold_id if isinstance(holder, ForHold) else None,
        "visit_id": holder.visit_id if isinstance(holder, ForVisit) else None,
        "application_id": holder.application_id if isinstance(holder, ForApplication) else None,
        "offer_id": holder.offer_id if isinstance(holder, ForOffer) else None,
    }


def _belongs_to(holder: Holder) -> ColumnElement[bool]:
    match holder:
        case ForHold(hold_id):
            return claim.c.hold_id == hold_id
        case ForVisit(visit_id):
            return claim.c.visit_id == visit_id
        case ForApplication(application_id):
            return claim.c.application_id == application_id
        case ForOffer(offer_id):
            return claim.c.offer_id == offer_id


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
_TAKE_MORE = (
    update(session)
    .where(
        session.c.id == bindparam("of_session"),
        or_(bindparam("more") < 0, session.c.status == SessionStatus.OPEN),
        session.c.taken + bindparam("more") <= session.c.capacity,
    )
    .values(taken=session.c.taken + bindparam("more"))
)
_RESIZE = update(claim).where(
    claim.c.visit_id == bindparam("of_visit"),
    claim.c.seats == bindparam("so_many"),
    claim.c.released_at.is_(None),
)
_RESIZE_KEPT = update(claim).where(
    claim.c.offer_id == bindparam("of_offer"),
    unindexed(claim.c.session_id) == bindparam("of_session"),
    claim.c.seats == bindparam("so_many"),
    claim.c.released_at.is_(None),
)
_ADD_CLAIM = insert(claim)
_HAND_OVER = {
    kind: update(claim).where(
        column == bindparam("of_holder"),
        unindexed(claim.c.session_id) == bindparam("of_session"),
        claim.c.seats == bindparam("so_many"),
        claim.c.released_at.is_(None),
    )
    for kind, column in ((ForHold, claim.c.hold_id), (ForOffer, claim.c.offer_id))
}


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


def release(connection: Connection, holder: Holder, now: datetime) -> dict[SessionId, int]:
    """Gives back all live claims of a holder; how many seats came free in which session. Safe to repeat."""
    return release_all(connection, [holder], now)


def release_all(connection: Connection, holders: Sequence[Holder], now: datetime) -> dict[SessionId, int]:
    """Gives back all live claims of several holders, sessions in ascending id; how many seats came free in
    which session. Safe to repeat."""
    if not holders:
        return {}
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
    return {SessionId(session_id): seats[session_id] for session_id in sorted(seats)}


def resize(connection: Connection, visit_id: VisitId, session_id: SessionId, before: int, after: int) -> bool:
    """Makes a visit's live claim on an open session larger or smaller. False: too few seats are free, or the
    claim is another one meanwhile; the caller returns a Refusal, which rolls both statements back."""
    more = after - before
    taken = connection.execute(_TAKE_MORE, {"of_session": session_id, "more": more})
    if taken.rowcount != 1:
        return False
    resized = connection.execute(_RESIZE, {"of_visit": visit_id, "so_many": before, "seats": after})
    return resized.rowcount == 1


def resize_kept(
    connection: Connection, offer_id: OfferId, session_id: SessionId, before: int, after: int
) -> bool:
    """The same of what an offer keeps of a session."""
    taken = connection.execute(_TAKE_MORE, {"of_session": session_id, "more": after - before})
    if taken.rowcount != 1:
        return False
    asked = {"of_offer": offer_id, "of_session": session_id, "so_many": before, "seats": after}
    return connection.execute(_RESIZE_KEPT, asked).rowcount == 1


_SET_CAPACITY = (
    update(session)
    .where(
        session.c.id == bindparam("of_session"),
        session.c.status == SessionStatus.OPEN,
        session.c.starts_at > bindparam("now"),
        session.c.taken <= bindparam("seats"),
        session.c.parties <= bindparam("most_parties"),
    )
    # Changed by hand, it is the host's own: no rule of its schedule touches it any more.
    .values(capacity=bindparam("seats"), max_parties=bindparam("most_parties"), schedule_id=None)
)


def set_capacity(
    connection: Connection, session_id: SessionId, seats: int, most_parties: int, now: datetime
) -> bool:
    """How many seats an open session that has not begun has from now on. False: more of them are taken."""
    asked = {"of_session": session_id, "seats": seats, "most_parties": most_parties, "now": now}
    return connection.execute(_SET_CAPACITY, asked).rowcount == 1


def hand_over(connection: Connection, holder: ForHold | ForOffer, part: Part, visit_id: VisitId) -> bool:
    """Turns a claim of a hold or offer on one session into the visit's; the session's counts stay."""
    moved = connection.execute(
        _HAND_OVER[type(holder)],
        {
            "of_holder": holder.hold_id if isinstance(holder, ForHold) else holder.offer_id,
            "of_session": part.session_id,
            "so_many": part.seats,
            "hold_id": None,
            "offer_id": None,
            "visit_id": visit_id,
        },
    )
    return moved.rowcount == 1


DISCREPANCIES: Final = """
    SELECT session.id, site.region_id, taken, parties, capacity, max_parties,
        coalesce(claimed, 0) AS claimed, coalesce(claims, 0) AS claims,
        CASE WHEN claimed > capacity OR claims > max_parties THEN 'seats.oversold'
            ELSE 'seats.counted_wrong' END AS fault
    FROM session JOIN site ON site.id = session.site_id
    LEFT JOIN (SELECT session_id, sum(seats) AS claimed, count(*) AS claims FROM claim
        WHERE session_id BETWEEN :first AND :last AND released_at IS NULL GROUP BY session_id) AS live
        ON live.session_id = session.id
    WHERE session.id BETWEEN :first AND :last
        AND (taken <> coalesce(claimed, 0) OR parties <> coalesce(claims, 0)
            OR taken > capacity OR parties > max_parties)"""
"""Sessions of these ids that break invariants 1 or 2: their counters differ from the sums over their live
claims, or are beyond what they have. A rule of ``bot.db.operations.self_audit`` puts it into words."""


def find_discrepancies(connection: Connection) -> Sequence[AnyRow]:
    """All sessions that break invariants 1 or 2; none is the only good answer."""
    return connection.execute(text(DISCREPANCIES), {"first": 1, "last": LAST_ID}).all()
