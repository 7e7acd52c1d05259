"""Moving a booking to another time: the old place is kept until the new one is granted (B9)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.booking import offers as store
from bot.db.booking.bookings import read_booking
from bot.db.booking.drafts import read_open_draft
from bot.db.booking.holds import lock_and_read_seats, use_hold_of
from bot.db.booking.seats import ForHold, ForOffer
from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_booking, lock_person, lock_sessions, share_site
from bot.domain.booking.availability import Option
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.no_shows import asks_host
from bot.domain.booking.offers.offer import OfferEvent, Terms
from bot.domain.booking.offers.views import OfferView
from bot.domain.booking.views import BookingView
from bot.domain.forms import BookingForm
from bot.domain.model import (
    BookingId,
    OfferId,
    OfferPurpose,
    OfferState,
    Publication,
    VisitStatus,
)
from bot.domain.refusal import OpenBooking, Reason, Refusal
from bot.services.booking import holds
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.send import hold_again
from bot.services.booking.form.view import form_of, refuse_choice
from bot.services.booking.mine import changed_view, find_booking
from bot.services.booking.no_shows import form_waits_by_no_shows
from bot.services.booking.offers.ends import about_end, end_offers, record_event, withdraw_moves
from bot.services.booking.offers.making import make_offer
from bot.services.booking.offers.reading import asked_to_move, offer_view
from bot.services.booking.placing import answer_times
from bot.services.booking.rules import asking_of, nothing_ahead, rules_of
from bot.services.booking.transitions import move_to
from bot.services.forms.engine import Asking, At, begin, present
from bot.services.messages.booking.bookings import HOST_SOON, VisitorsMoved
from bot.services.messages.booking.forms import tell_end
from bot.services.messages.booking.offers import MoveUnanswered, OfferGranted
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.permissions import NOT_BLOCKED, answers_offer, leads
from bot.services.transaction import Tx, reads, writes


def movable(tx: Tx, booking: Booking) -> tuple[Visit, ...]:
    """The visits that can go to another time together: ahead, of one programme."""
    ahead = booking.ahead(tx.now)
    return tuple(each for each in ahead if each.programme_id == ahead[0].programme_id)


@writes(leads("booking_id"), NOT_BLOCKED)
def start_move(tx: Tx, booking_id: BookingId) -> Asking | OfferView | Refusal:
    """«Перенести»: the form of the booking at its calendar; what was asked for already is shown instead."""
    lock_person(tx.connection, tx.actor.person_id)
    asked = asked_to_move(tx, booking_id)
    if asked is not None:
        return asked
    booking = find_booking(tx, booking_id)
    visits = movable(tx, booking)
    if not visits:
        return nothing_ahead(booking)
    if booking.route_id is not None:
        # Each of its sites would have to agree to the same day: it is booked anew beside the old one.
        return Refusal(Reason.ROUTE_NOT_MOVED, {}, (OpenBooking(booking.id, booking.reference),))
    programme = tx.catalogue.published.programmes.get(visits[0].programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    old = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    if old is not None and old.form.moves == booking_id:
        return present(tx, old)
    if old is not None:
        holds.give_back(tx, old.id)
    children, adults = sum(each.children for each in visits), sum(each.adults for each in visits)
    form = form_of(booking, visits[0].programme_id, children, adults)
    return begin(tx, replace(form, moves=booking.id))


def send_move(at: At[BookingForm]) -> BookingView | OfferView | Refusal:
    """Moves at once where nobody has to agree: guests who book by themselves, and requests without an answer,
    which ask for the other time from now on. Else the seats are kept, and the site is asked; the booking
    stays as it is until it agrees."""
    tx, draft, form = at.tx, at.draft, at.form
    if form.moves is None:
        raise ValueError("a form that moves nothing is sent otherwise")
    lock_person(tx.connection, tx.actor.person_id)
    state = share_site(tx.connection, tx.catalogue.programme(form.programme_id).site_id)
    if state is not Publication.PUBLISHED:
        return Refusal(Reason.NOT_PUBLISHED)
    lock_booking(tx.connection, form.moves)
    booking = find_booking(tx, form.moves)
    visits = movable(tx, booking)
    if booking.person_id != tx.actor.person_id or not visits:
        return nothing_ahead(booking)
    old = [each.session_id for each in visits]
    session_ids = [part.session_id for part in form.parts]
    lock_sessions(tx.connection, [*old, *session_ids])
    sessions = lock_and_read_seats(tx.connection, tx.actor.person_id, session_ids, tx.now)
    live = use_hold_of(tx.connection, draft.id)
    refusal = refuse_choice(tx, form, sessions, held=live is not None) or refuse_overlap(
        tx, form, [sessions[each] for each in session_ids], booking.person_id
    )
    if refusal is not None:
        return refusal
    held = live or hold_again(tx, draft)
    if isinstance(held, Refusal):
        return held
    pending = any(each.status is VisitStatus.PENDING for each in visits)
    chosen = list(sessions.values())
    by_host = asks_host(chosen) or form_waits_by_no_shows(tx, form, chosen)
    if by_host and not pending:
        return _ask(at, booking, visits, ForHold(held.id))
    withdraw_moves(tx, booking.id)
    moved = move_to(tx, booking, visits, form.parts, sessions, ForHold(held.id), granted=not by_host)
    if isinstance(moved, Refusal):
        return moved
    tell_end(tx, draft)
    first = min(each.starts_at for each in moved.visits)
    if not by_host and min(first, *(each.starts_at for each in visits)) - tx.now <= HOST_SOON:
        tell(
            tx, VisitorsMoved(booking.id, visits[0].site_id, first), who=Readers(tx.connection, moved.booking)
        )
    return changed_view(tx, moved.booking)


def _ask(
    at: At[BookingForm], booking: Booking, visits: tuple[Visit, ...], held: ForHold
) -> OfferView | Refusal:
    tx, form = at.tx, at.form
    programme = tx.catalogue.programme(form.programme_id)
    sessions = read_sessions(tx.connection, [part.session_id for part in form.parts])
    starts = tuple(sessions[part.session_id].starts_at for part in form.parts)
    due, gone = answer_times(tx, programme, min(*starts, *(each.starts_at for each in visits)))
    holds.give_up(tx, held)
    made = make_offer(
        tx,
        OfferPurpose.MOVE,
        booking.person_id,
        at.draft.id,
        rules_of(tx, programme),
        asking_of(form, tx.now),
        [Option(form.parts, starts)],
        booking_id=booking.id,
        terms=Terms(tx.now, gone),
    )
    if made is None:
        return Refusal(Reason.HOLD_EXPIRED, {"seats": form.party.seats})
    if due < gone:
        tell(tx, Later(MoveUnanswered(made.id, programme.site_id), due, gone))
    tell_end(tx, at.draft)
    return offer_view(tx, made)


@reads(answers_offer("offer_id"))
def show_move(tx: Tx, offer_id: OfferId) -> OfferView | Refusal:
    """What a leader asks for, and what became of it."""
    offer = store.read_offer(tx.connection, offer_id)
    known = offer is not None and offer.purpose is OfferPurpose.MOVE
    return offer_view(tx, offer) if offer is not None and known else Refusal(Reason.NOT_FOUND)


@writes(answers_offer("offer_id"))
def answer_move(tx: Tx, offer_id: OfferId, *, grant: bool) -> OfferView | Refusal:
    """Agrees that a booking goes to the time its leader asked for, or does not. The first answer wins: later
    ones change nothing and see it."""
    offer = store.read_offer(tx.connection, offer_id)
    if offer is None or offer.purpose is not OfferPurpose.MOVE or offer.booking_id is None:
        return Refusal(Reason.NOT_FOUND)
    lock_booking(tx.connection, offer.booking_id)
    booking = read_booking(tx.connection, offer.booking_id)
    visits = () if booking is None else movable(tx, booking)
    lock_sessions(tx.connection, [*offer.session_ids, *(each.session_id for each in visits)])
    offer = store.read_offer(tx.connection, offer_id)
    if offer is None or not offer.is_live(tx.now):
        return show_move(tx, offer_id)
    if not grant:
        end_offers(tx, [offer], OfferEvent.REFUSE)
        return show_move(tx, offer_id)
    if booking is None or not visits or not store.use_offer(tx.connection, offer_id, 1, tx.now):
        return show_move(tx, offer_id)
    sessions = read_sessions(tx.connection, offer.session_ids)
    parts = offer.options[0].parts
    moved = move_to(tx, booking, visits, parts, sessions, ForOffer(offer.id), granted=True)
    if isinstance(moved, Refusal):
        return moved
    record_event(tx, replace(offer, state=OfferState.TAKEN), OfferEvent.GRANT)
    who = Readers(tx.connection, moved.booking)
    tell(tx, OfferGranted(offer.id), *about_end(tx, offer), who=who)
    return show_move(tx, offer_id)
