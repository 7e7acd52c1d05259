"""How offers end without being taken: declined, lapsed, withdrawn (K). Nothing else ends one.

One offer is ended once, by a guarded update; its deadline is judged at that moment, whether or not it was
swept. Its seats are given back in the same transaction, and whoever waits is next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.db.booking import offers as store
from bot.db.booking.bookings import read_booking
from bot.db.booking.seats import ForOffer, release
from bot.db.booking.sessions import read_sessions
from bot.db.booking.waiting import move_waiting, note_lapse, read_waiting, read_waiting_of
from bot.db.engine.locks import lock_sessions
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import OFFER_TRANSITIONS, Offer, OfferEvent
from bot.domain.booking.offers.waiting import KEEPS_ITS_PLACE, party_key
from bot.domain.catalogue.catalogue import Site
from bot.domain.forms import BookingForm
from bot.domain.model import BookingId, OfferId, OfferPurpose, PersonId, SessionId, WaitingId, WaitState
from bot.domain.time.local_time import local_day
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.making import TOLD_WITH_THE_NO
from bot.services.messages.booking.bookings import about_no
from bot.services.messages.booking.offers import (
    MoveAskedChanged,
    MoveUnansweredChanged,
    OfferChanged,
    OfferLapsed,
    OfferRefused,
    OfferWithdrawn,
)
from bot.services.messages.booking.routes import RouteSettled, about_loss
from bot.services.messages.message import AnyMessage
from bot.services.messages.tell import tell, with_copies
from bot.services.transaction import Tx, record

_TOLD: dict[OfferEvent, Callable[[OfferId], AnyMessage]] = {
    OfferEvent.LAPSE: OfferLapsed,
    OfferEvent.REFUSE: OfferRefused,
    OfferEvent.WITHDRAW: OfferWithdrawn,
}


def lapse(tx: Tx, offer_ids: Collection[OfferId]) -> int:
    """Ends those of these offers whose time is over; how many ended."""
    return end_offers(tx, store.read_offers(tx.connection, offer_ids), OfferEvent.LAPSE)


def lapse_on(tx: Tx, session_ids: Collection[SessionId]) -> bool:
    """Ends offers on these sessions whose time is over, before they are swept; whether there were any."""
    return lapse(tx, store.find_run_out_on(tx.connection, session_ids, tx.now)) > 0


def withdraw_on(tx: Tx, session_id: SessionId) -> int:
    """Nobody can have a session any more: offers that keep seats of it end; how many."""
    found = store.read_offers(tx.connection, store.find_live_on(tx.connection, [session_id]))
    # The leader of a route still has to decide: they are offered something else (``routes.substitutes``).
    return end_offers(
        tx, [each for each in found if each.purpose is not OfferPurpose.ROUTE], OfferEvent.WITHDRAW
    )


def withdraw_moves(tx: Tx, booking_id: BookingId) -> int:
    """The visits of a booking end: what was asked for instead of them is asked no more; how many."""
    live = store.read_live_for(tx.connection, [booking_id])
    asked = {OfferPurpose.MOVE, OfferPurpose.ROUTE}
    return end_offers(tx, [each for each in live if each.purpose in asked], OfferEvent.WITHDRAW)


def end_kept_instead(tx: Tx, booking_id: BookingId) -> int:
    """More of a booking is lost: what was kept for some of its people makes room for what is kept for all of
    them, or for nothing; how many ended."""
    live = store.read_live_for(tx.connection, [booking_id])
    kept = {*TOLD_WITH_THE_NO, OfferPurpose.FROST, OfferPurpose.RETIMED}
    return end_offers(tx, [each for each in live if each.purpose in kept], OfferEvent.REPLACE)


def end_of_person(tx: Tx, person_id: PersonId) -> None:
    """The person leaves: what was offered to them goes on, and they wait for nothing."""
    for each in read_waiting_of(tx.connection, person_id):
        move_waiting(tx.connection, each.id, [each.state], WaitState.LEFT, tx.now)
    end_offers(tx, store.read_live_of(tx.connection, person_id), OfferEvent.DECLINE)


def stop_waiting(tx: Tx, form: BookingForm, starts: Collection[datetime] | None = None) -> None:
    """Whoever fills this form has a place at these moments (UTC), and so waits for their days no longer;
    None: it is what was waited for, and nothing else of the programme is."""
    programme = tx.catalogue.programme(form.programme_id)
    zone, key = ZoneInfo(tx.catalogue.site(programme.site_id).timezone), party_key(form)
    days = None if starts is None else [local_day(each, zone) for each in starts]
    ended: set[WaitingId] = set()
    for each in read_waiting_of(tx.connection, tx.actor.person_id):
        same = (each.programme_id, each.party) == (programme.id, key)
        if not same or not (days is None or any(map(each.wish.covers, days))):
            continue
        after = WaitState.LEFT if days is None else WaitState.BOOKED
        if move_waiting(tx.connection, each.id, [each.state], after, tx.now):
            ended.add(each.id)
    live = store.read_live_of(tx.connection, tx.actor.person_id) if ended else []
    end_offers(tx, [each for each in live if each.waiting_id in ended], OfferEvent.DECLINE)


def end_offers(tx: Tx, offers: Collection[Offer], event: OfferEvent) -> int:
    """Applies an event to those of these offers that still live; how many. Their seats are given back, and
    whoever waits is next."""
    row, ended, freed = OFFER_TRANSITIONS[event], 0, set[SessionId]()
    lock_sessions(tx.connection, {each for offer in offers for each in offer.session_ids})
    for offer in sorted(offers, key=lambda each: each.id):
        if not store.end_offer(tx.connection, offer.id, row.after, tx.now):
            continue
        ended += 1
        freed.update(give_back(tx, offer))
        if offer.waiting_id is not None:
            _wait_on(tx, offer.waiting_id, event)
        record_event(tx, offer, event)
        tell(tx, *_told(offer, event), *about_end(tx, offer))
    if freed:
        free_seats.seats_came_free(tx, sorted(freed))
    return ended


def _told(offer: Offer, event: OfferEvent) -> list[AnyMessage]:
    """Who decides about a route is told what silence has come to; else the message that said no shows it."""
    if offer.purpose is OfferPurpose.ROUTE:
        return [RouteSettled(offer.id)] if event is OfferEvent.LAPSE else []
    return [_TOLD[event](offer.id)] if OFFER_TRANSITIONS[event].told else []


def give_back(tx: Tx, offer: Offer) -> list[SessionId]:
    """What an ended offer still keeps; in which sessions seats came free."""
    return list(release(tx.connection, ForOffer(offer.id), tx.now))


def _wait_on(tx: Tx, waiting_id: WaitingId, event: OfferEvent) -> None:
    """Back on the list: at its place the first time, then behind those who came meanwhile."""
    if not move_waiting(tx.connection, waiting_id, [WaitState.OFFERED], WaitState.WAITING, tx.now):
        return
    waiting = read_waiting(tx.connection, waiting_id)
    if waiting is not None and event in {OfferEvent.DECLINE, OfferEvent.LAPSE}:
        behind = waiting.lapses >= KEEPS_ITS_PLACE
        note_lapse(tx.connection, waiting_id, tx.now if behind else None)


def about_end(tx: Tx, offer: Offer) -> list[AnyMessage]:
    """The offer's own message changes to show how it ended."""
    changes: list[AnyMessage] = [OfferChanged(offer.id)]
    if offer.booking_id is not None and offer.purpose is not OfferPurpose.MOVE:
        before = read_booking(tx.connection, offer.booking_id)
        changes += () if before is None else _about_no(before, offer)
    return [*with_copies(tx, changes), *about_move(tx, offer)]


