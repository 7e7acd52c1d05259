"""The host's answer to other numbers than it has agreed to (B8)."""

from __future__ import annotations

from bot.db.booking.numbers import want_numbers
from bot.db.engine.locks import lock_booking
from bot.domain.booking.numbers import Numbers
from bot.domain.desk.views import Outcome, RequestView
from bot.domain.model import BookingId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.numbers import apply_numbers
from bot.services.booking.rules import changeable
from bot.services.desk.reading import find_request, request_view
from bot.services.messages.booking.numbers import NumbersAnswered, about_numbers_asked
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.permissions import answers_at
from bot.services.transaction import Tx, record, writes


@writes(answers_at("site_id"))
def answer_numbers(
    tx: Tx, booking_id: BookingId, site_id: SiteId, version: int, *, granted: bool
) -> RequestView | Refusal:
    """Grants the numbers that its leader asked for, or leaves the old ones; the first answer wins, and a
    repeat shows what is true. ``version``: of the booking as it was asked."""
    lock_booking(tx.connection, booking_id)
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    children, adults = booking.wanted_children, booking.wanted_adults
    if children is None or adults is None or booking.version != version:
        return request_view(tx, booking, site_id, Outcome.DECIDED_BEFORE)
    visits = changeable(tx, booking)
    if isinstance(visits, Refusal):
        return visits
    new = Numbers(children, adults)
    if granted:
        refusal = apply_numbers(tx, booking, visits, new, agreed=new.seats)
        if refusal is not None:
            return refusal
    else:
        if not want_numbers(tx.connection, booking, None, None):
            return Refusal(Reason.ALREADY_DECIDED)
        details = {"after": f"{children}+{adults}"}
        record(
            tx,
            "booking.numbers_declined",
            "booking",
            booking_id,
            details,
            region_id=booking.region_id,
            site_id=site_id,
        )
    asked = (booking_id, site_id, children, adults, version)
    who = Readers(tx.connection, booking)
    tell(tx, NumbersAnswered(*asked, int(granted)), *about_numbers_asked(tx, asked, who), who=who)
    changed = find_request(tx, booking_id, site_id)
    return Refusal(Reason.NOT_FOUND) if changed is None else request_view(tx, changed, site_id, Outcome.DONE)
