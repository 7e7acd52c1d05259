"""Two visits of one party at the same time (B3): said when the time is chosen, judged again at sending."""

from __future__ import annotations

from collections.abc import Iterable

from bot.db.booking.bookings import find_overlaps
from bot.domain.booking.availability import SessionFacts
from bot.domain.forms import BookingForm
from bot.domain.model import PersonId
from bot.domain.refusal import OpenBooking, Reason, Refusal
from bot.services.transaction import Tx


def refuse_overlap(
    tx: Tx, form: BookingForm, sessions: Iterable[SessionFacts], person_id: PersonId
) -> Refusal | None:
    """The booking that one of the sessions meets, with the way to it: of the same class, or, without a class,
    any of this person's. The booking that is moved meets nothing."""
    for session in sessions:
        for overlap in find_overlaps(tx.connection, person_id, session.starts_at, session.ends_at):
            if overlap.booking_id == form.moves:
                continue
            if not form.is_class or (overlap.grade, overlap.letter) == (form.grade, form.letter):
                way = OpenBooking(overlap.booking_id, overlap.reference)
                return Refusal(Reason.OVERLAPS, {"reference": overlap.reference}, (way,))
    return None
