"""What a form that was sent has become: a booking, a place on a waiting list, another time of a booking."""

from __future__ import annotations

from bot.db.booking.bookings import read_booking_of_draft
from bot.db.booking.waiting import read_waiting, read_waiting_of_draft
from bot.domain.booking.offers.views import OfferView, WaitingView
from bot.domain.booking.views import BookingView
from bot.domain.forms import BookingForm
from bot.domain.model import DraftId
from bot.services.booking.mine import changed_view, find_booking, sent_view
from bot.services.booking.offers.reading import asked_to_move, waiting_view
from bot.services.transaction import Tx


def read_sent(tx: Tx, draft_id: DraftId, form: BookingForm) -> BookingView | WaitingView | OfferView:
    """As it is now, whatever has happened to it since."""
    if form.moves is not None:
        asked = asked_to_move(tx, form.moves)
        return changed_view(tx, find_booking(tx, form.moves)) if asked is None else asked
    if form.waiting_id is not None:
        waiting = read_waiting(tx.connection, form.waiting_id)
    else:
        waiting = None if form.waits is None else read_waiting_of_draft(tx.connection, draft_id)
    if waiting is not None:
        return waiting_view(tx, waiting)
    booking = read_booking_of_draft(tx.connection, draft_id)
    if booking is None:
        raise LookupError(f"draft {draft_id} was sent and has no booking")
    return sent_view(tx, booking)
