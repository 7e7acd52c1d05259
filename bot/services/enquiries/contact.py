"""«Связаться»: a site sees the phone of a party's leader and asks a question through the bot (E2)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.booking.enquiries import EnquiryEntry, add_enquiry, read_enquiries_about
from bot.db.engine.locks import lock_booking
from bot.domain.booking.booking import Booking
from bot.domain.enquiries.enquiry import LONGEST
from bot.domain.enquiries.views import ContactView
from bot.domain.forms import AskLeaderForm, Question
from bot.domain.model import BookingId, SiteId, VisitId
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import check_free_text
from bot.services.desk.reading import find_request
from bot.services.enquiries.reading import may_talk
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    form_kind,
    refused_text,
)
from bot.services.messages import enquiries
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.permissions import answers_at
from bot.services.transaction import Tx, reads, record, writes

ANSWERS_AT = answers_at("site_id")


def _view(tx: Tx, booking: Booking, site_id: SiteId, visit_id: VisitId | None) -> ContactView:
    asked = read_enquiries_about(tx.connection, [booking.id]).get(booking.id, [])
    here = [each for each in asked if each.site_id == site_id]
    return ContactView(
        booking=booking,
        site=tx.catalogue.site(site_id),
        programme=tx.catalogue.programme(booking.at(site_id)[0].programme_id),
        enquiries=here,
        now=tx.now,
        may_talk=may_talk(tx, booking, site_id),
        visit_id=visit_id,
    )


def _type_question(at: At[AskLeaderForm], text: str) -> Answer[AskLeaderForm]:
    problem = check_free_text(text, LONGEST)
    return replace(at.form, text=text) if problem is None else refused_text(problem.value, LONGEST)


def _found(tx: Tx, form: AskLeaderForm) -> Booking:
    booking = find_request(tx, form.booking_id, form.site_id)
    if booking is None:
        raise LookupError(f"booking {form.booking_id} vanished inside a transaction")
    return booking


def _shown(at: At[AskLeaderForm]) -> ContactView:
    form = at.form
    view = _view(at.tx, _found(at.tx, form), form.site_id, form.visit_id)
    return replace(view, refusal=at.refusal)


def _send(at: At[AskLeaderForm]) -> ContactView | Refusal:
    """One open question of a site about a booking: of two colleagues the first asks, the second sees it."""
    tx, form = at.tx, at.form
    if form.text is None:
        raise ValueError("a form without its answer is not finished")
    lock_booking(tx.connection, form.booking_id)
    booking = _found(tx, form)
    if not may_talk(tx, booking, form.site_id):
        return Refusal(Reason.ENQUIRY_OVER)
    entry = EnquiryEntry(
        site_id=form.site_id,
        booking_id=booking.id,
        programme_id=None,
        person_id=tx.actor.person_id,
        text=form.text,
        asked_at=tx.now,
        answer_due_at=None,
    )
    enquiry_id = add_enquiry(tx.connection, entry)
    if enquiry_id is None:
        return _view(tx, booking, form.site_id, form.visit_id)
    about = {"reference": booking.reference}
    record(
        tx, "enquiry.asked", "enquiry", enquiry_id, about, region_id=booking.region_id, site_id=form.site_id
    )
    until = max(each.ends_at for each in booking.at(form.site_id))
    who = Readers(tx.connection, booking)
    tell(
        tx, *enquiries.about_question_to_leader(tx, enquiry_id, booking.id, form.site_id, until, who), who=who
    )
    return replace(_view(tx, booking, form.site_id, form.visit_id), just_asked=True)


def _refuse(tx: Tx, form: AskLeaderForm) -> Refusal | None:
    refusal = ANSWERS_AT.refuse(tx, form.site_id)
    if refusal is not None:
        return refusal
    return None if find_request(tx, form.booking_id, form.site_id) else Refusal(Reason.NOT_FOUND)


KIND = form_kind(
    FormKind(
        form=AskLeaderForm,
        questions=(
            FormQuestion(
                name=Question.ENQUIRY, is_missing=lambda at: at.form.text is None, text=_type_question
            ),
        ),
        view=_shown,
        finish=_send,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(ANSWERS_AT)
def contact_leader(
    tx: Tx, booking_id: BookingId, site_id: SiteId, visit_id: VisitId | None = None
) -> Asking | ContactView | Refusal:
    """The leader's phone and what was asked so far. Where nothing waits for an answer, and the visit is not
    over or called off, the next typed text is a question."""
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    view = _view(tx, booking, site_id, visit_id)
    return begin(tx, AskLeaderForm(booking_id, site_id, visit_id)) if view.may_ask else view


@reads(ANSWERS_AT)
def show_contact(tx: Tx, booking_id: BookingId, site_id: SiteId) -> ContactView | Refusal:
    """The same, asking nothing."""
    booking = find_request(tx, booking_id, site_id)
    return Refusal(Reason.NOT_FOUND) if booking is None else _view(tx, booking, site_id, None)
