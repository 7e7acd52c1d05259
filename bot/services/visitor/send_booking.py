"""«Отправить»: a form becomes a booking, exactly once (B3–B6, B13, C1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.bookings import (
    BookingEntry,
    VisitEntry,
    add_booking,
    add_visit,
    count_open_requests,
    find_overlaps,
    is_code_used,
    read_booking,
    read_booking_of_draft,
    set_reference,
)
from bot.db.connection import Connection
from bot.db.drafts import close_draft, read_own_draft
from bot.db.engine import Database
from bot.db.holds import Hold, lock_seats, read_hold, use_hold
from bot.db.locks import lock_person, lock_site
from bot.db.organisations import CardEntry, save_card
from bot.db.outbox import NewMessage, queue
from bot.db.people import update_person
from bot.db.seats import hand_over
from bot.db.sessions import read_sessions
from bot.db.site_states import read_site_state
from bot.domain.access import Actor
from bot.domain.availability import SessionFacts
from bot.domain.booking import Booking
from bot.domain.codes import code_from, reference
from bot.domain.deadlines import answer_due, escalations, expires_at, list_deadline
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Step
from bot.domain.model import (
    Audience,
    BookingId,
    Confirmation,
    DraftId,
    DraftState,
    Publication,
    SessionId,
    VisitStatus,
)
from bot.domain.refusal import OpenBooking, Reason, Refusal
from bot.domain.views import BookingView
from bot.services import notices
from bot.services.visitor.form_seats import hold_parts
from bot.services.visitor.form_view import FormContext, refuse_choice
from bot.services.visitor.my_bookings import sent_view

RandomBytes = Callable[[int], bytes]
CODE_TRIES = 24
CODE_BYTES = 8


def _codes(drawn: bytes) -> Iterator[str]:
    """Arrival codes, each another, out of random bytes; made as they are needed."""
    seen: set[str] = set()
    for start in range(0, len(drawn), CODE_BYTES):
        code = code_from(drawn[start : start + CODE_BYTES])
        if code not in seen:
            seen.add(code)
            yield code


@dataclass(frozen=True, slots=True)
class SendBooking:
    """Makes one booking of a draft, however often and from however many devices it is sent.

    Who may: the person whose draft it is. What must hold: a complete form, consent, at most so many open
    requests, no overlapping visit of the same party, every rule of the sessions at this moment, and seats
    (the draft's hold, or free ones when the hold has run out). Told: the hosts; the leader sees the result.
    """

    db: Database
    clock: Clock
    context: FormContext
    random_bytes: RandomBytes

    async def __call__(self, actor: Actor, draft_id: DraftId) -> BookingView | Refusal:
        now = self.clock.now()
        drawn = self.random_bytes(CODE_BYTES * CODE_TRIES)

        def body(connection: Connection) -> BookingView | Refusal:
            booking = made(connection)
            if isinstance(booking, Refusal):
                return booking
            return sent_view(connection, self.context.content, self.context.limits, booking, now)

        def made(connection: Connection) -> Booking | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is DraftState.SENT:
                sent = read_booking_of_draft(connection, draft_id)
                return sent if sent is not None else Refusal(Reason.NOT_FOUND)
            if draft.state is DraftState.CANCELLED:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            if self.context.step(draft.form, actor) is not Step.SUMMARY:
                return Refusal(Reason.INCOMPLETE, {"draft_id": draft.id})
            return _send(connection, self.context, actor, draft, _codes(drawn), now)

        return await self.db.write(body)


def _send(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    codes: Iterator[str],
    now: datetime,
) -> Booking | Refusal:
    form = draft.form
    session_ids = [part.session_id for part in form.parts]
    # Nobody archives the site, gives away its codes or closes the sessions while this is judged.
    lock_site(connection, context.content.programme(form.programme_id).site_id)
    lock_seats(connection, actor.person_id, session_ids, now)
    sessions = read_sessions(connection, session_ids)
    live = read_hold(connection, draft.id)
    refusal = _refuse(connection, context, actor, draft, sessions, now, held=live is not None)
    if refusal is not None:
        return refusal
    held = _use_hold(connection, context, actor, draft, live, now)
    if isinstance(held, Refusal):
        return held
    if not close_draft(connection, draft.id, DraftState.SENT, now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
    booking_id = _store(connection, context, actor, draft, sessions, held, codes, now)
    booking = read_booking(connection, booking_id)
    if booking is None:
        raise LookupError(f"booking {booking_id} vanished inside its own transaction")
    later = _tell(connection, context, booking, now)
    queue(connection, [*later, notices.news_question(actor.person_id, now)], now)
    return booking


def _refuse(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    sessions: dict[SessionId, SessionFacts],
    now: datetime,
    *,
    held: bool,
) -> Refusal | None:
    """Every rule once more, with the draft's own seats counted as free when they are ``held``."""
    form = draft.form
    programme = context.content.published.programmes.get(form.programme_id)
    if programme is None or read_site_state(connection, programme.site_id) is not Publication.PUBLISHED:
        return Refusal(Reason.NOT_PUBLISHED)
    if actor.blocked:
        return Refusal(Reason.BLOCKED)
    if any(each.confirmation is Confirmation.HOST for each in sessions.values()):
        limit = context.limits.max_open_requests
        if count_open_requests(connection, actor.person_id) >= limit:
            return Refusal(Reason.TOO_MANY_OPEN, {"most": limit})
    refusal = refuse_choice(connection, context, form, sessions, now, held=held)
    if refusal is not None:
        return refusal
    for part in form.parts:
        session = sessions[part.session_id]
        for overlap in find_overlaps(connection, actor.person_id, session.starts_at, session.ends_at):
            if not form.is_class or (overlap.grade, overlap.letter) == (form.grade, form.letter):
                way = OpenBooking(overlap.booking_id, overlap.reference)
                return Refusal(Reason.OVERLAPS, {"reference": overlap.reference}, (way,))
    return None


def _use_hold(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    live: Hold | None,
    now: datetime,
) -> Hold | Refusal:
    """The draft's live hold, used up for this booking; when it has run out the seats are taken again, if they
    are still there."""
    if live is not None and use_hold(connection, live.id):
        return live
    refusal = hold_parts(connection, context, actor, draft, draft.form, now)
    if refusal is not None:
        return Refusal(Reason.HOLD_EXPIRED, {"seats": draft.form.party.seats}, refusal.ways)
    held = read_hold(connection, draft.id)
    if held is None:
        raise LookupError(f"the hold of draft {draft.id} vanished inside its own transaction")
    use_hold(connection, held.id)
    return held


def _store(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    sessions: dict[SessionId, SessionFacts],
    held: Hold,
    codes: Iterator[str],
    now: datetime,
) -> BookingId:
    form = draft.form
    programme = context.content.programme(form.programme_id)
    site = context.content.site(programme.site_id)
    card_id = _keep_card(connection, context, actor, form, now)
    booking_id = add_booking(
        connection,
        BookingEntry(
            region_id=site.region_id,
            person_id=actor.person_id,
            draft_id=draft.id,
            organisation_id=form.organisation_id,
            class_card_id=card_id,
            audience=form.audience or Audience.TOURIST,
            grade=form.grade,
            letter=form.letter,
            party=form.party,
            comment=form.comment,
            leader_name=actor.name,
            leader_phone=actor.phone,
        ),
        now,
    )
    prefix = context.content.region(site.region_id).prefix
    set_reference(connection, booking_id, reference(booking_id, prefix))
    zone, calendar = ZoneInfo(site.timezone), context.content.calendar(site.id)
    first_start = min(each.starts_at for each in sessions.values())
    list_due = list_deadline(
        first_start, zone, calendar, list_lead_working_days=programme.list_lead_working_days
    )
    due = answer_due(
        now,
        first_start,
        zone,
        calendar,
        answer_working_days=context.limits.answer_working_days,
        list_lead_working_days=programme.list_lead_working_days,
    )
    gone = expires_at(
        due, first_start, zone, calendar, list_lead_working_days=programme.list_lead_working_days
    )
    around = timedelta(days=2)
    fresh = (
        code
        for code in codes
        if not is_code_used(connection, site.id, code, first_start - around, first_start + around)
    )
    by_host = any(each.confirmation is Confirmation.HOST for each in sessions.values())
    for position, part in enumerate(form.parts, start=1):
        visit_id = add_visit(
            connection,
            VisitEntry(
                booking_id=booking_id,
                site_id=site.id,
                session_id=part.session_id,
                position=position,
                status=VisitStatus.PENDING if by_host else VisitStatus.CONFIRMED,
                children=part.children,
                adults=part.adults,
                code=next(fresh),
                answer_due_at=due if by_host else None,
                expires_at=gone if by_host else None,
                list_due_at=list_due,
            ),
        )
        if not hand_over(connection, held.id, part, visit_id):
            raise LookupError(f"hold {held.id} has no live claim on session {part.session_id}")
    return booking_id


def _keep_card(
    connection: Connection, context: FormContext, actor: Actor, form: BookingForm, now: datetime
) -> int | None:
    """A class booked once is a card for the next time (B1)."""
    if form.organisation_id is None or not form.is_class or form.youngest_age is None:
        return form.class_card_id
    entry = CardEntry(
        organisation_id=form.organisation_id,
        audience=form.audience or Audience.SCHOOL,
        grade=form.grade,
        letter=form.letter,
        children=form.children,
        adults=form.adults,
        youngest_age=form.youngest_age,
    )
    update_person(connection, actor.person_id, organisation_id=form.organisation_id)
    return save_card(connection, actor.person_id, entry, now, most=context.limits.max_class_cards)


def _tell(connection: Connection, context: FormContext, booking: Booking, now: datetime) -> list[NewMessage]:
    """Tells the site; the leader's and the site's reminders are still to be queued."""
    site = context.content.site(booking.first.site_id)
    if booking.status is VisitStatus.PENDING:
        notices.tell_request(connection, booking, site.id, now)
        moments = escalations(now, ZoneInfo(site.timezone), context.content.calendar(site.id))
        notices.plan_escalations(connection, booking, site.id, moments, now)
        return []
    if booking.first.starts_at - now <= notices.HOST_SOON:
        notices.tell_site(
            connection,
            "host.booked",
            site.id,
            {"booking_id": booking.id, "site_id": site.id},
            key=f"host.booked:{booking.id}:{site.id}",
            now=now,
        )
    return notices.visit_reminders(connection, booking, booking.visits, site.timezone, now)
