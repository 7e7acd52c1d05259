"""What is kept for a booking follows its numbers: whoever takes it brings as many as come now (B8, K)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from bot.db.booking import offers as store
from bot.db.booking.drafts import keep_form, read_draft
from bot.db.booking.sessions import read_sessions
from bot.domain.booking.availability import Asking
from bot.domain.booking.booking import Booking
from bot.domain.booking.numbers import Numbers, divide
from bot.domain.booking.offers.offer import Offer, OfferEvent
from bot.domain.booking.routes.progress import lost_visits
from bot.domain.forms import BookingForm, Part
from bot.domain.model import OfferPurpose, SessionId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.offers.ends import about_move, end_offers
from bot.services.booking.routes.substitutes import offer_substitutes
from bot.services.booking.rules import rules_of
from bot.services.messages.tell import tell
from bot.services.transaction import Tx

_OF_ALL = frozenset({OfferPurpose.MOVE, OfferPurpose.ROUTE})
"""Kept for people who have their places meanwhile, and so may change their numbers. The others are for people
who lost theirs."""


def kept_for(tx: Tx, booking: Booking) -> list[Offer]:
    """What follows the numbers of a booking."""
    live = store.read_live_for(tx.connection, [booking.id])
    return [each for each in live if each.purpose in _OF_ALL and each.is_live(tx.now)]


def follow_numbers(tx: Tx, booking: Booking, kept: Sequence[Offer], before: Numbers) -> list[SessionId]:
    """Makes room for the present party of a booking in all that is kept for it, which was made for
    ``before``; in which sessions seats came free. Where there is no room, a move is asked for no more, and a
    route is offered something else. Lock the sessions before."""
    freed: list[SessionId] = []
    for offer in kept:
        done = tx.attempt(partial(_follow, tx, booking, offer, before))
        if isinstance(done, Refusal):
            _keep_no_more(tx, booking, offer)
        else:
            freed += done
            tell(tx, *about_move(tx, offer, f"numbers-{booking.version}"))
    return freed


def _keep_no_more(tx: Tx, booking: Booking, offer: Offer) -> None:
    if offer.purpose is OfferPurpose.MOVE:
        end_offers(tx, [offer], OfferEvent.WITHDRAW)
        return
    declined = any(each.status is VisitStatus.DECLINED for each in lost_visits(booking))
    offer_substitutes(tx, booking, granted=offer.granted and not declined)


def _follow(tx: Tx, booking: Booking, offer: Offer, before: Numbers) -> list[SessionId] | Refusal:
    freed: list[SessionId] = []
    for old, new in sorted(_resized(tx, booking, offer, before), key=lambda each: each[0].session_id):
        if new is None or not store.resize_part(tx.connection, offer.id, old, new):
            return Refusal(Reason.SESSION_FULL, {"seats": booking.party.seats, "free": old.seats})
        if new.seats < old.seats:
            freed.append(old.session_id)
    draft = read_draft(tx.connection, offer.draft_id)
    if draft is not None and isinstance(draft.form, BookingForm):
        party = booking.party
        form = replace(draft.form, children=party.children, adults=party.adults)
        keep_form(tx.connection, draft.id, form)
    return freed


def _resized(tx: Tx, booking: Booking, offer: Offer, before: Numbers) -> Iterator[tuple[Part, Part | None]]:
    """Each part of an offer as it is to be; None: its option has no room. A stop of which only a subgroup
    fell keeps what it has."""
    sessions = read_sessions(tx.connection, offer.session_ids)
    for option in offer.options:
        for stop in dict.fromkeys(part.stop for part in option.parts):
            parts = [part for part in option.parts if part.stop == stop]
            if sum(part.seats for part in parts) != before.seats:
                continue
            there = [sessions[part.session_id] for part in parts]
            rules = rules_of(tx, tx.catalogue.programme(there[0].programme_id))
            asking = Asking(booking.party, booking.audience, tx.now, booking.is_operator)
            divided = divide(rules, asking, parts, there)
            if isinstance(divided, Refusal):
                yield parts[0], None
                continue
            for part, sub in zip(parts, divided, strict=True):
                yield part, replace(part, children=sub.children, adults=sub.adults)
