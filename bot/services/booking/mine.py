"""«Мои заявки»: what I asked for, what is next, and calling it off (B7, B10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import (
    read_booking,
    read_bookings_of,
    set_cancel_reason,
)
from bot.db.booking.drafts import read_draft
from bot.db.booking.duties import read_all_duties, read_duties
from bot.db.booking.enquiries import read_enquiries_about
from bot.db.booking.offers import read_live_of
from bot.db.booking.waiting import read_waiting_of
from bot.db.engine.locks import lock_booking
from bot.db.links.handovers import read_given_away
from bot.db.placements.applications import read_applications_of
from bot.domain.booking.availability import CLASSES
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.duties import Duty, next_of
from bot.domain.booking.transitions import CANCELLABLE, VisitEvent
from bot.domain.booking.views import BookingView, MineView
from bot.domain.forms import BookingForm
from bot.domain.model import (
    BookingId,
    CancelReason,
    DutyKind,
    OfferPurpose,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.booking.offers.ends import end_kept_instead
from bot.services.booking.offers.instead import LASTS, keep_instead
from bot.services.booking.offers.reading import asked_to_move, offer_view, to_decide, waiting_view
from bot.services.booking.renew import duties_as_stored_or_due
from bot.services.booking.routes.places import places_of
from bot.services.booking.rules import changeable
from bot.services.booking.transitions import Changed, change_visits
from bot.services.messages.booking.papers import reviews_of
from bot.services.messages.readers import Readers
from bot.services.papers.outdated import outdated_papers
from bot.services.permissions import SELF, leads
from bot.services.transaction import Tx, reads, writes

AFTER_FROST = timedelta(hours=2)
"""So long (waking hours) other seats are kept for a class that stays at home (B11)."""
_KEPT_AFTER = {
    CancelReason.FROST: (OfferPurpose.FROST, AFTER_FROST),
    CancelReason.TIME_CHANGED: (OfferPurpose.RETIMED, LASTS),
}
"""What is nobody's fault: for these, seats of near days are kept for so much waking time."""


def next_duty(booking: Booking, duties: Sequence[Duty], now: datetime) -> Duty | None:
    """What the leader has to do now, and by when (UTC); None when there is nothing left to do."""
    upcoming = [each for each in booking.visits if each.ends_at > now and each.status in CANCELLABLE]
    if not upcoming:
        return None
    first = min(upcoming, key=lambda each: each.starts_at)
    waiting = [each for each in upcoming if each.status is VisitStatus.PENDING]
    if waiting and (first.status is VisitStatus.PENDING or booking.route_id is not None):
        # Of a route each site answers by itself: the next answer is named.
        asked = min(waiting, key=lambda each: each.answer_due_at or each.starts_at)
        return Duty(DutyKind.WAIT, asked.answer_due_at or asked.starts_at, asked.site_id)
    if first.gathers and first.group is not None:
        return Duty(DutyKind.GATHER, first.group.terms.decides_at, first.site_id)
    return next_of(duties, now) or Duty(DutyKind.COME, first.starts_at, first.site_id)


def awaited_today(tx: Tx, booking: Booking) -> tuple[Visit, ...]:
    """Confirmed visits of the site's local day that are not over."""

    return tuple(
        each
        for each in booking.visits
        if each.status is VisitStatus.CONFIRMED and each.ends_at > tx.now and _is_today(tx, each)
    )


def _is_today(tx: Tx, visit: Visit) -> bool:
    zone = ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
    return local_day(visit.starts_at, zone) == local_day(tx.now, zone)


def view_of(
    tx: Tx, booking: Booking, who: Readers | None = None, duties: Sequence[Duty] | None = None
) -> BookingView:
    """``who``: what this transaction has read of people already. ``duties``: of the booking, where they are
    read already."""
    if duties is None:
        duties = read_duties(tx.connection, booking.id) if booking.is_organised else ()
    duties = duties_as_stored_or_due(tx, booking, duties)
    shown = booking.next_visit(tx.now)
    return BookingView(
        booking=booking,
        site=tx.catalogue.site(shown.site_id),
        programme=tx.catalogue.programme(shown.programme_id),
        duty=_duty(tx, booking, duties, who or Readers(tx.connection)),
        now=tx.now,
        may_cancel=bool(booking.ahead(tx.now)),
        awaited_today=awaited_today(tx, booking),
        may_recount=not isinstance(changeable(tx, booking), Refusal),
        duties=tuple(duties),
        route=None if booking.route_id is None else tx.catalogue.route(booking.route_id),
        places={} if booking.route_id is None else places_of(tx, booking.visits),
    )


def _duty(tx: Tx, booking: Booking, duties: Sequence[Duty], who: Readers) -> Duty | None:
    """The next duty; who answers is the coordinator where the site has nobody to be told."""
    duty = next_duty(booking, duties, tx.now)
    if duty is None or duty.kind is not DutyKind.WAIT:
        return duty
    waiting = {each.site_id for each in booking.visits if each.status is VisitStatus.PENDING}
    attended = all(who.is_attended(each, booking.created_at) for each in waiting)
    return duty if attended else replace(duty, kind=DutyKind.WAIT_FOR_COORDINATOR)


def is_past(booking: Booking, now: datetime) -> bool:
    """Over, or nothing of it left to happen."""
    return booking.is_over(now)


