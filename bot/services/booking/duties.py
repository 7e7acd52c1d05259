"""Marking a duty as done, with one tap, and taking the mark back (B17)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.booking.duties import note_duty, read_duties
from bot.db.engine.locks import lock_booking
from bot.domain.booking.booking import Booking, people_in
from bot.domain.booking.duties import OF_LEADER, SAID_ONCE, Duty, duty_of
from bot.domain.booking.views import BookingView, DutyQuestionView
from bot.domain.forms import DutyForm, Question
from bot.domain.model import BookingId, DutyKind, ListWay, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.party import read_count
from bot.domain.typed.plates import read_plate
from bot.services.booking.mine import find_booking, noted_view, view_of
from bot.services.booking.renew import renew_duties
from bot.services.booking.rules import nothing_ahead
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
)
from bot.services.messages.booking.reminded import tell_reminded
from bot.services.messages.booking.requests import about_change
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.permissions import leads
from bot.services.transaction import Tx, record, writes

LEADS = leads("booking_id")

MOST_ON_A_LIST = 500


@writes(LEADS)
def mark_duty(
    tx: Tx,
    booking_id: BookingId,
    site_id: SiteId,
    kind: DutyKind,
    people: int | None = None,
    way: ListWay | None = None,
    detail: str | None = None,
) -> BookingView | Refusal:
    """A duty is done, or was done otherwise than noted: «Список передан: 30 человек», «Едем автобусом». What
    is not given stays as it was noted; a list has everybody who comes, if nobody said otherwise. Safe to
    repeat."""
    return note_done(tx, booking_id, site_id, kind, people, way, detail)


def note_done(
    tx: Tx,
    booking_id: BookingId,
    site_id: SiteId,
    kind: DutyKind,
    people: int | None = None,
    way: ListWay | None = None,
    detail: str | None = None,
) -> BookingView | Refusal:
    """The same for whoever has asked the permission."""
    found = _find(tx, booking_id, site_id, kind)
    if isinstance(found, Refusal):
        return found
    booking, before = found
    for other in _same_elsewhere(tx, booking, before):
        _note_done(tx, booking, other, people, way, detail)
    return _note_done(tx, booking, before, people, way, detail)


def _same_elsewhere(tx: Tx, booking: Booking, said: Duty) -> list[Duty]:
    """Of a route, at its other sites, what is said once for all of them (C3)."""
    if booking.route_id is None or said.kind not in SAID_ONCE:
        return []
    stored = read_duties(tx.connection, booking.id)
    return [each for each in stored if each.kind is said.kind and each.site_id != said.site_id]


def _note_done(
    tx: Tx, booking: Booking, before: Duty, people: int | None, way: ListWay | None, detail: str | None
) -> BookingView | Refusal:
    kind, site_id = before.kind, before.site_id
    if people is not None and not 1 <= people <= MOST_ON_A_LIST:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "list_range", "most": MOST_ON_A_LIST})
    if before.is_done and people is None and way is None and detail is None:
        return noted_view(tx, booking)
    seats = sum(people_in(each for each in booking.standing if each.site_id == site_id))
    counted = kind in {DutyKind.HAND_LIST, DutyKind.FINAL_COUNT}
    after = replace(
        before,
        done_at=before.done_at or tx.now,
        done_by=before.done_by or tx.by,
        people=people or before.people or (seats if counted else None),
        way=way or before.way,
        detail=detail or before.detail,
    )
    return _store(tx, booking, before, after)


@writes(LEADS)
def undo_duty(tx: Tx, booking_id: BookingId, site_id: SiteId, kind: DutyKind) -> BookingView | Refusal:
    """The mark was wrong: it is still to be done. Safe to repeat."""
    found = _find(tx, booking_id, site_id, kind)
    if isinstance(found, Refusal):
        return found
    booking, before = found
    for other in _same_elsewhere(tx, booking, before):
        _store(tx, booking, other, other.undone())
    return _store(tx, booking, before, before.undone())


def _find(tx: Tx, booking_id: BookingId, site_id: SiteId, kind: DutyKind) -> tuple[Booking, Duty] | Refusal:
    """The duty of a leader that can be marked now."""
    lock_booking(tx.connection, booking_id)
    booking = find_booking(tx, booking_id)
    if not any(each.starts_at > tx.now for each in booking.standing):
        return nothing_ahead(booking)
    renew_duties(tx, booking)  # those of an earlier release are not stored yet
    found = duty_of(read_duties(tx.connection, booking_id), kind, site_id)
    if found is None or kind not in OF_LEADER:
        return Refusal(Reason.NO_SUCH_DUTY)
    return booking, found


def _store(tx: Tx, booking: Booking, before: Duty, after: Duty) -> BookingView:
    """Notes a duty and shows it to the site; how a class comes decides what else is to be done."""
    if after == before or after.site_id is None:
        return noted_view(tx, booking)
    note_duty(tx.connection, booking.id, after)
    if after.kind is DutyKind.TRANSPORT:
        renew_duties(tx, booking)
    details = {"kind": after.kind.value, "done": int(after.is_done), "people": after.people}
    record(
        tx,
        "duty.marked",
        "booking",
        booking.id,
        details,
        region_id=booking.region_id,
        site_id=after.site_id,
    )
    said = "-".join(map(str, (after.kind, int(after.is_done), after.people, after.way)))
    change = f"{said}-{tx.now:%m%d%H%M%S}"
    who = Readers(tx.connection, booking)
    tell(tx, *about_change(tx, booking.id, after.site_id, change, who), who=who)
    tell_reminded(tx, booking, said)
    return noted_view(tx, booking)


# --- what is typed ------------------------------------------------------------------------------------------


def _typed(at: At[DutyForm], text: str) -> Answer[DutyForm]:
    """The number of people on the list, or the plate of the bus."""
    form = at.form
    people, plate = None, None
    if form.duty is DutyKind.PLATE:
        plate = read_plate(text)
        if plate is None:
            return NotUnderstood("no_plate")
    else:
        people = read_count(text)
        if people is None:
            return NotUnderstood("not_a_number")
    noted = note_done(at.tx, form.booking_id, form.site_id, form.duty, people, None, plate)
    return noted if isinstance(noted, Refusal) else replace(form, answered=True)


def _view(at: At[DutyForm]) -> DutyQuestionView:
    card = view_of(at.tx, find_booking(at.tx, at.form.booking_id))
    return DutyQuestionView(card, at.form.duty, at.form.site_id, at.refusal)


def _finish(at: At[DutyForm]) -> DutyQuestionView:
    return _view(at)


def _refuse(tx: Tx, form: DutyForm) -> Refusal | None:
    """Whoever is not the leader any more, and a duty that is none any more."""
    refusal = LEADS.refuse(tx, form.booking_id)
    if refusal is not None:
        return refusal
    card = view_of(tx, find_booking(tx, form.booking_id))
    if not any(each.starts_at > tx.now for each in card.booking.standing):
        return nothing_ahead(card.booking)
    known = duty_of(card.duties, form.duty, form.site_id)
    return Refusal(Reason.NO_SUCH_DUTY) if known is None or form.duty not in TYPED else None


TYPED = frozenset({DutyKind.HAND_LIST, DutyKind.PLATE})

DUTY = form_kind(
    FormKind(
        form=DutyForm,
        questions=(
            FormQuestion(name=Question.DUTY, is_missing=lambda at: not at.form.answered, text=_typed),
        ),
        view=_view,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(LEADS)
def ask_duty(tx: Tx, booking_id: BookingId, site_id: SiteId, kind: DutyKind) -> Asking | Refusal:
    """«Другое число», «Номер автобуса»: the next typed text is the answer."""
    form = DutyForm(booking_id, site_id, kind)
    return _refuse(tx, form) or begin(tx, form)
