"""What several use cases of questions read alike."""

from __future__ import annotations

from bot.db.booking.bookings import read_booking
from bot.db.booking.enquiries import read_enquiry
from bot.domain.booking.booking import Booking
from bot.domain.desk.views import Outcome, QueueEntry, may_be_talked_of
from bot.domain.enquiries.enquiry import LONGEST_KEPT, Enquiry
from bot.domain.enquiries.views import EnquiryView
from bot.domain.model import EnquiryId, EnquiryState, SiteId
from bot.domain.typed.free_text import names_somebody
from bot.services.transaction import Tx


def enquiry_view(tx: Tx, found: Enquiry, outcome: Outcome = Outcome.SHOWN) -> EnquiryView | None:
    """None: its words were deleted, and nothing is left to show."""
    if found.is_forgotten:
        return None
    site = tx.catalogue.site(found.site_id)
    booking = None if found.booking_id is None else read_booking(tx.connection, found.booking_id)
    programme_id = found.programme_id if booking is None else booking.at(site.id)[0].programme_id
    if programme_id is None:
        raise LookupError(f"enquiry {found.id} is about nothing")
    return EnquiryView(
        enquiry=found,
        site=site,
        programme=tx.catalogue.programme(programme_id),
        now=tx.now,
        booking=booking,
        outcome=outcome,
        may_keep=found.kept_at is None and is_of_use_to_others(found),
    )


def is_of_use_to_others(found: Enquiry) -> bool:
    """Whether a programme's card may show it: a visitor's question with its answer, which name nobody, and
    which others will read."""
    if found.programme_id is None or found.state is not EnquiryState.ANSWERED:
        return False
    if not found.text or not found.answer or len(found.text) + len(found.answer) > LONGEST_KEPT:
        return False
    return not names_somebody(f"{found.text} {found.answer}")


def present_view(tx: Tx, enquiry_id: EnquiryId, outcome: Outcome = Outcome.SHOWN) -> EnquiryView | None:
    """The question as it is now."""
    found = read_enquiry(tx.connection, enquiry_id)
    return None if found is None else enquiry_view(tx, found, outcome)


def queued_enquiry(tx: Tx, found: Enquiry) -> QueueEntry:
    """A visitor's question that waits for the site's answer."""
    if found.programme_id is None:
        raise ValueError(f"enquiry {found.id} waits for its leader, not for the site")
    site, programme = tx.catalogue.site(found.site_id), tx.catalogue.programme(found.programme_id)
    due = found.answer_due_at or found.asked_at
    return QueueEntry(site, programme, found.asked_at, due, enquiry=found)


def may_talk(tx: Tx, booking: Booking, site_id: SiteId) -> bool:
    """Whether there is still something to ask, or to answer, about a party's visits to a site."""
    return any(may_be_talked_of(each, tx.now) for each in booking.at(site_id))
