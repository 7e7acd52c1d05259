"""What several use cases of hosts read alike, with the connection of their transaction."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.applications import read_application
from bot.db.bookings import read_booking, read_booking_of_visit, read_person_names
from bot.db.connection import Connection
from bot.db.sessions import read_sessions
from bot.domain.access import Actor
from bot.domain.booking import Booking, Visit
from bot.domain.catalogue import Site
from bot.domain.host_views import (
    NO_SHOW_AFTER,
    ApplicationView,
    Outcome,
    RequestView,
    VisitView,
    last_mark_day,
)
from bot.domain.local_time import local_day, utc_at
from bot.domain.model import ApplicationId, BookingId, DraftId, Role, SiteId, VisitId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content

AT_THE_GATE = (VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW)
"""States of visits that somebody at the gate has to do with."""


def day_span(site: Site, day: date, days: int = 1) -> tuple[datetime, datetime]:
    """UTC moments at which local days of a site begin and end."""
    zone = ZoneInfo(site.timezone)
    return utc_at(day, time(0), zone), utc_at(day + timedelta(days=days), time(0), zone)


def local_today(site: Site, now: datetime) -> date:
    return local_day(now, ZoneInfo(site.timezone))


def find_request(
    connection: Connection, content: Content, actor: Actor, booking_id: BookingId, site_id: SiteId
) -> tuple[Booking, Site] | Refusal:
    """A booking with visits at a site whose requests the actor answers.

    Here and below, what does not exist is refused to others like what does: a guessed id tells nothing.
    """
    site = content.everything.sites.get(site_id)
    if site is None or not actor.may_answer(site_id):
        return Refusal(Reason.NOT_ALLOWED)
    booking = read_booking(connection, booking_id)
    if booking is None or not booking.at(site_id):
        return Refusal(Reason.NOT_FOUND)
    return booking, site


def request_view(
    connection: Connection,
    content: Content,
    booking: Booking,
    site: Site,
    now: datetime,
    outcome: Outcome = Outcome.SHOWN,
) -> RequestView:
    deciders = {each.decided_by for each in booking.at(site.id) if each.decided_by is not None}
    return RequestView(
        booking=booking,
        site=site,
        programmes=content.everything.programmes,
        names=read_person_names(connection, deciders),
        now=now,
        outcome=outcome,
    )


def application_view(
    connection: Connection,
    content: Content,
    actor: Actor,
    application_id: ApplicationId,
    now: datetime,
    outcome: Outcome = Outcome.SHOWN,
) -> ApplicationView | Refusal:
    application = read_application(connection, application_id)
    if application is None or not actor.may_answer(application.site_id):
        return Refusal(Reason.NOT_ALLOWED)
    wanted = [application.entry.first_session_id]
    if application.entry.second_session_id is not None:
        wanted.append(application.entry.second_session_id)
    sessions = read_sessions(connection, wanted)
    deciders = [] if application.decided_by is None else [application.decided_by]
    return ApplicationView(
        application=application,
        site=content.site(application.site_id),
        programme=content.programme(application.entry.programme_id),
        intakes=tuple(sessions[each] for each in wanted),
        names=read_person_names(connection, deciders),
        now=now,
        outcome=outcome,
    )


def find_visit(
    connection: Connection, content: Content, actor: Actor, visit_id: VisitId
) -> tuple[Booking, Visit, Site, Role] | Refusal:
    """A visit at a site where the actor works."""
    booking = read_booking_of_visit(connection, visit_id)
    if booking is None:
        return Refusal(Reason.NOT_ALLOWED)
    visit = next(each for each in booking.visits if each.id == visit_id)
    role = actor.role_at(visit.site_id)
    if role is None or not actor.may_mark_arrival(visit.site_id):
        return Refusal(Reason.NOT_ALLOWED)
    return booking, visit, content.site(visit.site_id), role


def visit_view(
    content: Content,
    actor: Actor,
    booking: Booking,
    visit: Visit,
    now: datetime,
    *,
    outcome: Outcome = Outcome.SHOWN,
    asked_count: DraftId | None = None,
) -> VisitView:
    """The group with what the actor may do with it; whether it may be seen is the caller's."""
    site = content.site(visit.site_id)
    today = local_today(site, now)
    role = actor.role_at(site.id) or Role.GUARD
    day = local_day(visit.starts_at, ZoneInfo(site.timezone))
    in_time = day <= today <= last_mark_day(day, role)
    answers = actor.may_answer(site.id)
    missed = visit.status is VisitStatus.NO_SHOW
    return VisitView(
        site=site,
        programme=content.programme(visit.programme_id),
        booking=booking,
        visit=visit,
        role=role,
        today=today,
        now=now,
        may_mark=in_time and visit.status in AT_THE_GATE,
        may_miss=(
            in_time
            and answers
            and visit.status is VisitStatus.CONFIRMED
            and now >= visit.starts_at + NO_SHOW_AFTER
        ),
        may_undo=in_time and (visit.status is VisitStatus.ARRIVED or (missed and answers)),
        outcome=outcome,
        asked_count=asked_count,
    )
