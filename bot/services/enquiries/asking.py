"""A visitor's question before booking: «Спросить» on the card of a programme (E3).

What is typed stays in the form until the consent (H1): a no takes it away. Sent, it goes to the site without
a name and without a phone, and its words are deleted after a year at most, unless a card shows them.
"""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.db.booking.drafts import keep_no_words, read_own_draft
from bot.db.booking.enquiries import EnquiryEntry, add_enquiry, end_enquiry, read_enquiry, read_open_of
from bot.db.engine.locks import lock_person, share_site
from bot.domain.booking.deadlines import escalations, question_due
from bot.domain.catalogue.catalogue import Programme
from bot.domain.desk.views import Outcome
from bot.domain.enquiries.enquiry import LONGEST
from bot.domain.enquiries.views import AskSiteView, EnquiryView
from bot.domain.forms import AskSiteForm, Question
from bot.domain.model import DraftId, EnquiryId, EnquiryState, ProgrammeId, Publication, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import check_free_text, has_contacts
from bot.services.enquiries.reading import enquiry_view, present_view
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    form_kind,
    leave,
    refused_text,
)
from bot.services.forms.person import consent_question, wanted_consent
from bot.services.messages import enquiries
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.permissions import NOT_BLOCKED, SELF, asked
from bot.services.transaction import Tx, reads, record, writes


def _programme(tx: Tx, programme_id: ProgrammeId) -> Programme | None:
    return tx.catalogue.published.programmes.get(programme_id)


def _refuse(tx: Tx, form: AskSiteForm) -> Refusal | None:
    if tx.actor.blocked:
        return Refusal(Reason.BLOCKED)
    return None if _programme(tx, form.programme_id) else Refusal(Reason.NOT_PUBLISHED)


def _type_question(at: At[AskSiteForm], text: str) -> Answer[AskSiteForm]:
    """Nobody's phone or address either: the answer comes into this chat."""
    problem = check_free_text(text, LONGEST)
    if problem is not None:
        return refused_text(problem.value, LONGEST)
    return refused_text("contacts_in_a_question") if has_contacts(text) else replace(at.form, text=text)


def _view(at: At[AskSiteForm]) -> AskSiteView:
    tx = at.tx
    programme = tx.catalogue.programme(at.form.programme_id)
    site = tx.catalogue.site(programme.site_id)
    wanted = wanted_consent(tx, at.form)
    asks = at.form.text is not None and wanted.is_missing
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    due = question_due(tx.now, zone, calendar, tx.limits_in(site.region_id).answer_working_days)
    return AskSiteView(at.draft.id, site, programme, at.form.text, due, asks, wanted.own, at.refusal)


def _send(at: At[AskSiteForm]) -> EnquiryView | Refusal:
    """One open question of a person to a site; told: whoever answers there, at once."""
    tx, form = at.tx, at.form
    if form.text is None:
        raise ValueError("a form without its answer is not finished")
    programme = tx.catalogue.programme(form.programme_id)
    site = tx.catalogue.site(programme.site_id)
    lock_person(tx.connection, tx.actor.person_id)
    if share_site(tx.connection, site.id) is not Publication.PUBLISHED:
        return Refusal(Reason.NOT_PUBLISHED)
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    due = question_due(tx.now, zone, calendar, tx.limits_in(site.region_id).answer_working_days)
    entry = EnquiryEntry(
        site_id=site.id,
        booking_id=None,
        programme_id=programme.id,
        person_id=tx.actor.person_id,
        text=form.text,
        asked_at=tx.now,
        answer_due_at=due,
    )
    enquiry_id = add_enquiry(tx.connection, entry)
    keep_no_words(tx.connection, at.draft)
    if enquiry_id is None:
        return _waiting(tx, site.id) or Refusal(Reason.NOT_FOUND)
    record(tx, "enquiry.asked", "enquiry", enquiry_id, {}, region_id=site.region_id, site_id=site.id)
    who = Readers(tx.connection)
    attended = who.is_attended(site.id, tx.now)
    moments = escalations(tx.now, zone, calendar)
    tell(tx, *enquiries.about_new(enquiry_id, moments, due, attended=attended), who=who)
    sent = present_view(tx, enquiry_id, Outcome.DONE)
    return sent or Refusal(Reason.NOT_FOUND)


def _waiting(tx: Tx, site_id: SiteId) -> EnquiryView | None:
    """One's own question to a site that waits for its answer."""
    found = read_open_of(tx.connection, tx.actor.person_id, site_id)
    return None if found is None else enquiry_view(tx, found)


KIND = form_kind(
    FormKind(
        form=AskSiteForm,
        questions=(
            FormQuestion(
                name=Question.ENQUIRY, is_missing=lambda at: at.form.text is None, text=_type_question
            ),
            consent_question(lambda at: replace(at.form, text=None)),
        ),
        view=_view,
        finish=_send,
        sends_itself=True,
        leave=lambda at: keep_no_words(at.tx.connection, at.draft),
        refuse=_refuse,
        region=lambda tx, form: tx.catalogue.region_of(form.programme_id),
    )
)


@writes(SELF, NOT_BLOCKED)
def ask_site(tx: Tx, programme_id: ProgrammeId) -> Asking | EnquiryView | Refusal:
    """«Спросить»: the next typed text is a question to the site. Whoever has one there that waits for its
    answer is shown that."""
    programme = _programme(tx, programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    waiting = _waiting(tx, programme.site_id)
    if waiting is not None:
        return waiting
    leave(tx, AskSiteForm)
    return begin(tx, AskSiteForm(programme_id))


@reads(asked("enquiry_id"))
def show_own_enquiry(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    """What one has asked a site, and what it said."""
    return present_view(tx, enquiry_id) or Refusal(Reason.NOT_FOUND)


@reads(SELF)
def read_enquiry_of_form(tx: Tx, draft_id: DraftId) -> EnquiryView | ProgrammeId | Refusal:
    """What a form that is filled in no more was about: one's question that waits, else the programme."""
    draft = read_own_draft(tx.connection, draft_id, tx.actor.person_id, AskSiteForm)
    if draft is None:
        return Refusal(Reason.NOT_FOUND)
    programme = _programme(tx, draft.form.programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    return _waiting(tx, programme.site_id) or programme.id


@writes(asked("enquiry_id"))
def withdraw_enquiry(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    """Takes a question back that nobody has answered; a repeat, or one too late, shows what is true."""
    done = end_enquiry(tx.connection, enquiry_id, EnquiryState.WITHDRAWN)
    found = read_enquiry(tx.connection, enquiry_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    if done:
        site = tx.catalogue.site(found.site_id)
        record(tx, "enquiry.withdrawn", "enquiry", enquiry_id, {}, region_id=site.region_id, site_id=site.id)
        tell(tx, *enquiries.about_end(tx, enquiry_id, EnquiryState.WITHDRAWN))
    view = enquiry_view(tx, found, Outcome.DONE if done else Outcome.SHOWN)
    return view or Refusal(Reason.NOT_FOUND)