def about_move(tx: Tx, offer: Offer, change: str | None = None) -> list[AnyMessage]:
    """What asks a site for another time, and what reminds of it, shows the present state in every chat."""
    if offer.purpose is not OfferPurpose.MOVE:
        return []
    about = offer.id, _site_of(tx, offer).id, change
    return with_copies(tx, [MoveAskedChanged(*about), MoveUnansweredChanged(*about)])


def _about_no(before: Booking, offer: Offer) -> list[AnyMessage]:
    return about_loss(before, offer) if offer.purpose is OfferPurpose.ROUTE else about_no(before, offer)


def record_event(tx: Tx, offer: Offer, event: OfferEvent) -> None:
    site = _site_of(tx, offer)
    record(
        tx,
        OFFER_TRANSITIONS[event].audit,
        "offer",
        offer.id,
        {"purpose": offer.purpose.value},
        region_id=site.region_id,
        site_id=site.id,
    )


def _site_of(tx: Tx, offer: Offer) -> Site:
    if not offer.session_ids:
        booking = None if offer.booking_id is None else read_booking(tx.connection, offer.booking_id)
        if booking is None:
            raise LookupError(f"offer {offer.id} keeps nothing and is for no booking")
        return tx.catalogue.site(booking.first.site_id)
    sessions = read_sessions(tx.connection, offer.session_ids[:1])
    return tx.catalogue.site(sessions[offer.session_ids[0]].site_id)
