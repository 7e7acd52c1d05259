"""Sessions of a site: looking them over, closing one, opening it again (E5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.applications import decide_application
from bot.db.audit import record
from bot.db.bookings import move_visits, read_booking, read_bookings_in_session
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.hosting import (
    close_session,
    end_holds_on,
    find_overlapping,
    has_sessions_from,
    lock_booked,
    read_accepted_in,
    read_closed_reason,
    read_site_sessions,
    reopen_session,
)
from bot.db.locks import lock_programme, lock_sessions
from bot.db.seats import ForApplication, ForVisit, release
from bot.db.sessions import read_session
from bot.domain.access import Actor
from bot.domain.application import Application
from bot.domain.availability import SessionFacts
from bot.domain.booking import Booking, Visit
from bot.domain.catalogue import Site
from bot.domain.host_views import (
    REASONS_TO_CLOSE,
    Outcome,
    SessionEntry,
    SessionsView,
    SessionView,
)
from bot.domain.model import (
    ApplicationStatus,
    HostReason,
    ProgrammeId,
    SessionId,
    SessionStatus,
    SiteId,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.services import notices
from bot.services.content import Content
from bot.services.host.applications import tell_applicant
from bot.services.host.reading import day_span, local_today
from bot.services.host.requests import withdraw_escalations

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class ShowSessions:
    """Sessions of a site on seven days, with what is taken of each. Who may: owners and staff."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, site_id: SiteId, first: date | None = None
    ) -> SessionsView | Refusal:
        """``first``: the first local day, today if not given; the past is not shown."""
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.may_answer(site_id):
            return Refusal(Reason.NOT_ALLOWED)
        today = local_today(site, self.clock.now())
        wanted = max(first or today, today)
        start, end = day_span(site, wanted, DAYS_SHOWN)

        def body(connection: Connection) -> tuple[list[SessionFacts], bool]:
            found = read_site_sessions(connection, site_id, start, end)
            return found, has_sessions_from(connection, site_id, end)

        sessions, more = await self.db.read(body)
        entries = tuple(SessionEntry(each, self.content.programme(each.programme_id)) for each in sessions)
        return SessionsView(site, wanted, today, entries, more)


def _find(
    connection: Connection, content: Content, actor: Actor, session_id: SessionId, now: datetime
) -> SessionView | Refusal:
    facts = read_session(connection, session_id)
    if facts is None or not actor.may_answer(facts.site_id):
        return Refusal(Reason.NOT_ALLOWED)
    groups = [visit for _, visit in _groups_in(connection, session_id)]
    placements = read_accepted_in(connection, session_id)
    return SessionView(
        site=content.site(facts.site_id),
        programme=content.programme(facts.programme_id),
        session=facts,
        closed_reason=read_closed_reason(connection, session_id),
        groups=len(groups) + len(placements),
        people=sum(each.seats for each in groups) + len(placements),
        now=now,
    )


def _groups_in(connection: Connection, session_id: SessionId) -> list[tuple[Booking, Visit]]:
    """Visits that a closing would cancel, each with its booking."""
    return [
        (booking, visit)
        for booking in read_bookings_in_session(connection, session_id)
        for visit in booking.visits
        if visit.session_id == session_id and visit.status in {VisitStatus.PENDING, VisitStatus.CONFIRMED}
    ]


@dataclass(frozen=True, slots=True)
class ShowSession:
    """One session with the groups that have seats in it. Who may: owners and staff."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, session_id: SessionId, reason: HostReason | None = None
    ) -> SessionView | Refusal:
        """``reason``: the one with which it is about to be closed."""
        now = self.clock.now()
        view = await self.db.read(lambda connection: _find(connection, self.content, actor, session_id, now))
        return view if isinstance(view, Refusal) else replace(view, reason=reason)


@dataclass(frozen=True, slots=True)
class CloseSession:
    """Closes a session with a reason: nobody can book it, who had seats is told and shown alternatives.

    Who may: owners and staff. What must hold: it is open and has not begun. All visits in it are cancelled
    by the host, accepted placements are declined, holds end; every seat comes free exactly once.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, session_id: SessionId, reason: HostReason
    ) -> SessionView | Refusal:
        now = self.clock.now()
        if reason not in REASONS_TO_CLOSE:
            return Refusal(Reason.NOT_FOUND)

        def body(connection: Connection) -> SessionView | Refusal:
            lock_booked(connection, session_id)
            before = _find(connection, self.content, actor, session_id, now)
            if isinstance(before, Refusal):
                return before
            if before.session.status is SessionStatus.CLOSED:
                return replace(before, outcome=Outcome.REPEATED)
            if not close_session(connection, session_id, reason, now):
                return Refusal(Reason.SESSION_PAST)
            groups = _groups_in(connection, session_id)
            placements = read_accepted_in(connection, session_id)
            _cancel_groups(connection, actor, groups, reason, now)
            _decline_placements(connection, actor, placements, reason, now)
            end_holds_on(connection, session_id, now)
            _record(connection, actor, before, "session.closed", reason, now)
            after = _find(connection, self.content, actor, session_id, now)
            if isinstance(after, Refusal):
                return after
            return replace(after, groups=before.groups, people=before.people, outcome=Outcome.DONE)

        return await self.db.write(body)