@reads(SELF)
def read_mine(tx: Tx) -> MineView:
    """One's own bookings: upcoming soonest first, past latest first, and placements applied for."""
    bookings = sorted(
        read_bookings_of(tx.connection, tx.actor.person_id),
        key=lambda each: each.next_visit(tx.now).starts_at,
    )
    duties = read_all_duties(tx.connection, [each.id for each in bookings if each.is_organised])
    who = Readers(tx.connection)
    asked = read_enquiries_about(tx.connection, [each.id for each in bookings if not each.is_over(tx.now)])
    live = [
        offer_view(tx, each)
        for each in read_live_of(tx.connection, tx.actor.person_id)
        if each.is_live(tx.now)
    ]
    moves = {each.offer.booking_id: each for each in live if each.offer.purpose is OfferPurpose.MOVE}
    views = [
        replace(
            view_of(tx, each, who, duties.get(each.id, ())),
            enquiries=tuple(asked.get(each.id, ())),
            asked=moves.get(each.id),
        )
        for each in bookings
    ]
    return MineView(
        upcoming=tuple(each for each in views if not is_past(each.booking, tx.now)),
        past=tuple(each for each in reversed(views) if is_past(each.booking, tx.now)),
        applications=tuple(read_applications_of(tx.connection, tx.actor.person_id)),
        now=tx.now,
        waiting=tuple(waiting_view(tx, each) for each in read_waiting_of(tx.connection, tx.actor.person_id)),
        # What the site has to decide stands with the booking.
        offers=tuple(each for each in live if each.offer.purpose is not OfferPurpose.MOVE),
        given=tuple(read_given_away(tx.connection, tx.actor.person_id)),
    )


@reads(leads("booking_id"))
def read_own_booking(tx: Tx, booking_id: BookingId) -> BookingView | Refusal:
    """The card of one's own booking; anybody else's does not exist."""
    view = view_of(tx, find_booking(tx, booking_id))
    return replace(
        view,
        asked=asked_to_move(tx, booking_id),
        instead=to_decide(tx, booking_id),
        reviews=reviews_of(tx, view.booking.visits),
        enquiries=tuple(read_enquiries_about(tx.connection, [booking_id]).get(booking_id, ())),
        outdated=outdated_papers(tx, view.booking),
    )


def changed_view(tx: Tx, booking: Booking) -> BookingView:
    """What is shown of a booking that was just changed: which papers of it are not true any more, too."""
    return replace(view_of(tx, booking), outdated=outdated_papers(tx, booking))


def find_booking(tx: Tx, booking_id: BookingId) -> Booking:
    booking = read_booking(tx.connection, booking_id)
    if booking is None:
        raise LookupError(f"booking {booking_id} vanished inside a transaction")
    return booking


def sent_view(tx: Tx, booking: Booking, who: Readers | None = None) -> BookingView:
    """What is shown of a booking that was just sent, with what became of the class card: a class of a known
    age is kept as one, unless there were as many as there may be (B1). Those who are only a part of it change
    no card."""
    view = view_of(tx, booking, who)
    could_be = booking.organisation_id is not None and booking.party.youngest_age is not None
    could_be = could_be and booking.audience in CLASSES
    if not could_be or booking.class_card_id is not None or _is_part(tx, booking):
        return view
    refused = Refusal(Reason.TOO_MANY_CARDS, {"most": tx.limits.max_class_cards})
    return replace(view, card_refused=refused)


def _is_part(tx: Tx, booking: Booking) -> bool:
    """Whether the rest of the class stays away, or has a place already."""
    draft = read_draft(tx.connection, booking.draft_id)
    return draft is not None and isinstance(draft.form, BookingForm) and draft.form.rest_stands


def call_off(tx: Tx, booking: Booking, reason: CancelReason) -> Changed:
    """Cancels what has not begun of a booking, for its leader; for frost the subgroups of today, if there are
    any: who comes on another day still comes, but for a route, which is one way. Lock the booking first."""
    ahead = [each for each in booking.visits if each.starts_at > tx.now]
    if reason is CancelReason.FROST and booking.route_id is None:
        ahead = [each for each in ahead if _is_today(tx, each)] or ahead
    changed = change_visits(tx, booking, ahead, VisitEvent.CANCEL, reason)
    if not changed.visits:
        return changed
    set_cancel_reason(tx.connection, booking.id, reason.value)
    if (kept := _KEPT_AFTER.get(reason)) is not None:
        purpose, lasts = kept
        stood = all(each.status is VisitStatus.CONFIRMED for each in ahead)
        end_kept_instead(tx, booking.id)
        keep_instead(tx, changed.booking, purpose, granted=stood, lasts=lasts, at_once=True)
    return replace(changed, booking=replace(changed.booking, cancel_reason=reason.value))


@writes(leads("booking_id"))
def cancel_booking(tx: Tx, booking_id: BookingId, reason: CancelReason) -> BookingView | Refusal:
    """Calls a whole booking off with a reason; safe to repeat (B10).

    Possible until the visit begins. Told: every host at once. The seats are free again.
    """
    lock_booking(tx.connection, booking_id)
    changed = call_off(tx, find_booking(tx, booking_id), reason)
    was_cancelled = any(each.status is VisitStatus.CANCELLED for each in changed.booking.visits)
    if not changed.visits and not was_cancelled:
        return Refusal(Reason.ALREADY_OVER)
    return view_of(tx, changed.booking)
