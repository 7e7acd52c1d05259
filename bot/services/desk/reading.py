"""What several use cases of a site's desk read alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import (
    read_booking,
    read_booking_of_draft,
    read_booking_of_visit,
    read_bookings_at,
    read_person_names,
)
from bot.db.booking.duties import read_duties
from bot.db.booking.enquiries import read_enquiries_about
from bot.db.booking.guides import read_guidings
from bot.db.booking.offers import read_offers_of
from bot.db.people.members import read_site_people
from bot.domain.booking.booking import NO_SHOW_AFTER, Booking, Visit
from bot.domain.booking.duties import Duty
from bot.domain.booking.offers.offer import Offer
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import (
    DayEntry,
    DayView,
    Outcome,
    QueueEntry,
    RequestView,
    VisitView,
    is_awaited,
    last_mark_day,
)
from bot.domain.model import (
    BookingId,
    HostReason,
    OfferPurpose,
    OfferState,
    ProgrammeKind,
    Role,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.papers.review import last_review_day
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.services.desk.background import read_background
from bot.services.transaction import Tx

AT_THE_GATE = (VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW)
"""States of visits that somebody at the gate has to do with."""


def day_span(site: Site, day: date, days: int = 1) -> tuple[datetime, datetime]:
    """UTC moments at which local days of a site begin and end."""
    zone = ZoneInfo(site.timezone)
    return utc_at(day, time(0), zone), utc_at(day + timedelta(days=days), time(0), zone)


def local_today(site: Site, now: datetime) -> date:
    return local_day(now, ZoneInfo(site.timezone))


def day_view(tx: Tx, site: Site, day: date, role: Role, shown: Collection[VisitStatus]) -> DayView:
    """Groups of a site on a local day that are in one of these states, as somebody of this role sees them."""
    start, end = day_span(site, day)
    entries = [
        day_entry(tx, booking, visit.id)
        for booking in read_bookings_at(tx.connection, [site.id], start, end, shown)
        for visit in booking.at(site.id)
        if visit.status in shown and start <= visit.starts_at < end
    ]
    entries.sort(key=lambda each: (each.visit.starts_at, each.visit.id))
    led = read_guidings(tx.connection, [each.visit.session_id for each in entries])
    return DayView(
        site,
        day,
        local_today(site, tx.now),
        role,
        tuple(replace(each, guide=led.get(each.visit.session_id)) for each in entries),
        tx.now,
        has_guides=bool(read_site_people(tx.connection, site.id, [Role.GUIDE])),
    )


def day_entry(tx: Tx, booking: Booking, visit_id: VisitId) -> DayEntry:
    """One of a booking's visits as lists of groups show it."""
    visit = next(each for each in booking.visits if each.id == visit_id)
    return DayEntry(booking, visit, tx.catalogue.programme(visit.programme_id))


def find_request(tx: Tx, booking_id: BookingId, site_id: SiteId) -> Booking | None:
    """A booking with visits at the site."""
    booking = read_booking(tx.connection, booking_id)
    return None if booking is None or not booking.at(site_id) else booking


def request_view(tx: Tx, booking: Booking, site_id: SiteId, outcome: Outcome = Outcome.SHOWN) -> RequestView:
    """A booking as one of its sites sees it, with whoever decided it."""
    deciders = {each.decided_by for each in booking.at(site_id) if each.decided_by is not None}
    site = tx.catalogue.site(site_id)
    return RequestView(
        booking=booking,
        site=site,
        programmes=tx.catalogue.everything.programmes,
        names=read_person_names(tx.connection, deciders),
        now=tx.now,
        outcome=outcome,
        duties=duties_at_site(tx, booking, site_id),
        background=read_background(tx, booking, site),
        enquiries=tuple(
            each
            for each in read_enquiries_about(tx.connection, [booking.id]).get(booking.id, ())
            if each.site_id == site_id
        ),
        route=None if booking.route_id is None else tx.catalogue.route(booking.route_id),
        proposed=(proposed := _proposed(tx, booking, site_id)),
        taken_as=None if proposed is None else _taken_as(tx, proposed),
    )


