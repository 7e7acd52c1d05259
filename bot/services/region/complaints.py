"""People who are blocked for abuse: a host proposes it, a coordinator of the region decides (F11).

Who is blocked may read and cancel, and starts and sends nothing (``NOT_BLOCKED`` of the permissions).
"""

from __future__ import annotations

from bot.db.booking.bookings import read_booking
from bot.db.booking.enquiries import read_enquiry
from bot.db.engine.locks import lock_person
from bot.db.people.complaints import (
    add_complaint,
    block_person,
    decide_complaint,
    read_complaint,
    read_complaint_of_question,
    read_complaints,
    unblock_person,
)
from bot.domain.model import AbuseReason, BookingId, ComplaintState, EnquiryId, RegionId, SiteId
from bot.domain.pages import page_of
from bot.domain.people.complaint import COMES_FROM, Complaint, ComplaintsView, ComplaintView
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.offers import ends as offer_ends
from bot.services.enquiries.answering import end_by_site
from bot.services.messages.readers import Readers
from bot.services.messages.region.complaints import (
    BlockProposed,
    ComplaintDecided,
    PersonBlocked,
    PersonUnblocked,
    view_of,
)
from bot.services.messages.tell import tell, with_copies
from bot.services.permissions import (
    answers_at,
    answers_enquiry,
    coordinates,
    coordinates_booking,
    coordinates_enquiry,
)
from bot.services.transaction import Tx, reads, record, writes

COMPLAINTS_A_PAGE = 6


@writes(answers_at("site_id"))
def complain(tx: Tx, booking_id: BookingId, site_id: SiteId, reason: AbuseReason) -> ComplaintView | Refusal:
    """Proposes to the coordinators of the region to block whoever sent a request.

    There is one complaint for a booking: a repeat, or a colleague's, shows what became of the first.
    """
    booking = read_booking(tx.connection, booking_id)
    if booking is None or not booking.at(site_id):
        return Refusal(Reason.NOT_FOUND)
    entry = Complaint(
        booking_id,
        None,
        booking.person_id,
        booking.region_id,
        site_id,
        reason,
        ComplaintState.PROPOSED,
        tx.now,
        decided_by=None,
        decided_at=None,
    )
    if add_complaint(tx.connection, entry):
        _record(tx, entry, "complaint.proposed")
        tell(tx, BlockProposed(booking_id), who=Readers(tx.connection, booking))
    return _seen(tx, read_complaint(tx.connection, booking_id))


@writes(answers_enquiry("enquiry_id"))
def complain_of_question(tx: Tx, enquiry_id: EnquiryId, reason: AbuseReason) -> ComplaintView | Refusal:
    """The same about whoever asked a question, which ends without an answer."""
    asked = read_enquiry(tx.connection, enquiry_id)
    if asked is None:
        return Refusal(Reason.NOT_FOUND)
    end_by_site(tx, enquiry_id)
    site = tx.catalogue.site(asked.site_id)
    entry = Complaint(
        None,
        enquiry_id,
        asked.person_id,
        site.region_id,
        site.id,
        reason,
        ComplaintState.PROPOSED,
        tx.now,
        decided_by=None,
        decided_at=None,
    )
    if add_complaint(tx.connection, entry):
        _record(tx, entry, "complaint.proposed")
        tell(tx, BlockProposed(enquiry_id=enquiry_id))
    return _seen(tx, read_complaint_of_question(tx.connection, enquiry_id))


@reads(coordinates("region_id"))
def show_complaints(tx: Tx, region_id: RegionId, page: int = 0) -> ComplaintsView | Refusal:
    """About whom somebody has to decide in a region, and who is blocked, some a page."""
    shown = page_of(read_complaints(tx.connection, region_id), page, COMPLAINTS_A_PAGE)
    entries = tuple(view_of(tx, each) for each in shown.entries)
    return ComplaintsView(tx.catalogue.region(region_id), entries, shown.page, shown.pages)


@reads(coordinates_booking("booking_id"))
def show_complaint(tx: Tx, booking_id: BookingId) -> ComplaintView | Refusal:
    return _seen(tx, read_complaint(tx.connection, booking_id))


@reads(coordinates_enquiry("enquiry_id"))
def show_complaint_of_question(tx: Tx, enquiry_id: EnquiryId) -> ComplaintView | Refusal:
    return _seen(tx, read_complaint_of_question(tx.connection, enquiry_id))


@writes(coordinates_booking("booking_id"))
def decide(tx: Tx, booking_id: BookingId, after: ComplaintState) -> ComplaintView | Refusal:
    """Blocks the person, dismisses the complaint, or lifts the block; the person is told of what they notice.

    Whoever comes later, or repeats it, changes nothing and sees who decided and what.
    """
    _decide(tx, read_complaint(tx.connection, booking_id), after)
    return _seen(tx, read_complaint(tx.connection, booking_id))


@writes(coordinates_enquiry("enquiry_id"))
def decide_about_question(tx: Tx, enquiry_id: EnquiryId, after: ComplaintState) -> ComplaintView | Refusal:
    """The same about whoever asked a question."""
    _decide(tx, read_complaint_of_question(tx.connection, enquiry_id), after)
    return _seen(tx, read_complaint_of_question(tx.connection, enquiry_id))


def _decide(tx: Tx, found: Complaint | None, after: ComplaintState) -> None:
    if found is None:
        return
    lock_person(tx.connection, found.person_id)
    if not decide_complaint(tx.connection, found, COMES_FROM[after], after, by=tx.by, now=tx.now):
        return
    _record(tx, found, f"complaint.{after}")
    about = found.booking_id, found.enquiry_id
    tell(tx, *with_copies(tx, [ComplaintDecided(*about, f"{after}-{tx.now:%m%d%H%M%S%f}")]))
    if after is ComplaintState.BLOCKED:
        block_person(tx.connection, found.person_id, tx.now)
        # What they could not take is kept for nobody: others wait for it.
        offer_ends.end_of_person(tx, found.person_id)
        tell(tx, PersonBlocked(*about))
    elif after is ComplaintState.LIFTED and unblock_person(tx.connection, found.person_id):
        tell(tx, PersonUnblocked(*about))


def _seen(tx: Tx, found: Complaint | None) -> ComplaintView | Refusal:
    return Refusal(Reason.NOT_FOUND) if found is None else view_of(tx, found)


def _record(tx: Tx, found: Complaint, action: str) -> None:
    record(
        tx,
        action,
        "booking" if found.enquiry_id is None else "enquiry",
        found.booking_id or found.enquiry_id,
        {"reason": found.reason.value},
        region_id=found.region_id,
        site_id=found.site_id,
    )