def refuse_overlap(
    connection: Connection, programme_id: ProgrammeId, site: Site, starts_at: datetime, ends_at: datetime
) -> Refusal | None:
    """A programme has one group at a time. Lock the programme first (``bot.db.locks``)."""
    there = find_overlapping(connection, programme_id, starts_at, ends_at)
    if there is None:
        return None
    begins = there.starts_at.astimezone(ZoneInfo(site.timezone))
    return Refusal(
        Reason.SESSION_OVERLAPS,
        {"session_id": there.id, "day": begins.date(), "time": f"{begins:%H:%M}"},
    )


def _cancel_groups(
    connection: Connection,
    actor: Actor,
    groups: Sequence[tuple[Booking, Visit]],
    reason: HostReason,
    now: datetime,
) -> None:
    for booking, visit in groups:
        moved = move_visits(
            connection,
            [visit.id],
            {VisitStatus.PENDING, VisitStatus.CONFIRMED},
            VisitStatus.CANCELLED_BY_HOST,
            now=now,
            by=actor.person_id,
            reason=reason.value,
        )
        if moved != 1:
            continue
        release(connection, ForVisit(visit.id), now)
        after = read_booking(connection, booking.id)
        if after is None:
            raise LookupError(f"booking {booking.id} vanished inside a transaction")
        if not notices.is_awaited(after, visit.site_id):
            withdraw_escalations(connection, booking.id, visit.site_id)
        # One message for each closed part, so the part gives the message its key.
        part = replace(after, visits=tuple(each for each in after.visits if each.id == visit.id))
        notices.tell_leader(connection, "booking.closed", part, visit.site_id, now)
        notices.tell_request_changed(connection, booking.id, visit.site_id, now, change=f"closed-{visit.id}")


def _decline_placements(
    connection: Connection,
    actor: Actor,
    placements: Sequence[Application],
    reason: HostReason,
    now: datetime,
) -> None:
    for application in placements:
        declined = decide_application(
            connection,
            application.id,
            {ApplicationStatus.ACCEPTED},
            ApplicationStatus.DECLINED,
            by=actor.person_id,
            now=now,
            reason=reason.value,
        )
        if declined:
            release(connection, ForApplication(application.id), now)
            tell_applicant(connection, application, ApplicationStatus.DECLINED, now)


def _record(
    connection: Connection,
    actor: Actor,
    view: SessionView,
    action: str,
    reason: HostReason | None,
    now: datetime,
) -> None:
    record(
        connection,
        actor.person_id,
        action,
        "session",
        view.session.id,
        {"groups": view.groups, "reason": None if reason is None else reason.value},
        region_id=view.site.region_id,
        site_id=view.site.id,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class ReopenSession:
    """Opens a closed session again, with all its seats. Who may: owners and staff, before it begins.

    What must hold: nothing else of the programme was opened for that time meanwhile.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, session_id: SessionId) -> SessionView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> SessionView | Refusal:
            before = _find(connection, self.content, actor, session_id, now)
            if isinstance(before, Refusal):
                return before
            lock_programme(connection, before.programme.id)
            lock_sessions(connection, [session_id])
            before = _find(connection, self.content, actor, session_id, now)
            if isinstance(before, Refusal):
                return before
            if before.session.status is SessionStatus.OPEN:
                return replace(before, outcome=Outcome.REPEATED)
            session = before.session
            overlaps = refuse_overlap(
                connection, session.programme_id, before.site, session.starts_at, session.ends_at
            )
            if overlaps is not None:
                return overlaps
            if not reopen_session(connection, session_id, now):
                return Refusal(Reason.SESSION_PAST)
            _record(connection, actor, before, "session.reopened", None, now)
            after = _find(connection, self.content, actor, session_id, now)
            return after if isinstance(after, Refusal) else replace(after, outcome=Outcome.DONE)

        return await self.db.write(body)
