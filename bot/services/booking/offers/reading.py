"""Offers and waiting lists as they are shown."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.db.booking.bookings import read_booking, read_booking_of_draft
from bot.db.booking.drafts import read_draft
from bot.db.booking.duties import read_duties
from bot.db.booking.offers import promised_until, read_live_for, read_offers_to
from bot.db.booking.sessions import read_sessions
from bot.db.booking.waiting import read_waiting, read_waiting_at
from bot.domain.booking.adults import smaller_class
from bot.domain.booking.availability import SessionFacts, refuse_session
from bot.domain.booking.booking import Booking
from bot.domain.booking.no_shows import asks_host
from bot.domain.booking.offers.offer import Offer
from bot.domain.booking.offers.views import NOBODY, OfferChoice, OfferView, WaitingView, Whose
from bot.domain.booking.offers.waiting import Waiting
from bot.domain.desk.views import QueueEntry
from bot.domain.forms import ANY_DAY, BookingForm, Wish, weekday_bit
from bot.domain.model import (
    BookingId,
    DutyKind,
    OfferPurpose,
    OfferState,
    OrganisationId,
    PersonId,
    SessionId,
)
from bot.services.booking.form.wishes import possible_days, refuse_wish
from bot.services.booking.no_shows import waits_by_no_shows
from bot.services.booking.routes.places import places_of
from bot.services.booking.rules import asking_of, rules_of
from bot.services.transaction import Tx

_OF_A_BOOKING = frozenset({OfferPurpose.MOVE, OfferPurpose.ROUTE})
"""Of these the booking stands as it was."""


def whose_form(form: BookingForm) -> Whose:
    return Whose(form.audience, form.grade, form.letter, form.children, form.adults)


def is_granted(offer: Offer, before: Booking | None, chosen: Collection[SessionFacts]) -> bool:
    """A site that had confirmed what was lost (``before``) has agreed to what it has instead."""
    if before is None or not offer.granted:
        return False
    return {each.site_id for each in chosen} <= {each.site_id for each in before.visits}


def _asks(
    tx: Tx,
    offer: Offer,
    whose: tuple[OrganisationId | None, PersonId],
    before: Booking | None,
    sessions: Mapping[SessionId, SessionFacts],
) -> bool:
    """Whether what is taken is a request that its site answers. ``whose``: its organisation and leader."""
    for option in offer.options:
        chosen = [sessions[each] for each in option.session_ids]
        by_host = asks_host(chosen) or waits_by_no_shows(tx, chosen, *whose)
        if by_host and not is_granted(offer, before, chosen):
            return True
    return False


def offer_view(tx: Tx, offer: Offer) -> OfferView:
    """An offer with its party, whatever became of it."""
    draft = read_draft(tx.connection, offer.draft_id)
    form = None if draft is None or not isinstance(draft.form, BookingForm) else draft.form
    waiting = None if offer.waiting_id is None else read_waiting(tx.connection, offer.waiting_id)
    before = None if offer.booking_id is None else read_booking(tx.connection, offer.booking_id)
    booked = read_booking_of_draft(tx.connection, offer.draft_id)
    whose = NOBODY if form is None else whose_form(form)
    sessions = read_sessions(tx.connection, offer.session_ids)
    choices = tuple(_choices(tx, offer, sessions))
    manual = offer.purpose is OfferPurpose.MOVE and not asks_host(sessions.values())
    view = OfferView(offer, whose, choices, before, booked, waiting, tx.now, manual=manual)
    if draft is not None and form is not None and offer.purpose not in _OF_A_BOOKING:
        asks = _asks(tx, offer, (form.organisation_id, draft.person_id), before, sessions)
        view = replace(view, asks_host=asks)
    if offer.purpose is OfferPurpose.MOVE and offer.state is OfferState.TAKEN and before is not None:
        view = replace(view, list_due_at=_list_due(tx, before))
    if offer.state is OfferState.LAPSED and offer.purpose not in _OF_A_BOOKING:
        others_keep = promised_until(tx.connection, offer.session_ids, tx.now) is not None
        free = () if form is None else tuple(_still_free(tx, form, choices, sessions))
        view = replace(view, still_free=free, passed_on=others_keep)
    if before is None or before.route_id is None:
        return view
    places = places_of(tx, (*before.visits, *before.replaced))
    return replace(view, route=tx.catalogue.route(before.route_id), places=places)


def _list_due(tx: Tx, booking: Booking) -> datetime | None:
    """By when the group list of a booking has to be handed in (UTC); None: it need not be, or has been."""
    duties = [each for each in read_duties(tx.connection, booking.id) if each.kind is DutyKind.HAND_LIST]
    ahead = [each.due_at for each in duties if not each.is_done and each.due_at > tx.now]
    return min(ahead, default=None)


def asked_to_move(tx: Tx, booking_id: BookingId) -> OfferView | None:
    """Another time that was asked for, and has no answer yet (B9)."""
    live = read_live_for(tx.connection, [booking_id])
    asked = [each for each in live if each.purpose is OfferPurpose.MOVE and each.is_live(tx.now)]
    return offer_view(tx, asked[0]) if asked else None


def to_decide(tx: Tx, booking_id: BookingId) -> OfferView | None:
    """What the leader of a route has to decide on, since a stop of it was refused (C3)."""
    live = read_live_for(tx.connection, [booking_id])
    open_ones = [each for each in live if each.purpose is OfferPurpose.ROUTE and each.is_live(tx.now)]
    return offer_view(tx, open_ones[0]) if open_ones else None


def queued_move(tx: Tx, offer: Offer) -> Iterator[QueueEntry]:
    """What a leader asks for, among the requests that await the site's answer."""
    view = offer_view(tx, offer)
    if view.before is not None:
        yield QueueEntry(
            view.first.site,
            view.first.programme,
            offer.created_at,
            offer.expires_at,
            booking=view.before,
            move=view,
        )


