"""Complaints about requests: to coordinators, and to whoever was blocked or unblocked (F11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from bot.db.booking.bookings import read_booking, read_person_names
from bot.db.people.complaints import read_complaint
from bot.domain.model import BookingId, ComplaintState, PersonId, Priority
from bot.domain.people.complaint import Complaint, ComplaintView
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


def view_of(tx: Tx, found: Complaint) -> ComplaintView:
    booking = read_booking(tx.connection, found.booking_id)
    if booking is None:
        raise LookupError(f"booking {found.booking_id} vanished inside a transaction")
    deciders = () if found.decided_by is None else (found.decided_by,)
    names = read_person_names(tx.connection, deciders)
    return ComplaintView(found, booking, tx.catalogue.site(found.site_id), names)


@dataclass(frozen=True, slots=True)
class _OfComplaint(Message[ComplaintView]):
    state: ClassVar[ComplaintState]
    priority = Priority.CHANGE

    booking_id: BookingId

    def load(self, tx: Tx) -> ComplaintView | None:
        found = read_complaint(tx.connection, self.booking_id)
        return None if found is None or found.state is not self.state else view_of(tx, found)


@dataclass(frozen=True, slots=True)
class BlockProposed(_OfComplaint):
    """Nothing is told of what was decided meanwhile."""

    kind = "region.complaint"
    urgency = Urgency.NEWS
    state = ComplaintState.PROPOSED

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_of(self.booking_id)


@dataclass(frozen=True, slots=True)
class PersonBlocked(_OfComplaint):
    kind = "person.blocked"
    urgency = Urgency.STATUS
    state = ComplaintState.BLOCKED

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)


@dataclass(frozen=True, slots=True)
class PersonUnblocked(_OfComplaint):
    kind = "person.unblocked"
    urgency = Urgency.STATUS
    state = ComplaintState.LIFTED

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)
