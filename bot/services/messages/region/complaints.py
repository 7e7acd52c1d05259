"""Complaints about requests and questions: to coordinators, and to whoever was blocked or unblocked (F11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from bot.db.booking.bookings import read_booking, read_person_names
from bot.db.booking.enquiries import read_enquiry
from bot.db.people.complaints import read_complaint, read_complaint_of_question
from bot.domain.model import BookingId, ComplaintState, EnquiryId, PersonId, Priority
from bot.domain.people.complaint import Complaint, ComplaintView
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Change, Message
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


def view_of(tx: Tx, found: Complaint) -> ComplaintView:
    booking = None if found.booking_id is None else read_booking(tx.connection, found.booking_id)
    asked = None if found.enquiry_id is None else read_enquiry(tx.connection, found.enquiry_id)
    if booking is None and asked is None:
        raise LookupError("what a complaint is about vanished inside a transaction")
    deciders = () if found.decided_by is None else (found.decided_by,)
    names = read_person_names(tx.connection, deciders)
    site = tx.catalogue.site(found.site_id)
    return ComplaintView(found, booking, site, names, question=None if asked is None else asked.text)


@dataclass(frozen=True, slots=True)
class _OfComplaint(Message[ComplaintView]):
    state: ClassVar[ComplaintState]
    priority = Priority.CHANGE

    booking_id: BookingId | None = None
    enquiry_id: EnquiryId | None = None
    """It is about whoever asked this question."""

    def identity(self) -> tuple[object, ...]:
        return (self.booking_id,) if self.enquiry_id is None else ("enquiry", self.enquiry_id)

    def _found(self, tx: Tx) -> Complaint | None:
        if self.enquiry_id is not None:
            return read_complaint_of_question(tx.connection, self.enquiry_id)
        return None if self.booking_id is None else read_complaint(tx.connection, self.booking_id)

    def _person(self, who: Readers) -> Collection[PersonId]:
        if self.enquiry_id is not None:
            return who.asker(self.enquiry_id)
        return () if self.booking_id is None else who.leader(self.booking_id)

    def load(self, tx: Tx) -> ComplaintView | None:
        found = self._found(tx)
        return None if found is None or found.state is not self.state else view_of(tx, found)


@dataclass(frozen=True, slots=True)
class BlockProposed(_OfComplaint):
    """Nothing is told of what was decided meanwhile."""

    kind = "region.complaint"
    urgency = Urgency.NEWS
    state = ComplaintState.PROPOSED

    def readers(self, who: Readers) -> Collection[PersonId]:
        if self.enquiry_id is not None:
            return who.coordinators_at(who.site_of_enquiry(self.enquiry_id))
        return () if self.booking_id is None else who.coordinators_of(self.booking_id)


@dataclass(frozen=True, slots=True)
class ComplaintDecided(Change[ComplaintView], _OfComplaint):
    """All copies of the proposal show who decided and what. ``change`` tells one decision from the others."""

    kind = "region.complaint.update"
    urgency = Urgency.STATUS

    change: str = ""

    def identity(self) -> tuple[object, ...]:
        return (*_OfComplaint.identity(self), self.change)

    def changes(self) -> BlockProposed:
        return BlockProposed(self.booking_id, self.enquiry_id)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self.changes().readers(who)

    def load(self, tx: Tx) -> ComplaintView | None:
        found = self._found(tx)
        return None if found is None else view_of(tx, found)


@dataclass(frozen=True, slots=True)
class PersonBlocked(_OfComplaint):
    kind = "person.blocked"
    urgency = Urgency.STATUS
    state = ComplaintState.BLOCKED

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self._person(who)


@dataclass(frozen=True, slots=True)
class PersonUnblocked(_OfComplaint):
    kind = "person.unblocked"
    urgency = Urgency.STATUS
    state = ComplaintState.LIFTED

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self._person(who)
