"""«Мои заявки»: what I asked for, what is next, and calling it off (B7, B10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.applications import read_applications_of
from bot.db.bookings import (
    keeps_card,
    move_visits,
    read_booking,
    read_booking_of_draft,
    read_bookings_of,
    set_cancel_reason,
)
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.locks import lock_booking
from bot.db.seats import ForVisit, release_all
from bot.domain.access import Actor
from bot.domain.booking import Booking, Visit
from bot.domain.deadlines import head_count_deadline
from bot.domain.limits import Limits
from bot.domain.model import Audience, BookingId, CancelReason, DraftId, ListKind, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingView, Duty, DutyKind, MineView
from bot.services import notices
from bot.services.content import Content

CANCELLABLE = (VisitStatus.PENDING, VisitStatus.CONFIRMED)


def next_duty(content: Content, booking: Booking, now: datetime) -> Duty | None:
    """What the leader has to do now, and by when (UTC); None when there is nothing left to do."""
    upcoming = [each for each in booking.visits if each.ends_at > now and each.status in CANCELLABLE]
    if not upcoming:
        return None
    first = min(upcoming, key=lambda each: each.starts_at)
    if first.status is VisitStatus.PENDING:
        return Duty(DutyKind.WAIT, first.answer_due_at or first.starts_at)
    if booking.audience not in {Audience.SCHOOL, Audience.COLLEGE}:
        return Duty(DutyKind.COME, first.starts_at)
    programme = content.programme(first.programme_id)
    zone = ZoneInfo(content.site(first.site_id).timezone)
    due = first.list_due_at
    if programme.list_kind is not ListKind.NONE and due is not None and due > now:
        kind = DutyKind.TELL_COUNT if programme.list_kind is ListKind.COUNT else DutyKind.HAND_LIST
        return Duty(kind, due)
    final = head_count_deadline(first.starts_at, zone, content.calendar(first.site_id))
    if final > now:
        return Duty(DutyKind.FINAL_COUNT, final)
    return Duty(DutyKind.COME, first.starts_at)


def view_of(content: Content, booking: Booking, now: datetime) -> BookingView:
    first = booking.first
    return BookingView(
        booking=booking,
        site=content.site(first.site_id),
        programme=content.programme(first.programme_id),
        duty=next_duty(content, booking, now),
        now=now,
        may_cancel=any(each.status in CANCELLABLE and each.starts_at > now for each in booking.visits),
    )


def is_past(booking: Booking, now: datetime) -> bool:
    """Over, or nothing of it left to happen."""
    return all(each.ends_at <= now or not each.status.takes_seats for each in booking.visits)


@dataclass(frozen=True, slots=True)
class ReadMine:
    """One's own bookings: upcoming soonest first, past latest first, and placements applied for."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor) -> MineView:
        now = self.clock.now()

        def body(connection: Connection) -> MineView:
            bookings = read_bookings_of(connection, actor.person_id)
            ahead = [each for each in bookings if not is_past(each, now)]
            past = [each for each in bookings if is_past(each, now)]
            return MineView(
                upcoming=self._views(sorted(ahead, key=lambda each: each.first.starts_at), now),
                past=self._views(sorted(past, key=lambda each: each.first.starts_at, reverse=True), now),
                applications=tuple(read_applications_of(connection, actor.person_id)),
                now=now,
            )

        return await self.db.read(body)

    def _views(self, bookings: Sequence[Booking], now: datetime) -> tuple[BookingView, ...]:
        return tuple(view_of(self.content, each, now) for each in bookings)


@dataclass(frozen=True, slots=True)
class ReadBooking:
    """The card of one's own booking; anybody else's does not exist."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, booking_id: BookingId) -> BookingView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingView | Refusal:
            booking = read_booking(connection, booking_id)
            if booking is None or booking.person_id != actor.person_id:
                return Refusal(Reason.NOT_FOUND)
            return view_of(self.content, booking, now)

        return await self.db.read(body)


def sent_view(
    connection: Connection, content: Content, limits: Limits, booking: Booking, now: datetime
) -> BookingView:
    """What is shown of a booking that was just sent, with what became of the class card."""
    refused = _refuse_card(connection, booking, limits)
    return replace(view_of(content, booking, now), card_refused=refused)


def _refuse_card(connection: Connection, booking: Booking, limits: Limits) -> Refusal | None:
    """A class of a known age is kept as a card, unless there were as many as there may be (B1)."""
    could_be = booking.organisation_id is not None and booking.party.youngest_age is not None
    if not could_be or keeps_card(connection, booking.id):
        return None
    return Refusal(Reason.TOO_MANY_CARDS, {"most": limits.max_class_cards})


@dataclass(frozen=True, slots=True)
class ReadBookingOfDraft:
    """The booking that one's own sent form became."""

    db: Database
    clock: Clock
    content: Content
    limits: Limits

    async def __call__(self, actor: Actor, draft_id: DraftId) -> BookingView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingView | Refusal:
            booking = read_booking_of_draft(connection, draft_id)
            if booking is None or booking.person_id != actor.person_id:
                return Refusal(Reason.NOT_FOUND)
            return sent_view(connection, self.content, self.limits, booking, now)

        return await self.db.read(body)


def cancel_visits(
    connection: Connection, booking: Booking, visits: Sequence[Visit], reason: str, now: datetime
) -> list[Visit]:
    """Calls off visits that still can be, gives their seats back, tells each host; those that changed."""
    changed = [
        each
        for each in visits
        if move_visits(
            connection,
            [each.id],
            CANCELLABLE,
            VisitStatus.CANCELLED,
            now=now,
            by=booking.person_id,
            reason=reason,
        )
    ]
    release_all(connection, [ForVisit(each.id) for each in changed], now)
    for site_id in {each.site_id for each in changed}:
        notices.tell_site(
            connection,
            "host.cancelled",
            site_id,
            {"booking_id": booking.id, "site_id": site_id},
            key=f"host.cancelled:{booking.id}:{site_id}",
            now=now,
        )
        notices.tell_request_changed(connection, booking.id, site_id, now, change="cancelled")
    return changed


@dataclass(frozen=True, slots=True)
class CancelBooking:
    """Calls a whole booking off with a reason; safe to repeat (B10).

    Who may: its leader, until the visit begins. Told: every host at once. The seats are free again.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, booking_id: BookingId, reason: CancelReason
    ) -> BookingView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingView | Refusal:
            lock_booking(connection, booking_id)
            booking = read_booking(connection, booking_id)
            if booking is None or booking.person_id != actor.person_id:
                return Refusal(Reason.NOT_FOUND)
            ahead = [each for each in booking.visits if each.starts_at > now]
            if cancel_visits(connection, booking, ahead, reason.value, now):
                set_cancel_reason(connection, booking_id, reason.value)
                booking = read_booking(connection, booking_id) or booking
            elif booking.status is not VisitStatus.CANCELLED:
                return Refusal(Reason.ALREADY_OVER)
            return view_of(self.content, booking, now)

        return await self.db.write(body)
