"""Taking what a route is offered instead of a stop that was refused: one step, one reference (C3, K)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.db.booking import offers as store
from bot.db.booking.seats import ForOffer
from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_booking, lock_sessions, share_site
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking, Visit, status_of_all
from bot.domain.booking.offers.offer import Offer, OfferEvent, OfferOption
from bot.domain.booking.routes.progress import LOST
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.booking.views import BookingView
from bot.domain.forms import BookingForm, Part
from bot.domain.model import BookingId, Publication, SessionId, SessionStatus, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.send import about_new_at
from bot.services.booking.form.view import form_again
from bot.services.booking.mine import find_booking, view_of
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.ends import about_end, give_back, record_event
from bot.services.booking.transitions import Changed, move_to, replace_lost
from bot.services.messages.booking.bookings import HOST_SOON, VisitorsMoved
from bot.services.messages.booking.papers import tell_calendar
from bot.services.messages.booking.requests import RequestNotice, about_change
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.transaction import Tx

Sessions = Mapping[SessionId, SessionFacts]


def take_substitute(tx: Tx, offer: Offer, chosen: OfferOption) -> BookingView | Refusal:
    """Puts what was kept in the place of the stop that fell; of another day, all stops, whose sites answer
    anew. Lock the person first.

    What must hold: its time is not over, the sessions are open, none meets another visit of the same class.
    Told: each site concerned; the leader sees the result.
    """
    if offer.booking_id is None:
        raise ValueError("what a route is offered belongs to its booking")
    for site_id in sorted({each.site_id for each in _read(tx, chosen).values()}):
        if share_site(tx.connection, site_id) is not Publication.PUBLISHED:
            return Refusal(Reason.NOT_PUBLISHED)
    lock_booking(tx.connection, offer.booking_id)
    booking = find_booking(tx, offer.booking_id)
    lock_sessions(tx.connection, {*offer.session_ids, *(each.session_id for each in booking.visits)})
    sessions = _read(tx, chosen)
    refusal = _refuse(tx, booking, sessions.values())
    if refusal is not None:
        return refusal
    if not store.use_offer(tx.connection, offer.id, chosen.number, tx.now):
        return Refusal(Reason.OFFER_ENDED)
    for parts in _by_stop(chosen.parts):
        taken = _take(tx, booking, offer, parts, sessions)
        if isinstance(taken, Refusal):
            return taken
        booking = taken.booking
    record_event(tx, offer, OfferEvent.TAKE)
    tell(tx, *about_end(tx, offer), who=Readers(tx.connection, booking))
    left = give_back(tx, offer)
    if left:
        free_seats.seats_came_free(tx, list(left))
    return view_of(tx, find_booking(tx, booking.id))


def taken_before(tx: Tx, booking_id: BookingId) -> BookingView:
    """The route as it is, for whoever has taken what was offered."""
    return replace(view_of(tx, find_booking(tx, booking_id)), repeated=True)


def _read(tx: Tx, chosen: OfferOption) -> Sessions:
    return read_sessions(tx.connection, chosen.session_ids)


def _by_stop(parts: Sequence[Part]) -> Iterator[list[Part]]:
    for stop in dict.fromkeys(part.stop for part in parts):
        yield [part for part in parts if part.stop == stop]


def _refuse(tx: Tx, booking: Booking, sessions: Collection[SessionFacts]) -> Refusal | None:
    """What may have changed since the offer was made; its seats and its time were kept."""
    if any(each.status is not SessionStatus.OPEN for each in sessions):
        return Refusal(Reason.SESSION_CLOSED)
    form: BookingForm = replace(form_again(booking), moves=booking.id)
    return refuse_overlap(tx, form, sessions, booking.person_id)


def _take(
    tx: Tx, booking: Booking, offer: Offer, parts: Sequence[Part], sessions: Sessions
) -> Changed | Refusal:
    """One stop: who stands there goes to the other sessions, and what was lost is replaced."""
    here = [each for each in booking.visits if each.stop == parts[0].stop]
    standing = [each for each in here if each.status in CANCELLABLE and each.starts_at > tx.now]
    lost = [each for each in here if each.status in LOST]
    holder = ForOffer(offer.id)
    whole = bool(standing) and sum(part.seats for part in parts) > sum(each.seats for each in lost)
    if not whole:
        granted = offer.granted and sessions[parts[0].session_id].site_id == lost[0].site_id
        taken = replace_lost(tx, booking, lost, parts, sessions, holder, granted=granted)
        return taken if isinstance(taken, Refusal) else _told_anew(tx, taken)
    if lost:
        # A subgroup of a stop that stands: it comes along to the other day.
        moved = replace_lost(tx, booking, lost, [], sessions, holder, granted=False)
        if isinstance(moved, Refusal):
            return moved
        booking = moved.booking
    taken = move_to(tx, booking, standing, parts, sessions, holder, granted=False, anew=True)
    return taken if isinstance(taken, Refusal) else _told_moved(tx, taken)


def _told_anew(tx: Tx, taken: Changed) -> Changed:
    who = Readers(tx.connection, taken.booking)
    site_id, first = taken.visits[0].site_id, taken.visits[0].id
    asked_before = any(
        each.site_id == site_id and each.id != first
        for each in (*taken.booking.visits, *taken.booking.replaced)
    )
    tell(tx, *about_change(tx, taken.booking.id, site_id, f"instead-{first}", who), who=who)
    tell(tx, *about_new_at(tx, taken.booking, taken.visits, who, anew=asked_before), who=who)
    tell_calendar(tx, taken.booking, site_id)
    return taken


def _told_moved(tx: Tx, taken: Changed) -> Changed:
    """A changed notice makes no sound: the site is asked by one of its own."""
    who = Readers(tx.connection, taken.booking)
    first: Visit = taken.visits[0]
    if status_of_all(taken.visits) is VisitStatus.PENDING:
        tell(tx, RequestNotice(taken.booking.id, first.site_id, first.id), who=who)
    elif first.starts_at - tx.now <= HOST_SOON:
        tell(tx, VisitorsMoved(taken.booking.id, first.site_id, first.starts_at), who=who)
    return taken
