"""Sessions of a site: looking them over, closing one, opening it again (E5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.db.booking import session_admin as hosting
from bot.db.booking.bookings import read_bookings_in_session
from bot.db.booking.guides import read_guidings
from bot.db.booking.session_admin import (
    has_sessions_from,
    lock_booked,
    read_applications_in,
    read_closed_reason,
    read_site_sessions,
)
from bot.db.booking.sessions import read_session
from bot.db.booking.waiting import read_waiting_on
from bot.db.catalogue.closures import read_closures
from bot.db.catalogue.schedules import running_schedule_of
from bot.db.engine.locks import lock_programme, lock_sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.takers import Takers, takers_of
from bot.domain.booking.transitions import VISIT_TRANSITIONS, ApplicationEvent, VisitEvent
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.closure import Closure
from bot.domain.desk.views import REASONS_TO_CLOSE, Outcome, SessionEntry, SessionsView, SessionView
from bot.domain.model import (
    ApplicationStatus,
    GroupState,
    HostReason,
    ProgrammeKind,
    Role,
    SessionId,
    SessionStatus,
    SiteId,
)
from bot.domain.placements.application import Application
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.booking import holds
from bot.services.booking.groups import about_question
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.ends import withdraw_on
from bot.services.booking.routes import substitutes
from bot.services.booking.rules import rules_of
from bot.services.booking.transitions import change_visits
from bot.services.catalogue.clashes import clashes_with, refuse_clash, settle_clashes
from bot.services.desk.guides.leaving import let_go_closed
from bot.services.desk.reading import day_entry, day_span, local_today
from bot.services.messages.tell import tell
from bot.services.permissions import answers_at, answers_session
from bot.services.placements.transitions import change_application
from bot.services.transaction import Tx, reads, record, writes

DAYS_SHOWN = 7


@reads(answers_at("site_id"))
def show_sessions(tx: Tx, site_id: SiteId, first: date | None = None) -> SessionsView | Refusal:
    """Sessions of a site on seven days, with what is taken of each.

    ``first``: the first local day, today if not given; the past is not shown.
    """
    site = tx.catalogue.site(site_id)
    today = local_today(site, tx.now)
    wanted = max(first or today, today)
    start, end = day_span(site, wanted, DAYS_SHOWN)
    entries = tuple(
        SessionEntry(each, tx.catalogue.programme(each.programme_id))
        for each in read_site_sessions(tx.connection, site_id, start, end)
    )
    return SessionsView(
        site,
        wanted,
        today,
        entries,
        has_sessions_from(tx.connection, site_id, end),
        tuple(closed_days(tx, site)),
    )


def closed_days(tx: Tx, site: Site) -> list[Closure]:
    """The closed days of a site that are not over."""
    today = local_today(site, tx.now)
    found = read_closures(tx.connection, site.id)
    return [each for each in found if each.is_live and each.last_day >= today]


@reads(answers_session("session_id"))
def show_session(tx: Tx, session_id: SessionId, reason: HostReason | None = None) -> SessionView | Refusal:
    """One session with the groups that have seats in it. ``reason``: with which it is about to be closed."""
    return replace(session_view(tx, session_id), reason=reason)


@writes(answers_session("session_id"))
def close_session(tx: Tx, session_id: SessionId, reason: HostReason) -> SessionView | Refusal:
    """Closes a session with a reason: nobody can book it, who had seats is told and shown alternatives.

    What must hold: it is open and has not begun. All visits in it are cancelled by the host, accepted
    placements are declined, holds end; every seat comes free exactly once.
    """
    if reason not in REASONS_TO_CLOSE:
        return Refusal(Reason.NOT_FOUND)
    lock_booked(tx.connection, session_id)
    return close_locked(tx, session_id, reason)


def close_locked(tx: Tx, session_id: SessionId, reason: HostReason) -> SessionView | Refusal:
    """The same for a session that is locked, with all that is in it (``lock_booked``)."""
    before = session_view(tx, session_id)
    if before.session.status is SessionStatus.CLOSED:
        return replace(before, outcome=Outcome.REPEATED)
    if not hosting.close_session(tx.connection, session_id, reason, tx.now):
        return Refusal(Reason.SESSION_PAST)
    for booking, visit in groups_in(tx, session_id):
        change_visits(tx, booking, [visit], VisitEvent.CLOSE, reason)
    for application in read_applications_in(tx.connection, session_id):
        end_place(tx, application, reason)
    holds.end_on_session(tx, session_id)
    withdraw_on(tx, session_id)
    substitutes.renew_on(tx, session_id)
    let_go_closed(tx, [before.session])
    settle_clashes(tx, before.site.id)
    record_change(tx, before, "session.closed", _closing(before, reason))
    if before.session.group is None or before.session.group.state is not GroupState.CALLED_OFF:
        tell(tx, *about_question(tx, before.session, "closed"))
    after = session_view(tx, session_id)
    return replace(after, groups=before.groups, people=before.people, outcome=Outcome.DONE)


def end_place(tx: Tx, application: Application, reason: HostReason) -> None:
    """Somebody's place in an intake that is closed."""
    if application.status is ApplicationStatus.OFFERED:
        change_application(tx, application, ApplicationEvent.LAPSE)
    else:
        change_application(tx, application, ApplicationEvent.CLOSE, reason=reason)


