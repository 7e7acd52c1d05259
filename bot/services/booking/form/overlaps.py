"""Two visits of one party at the same time (B3): none is offered, and all is judged again at sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.db.booking.bookings import Overlap, find_overlaps
from bot.domain.booking.availability import SessionFacts
from bot.domain.forms import BookingForm
from bot.domain.model import PersonId, SessionId
from bot.domain.refusal import OpenBooking, Reason, Refusal
from bot.services.transaction import Tx


def refuse_overlap(
    tx: Tx, form: BookingForm, sessions: Collection[SessionFacts], person_id: PersonId
) -> Refusal | None:
    """The booking that one of the sessions meets, with the way to it."""
    return next(iter(clashes(tx, form, sessions, person_id).values()), None)


def clashes(
    tx: Tx, form: BookingForm, sessions: Collection[SessionFacts], person_id: PersonId
) -> Mapping[SessionId, Refusal]:
    """Those of the sessions at whose time the party is elsewhere: at a visit of the same class, or, without a
    class, at any of this person's. The booking that is moved meets nothing, and an operator may have several
    groups at once."""
    if not sessions or form.operator:
        return {}
    first, last = min(each.starts_at for each in sessions), max(each.ends_at for each in sessions)
    there = [
        each
        for each in find_overlaps(tx.connection, person_id, first, last)
        if each.booking_id != form.moves
        and (not form.is_class or (each.grade, each.letter) == (form.grade, form.letter))
    ]
    return {
        session.id: _refusal(each)
        for session in sessions
        for each in there
        if each.starts_at < session.ends_at and session.starts_at < each.ends_at
    }


def _refusal(met: Overlap) -> Refusal:
    way = OpenBooking(met.booking_id, met.reference)
    return Refusal(Reason.OVERLAPS, {"reference": met.reference}, (way,))