def _still_free(
    tx: Tx, form: BookingForm, choices: Sequence[OfferChoice], sessions: Mapping[SessionId, SessionFacts]
) -> Iterator[OfferChoice]:
    """What of it this party can book now, as anybody can."""
    asking = asking_of(form, tx.now)
    for each in choices:
        if each.programme.id in tx.catalogue.published.programmes and all(
            refuse_session(rules_of(tx, each.programme), asking, sessions[part.session_id], part.seats)
            is None
            for part in each.parts
        ):
            yield each


def _choices(tx: Tx, offer: Offer, sessions: Mapping[SessionId, SessionFacts]) -> Iterator[OfferChoice]:
    for each in offer.options:
        programme = tx.catalogue.programme(sessions[each.session_ids[0]].programme_id)
        site = tx.catalogue.site(programme.site_id)
        alone = sessions[each.session_ids[0]].group if len(each.session_ids) == 1 else None
        yield OfferChoice(each.number, each.parts, each.starts, programme, site, alone)


def waiting_view(tx: Tx, waiting: Waiting, *, repeated: bool = False) -> WaitingView:
    """A party on a list, with its place among those who wait for some of the same days."""
    programme = tx.catalogue.programme(waiting.programme_id)
    before = [
        each
        for each in read_waiting_at(tx.connection, waiting.programme_id)
        if (each.stands_since, each.id) < (waiting.stands_since, waiting.id)
        and _overlaps(each.wish, waiting.wish)
    ]
    live = [each for each in read_offers_to(tx.connection, [waiting.id]) if each.is_live(tx.now)]
    return WaitingView(
        waiting=waiting,
        whose=whose_form(waiting.form),
        programme=programme,
        site=tx.catalogue.site(programme.site_id),
        place=len(before) + 1,
        wider=tuple(_wider(tx, waiting)) if waiting.is_live and not live else (),
        now=tx.now,
        offer=next(iter(live), None),
        repeated=repeated,
    )


def _overlaps(one: Wish, other: Wish) -> bool:
    return one.first <= other.last and other.first <= one.last and bool(one.weekdays & other.weekdays)


def _wider(tx: Tx, waiting: Waiting) -> Iterator[Wish]:
    """The same weekday of the month, and any day of it: «любой четверг декабря»; none that has seats, and
    none that has no more days for this party."""
    possible = list(possible_days(tx, waiting.form))
    covered = sum(map(waiting.wish.covers, possible))
    for wish in _wider_days(tx, waiting):
        days = sum(map(wish.covers, possible))
        if days > covered and refuse_wish(tx, waiting.form, wish) is None:
            yield wish
            covered = days


def _wider_days(tx: Tx, waiting: Waiting) -> Iterator[Wish]:
    wish = waiting.wish
    rules = rules_of(tx, tx.catalogue.programme(waiting.programme_id))
    today = rules.local_day(tx.now)
    first = max(wish.first.replace(day=1), today)
    last = wish.first.replace(day=monthrange(wish.first.year, wish.first.month)[1])
    month = Wish(first, last, ANY_DAY)
    if wish.is_one_day:
        yield replace(month, weekdays=weekday_bit(wish.first))
    if wish != month:
        yield month


def party_for(tx: Tx, form: BookingForm, session: SessionFacts) -> tuple[int, int]:
    """Children and adults of a party who could have what is free in a session: all of them, or a smaller
    class; nobody where it is for the visitors to say who of them comes."""
    if form.party.seats <= session.free:
        return form.children, form.adults
    if not form.is_class:
        return 0, 0
    programme = tx.catalogue.programme(session.programme_id)
    return smaller_class(form.party, session.free, programme.children_per_adult)
