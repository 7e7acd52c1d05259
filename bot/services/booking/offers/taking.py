"""An offer is read, taken or declined by whom it is for (K)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.db.booking import offers as store
from bot.db.booking.bookings import read_booking, read_booking_of_draft
from bot.db.booking.drafts import read_draft
from bot.db.booking.seats import ForOffer
from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_booking, lock_person, lock_sessions, share_site
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import Offer, OfferEvent, OfferOption
from bot.domain.booking.offers.views import OfferView
from bot.domain.booking.views import BookingView
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm
from bot.domain.model import (
    OfferId,
    OfferPurpose,
    OfferState,
    Publication,
    SessionStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.send import about_new, refuse_more_requests, store_booking
from bot.services.booking.form.view import nearest, read_days
from bot.services.booking.mine import sent_view
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.ends import about_end, end_offers, give_back, record_event, stop_waiting
from bot.services.booking.offers.instead import other_days
from bot.services.booking.offers.reading import is_granted, offer_view
from bot.services.booking.routes.taking import take_substitute, taken_before
from bot.services.booking.rules import rules_of
from bot.services.messages.booking.bookings import ProposedTaken, VisitorsBooked
from bot.services.messages.message import AnyMessage
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.permissions import NOT_BLOCKED, offered_to
from bot.services.transaction import Tx, reads, writes


@reads(offered_to("offer_id"))
def read_own_offer(tx: Tx, offer_id: OfferId) -> OfferView | Refusal:
    """An offer to oneself, whatever became of it."""
    return offer_view(tx, _find(tx, offer_id))


@writes(offered_to("offer_id"), NOT_BLOCKED)
def take_offer(tx: Tx, offer_id: OfferId, option: int) -> BookingView | Refusal:
    """Books what was offered; safe to repeat: the booking that it has become is shown again.

    What must hold: its time is not over, the sessions are open, no visit of the same party meets them. The
    seats of its other options are free again. Told: the site, as of any booking.
    """
    lock_person(tx.connection, tx.actor.person_id)
    offer = _find(tx, offer_id)
    if offer.state is OfferState.TAKEN:
        return _booked(tx, offer)
    chosen = offer.option(option)
    if chosen is None or offer.purpose is OfferPurpose.MOVE:
        return Refusal(Reason.NOT_FOUND)
    if not offer.is_live(tx.now):
        return _refuse_ended(tx, offer)
    if offer.purpose is OfferPurpose.ROUTE:
        return take_substitute(tx, offer, chosen)
    sessions = read_sessions(tx.connection, offer.session_ids)
    for site_id in sorted({sessions[each].site_id for each in chosen.session_ids}):
        if share_site(tx.connection, site_id) is not Publication.PUBLISHED:
            return Refusal(Reason.NOT_PUBLISHED)
    if offer.booking_id is not None:
        lock_booking(tx.connection, offer.booking_id)
    lock_sessions(tx.connection, offer.session_ids)
    sessions = read_sessions(tx.connection, offer.session_ids)
    draft = _draft_of(tx, offer, chosen)
    parts = {each: sessions[each] for each in chosen.session_ids}
    before = None if offer.booking_id is None else read_booking(tx.connection, offer.booking_id)
    granted = is_granted(offer, before, parts.values())
    refusal = _refuse(tx, draft.form, parts.values(), granted=granted)
    if refusal is not None:
        return refusal
    if not store.use_offer(tx.connection, offer.id, option, tx.now):
        return _refuse_ended(tx, _find(tx, offer_id))
    booking = store_booking(tx, draft, parts, ForOffer(offer.id), granted=granted)
    if offer.waiting_id is not None:
        stop_waiting(tx, draft.form)
    record_event(tx, offer, OfferEvent.TAKE)
    who = Readers(tx.connection, booking)
    tell(tx, *_about_taken(tx, offer, booking, who), *about_end(tx, offer), who=who)
    left = give_back(tx, offer)
    if left:
        free_seats.seats_came_free(tx, list(left))
    return sent_view(tx, booking)


def _about_taken(tx: Tx, offer: Offer, booking: Booking, who: Readers) -> Iterator[AnyMessage | Later]:
    """As of any booking; a site that has named this time itself is told at once, however far ahead it is."""
    named = offer.purpose is OfferPurpose.ANOTHER_DATE
    for each in about_new(tx, booking, who):
        if not named or not isinstance(each, VisitorsBooked):
            yield each
    if named:
        yield from (
            ProposedTaken(booking.id, site_id) for site_id in {each.site_id for each in booking.visits}
        )


@writes(offered_to("offer_id"))
def decline_offer(tx: Tx, offer_id: OfferId) -> OfferView | Refusal:
    """«Не подходит»: the seats go on to whoever is next. Safe to repeat; what has ended stays as it is."""
    lock_person(tx.connection, tx.actor.person_id)
    offer = _find(tx, offer_id)
    event = OfferEvent.DECLINE if offer.expires_at > tx.now else OfferEvent.LAPSE
    end_offers(tx, [offer], event)
    return offer_view(tx, _find(tx, offer_id))


def _find(tx: Tx, offer_id: OfferId) -> Offer:
    offer = store.read_offer(tx.connection, offer_id)
    if offer is None:
        raise LookupError(f"offer {offer_id} vanished inside a transaction")
    return offer


def _booked(tx: Tx, offer: Offer) -> BookingView | Refusal:
    if offer.purpose is OfferPurpose.ROUTE and offer.booking_id is not None:
        return taken_before(tx, offer.booking_id)
    booking = read_booking_of_draft(tx.connection, offer.draft_id)
    return Refusal(Reason.NOT_FOUND) if booking is None else replace(sent_view(tx, booking), repeated=True)


def _refuse_ended(tx: Tx, offer: Offer) -> Refusal:
    """Why it cannot be taken any more, with what the party could have now."""
    form = _draft_of(tx, offer).form
    before = None if offer.booking_id is None else read_booking(tx.connection, offer.booking_id)
    if before is not None and before.route_id is None:
        return Refusal(Reason.OFFER_ENDED, {}, other_days(tx, before, form.programme_id))
    if form.programme_id not in tx.catalogue.published.programmes:
        return Refusal(Reason.OFFER_ENDED)
    rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
    around = rules.local_day(min(start for each in offer.options for start in each.starts))
    return Refusal(Reason.OFFER_ENDED, {}, nearest(read_days(tx, form), rules, around))


def _draft_of(tx: Tx, offer: Offer, chosen: OfferOption | None = None) -> Draft[BookingForm]:
    """The form of the offer's party, with the option that was chosen."""
    draft = read_draft(tx.connection, offer.draft_id)
    if draft is None or not isinstance(draft.form, BookingForm):
        raise LookupError(f"offer {offer.id} has no form")
    form = replace(draft.form, waits=None, day=None, parts=() if chosen is None else chosen.parts)
    if chosen is not None:
        session = read_sessions(tx.connection, chosen.session_ids[:1])[chosen.session_ids[0]]
        form = replace(form, programme_id=session.programme_id)
    return Draft(
        draft.id,
        draft.person_id,
        draft.state,
        None,
        form,
        draft.version,
        draft.updated_at,
        draft.created_at,
    )


def _refuse(tx: Tx, form: BookingForm, chosen: Collection[SessionFacts], *, granted: bool) -> Refusal | None:
    """What may have changed since the offer was made; its seats and its time were kept."""
    if any(each.status is not SessionStatus.OPEN for each in chosen):
        return Refusal(Reason.SESSION_CLOSED)
    refusal = None if granted else refuse_more_requests(tx, form, chosen)
    return refusal or refuse_overlap(tx, form, chosen, tx.actor.person_id)
