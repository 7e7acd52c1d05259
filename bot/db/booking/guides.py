"""Who leads sessions: stored with the session, changed by guarded updates (E7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update

from bot.db.booking.sessions import FACTS, facts_of
from bot.db.catalogue.clashes import COUNTS_ON_GUIDE
from bot.db.tables import membership, person, programme, session, site, visit
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.views import Guiding
from bot.domain.model import (
    GuideAnyway,
    GuideState,
    PersonId,
    ProgrammeKind,
    RegionId,
    Role,
    SessionId,
    SessionStatus,
    SiteId,
    VisitStatus,
)

NOBODY: dict[str, object] = dict.fromkeys(("guide_id", "guide_state", "guide_asked_at", "guide_anyway"))


def read_guidings(connection: Connection, sessions: Collection[SessionId]) -> dict[SessionId, Guiding]:
    """Who leads each of these sessions, or was asked to; without those that have nobody."""
    if not sessions:
        return {}
    rows = connection.execute(
        select(
            session.c.id,
            session.c.guide_id,
            session.c.guide_state,
            session.c.guide_asked_at,
            session.c.guide_anyway,
            person.c.name,
        )
        .join(person, person.c.id == session.c.guide_id)
        .where(session.c.id.in_(sorted(set(sessions))))
    )
    return {
        SessionId(row.id): Guiding(
            PersonId(row.guide_id), row.name, row.guide_state, row.guide_asked_at, row.guide_anyway
        )
        for row in rows
    }


def set_guide(
    connection: Connection,
    session_id: SessionId,
    *,
    instead_of: datetime | None,
    guide_id: PersonId,
    state: GuideState,
    anyway: GuideAnyway | None,
    now: datetime,
) -> bool:
    """Gives an open session that is ahead to a guide. ``instead_of``: when its present one was asked, None
    where it has none; False: that is another by now, or it is closed or has begun (invariant 5)."""
    given = connection.execute(
        update(session)
        .where(
            session.c.id == session_id,
            session.c.status == SessionStatus.OPEN,
            session.c.starts_at > now,
            session.c.guide_asked_at.is_(None)
            if instead_of is None
            else session.c.guide_asked_at == instead_of,
        )
        .values(guide_id=guide_id, guide_state=state, guide_asked_at=now, guide_anyway=anyway)
    )
    return given.rowcount == 1


def answer(
    connection: Connection,
    session_id: SessionId,
    guide_id: PersonId,
    before: GuideState,
    after: GuideState,
) -> bool:
    """What its guide says of a session, if what they said before is still ``before`` (invariant 5)."""
    answered = connection.execute(
        update(session)
        .where(
            session.c.id == session_id,
            session.c.guide_id == guide_id,
            session.c.guide_state == before,
        )
        .values(guide_state=after)
    )
    return answered.rowcount == 1


def take_guides_off(connection: Connection, sessions: Collection[SessionId]) -> None:
    if sessions:
        connection.execute(update(session).where(session.c.id.in_(sorted(sessions))).values(**NOBODY))


def take_off(connection: Connection, guide_id: PersonId, sessions: Collection[SessionId]) -> set[SessionId]:
    """Has somebody lead these no more; those that they still led (invariant 5)."""
    freed = connection.execute(
        update(session)
        .where(session.c.id.in_(sorted(sessions)), session.c.guide_id == guide_id)
        .values(**NOBODY)
        .returning(session.c.id)
    )
    return {SessionId(each) for each in freed.scalars()}


def ask_anew(connection: Connection, session_id: SessionId, state: GuideState, now: datetime) -> None:
    """The session is another one to its guide: they have to say anew whether they can."""
    connection.execute(
        update(session)
        .where(session.c.id == session_id, session.c.guide_id.is_not(None))
        .values(guide_state=state, guide_asked_at=now, guide_anyway=None)
    )


def read_led(connection: Connection, person_id: PersonId, now: datetime) -> list[SessionFacts]:
    """Open sessions that are not over, which somebody leads or is asked to lead, at all sites, soonest
    first."""
    rows = connection.execute(
        select(*FACTS)
        .where(
            session.c.guide_id == person_id,
            COUNTS_ON_GUIDE,
            session.c.status == SessionStatus.OPEN,
            session.c.ends_at > now,
        )
        .order_by(session.c.starts_at, session.c.id)
    )
    return [facts_of(row) for row in rows]


def find_silent(
    connection: Connection, site_id: SiteId, now: datetime, until: datetime
) -> Sequence[tuple[SessionFacts, str | None]]:
    """Open sessions of a site that begin in (now, until), whose guide was asked and has not answered, with
    the guide's name, soonest first."""
    rows = connection.execute(
        select(*FACTS, person.c.name)
        .join(person, person.c.id == session.c.guide_id)
        .where(
            session.c.site_id == site_id,
            session.c.status == SessionStatus.OPEN,
            session.c.guide_state == GuideState.ASKED,
            session.c.starts_at > now,
            session.c.starts_at < until,
        )
        .order_by(session.c.starts_at, session.c.id)
    )
    return [(facts_of(row), row.name) for row in rows]


def find_unguided(
    connection: Connection, region_id: RegionId, start: datetime, end: datetime
) -> Sequence[tuple[SessionFacts, int, int, PersonId | None]]:
    """Open visits with confirmed groups in [start, end), at sites of a region that have guides, which nobody
    has agreed to lead: with groups, people, and who was asked and has not answered."""
    has_guides = select(membership.c.site_id).where(
        membership.c.site_id.in_(select(site.c.id).where(site.c.region_id == region_id)),
        membership.c.role == Role.GUIDE,
        membership.c.ended_at.is_(None),
    )
    confirmed = (visit.c.session_id == session.c.id, visit.c.status == VisitStatus.CONFIRMED)
    groups = select(func.count()).select_from(visit).where(*confirmed).scalar_subquery()
    people = select(func.sum(visit.c.children + visit.c.adults)).where(*confirmed).scalar_subquery()
    rows = connection.execute(
        select(
            *FACTS,
            groups.label("groups"),
            people.label("people"),
            session.c.guide_id,
            session.c.guide_state,
        )
        .join(programme, programme.c.id == session.c.programme_id)
        .where(
            session.c.site_id.in_(has_guides),
            session.c.status == SessionStatus.OPEN,
            session.c.starts_at >= start,
            session.c.starts_at < end,
            programme.c.kind != ProgrammeKind.INTERNSHIP,
            session.c.guide_state.is_(None) | (session.c.guide_state != GuideState.ACCEPTED),
            exists().where(*confirmed),
        )
        .order_by(session.c.starts_at, session.c.id)
    )
    return [
        (
            facts_of(row),
            int(row.groups),
            int(row.people),
            PersonId(row.guide_id) if row.guide_state is GuideState.ASKED else None,
        )
        for row in rows
    ]
