"""What a leader is reminded to do before a visit, and what the site says of their list (B17, E8)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking
from bot.db.booking.duties import read_duties
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.duties import (
    COUNT_REMINDED,
    LIST_REMINDED,
    NAMED_LISTS,
    POLICE_REMINDED,
    REMINDED_AT,
    Duty,
    duty_of,
    needs_police,
    once,
)
from bot.domain.messages.views import DutyView
from bot.domain.model import BookingId, DutyKind, PersonId, Priority, SiteId, VisitId, VisitStatus
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.message import ToOne
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _Reminder(ToOne[DutyView]):
    """Of a duty that is still to be done. ``visit_id``: the first visit at the site; ``starts_at`` (UTC): the
    start for which it was planned."""

    urgency = Urgency.VISIT
    priority = Priority.REMINDER

    booking_id: BookingId
    visit_id: VisitId
    starts_at: datetime
    days: int = 0
    """Working days before: one of several reminders of the same."""

    def identity(self) -> tuple[object, ...]:
        return (self.visit_id, f"{self.starts_at:%Y%m%d%H%M}", self.days)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    @abstractmethod
    def wanted(self, tx: Tx, booking: Booking, site_id: SiteId, duties: Sequence[Duty]) -> Duty | None:
        """The duty that it is about, done or not; None: there is none."""

    def load(self, tx: Tx) -> DutyView | None:
        view = self.still(tx)
        if view is None or view.duty.is_done or self.starts_at <= tx.now:
            return None
        if view.duty not in once(view.part.booking, (each for each in view.duties if not each.is_done)):
            return None  # said of the route by another of its stops
        return view

    def still(self, tx: Tx) -> DutyView | None:
        """The duty as it is now, done or not; None: it is none any more, or its visits are off or moved."""
        booking = read_booking(tx.connection, self.booking_id)
        visits = () if booking is None else booking.visits
        first = next((each for each in visits if each.id == self.visit_id), None)
        if booking is None or first is None or first.starts_at != self.starts_at:
            return None
        duties = read_duties(tx.connection, booking.id)
        duty = self.wanted(tx, booking, first.site_id, duties)
        here = [each for each in booking.at(first.site_id) if each.status is VisitStatus.CONFIRMED]
        part = part_view(tx, booking, tuple(here))
        return None if part is None or duty is None else DutyView(part, duties, duty)


@dataclass(frozen=True, slots=True)
class ListDue(_Reminder):
    """«Список передан?», three working days and one before it is due."""

    kind = "duty.list"

    def wanted(self, _tx: Tx, _booking: Booking, site_id: SiteId, duties: Sequence[Duty]) -> Duty | None:
        return duty_of(duties, DutyKind.HAND_LIST, site_id)


@dataclass(frozen=True, slots=True)
class PoliceDue(_Reminder):
    """Four days before: the police want to know of many children in a bus. Who has not said how they come is
    asked."""

    kind = "duty.police"

    def wanted(self, tx: Tx, booking: Booking, site_id: SiteId, duties: Sequence[Duty]) -> Duty | None:
        transport = duty_of(duties, DutyKind.TRANSPORT, site_id)
        if transport is None or not needs_police(booking, site_id, tx.limits):
            return None
        police = duty_of(duties, DutyKind.POLICE, site_id) if transport.is_done else None
        return police or transport


@dataclass(frozen=True, slots=True)
class CountDue(_Reminder):
    """Two working days before: how many come, and in which bus."""

    kind = "duty.count"

    def wanted(self, _tx: Tx, _booking: Booking, site_id: SiteId, duties: Sequence[Duty]) -> Duty | None:
        count = duty_of(duties, DutyKind.FINAL_COUNT, site_id)
        plate = duty_of(duties, DutyKind.PLATE, site_id)
        return plate if plate is not None and count is not None and count.is_done else count


def plan_duties(tx: Tx, booking: Booking, visits: Sequence[Visit]) -> list[Later]:
    """Reminders of the duties of confirmed visits at one site, as far as their moments are still ahead;
    whether they are still to be done is asked when they are sent."""
    if not visits or not booking.is_organised:
        return []
    first = min(visits, key=lambda each: each.starts_at)
    site, calendar = tx.catalogue.site(first.site_id), tx.catalogue.calendar(first.site_id)
    zone = ZoneInfo(site.timezone)
    day, about = local_day(first.starts_at, zone), (booking.id, first.id, first.starts_at)
    planned = [
        Later(PoliceDue(*about), utc_at(day - POLICE_REMINDED, REMINDED_AT, zone), first.starts_at),
        Later(
            CountDue(*about),
            utc_at(calendar.add(day, -COUNT_REMINDED), REMINDED_AT, zone),
            first.starts_at - timedelta(hours=1),
        ),
    ]
    due = first.list_due_at
    if tx.catalogue.programme(first.programme_id).list_kind in NAMED_LISTS and due is not None:
        list_day = local_day(due, zone)
        planned += [
            Later(ListDue(*about, days), utc_at(calendar.add(list_day, -days), REMINDED_AT, zone), due)
            for days in LIST_REMINDED
        ]
    return [each for each in planned if each.due_at is not None and each.due_at > tx.now]


def mark_key(done_at: datetime) -> str:
    """Tells one mark from the others in a message's key."""
    return f"{done_at:%m%d%H%M%S}"


@dataclass(frozen=True, slots=True)
class PassesTold(ToOne[DutyView]):
    """The site has the list, or the passes are ready: due when the mark cannot be taken back any more.
    ``change`` tells one mark from the others; one that was taken back or made anew since is not told.
    ``done``: 0 in rows of earlier releases, which told at once, of a mark that was taken back too."""

    kind = "booking.passes"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    booking_id: BookingId
    site_id: SiteId
    duty: str
    done: int
    change: str

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> DutyView | None:
        booking = read_booking(tx.connection, self.booking_id)
        if booking is None:
            return None
        duties = read_duties(tx.connection, booking.id)
        duty = duty_of(duties, DutyKind(self.duty), self.site_id)
        here = [each for each in booking.at(self.site_id) if each.status is VisitStatus.CONFIRMED]
        part = part_view(tx, booking, tuple(here))
        if part is None or duty is None or duty.is_done != bool(self.done):
            return None
        if duty.done_at is not None and mark_key(duty.done_at) != self.change:
            return None
        return DutyView(part, duties, duty)
