"""The groups of shared sessions that need a minimum: how far they are, and the guarded changes of their state
(C2, invariant 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, select, update

from bot.db.tables import GATHERING, session, visit
from bot.domain.catalogue.minimum import Group, GroupTerms
from bot.domain.model import GroupState, SessionId, SessionStatus, VisitStatus

_OF_GROUP: Final = visit.alias("of_group")
_SURE: Final = (VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW)
_GATHERED = (
    select(func.coalesce(func.sum(_OF_GROUP.c.children + _OF_GROUP.c.adults), 0))
    .where(_OF_GROUP.c.session_id == session.c.id, _OF_GROUP.c.status.in_(_SURE))
    .correlate(session)
    .scalar_subquery()
)
"""People with a confirmed place."""
ANYBODY: Final = (
    select(_OF_GROUP.c.id)
    .where(
        _OF_GROUP.c.session_id == session.c.id,
        _OF_GROUP.c.status.in_([each for each in VisitStatus if each.takes_seats]),
    )
    .correlate(session)
    .exists()
)
"""Whether a visit stands in a session."""

# Where a session needs no group, nothing is counted.
GATHERED: Final = case((session.c.minimum.is_(None), 0), else_=_GATHERED).label("gathered")
GROUP: Final[tuple[ColumnElement[Any], ...]] = (
    session.c.minimum,
    session.c.decides_at,
    session.c.if_short,
    session.c.group_state,
    session.c.asked_at.label("group_asked_at"),
    GATHERED,
)
"""What is selected of a session's group."""


def group_of(of: Mapping[Any, Any]) -> Group | None:
    """The group in a row that has :data:`GROUP`."""
    minimum, decides_at, if_short, state = (of[column] for column in GROUP[:4])
    if minimum is None:
        return None
    return Group(
        GroupTerms(minimum, decides_at, if_short), state, of["gathered"], asked_at=of["group_asked_at"]
    )


_MOVE = (
    update(session)
    .where(
        session.c.id == bindparam("of_session"),
        session.c.status == SessionStatus.OPEN,
        session.c.group_state == bindparam("before"),
    )
    .values(group_state=bindparam("after"))
)
_MET = _MOVE.where(session.c.minimum <= _GATHERED)
_LEFT = _MOVE.where(session.c.decides_at > bindparam("now"), ~ANYBODY).values(asked_at=None)


def move_group(
    connection: Connection,
    session_id: SessionId,
    before: GroupState,
    after: GroupState,
    now: datetime,
    *,
    if_met: bool = False,
    if_left: bool = False,
) -> bool:
    """Changes the state of an open session's group, if it is in ``before`` (invariant 5). ``if_met``: only
    once its people are as many as it needs; ``if_left``: only while it is not decided and nobody is in it.
    Lock the session before: two who are confirmed at once do not see each other."""
    asked = {"of_session": session_id, "before": before, "after": after}
    if if_left:
        return connection.execute(_LEFT, {**asked, "now": now}).rowcount == 1
    return connection.execute(_MET if if_met else _MOVE, asked).rowcount == 1


_COUNT_IN_CALENDARS = (
    update(visit)
    .where(visit.c.session_id == bindparam("of_session"), visit.c.status == VisitStatus.CONFIRMED)
    .values(calendar_sequence=visit.c.calendar_sequence + 1)
)


def raise_calendar_sequences_in(connection: Connection, session_id: SessionId) -> None:
    """What was tentative in calendars is certain: they count that (B15)."""
    connection.execute(_COUNT_IN_CALENDARS, {"of_session": session_id})


_ASK = (
    update(session)
    .where(
        session.c.id == bindparam("of_session"),
        session.c.status == SessionStatus.OPEN,
        session.c.group_state == GroupState.GATHERING,
        session.c.asked_at.is_(None),
        session.c.decides_at > bindparam("now"),
    )
    .values(asked_at=bindparam("now"))
)


def note_asked(connection: Connection, session_id: SessionId, now: datetime) -> bool:
    """The site is asked whether it holds a small group; False: it was, or it is decided."""
    return connection.execute(_ASK, {"of_session": session_id, "now": now}).rowcount == 1


_GATHERING = select(session.c.id).where(session.c.status == SessionStatus.OPEN, GATHERING)
_DUE = (
    _GATHERING.where(session.c.decides_at <= bindparam("now"))
    .order_by(session.c.decides_at, session.c.id)
    .limit(bindparam("most"))
)
_TO_ASK = (
    _GATHERING.where(
        session.c.decides_at > bindparam("now"),
        session.c.decides_at <= bindparam("until"),
        session.c.asked_at.is_(None),
        ANYBODY,
    )
    .order_by(session.c.decides_at, session.c.id)
    .limit(bindparam("most"))
)


def find_undecided(connection: Connection, now: datetime, *, most: int) -> Sequence[SessionId]:
    """Some open sessions whose groups should be decided by now, soonest first."""
    return [SessionId(each) for each in connection.execute(_DUE, {"now": now, "most": most}).scalars()]


def find_unasked(connection: Connection, now: datetime, until: datetime, *, most: int) -> Sequence[SessionId]:
    """Some sessions with people in them whose groups are decided until then, and whose sites were not
    asked."""
    asked = {"now": now, "until": until, "most": most}
    return [SessionId(each) for each in connection.execute(_TO_ASK, asked).scalars()]
