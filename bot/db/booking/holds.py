"""Holds: seats kept for a short time while somebody decides (B4). A person has one live hold at a time.

A hold's claims never change while it lives. Whoever ends holds locks their sessions first, then the holds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Connection,
    Integer,
    and_,
    any_,
    bindparam,
    func,
    insert,
    select,
    union,
    update,
)

from bot.db.booking.seats import ForHold, claim_parts, release_all
from bot.db.booking.sessions import FACTS, facts_of, read_sessions
from bot.db.engine.locks import lock_sessions
from bot.db.engine.types import UtcDateTime
from bot.db.tables import LIVE_HOLD, claim, hold, session
from bot.domain.booking.availability import SessionFacts
from bot.domain.forms import Part
from bot.domain.model import DraftId, HoldId, HoldState, PersonId, SessionId

# Made once: making a statement costs several times what running it does.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SESSIONS_OF = select(claim.c.session_id).where(claim.c.hold_id.in_(_IDS), claim.c.released_at.is_(None))
_END = (
    update(hold)
    .where(hold.c.id.in_(_IDS), hold.c.state == HoldState.LIVE)
    .values(state=bindparam("ends_as"))
    .returning(hold.c.id)
)
_RUN_OUT = and_(hold.c.state == HoldState.LIVE, hold.c.expires_at <= bindparam("now", type_=UtcDateTime))
_EXPIRE = _END.where(_RUN_OUT)
_FIND_RUN_OUT = select(hold.c.id).where(_RUN_OUT).order_by(hold.c.id).limit(bindparam("most"))
_FIND_RUN_OUT_ON = _FIND_RUN_OUT.where(
    select(claim.c.id)
    .where(
        claim.c.hold_id == hold.c.id,
        claim.c.session_id.in_(bindparam("on", expanding=True)),
        claim.c.released_at.is_(None),
    )
    .exists()
)


def sessions_of(connection: Connection, hold_ids: Collection[int]) -> list[SessionId]:
    """Sessions in which these holds have seats."""
    if not hold_ids:
        return []
    found = connection.execute(_SESSIONS_OF, {"ids": list(hold_ids)}).scalars()
    return [SessionId(each) for each in found]


@dataclass(frozen=True, slots=True)
class EndedHolds:
    """How many live holds ended, and the sessions (ascending) in which their seats came free."""

    count: int
    session_ids: tuple[SessionId, ...]


def _end_holds(
    connection: Connection, hold_ids: Collection[int], state: HoldState, now: datetime
) -> EndedHolds:
    """Ends those of these holds that are live, and gives their seats back. Their sessions are locked."""
    if not hold_ids:
        return EndedHolds(0, ())
    asked: dict[str, object] = {"ids": sorted(hold_ids), "ends_as": state}
    if state is HoldState.EXPIRED:
        # It may have been prolonged since it was found.
        ended = connection.execute(_EXPIRE, {**asked, "now": now}).scalars()
    else:
        ended = connection.execute(_END, asked).scalars()
    ids = [HoldId(each) for each in ended]
    freed = release_all(connection, [ForHold(each) for each in ids], now)
    return EndedHolds(len(ids), tuple(freed))


def end_holds(
    connection: Connection, hold_ids: Collection[HoldId], state: HoldState, now: datetime
) -> EndedHolds:
    """Ends live holds as released or expired and gives their seats back."""
    lock_sessions(connection, sessions_of(connection, hold_ids))
    return _end_holds(connection, hold_ids, state, now)


def _find_expired(
    connection: Connection, now: datetime, on: Collection[SessionId] | None = None, most: int = 200
) -> Sequence[HoldId]:
    asked: dict[str, object] = {"now": now, "most": most}
    if on is None:
        found = connection.execute(_FIND_RUN_OUT, asked).scalars()
    else:
        found = connection.execute(_FIND_RUN_OUT_ON, {**asked, "on": list(on)}).scalars()
    return [HoldId(each) for each in found]


_LIVE_OF_PERSON = select(hold.c.id).where(hold.c.person_id == bindparam("person_id"), LIVE_HOLD)


def find_live(connection: Connection, person_id: PersonId) -> Sequence[HoldId]:
    """The live hold of a person, of whatever draft."""
    found = connection.execute(_LIVE_OF_PERSON, {"person_id": person_id}).scalars()
    return [HoldId(each) for each in found]


def expire_holds(
    connection: Connection, now: datetime, *, on: Collection[SessionId] | None = None, most: int = 200
) -> EndedHolds:
    """Gives back the seats of holds past their time, at most so many, of all sessions or of some."""
    return end_holds(connection, _find_expired(connection, now, on, most), HoldState.EXPIRED, now)


_ON = bindparam("on", type_=ARRAY(Integer))
_OF_RUN_OUT = claim.alias()
_SEATS = (
    select(*FACTS)
    .where(
        session.c.id.in_(
            union(
                select(func.unnest(_ON)),
                select(claim.c.session_id)
                .join(hold, hold.c.id == claim.c.hold_id)
                .where(hold.c.person_id == bindparam("person_id"), LIVE_HOLD, claim.c.released_at.is_(None)),
                select(claim.c.session_id)
                .join(hold, hold.c.id == claim.c.hold_id)
                .where(
                    hold.c.state == HoldState.LIVE,
                    hold.c.expires_at <= bindparam("expired_at", type_=UtcDateTime),
                    hold.c.id.in_(
                        select(_OF_RUN_OUT.c.hold_id).where(
                            _OF_RUN_OUT.c.session_id == any_(_ON), _OF_RUN_OUT.c.released_at.is_(None)
                        )
                    ),
                    claim.c.released_at.is_(None),
                ),
            )
        )
    )
    .order_by(session.c.id)
    .with_for_update(key_share=True, of=session)
)


def lock_seats(
    connection: Connection,
    person_id: PersonId,
    session_ids: Collection[SessionId],
    expired_at: datetime | None = None,
) -> None:
    """Locks these sessions, those of the person's own hold, and those of holds on these sessions that have
    run out by ``expired_at``: their seats come free when the person takes others. Lock the person before."""
    if connection.dialect.name == "postgresql":
        _lock_seats(connection, person_id, session_ids, expired_at)


def lock_and_read_seats(
    connection: Connection, person_id: PersonId, session_ids: Sequence[SessionId], expired_at: datetime
) -> dict[SessionId, SessionFacts]:
    """The same, and these sessions as they are from now on, in one round trip; ids that do not exist are left
    out."""
    if connection.dialect.name != "postgresql":
        return read_sessions(connection, session_ids)
    locked = _lock_seats(connection, person_id, session_ids, expired_at)
    return {each: locked[each] for each in session_ids if each in locked}


def _lock_seats(
    connection: Connection,
    person_id: PersonId,
    session_ids: Collection[SessionId],
    expired_at: datetime | None,
) -> dict[SessionId, SessionFacts]:
    asked = {"on": sorted(session_ids), "person_id": person_id, "expired_at": expired_at}
    # A row that had to be waited for comes as it was left, not as it was when the statement began.
    return {facts.id: facts for facts in map(facts_of, connection.execute(_SEATS, asked))}


@dataclass(frozen=True, slots=True)
class TakenHold:
    """``refused``: the session that had too few seats; None: all parts are held. ``freed``: sessions
    (ascending) in which other holds ended for it."""

    refused: SessionId | None
    freed: tuple[SessionId, ...]


def take_hold(
    connection: Connection,
    person_id: PersonId,
    draft_id: DraftId,
    parts: Sequence[Part],
    now: datetime,
    expires_at: datetime,
) -> TakenHold:
    """Holds every part for a person, whose earlier hold is given back first.

    Holds of anybody that are past their time on these sessions make room first. After a refusal the
    caller returns a Refusal, so that the earlier hold and the earlier parts are as they were.
    """
    session_ids = [part.session_id for part in parts]
    lock_seats(connection, person_id, session_ids, now)
    own = _end_holds(connection, find_live(connection, person_id), HoldState.RELEASED, now)
    expired = _end_holds(connection, _find_expired(connection, now, session_ids), HoldState.EXPIRED, now)
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
    refused = claim_parts(connection, parts, ForHold(HoldId(new_id)), now)
    return TakenHold(refused, tuple(sorted({*own.session_ids, *expired.session_ids})))


@dataclass(frozen=True, slots=True)
class Hold:
    id: HoldId
    expires_at: datetime


_OF_DRAFT = select(hold.c.id, hold.c.expires_at).where(
    hold.c.draft_id == bindparam("draft_id"), hold.c.state == HoldState.LIVE
)
_CHANGE_LIVE = update(hold).where(hold.c.id == bindparam("hold_id"), hold.c.state == HoldState.LIVE)


def read_hold(connection: Connection, draft_id: DraftId) -> Hold | None:
    """The draft's hold that is still live, even past its time (it may be swept any moment)."""
    row = connection.execute(_OF_DRAFT, {"draft_id": draft_id}).one_or_none()
    return None if row is None else Hold(HoldId(row.id), row.expires_at)


_USE_OF_DRAFT = (
    update(hold)
    .where(hold.c.draft_id == bindparam("of_draft"), hold.c.state == HoldState.LIVE)
    .values(state=HoldState.USED)
    .returning(hold.c.id, hold.c.expires_at)
)


def use_hold_of(connection: Connection, draft_id: DraftId) -> Hold | None:
    """Uses up the draft's live hold, even past its time, and says which it was; None: there is none."""
    row = connection.execute(_USE_OF_DRAFT, {"of_draft": draft_id}).one_or_none()
    return None if row is None else Hold(HoldId(row.id), row.expires_at)


def prolong_hold(connection: Connection, hold_id: HoldId, expires_at: datetime) -> bool:
    prolonged = connection.execute(_CHANGE_LIVE, {"hold_id": hold_id, "expires_at": expires_at})
    return prolonged.rowcount == 1
