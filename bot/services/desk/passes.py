"""«Список получен», «пропуска готовы»: what a site has done for a class, with one tap (E8).

A slip of the thumb is taken back within a minute, and the leader hears of none: they are told when it is
over.
"""

from __future__ import annotations

from dataclasses import replace

from bot.db.booking.duties import note_duty, read_duties
from bot.db.engine.locks import lock_booking
from bot.domain.booking.booking import Booking
from bot.domain.booking.duties import OF_HOST, TAKEN_BACK_FOR, Duty, duty_of
from bot.domain.desk.views import Outcome, RequestView
from bot.domain.model import BookingId, DutyKind, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.renew import renew_duties
from bot.services.desk.reading import find_request, request_view
from bot.services.messages.booking.duties import PassesTold, mark_key
from bot.services.messages.booking.reminded import tell_reminded
from bot.services.messages.booking.requests import about_change
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.permissions import answers_at
from bot.services.transaction import Tx, record, writes


@writes(answers_at("site_id"))
def mark_passes(
    tx: Tx, booking_id: BookingId, site_id: SiteId, kind: DutyKind, *, done: bool
) -> RequestView | Refusal:
    """Marks what the site has done, of which its leader is told a minute later; until then the mark can be
    taken back. A list that was received was handed over, whether its leader said so or not. Safe to
    repeat."""
    lock_booking(tx.connection, booking_id)
    booking = find_request(tx, booking_id, site_id)
    if booking is None or kind not in OF_HOST:
        return Refusal(Reason.NOT_FOUND)
    renew_duties(tx, booking)
    duties = read_duties(tx.connection, booking_id)
    duty = duty_of(duties, kind, site_id)
    if duty is None:
        return Refusal(Reason.NO_SUCH_DUTY)
    if not any(each.ends_at > tx.now for each in booking.standing):
        return Refusal(Reason.ALREADY_OVER)
    if duty.is_done is done:
        return request_view(tx, booking, site_id, Outcome.REPEATED)
    if not done and not duty.may_be_taken_back(tx.now):
        return Refusal(Reason.MARK_STANDS)
    handed = duty_of(duties, DutyKind.HAND_LIST, site_id)
    _note(tx, booking, duty, done=done)
    if kind is DutyKind.LIST_RECEIVED and handed is not None:
        with_it = (handed.done_at, handed.done_by) == (duty.done_at, duty.done_by)
        if handed.is_done is not done and (done or with_it):
            _note(tx, booking, handed, done=done)
    details: dict[str, int | str | None] = {"kind": kind.value, "done": int(done)}
    record(tx, "duty.marked", "booking", booking_id, details, region_id=booking.region_id, site_id=site_id)
    change = mark_key(tx.now)
    who = Readers(tx.connection, booking)
    tell(tx, *about_change(tx, booking_id, site_id, f"{kind}-{int(done)}-{change}", who), who=who)
    tell_reminded(tx, booking, f"{kind}-{int(done)}")
    if done:
        told = PassesTold(booking_id, site_id, kind.value, 1, change)
        tell(tx, Later(told, tx.now + TAKEN_BACK_FOR), who=who)
    return request_view(tx, booking, site_id, Outcome.DONE)


def _note(tx: Tx, booking: Booking, duty: Duty, *, done: bool) -> None:
    seats = sum(each.seats for each in booking.standing if each.site_id == duty.site_id)
    after = replace(duty, done_at=tx.now, done_by=tx.by, people=seats) if done else duty.undone()
    note_duty(tx.connection, booking.id, after)