def _proposed(tx: Tx, booking: Booking, site_id: SiteId) -> Offer | None:
    """The other times that a site has named instead of those that were asked for."""
    said = {each.reason for each in booking.at(site_id) if each.status is VisitStatus.DECLINED}
    if HostReason.ANOTHER_TIME.value not in said:
        return None
    found = read_offers_of(tx.connection, booking.id)
    return next((each for each in reversed(found) if each.purpose is OfferPurpose.ANOTHER_DATE), None)


def _taken_as(tx: Tx, offer: Offer) -> str | None:
    if offer.state is not OfferState.TAKEN:
        return None
    booking = read_booking_of_draft(tx.connection, offer.draft_id)
    return None if booking is None else booking.reference


def duties_at_site(tx: Tx, booking: Booking, site_id: SiteId) -> tuple[Duty, ...]:
    """What is to be done for a class at a site, and what is done."""
    found = read_duties(tx.connection, booking.id) if booking.is_organised else ()
    return tuple(each for each in found if each.site_id == site_id)


def awaited_at(tx: Tx, booking: Booking, site_id: SiteId) -> tuple[Visit, ...]:
    """The visits that the site can still answer."""
    return tuple(each for each in booking.at(site_id) if is_awaited(each, tx.now))


def queued_request(tx: Tx, booking: Booking, site_id: SiteId) -> QueueEntry | None:
    """A request that awaits the site's answer; None: it awaits none any more."""
    awaited = awaited_at(tx, booking, site_id)
    if not awaited:
        return None
    due = min(each.answer_due_at or each.starts_at for each in awaited)
    programme = tx.catalogue.programme(awaited[0].programme_id)
    return QueueEntry(tx.catalogue.site(site_id), programme, booking.created_at, due, booking=booking)


def find_visit(tx: Tx, visit_id: VisitId) -> tuple[Booking, Visit] | Refusal:
    """A visit at a site where the actor works. What does not exist is refused to others like what does: a
    guessed id tells nothing."""
    booking = read_booking_of_visit(tx.connection, visit_id)
    if booking is None:
        return Refusal(Reason.NOT_ALLOWED)
    visit = next(each for each in booking.visits if each.id == visit_id)
    if not tx.actor.may_mark_arrival(visit.site_id):
        return Refusal(Reason.NOT_ALLOWED)
    return booking, visit


def is_missing(visit: Visit, now: datetime) -> bool:
    """Whether a group should have been there for a while, and nobody has said what became of it."""
    due = visit.starts_at + NO_SHOW_AFTER <= now < visit.ends_at
    return due and visit.status is VisitStatus.CONFIRMED


def visit_view(tx: Tx, booking: Booking, visit: Visit, outcome: Outcome = Outcome.SHOWN) -> VisitView:
    """The group with what the actor may do with it; whether it may be seen is the caller's."""
    site = tx.catalogue.site(visit.site_id)
    today = local_today(site, tx.now)
    role = tx.actor.role_at(site.id) or Role.GUARD
    day = local_day(visit.starts_at, ZoneInfo(site.timezone))
    in_time = day <= today <= last_mark_day(day, role)
    answers = tx.actor.may_answer(site.id)
    missed = visit.status is VisitStatus.NO_SHOW
    markers = () if visit.marked_by is None else (visit.marked_by,)
    return VisitView(
        site=site,
        programme=tx.catalogue.programme(visit.programme_id),
        booking=booking,
        visit=visit,
        role=role,
        today=today,
        now=tx.now,
        may_mark=in_time and visit.status in AT_THE_GATE,
        may_miss=(
            in_time
            and answers
            and visit.status is VisitStatus.CONFIRMED
            and tx.now >= visit.starts_at + NO_SHOW_AFTER
        ),
        may_ask=visit.asked_at is None and is_missing(visit, tx.now),
        may_review=(
            tx.actor.may_review(site.id)
            and visit.status is VisitStatus.ARRIVED
            and visit.ends_at <= tx.now
            and tx.catalogue.programme(visit.programme_id).kind is ProgrammeKind.TRIAL
            and today <= last_review_day(visit, site.timezone)
        ),
        may_undo=in_time and (visit.status is VisitStatus.ARRIVED or (missed and answers)),
        duties=duties_at_site(tx, booking, site.id),
        marked_by=next(iter(read_person_names(tx.connection, markers).values()), None),
        outcome=outcome,
    )
