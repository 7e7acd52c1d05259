"""Holds: seats kept for a short time while somebody decides (B4). A person has one live hold at a time.

A hold's claims never change while it lives. Whoever ends holds locks their sessions first, then the holds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.db.locks import lock_sessions
from bot.db.seats import ForHold, claim_parts, release_all
from bot.db.tables import LIVE_HOLD, claim, hold
from bot.domain.forms import Part
from bot.domain.model import DraftId, HoldId, HoldState, PersonId, SessionId


def sessions_of(connection: Connection, hold_ids: Collection[int]) -> list[SessionId]:
    """Sessions in which these holds have seats."""
    if not hold_ids:
        return []
    found = connection.execute(
        select(claim.c.session_id).where(claim.c.hold_id.in_(hold_ids), claim.c.released_at.is_(None))
    ).scalars()
    return [SessionId(each) for each in found]


def _end_holds(
    connection: Connection, hold_ids: Collection[int], state: HoldState, now: datetime
) -> Sequence[HoldId]:
    """Ends those of these holds that are live, and gives their seats back. Their sessions are locked."""
    if not hold_ids:
        return []
    conditions = [hold.c.id.in_(sorted(hold_ids)), hold.c.state == HoldState.LIVE]
    if state is HoldState.EXPIRED:
        # It may have been prolonged since it was found.
        conditions.append(hold.c.expires_at <= now)
    ended = connection.execute(
        update(hold).where(*conditions).values(state=state).returning(hold.c.id)
    ).scalars()
    ids = [HoldId(each) for each in ended]
    release_all(connection, [ForHold(each) for each in ids], now)
    return ids


def end_holds(connection: Connection, hold_ids: Collection[HoldId], state: HoldState, now: datetime) -> int:
    """Ends live holds as released or expired and gives their seats back; how many were live."""
    lock_sessions(connection, sessions_of(connection, hold_ids))
    return len(_end_holds(connection, hold_ids, state, now))


def end_hold(connection: Connection, hold_id: HoldId, state: HoldState, now: datetime) -> bool:
    """The same of one hold. False: it was not live."""
    return end_holds(connection, [hold_id], state, now) == 1


def _find_expired(
    connection: Connection, now: datetime, on: Collection[SessionId] | None = None, most: int = 200
) -> Sequence[HoldId]:
    query = select(hold.c.id).where(hold.c.state == HoldState.LIVE, hold.c.expires_at <= now)
    if on is not None:
        query = query.where(
            select(claim.c.id)
            .where(claim.c.hold_id == hold.c.id, claim.c.session_id.in_(on), claim.c.released_at.is_(None))
            .exists()
        )
    return [HoldId(each) for each in connection.execute(query.order_by(hold.c.id).limit(most)).scalars()]


_LIVE_OF_PERSON = select(hold.c.id).where(hold.c.person_id == bindparam("person_id"), LIVE_HOLD)


def find_live(connection: Connection, person_id: PersonId) -> Sequence[HoldId]:
    """The live hold of a person, of whatever draft."""
    found = connection.execute(_LIVE_OF_PERSON, {"person_id": person_id}).scalars()
    return [HoldId(each) for each in found]


def expire_holds(
    connection: Connection, now: datetime, *, on: Collection[SessionId] | None = None, most: int = 200
) -> int:
    """Gives back the seats of holds past their time, of all sessions or of some; how many holds ended."""
    return end_holds(connection, _find_expired(connection, now, on, most), HoldState.EXPIRED, now)


def lock_seats(
    connection: Connection,
    person_id: PersonId,
    session_ids: Collection[SessionId],
    expired_at: datetime | None = None,
) -> None:
    """Locks these sessions, those of the person's own hold, and those of holds on these sessions that have
    run out by ``expired_at``: their seats come free when the person takes others. Lock the person before."""
    if connection.dialect.name == "postgresql":
        ending = list(find_live(connection, person_id))
        if expired_at is not None:
            ending += _find_expired(connection, expired_at, session_ids)
        lock_sessions(connection, {*session_ids, *sessions_of(connection, ending)})


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
    session_ids = [part.session_id for part in parts]
    lock_seats(connection, person_id, session_ids, now)
    _end_holds(connection, find_live(connection, person_id), HoldState.RELEASED, now)
    _end_holds(connection, _find_expired(connection, now, session_ids), HoldState.EXPIRED, now)
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


# Made once: making a statement costs several times what running it does.
_OF_DRAFT = select(hold.c.id, hold.c.expires_at).where(
    hold.c.draft_id == bindparam("draft_id"), hold.c.state == HoldState.LIVE
)
_CHANGE_LIVE = update(hold).where(hold.c.id == bindparam("hold_id"), hold.c.state == HoldState.LIVE)


def read_hold(connection: Connection, draft_id: DraftId) -> Hold | None:
    """The draft's hold that is still live, even past its time (it may be swept any moment)."""
    row = connection.execute(_OF_DRAFT, {"draft_id": draft_id}).one_or_none()
    return None if row is None else Hold(HoldId(row.id), row.expires_at)


def use_hold(connection: Connection, hold_id: HoldId) -> bool:
    """Ends a live hold whose claims were handed over to visits. False: it was not live."""
    used = connection.execute(_CHANGE_LIVE, {"hold_id": hold_id, "state": HoldState.USED})
    return used.rowcount == 1


def prolong_hold(connection: Connection, hold_id: HoldId, expires_at: datetime) -> bool:
    prolonged = connection.execute(_CHANGE_LIVE, {"hold_id": hold_id, "expires_at": expires_at})
    return prolonged.rowcount == 1
