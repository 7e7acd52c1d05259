"""What a due message is about, read when it is sent: the present truth, not what was so when queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.applications import read_application
from bot.db.bookings import LIVE, read_booking, read_bookings_at, read_person_names
from bot.db.connection import Connection
from bot.db.deliveries import coordinators_concerned
from bot.db.drafts import read_draft
from bot.db.engine import Database
from bot.db.holds import read_hold
from bot.db.outbox import OutboxMessage, read_sent_message_id
from bot.db.people import read_contact, read_coordinators, read_site_people, was_consent_given
from bot.domain.access import Contact
from bot.domain.application import Application
from bot.domain.booking import Booking, Visit
from bot.domain.catalogue import Site
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm
from bot.domain.local_time import utc_at
from bot.domain.model import (
    ApplicationId,
    BookingId,
    ConsentKind,
    DraftId,
    PersonId,
    SiteId,
    VisitId,
)
from bot.domain.refusal import OtherSession
from bot.domain.views import MessageView, Payload
from bot.services import notices
from bot.services.visitor.application_reading import read_wanted
from bot.services.visitor.form_view import FormContext, form_again, nearest, read_days


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """Loads the view of a claimed outbox row; None when it is not for its reader any more.

    A row can wait, and meanwhile its reader's role can end, or what it asks be answered elsewhere.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, message: OutboxMessage) -> MessageView | None:
        now = self.clock.now()

        def body(connection: Connection) -> MessageView | None:
            view = _read(connection, self.context, message, now)
            return view if _is_for_reader(connection, view) else None

        return await self.db.read(body)


def _is_for_reader(connection: Connection, view: MessageView) -> bool:
    """Whether the reader still has the role for which the message was written; visitors read of their own,
    and are not asked for what they have answered."""
    if view.kind == "news.ask":
        return not was_consent_given(connection, view.recipient_id, ConsentKind.NEWS)
    if view.kind in notices.TO_HOSTS:
        if view.site is None:
            return False
        return view.recipient_id in read_site_people(connection, view.site.id, notices.TO_HOSTS[view.kind])
    if view.kind.startswith("region.") and view.site is not None:
        return view.recipient_id in read_coordinators(connection, view.site.region_id)
    if view.kind == "person.unreachable":
        return view.contact is not None and view.recipient_id in coordinators_concerned(
            connection, view.contact.person_id
        )
    return True


REFUSING = frozenset({"booking.declined", "booking.expired", "booking.closed"})
"""Kinds that say no, and so say what is possible instead."""


def _alternatives(
    connection: Connection, context: FormContext, booking: Booking | None, now: datetime
) -> tuple[OtherSession, ...]:
    """Up to three other choices for the same party at the same programme, near the day it wanted."""
    if booking is None or booking.first.programme_id not in context.content.published.programmes:
        return ()
    form = form_again(booking)
    rules = context.rules(context.content.programme(form.programme_id))
    days = read_days(connection, context, form, now)
    around = rules.local_day(max(booking.first.starts_at, now))
    return nearest(days, rules, around, but=[each.session_id for each in booking.visits])


def _number(payload: Payload, name: str) -> int | None:
    value = payload.get(name)
    return value if isinstance(value, int) else None


def _read(connection: Connection, context: FormContext, message: OutboxMessage, now: datetime) -> MessageView:
    content = context.content
    payload = message.payload
    booking: Booking | None = None
    visit: Visit | None = None
    site: Site | None = None
    application: Application | None = None
    if (booking_id := _number(payload, "booking_id")) is not None:
        booking = read_booking(connection, BookingId(booking_id))
    if booking is not None and (visit_id := _number(payload, "visit_id")) is not None:
        visit = next((each for each in booking.visits if each.id == VisitId(visit_id)), None)
    if (application_id := _number(payload, "application_id")) is not None:
        application = read_application(connection, ApplicationId(application_id))
    site_id = _number(payload, "site_id")
    if site_id is None and visit is not None:
        site_id = visit.site_id
    if site_id is None and application is not None:
        site_id = application.site_id
    if site_id is not None:
        site = content.site(SiteId(site_id))
    day = payload.get("day")
    bookings: tuple[Booking, ...] = ()
    on: date | None = None
    if isinstance(day, str) and site is not None:
        on = date.fromisoformat(day)
        zone = ZoneInfo(site.timezone)
        start = utc_at(on, datetime.min.time(), zone)
        end = utc_at(on + timedelta(days=1), datetime.min.time(), zone)
        bookings = tuple(read_bookings_at(connection, [site.id], start, end, LIVE))
    draft: Draft[BookingForm] | None = None
    held_until: datetime | None = None
    if (draft_id := _number(payload, "draft_id")) is not None:
        found = read_draft(connection, DraftId(draft_id))
        if found is not None and isinstance(found.form, BookingForm):
            draft = Draft(
                found.id,
                found.person_id,
                found.state,
                found.question,
                found.form,
                found.version,
                found.updated_at,
            )
            held = read_hold(connection, found.id)
            held_until = held.expires_at if held is not None and held.expires_at > now else None
            site = content.site(content.programme(found.form.programme_id).site_id)
    deciders = {each.decided_by for each in booking.visits} if booking is not None else set()
    if application is not None:
        deciders.add(application.decided_by)
    contact: Contact | None = None
    if (person_id := _number(payload, "person_id")) is not None:
        contact = read_contact(connection, PersonId(person_id))
    notice = payload.get("notice")
    return MessageView(
        kind=message.kind,
        payload=payload,
        recipient_id=message.recipient_id,
        now=now,
        booking=booking,
        visit=visit,
        site=site,
        programmes=content.everything.programmes,
        application=application,
        intakes=() if application is None else read_wanted(connection, application),
        draft=draft,
        held_until=held_until,
        names=read_person_names(connection, {each for each in deciders if each is not None}),
        contact=contact,
        day=on,
        bookings=bookings,
        alternatives=_alternatives(connection, context, booking, now) if message.kind in REFUSING else (),
        edits=read_sent_message_id(connection, notice) if isinstance(notice, str) else None,
    )
