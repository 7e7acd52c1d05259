"""What several use cases and messages read of guides alike (E7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.db.booking.bookings import read_bookings_in_sessions
from bot.db.booking.guides import read_guidings
from bot.db.booking.sessions import read_session
from bot.db.people.members import read_members
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.guides import LEADING, Candidate, GuidesView, LedSession
from bot.domain.desk.views import DayEntry, Guiding, Member, SessionEntry
from bot.domain.model import GuideState, Role, SessionId, SessionStatus, VisitStatus
from bot.services.catalogue.clashes import find_clash_of_guide
from bot.services.desk.reading import day_entry
from bot.services.transaction import Tx

COMING = frozenset({VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.PENDING})
"""States of visits with which a guide has to reckon."""


def guides_view(tx: Tx, session_id: SessionId) -> GuidesView | None:
    """A session with everybody who could lead it, guides first; None: there is no such session."""
    session = read_session(tx.connection, session_id)
    if session is None:
        return None
    site, programme = tx.catalogue.site(session.site_id), tx.catalogue.programme(session.programme_id)
    guide = read_guidings(tx.connection, [session_id]).get(session_id)
    members = sorted(
        (each for each in read_members(tx.connection, site.id) if each.role in LEADING),
        key=lambda each: LEADING.index(each.role),
    )

    def candidate(member: Member) -> Candidate:
        near = find_clash_of_guide(tx, member.person_id, programme, session)
        is_declined = guide is not None and guide.state is GuideState.DECLINED
        declined = is_declined and guide is not None and guide.person_id == member.person_id
        if near is None:
            return Candidate(member, declined=declined)
        there = near[0]
        elsewhere = None if there.site_id == site.id else tx.catalogue.site(there.site_id)
        busy = SessionEntry(there, tx.catalogue.programme(there.programme_id))
        return Candidate(member, busy, elsewhere, declined)

    return GuidesView(
        site=site,
        programme=programme,
        session=session,
        guide=guide,
        candidates=tuple(map(candidate, members)),
        now=tx.now,
        may_override=tx.actor.role_at(site.id) is Role.OWNER,
    )


def led_session(
    tx: Tx, session_id: SessionId, guide: Guiding, *, was: datetime | None = None
) -> LedSession | None:
    """A session as its guide sees it; None: it is closed, or there is none."""
    session = read_session(tx.connection, session_id)
    if session is None or session.status is not SessionStatus.OPEN:
        return None
    (shown,) = led_sessions(tx, [session], {session_id: guide}, was=was)
    return shown


def led_sessions(
    tx: Tx,
    sessions: Sequence[SessionFacts],
    guides: Mapping[SessionId, Guiding],
    *,
    was: datetime | None = None,
) -> tuple[LedSession, ...]:
    """Open sessions as their guides see them, in the same order, with who comes: however many they are, the
    bookings are read at once."""
    coming: dict[SessionId, list[DayEntry]] = {each.id: [] for each in sessions}
    for booking in read_bookings_in_sessions(tx.connection, list(coming)):
        for visit in booking.visits:
            if visit.session_id in coming and visit.status in COMING:
                coming[visit.session_id].append(day_entry(tx, booking, visit.id))
    return tuple(
        LedSession(
            site=tx.catalogue.site(session.site_id),
            programme=tx.catalogue.programme(session.programme_id),
            session=session,
            state=guides[session.id].state,
            anyway=guides[session.id].anyway,
            coming=tuple(coming[session.id]),
            now=tx.now,
            asked_at=guides[session.id].asked_at,
            was=was,
        )
        for session in sessions
    )
