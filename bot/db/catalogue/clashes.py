"""Open sessions of a site, as far as they keep its place busy (E11)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, update

from bot.db.booking.sessions import FACTS, facts_of
from bot.db.engine.statements import AnyRow
from bot.db.tables import programme, session
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.schedule_rule import Margins
from bot.domain.catalogue.sessions_ahead import Span
from bot.domain.lengths import MOST_MARGIN_MIN
from bot.domain.model import GuideState, PersonId, ProgrammeKind, SessionId, SessionStatus, SiteId
from bot.domain.time.local_time import NEVER

_REACH = timedelta(days=1, minutes=2 * MOST_MARGIN_MIN)
"""So much earlier than a moment a visit that keeps its place busy then begins at most."""

OPEN_VISIT: tuple[ColumnElement[bool], ...] = (
    session.c.status == SessionStatus.OPEN,
    programme.c.kind != ProgrammeKind.INTERNSHIP,
)
COUNTS_ON_GUIDE = and_(
    session.c.guide_id.is_not(None),
    session.c.guide_state.in_([each for each in GuideState if each.counts_on]),
)


@dataclass(frozen=True, slots=True)
class Occupied:
    """A session with the time for which it keeps its place, and its guide, busy. ``is_held``: somebody is in
    it, a host made it or gave it a guide, so that no rule may take it off."""

    id: SessionId
    busy: tuple[datetime, datetime]
    is_held: bool
    clashes: bool


_COLUMNS = (
    session.c.id,
    session.c.programme_id,
    session.c.starts_at,
    session.c.ends_at,
    session.c.clashes,
    programme.c.before_min,
    programme.c.after_min,
    or_(session.c.taken > 0, session.c.schedule_id.is_(None), COUNTS_ON_GUIDE).label("is_held"),
)
_AHEAD = (
    select(*_COLUMNS)
    .join(programme, programme.c.id == session.c.programme_id)
    .where(
        session.c.site_id == bindparam("site_id"),
        session.c.starts_at > bindparam("since"),
        session.c.starts_at < bindparam("until"),
        session.c.ends_at > bindparam("now"),
        *OPEN_VISIT,
    )
    .order_by(session.c.starts_at, session.c.id)
)
_NEAR = (
    select(*FACTS, programme.c.before_min, programme.c.after_min)
    .join(programme, programme.c.id == session.c.programme_id)
    .where(
        session.c.starts_at > bindparam("first"),
        session.c.starts_at < bindparam("last"),
        *OPEN_VISIT,
    )
    .order_by(session.c.starts_at, session.c.id)
)
_NEAR_AT_SITE = _NEAR.where(session.c.site_id == bindparam("site_id"))
_NEAR_OF_GUIDE = _NEAR.where(session.c.guide_id == bindparam("guide_id"), COUNTS_ON_GUIDE)


def _occupied(row: AnyRow) -> Occupied:
    busy = Margins(row.before_min, row.after_min).around(row.starts_at, row.ends_at)
    return Occupied(SessionId(row.id), busy, bool(row.is_held), row.clashes)


def read_occupied(connection: Connection, site_id: SiteId, now: datetime) -> list[Occupied]:
    """The open visits of a site that are not over, soonest first."""
    asked = {"site_id": site_id, "now": now, "since": now - _REACH, "until": NEVER}
    return [_occupied(row) for row in connection.execute(_AHEAD, asked)]


def read_held_beside(
    connection: Connection, site_id: SiteId, programme_id: int, now: datetime, until: datetime | None = None
) -> list[Span]:
    """When other programmes of a site keep its place busy by sessions that no rule may take off, from ``now``
    on; ``until``: what matters before this moment (UTC) is enough."""
    last = NEVER if until is None else until + _REACH
    asked = {"site_id": site_id, "now": now, "since": now - _REACH, "until": last}
    return [
        Span(*_occupied(row).busy)
        for row in connection.execute(_AHEAD, asked)
        if row.is_held and row.programme_id != programme_id
    ]


Near = tuple[SessionFacts, tuple[datetime, datetime]]
"""A session, and for when it keeps its place and its guide busy."""


def _near(rows: Sequence[AnyRow]) -> list[Near]:
    return [
        (facts_of(row), Margins(row.before_min, row.after_min).around(row.starts_at, row.ends_at))
        for row in rows
    ]


def read_near_at(connection: Connection, site_id: SiteId, first: datetime, last: datetime) -> list[Near]:
    """Open visits of a site that may keep it busy at some moment of [first, last), soonest first."""
    asked = {"site_id": site_id, "first": first - _REACH, "last": last + _REACH}
    return _near(connection.execute(_NEAR_AT_SITE, asked).all())


def read_near_of(connection: Connection, guide_id: PersonId, first: datetime, last: datetime) -> list[Near]:
    """The same of whoever leads them, at whatever site; what they declined is not theirs."""
    asked = {"guide_id": guide_id, "first": first - _REACH, "last": last + _REACH}
    return _near(connection.execute(_NEAR_OF_GUIDE, asked).all())


_ANY_CLASH = select(session.c.id).where(session.c.site_id == bindparam("site_id"), session.c.clashes).limit(1)


def has_clashes(connection: Connection, site_id: SiteId) -> bool:
    return connection.execute(_ANY_CLASH, {"site_id": site_id}).first() is not None


def note_clashing(connection: Connection, sessions: Collection[SessionId], *, clashes: bool) -> None:
    if sessions:
        connection.execute(update(session).where(session.c.id.in_(list(sessions))).values(clashes=clashes))


def end_clashes(connection: Connection, site_id: SiteId, now: datetime) -> None:
    """What is closed or over clashes with nothing any more."""
    connection.execute(
        update(session)
        .where(
            session.c.site_id == site_id,
            session.c.clashes,
            or_(session.c.status != SessionStatus.OPEN, session.c.ends_at <= now),
        )
        .values(clashes=False)
    )