@writes(answers_session("session_id"))
def reopen_session(tx: Tx, session_id: SessionId) -> SessionView | Refusal:
    """Opens a closed session again, with all its seats, before it begins.

    What must hold: nothing else of the site was opened for that time meanwhile.
    """
    return open_again(tx, session_id)


def open_again(tx: Tx, session_id: SessionId) -> SessionView | Refusal:
    """The same for whoever has asked whether they may."""
    lock_programme(tx.connection, session_view(tx, session_id).programme.id)
    lock_sessions(tx.connection, [session_id])
    before = session_view(tx, session_id)
    session = before.session
    if session.status is SessionStatus.OPEN:
        return replace(before, outcome=Outcome.REPEATED)
    clash = refuse_clash(
        tx, before.programme, before.site, session.starts_at, session.ends_at, but=session_id
    )
    if clash is not None:
        return clash
    if not hosting.reopen_session(tx.connection, session_id, tx.now):
        return Refusal(Reason.SESSION_PAST)
    record_change(tx, before, "session.reopened", _closing(before, None))
    free_seats.seats_came_free(tx, [session_id])
    return replace(session_view(tx, session_id), outcome=Outcome.DONE)


def session_view(tx: Tx, session_id: SessionId) -> SessionView:
    session = read_session(tx.connection, session_id)
    if session is None:
        raise LookupError(f"session {session_id} vanished inside a transaction")
    coming = tuple(day_entry(tx, booking, visit.id) for booking, visit in groups_in(tx, session_id))
    placements = read_applications_in(tx.connection, session_id)
    site, programme = tx.catalogue.site(session.site_id), tx.catalogue.programme(session.programme_id)
    clash = clashes_with(tx, programme, session)
    day = local_day(session.starts_at, ZoneInfo(site.timezone))
    return SessionView(
        site=site,
        programme=programme,
        session=session,
        closed_reason=read_closed_reason(tx.connection, session_id),
        groups=len(coming) + len(placements),
        people=sum(each.visit.seats for each in coming) + len(placements),
        now=tx.now,
        takers=read_takers(tx, session),
        waiting=len(read_waiting_on(tx.connection, session.programme_id, day)),
        by_rule=tx.actor.role_at(site.id) is Role.OWNER
        and programme.kind is not ProgrammeKind.INTERNSHIP
        and running_schedule_of(tx.connection, session_id) is not None,
        coming=coming,
        clash=None if clash is None else SessionEntry(clash, tx.catalogue.programme(clash.programme_id)),
        guide=read_guidings(tx.connection, [session_id]).get(session_id),
    )


def read_takers(tx: Tx, session: SessionFacts) -> Takers:
    """Who can book a session at this moment, by its rules."""
    programme = tx.catalogue.programme(session.programme_id)
    published = programme.id in tx.catalogue.published.programmes
    return takers_of(rules_of(tx, programme), session, tx.now, published=published)


def groups_in(tx: Tx, session_id: SessionId) -> list[tuple[Booking, Visit]]:
    """Visits that a closing would cancel, each with its booking."""
    return [
        (booking, visit)
        for booking in read_bookings_in_session(tx.connection, session_id)
        for visit in booking.visits
        if visit.session_id == session_id and visit.status in VISIT_TRANSITIONS[VisitEvent.CLOSE].before
    ]


def _closing(view: SessionView, reason: HostReason | None) -> Mapping[str, int | str | None]:
    return {"groups": view.groups, "reason": None if reason is None else reason.value}


def record_change(tx: Tx, view: SessionView, action: str, details: Mapping[str, int | str | None]) -> None:
    record(
        tx,
        action,
        "session",
        view.session.id,
        details,
        region_id=view.site.region_id,
        site_id=view.site.id,
    )
