"""Making an offer: seats of one or several sessions are kept for a party (K)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.db.booking.drafts import add_sent_draft
from bot.db.booking.offers import add_offer, read_offer
from bot.db.booking.sessions import read_sessions
from bot.domain.booking.availability import Asking, Option, Rules, SessionFacts
from bot.domain.booking.offers.offer import MOST_OPTIONS, Offer, Terms, terms_of
from bot.domain.forms import BookingForm
from bot.domain.model import BookingId, DraftId, OfferId, OfferPurpose, PersonId, SessionId, WaitingId
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.rules import rules_of
from bot.services.messages.booking.offers import MoveAsked, OfferMade
from bot.services.messages.tell import Later, tell
from bot.services.transaction import Tx, record

TOLD_WITH_THE_NO = frozenset(
    {OfferPurpose.REFUSED, OfferPurpose.CLOSED, OfferPurpose.ANOTHER_DATE, OfferPurpose.ROUTE}
)
"""The message that says no has the offer's buttons."""


def disjoint(options: Sequence[Option], most: int = MOST_OPTIONS) -> list[Option]:
    """Some of these options, in their order, that share no session: seats are kept for each of them."""
    chosen: list[Option] = []
    used: set[SessionId] = set()
    for option in options:
        if not used & set(option.session_ids):
            chosen.append(option)
            used.update(option.session_ids)
        if len(chosen) == most:
            break
    return chosen


def make_offer(
    tx: Tx,
    purpose: OfferPurpose,
    person_id: PersonId,
    party: DraftId | BookingForm,
    rules: Rules,
    asking: Asking,
    options: Sequence[Option],
    *,
    booking_id: BookingId | None = None,
    waiting_id: WaitingId | None = None,
    lasts: timedelta | None = None,
    at_once: bool = False,
    terms: Terms | None = None,
    granted: bool = False,
    made_by: PersonId | None = None,
) -> Offer | None:
    """Keeps the seats of these options until a stated moment, and tells whom they are for once nobody is
    disturbed by it; None: somebody was quicker, or too little time is left to keep anything.

    ``party``: the form that was filled in for it, or one that nobody filled in, which is stored with the
    offer and only with it. ``lasts``, ``at_once``: see :func:`terms_of`; ``terms`` say both moments.
    ``granted``: the site had confirmed what this replaces. What a leader asks for is told to the site, which
    decides (B9). Lock the sessions before. A route is asked for a decision even where nothing can be kept
    (C3).
    """
    ids = [each for option in options for each in option.session_ids]
    sessions = read_sessions(tx.connection, ids)
    if not options and purpose is not OfferPurpose.ROUTE:
        return None
    kept = terms or terms_of(rules, asking, _each_with_rules(tx, sessions.values()), lasts, at_once=at_once)
    if kept is None:
        return None

    def claim() -> OfferId | Refusal:
        made = add_offer(
            tx.connection,
            person_id,
            purpose,
            _draft_of(tx, person_id, party),
            kept,
            [option.parts for option in options],
            booking_id=booking_id,
            waiting_id=waiting_id,
            granted=granted,
            made_by=made_by,
            now=tx.now,
        )
        nothing = Refusal(Reason.SESSION_FULL, {"seats": asking.party.seats, "free": 0})
        return nothing if made is None else made

    made = tx.attempt(claim)
    if isinstance(made, Refusal):
        return None
    offer = read_offer(tx.connection, made)
    if offer is None:
        raise LookupError(f"offer {made} vanished inside its own transaction")
    site = tx.catalogue.site(rules.programme.site_id)
    record(
        tx,
        "offer.made",
        "offer",
        offer.id,
        {"purpose": purpose.value, "options": len(offer.options)},
        region_id=site.region_id,
        site_id=site.id,
    )
    if purpose is OfferPurpose.MOVE:
        tell(tx, MoveAsked(offer.id, site.id))
    elif purpose not in TOLD_WITH_THE_NO:
        tell(tx, Later(OfferMade(offer.id), offer.told_at, until=offer.expires_at))
    return offer


def _each_with_rules(tx: Tx, sessions: Collection[SessionFacts]) -> tuple[tuple[Rules, SessionFacts], ...]:
    return tuple((rules_of(tx, tx.catalogue.programme(each.programme_id)), each) for each in sessions)


def _draft_of(tx: Tx, person_id: PersonId, party: DraftId | BookingForm) -> DraftId:
    if isinstance(party, BookingForm):
        return add_sent_draft(tx.connection, person_id, party, tx.now)
    return party
