"""Answering questions: a leader those of a site, a site those of visitors (E2, E3).

The first answer is kept; what is said later stands under it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.db.booking import drafts
from bot.db.booking.bookings import read_booking
from bot.db.booking.enquiries import (
    add_to_answer,
    count_kept,
    end_enquiry,
    give_answer,
    keep_on_card,
    read_enquiry,
    read_unanswered_by,
    take_off_card,
)
from bot.db.engine.locks import lock_programme
from bot.domain.catalogue.catalogue import KeptAnswer
from bot.domain.desk.views import Outcome
from bot.domain.enquiries.enquiry import LONGEST, LONGEST_ANSWER, LONGEST_KEPT, MOST_KEPT, Enquiry
from bot.domain.enquiries.views import AnswerFormView, AnswersView, EnquiryView
from bot.domain.forms import AnswerForm, Question
from bot.domain.model import DraftId, EnquiryId, EnquiryState, ProgrammeId
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import check_free_text
from bot.services.enquiries.reading import enquiry_view, is_of_use_to_others, may_talk, present_view
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
from bot.services.messages.tell import tell
from bot.services.permissions import ANYONE, NOT_BLOCKED, SELF, answers_enquiry, edits_answers, is_asked
from bot.services.transaction import Tx, reads, record, writes

IS_ASKED = is_asked("enquiry_id")


def _read(tx: Tx, enquiry_id: EnquiryId) -> Enquiry | Refusal:
    """A question that can be answered, or its answer be added to."""
    found = read_enquiry(tx.connection, enquiry_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    if found.state in {EnquiryState.CLOSED, EnquiryState.WITHDRAWN} or found.is_forgotten:
        return Refusal(Reason.ENQUIRY_OVER)
    if found.booking_id is not None:
        booking = read_booking(tx.connection, found.booking_id)
        if booking is None or not may_talk(tx, booking, found.site_id):
            return Refusal(Reason.ENQUIRY_OVER)
    return found


def _type_answer(at: At[AnswerForm], text: str) -> Answer[AnswerForm]:
    longest = LONGEST
    if at.form.adds:
        found = read_enquiry(at.tx.connection, at.form.enquiry_id)
        room = LONGEST_ANSWER - 1 - len(found.answer or "") if found is not None else 0
        longest = max(min(LONGEST, room), 0)
    problem = check_free_text(text, longest)
    return replace(at.form, text=text) if problem is None else refused_text(problem.value, longest)


def _shown(at: At[AnswerForm]) -> AnswerFormView | Refusal:
    shown = present_view(at.tx, at.form.enquiry_id)
    if shown is None:
        raise TypeError("a form about a question whose words were deleted")
    return AnswerFormView(at.draft.id, shown, at.form.adds, at.form.text, at.refusal)


def _send(at: At[AnswerForm]) -> EnquiryView | Refusal:
    """Of two answers the first counts; who comes second changes nothing, sees it, and may add to it."""
    tx, form = at.tx, at.form
    found = _read(tx, form.enquiry_id)
    if isinstance(found, Refusal):
        return found
    if form.text is None:
        raise ValueError("a form without its answer is not finished")
    if form.adds:
        done = add_to_answer(tx.connection, found.id, form.text)
    else:
        done = give_answer(tx.connection, found.id, form.text, by=tx.actor.person_id, now=tx.now)
    drafts.keep_no_words(tx.connection, at.draft)
    if not done:
        return present_view(tx, found.id, Outcome.DECIDED_BEFORE) or Refusal(Reason.ENQUIRY_OVER)
    _record(tx, found, "enquiry.added" if form.adds else "enquiry.answered")
    now = read_enquiry(tx.connection, found.id)
    if now is None:
        raise LookupError(f"enquiry {found.id} vanished inside a transaction")
    if now.kept_at is not None:
        if not is_of_use_to_others(now):
            take_off_card(tx.connection, now.id)
        tx.change_catalogue()
    tell(tx, *enquiries.about_answer(tx, now))
    return enquiry_view(tx, now, Outcome.DONE) or Refusal(Reason.NOT_FOUND)


def _refuse(tx: Tx, form: AnswerForm) -> Refusal | None:
    if tx.actor.blocked:
        return Refusal(Reason.BLOCKED)
    if (refusal := IS_ASKED.refuse(tx, form.enquiry_id)) is not None:
        return refusal
    found = _read(tx, form.enquiry_id)
    return found if isinstance(found, Refusal) else None


KIND = form_kind(
    FormKind(
        form=AnswerForm,
        questions=(
            FormQuestion(name=Question.ANSWER, is_missing=lambda at: at.form.text is None, text=_type_answer),
        ),
        view=_shown,
        finish=_send,
        sends_itself=True,
        leave=lambda at: drafts.keep_no_words(at.tx.connection, at.draft),
        refuse=_refuse,
    )
)


@writes(IS_ASKED, NOT_BLOCKED)
def start_answer(tx: Tx, enquiry_id: EnquiryId) -> Asking | Refusal:
    """«Ответить»: the next typed text is the answer, or is added to the one that was given."""
    found = _read(tx, enquiry_id)
    if isinstance(found, Refusal):
        return found
    adds = found.state is EnquiryState.ANSWERED
    if adds and not found.may_be_added_to:
        return Refusal(Reason.ANSWER_FULL)
    return begin(tx, AnswerForm(enquiry_id, adds=adds))


@reads(SELF)
def find_question(tx: Tx) -> EnquiryId | None:
    """The question that a site has asked last and that waits for one's own answer."""
    if tx.actor.blocked:
        return None
    waits = read_unanswered_by(tx.connection, tx.actor.person_id)
    return next((each.id for each in reversed(waits) if isinstance(_read(tx, each.id), Enquiry)), None)


@writes(IS_ASKED, NOT_BLOCKED)
def offer_answer(tx: Tx, enquiry_id: EnquiryId, text: str) -> AnswerFormView | Refusal | None:
    """What a leader types while a site's question waits, and nothing else asks, may be the answer: it can be
    sent with one tap. None: no answer could be such a text."""
    tidy = " ".join(text.split())
    if check_free_text(tidy, LONGEST) is not None:
        return None
    found = _read(tx, enquiry_id)
    if isinstance(found, Refusal) or not found.is_open:
        return None
    asking = begin(tx, AnswerForm(enquiry_id, text=tidy))
    drafts.put_aside(tx.connection, tx.actor.person_id, [])
    view = asking.view
    return view if isinstance(view, AnswerFormView) else None


@reads(IS_ASKED)
def show_question(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    """A question as it is now, for whoever is asked."""
    return present_view(tx, enquiry_id) or Refusal(Reason.ENQUIRY_OVER)


@reads(SELF)
def read_question_of_form(tx: Tx, draft_id: DraftId) -> EnquiryView | Refusal:
    """The question that a form which is filled in no more was about."""
    draft = drafts.read_own_draft(tx.connection, draft_id, tx.actor.person_id, AnswerForm)
    if draft is None:
        return Refusal(Reason.NOT_FOUND)
    refusal = IS_ASKED.refuse(tx, draft.form.enquiry_id)
    return refusal or present_view(tx, draft.form.enquiry_id) or Refusal(Reason.ENQUIRY_OVER)


@writes(answers_enquiry("enquiry_id"))
def close_enquiry(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    """Ends a visitor's question without an answer, which they are told; a repeat shows what is true."""
    return end_by_site(tx, enquiry_id)


def end_by_site(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    done = end_enquiry(tx.connection, enquiry_id, EnquiryState.CLOSED)
    found = read_enquiry(tx.connection, enquiry_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    if done:
        _record(tx, found, "enquiry.closed")
        tell(tx, *enquiries.about_end(tx, enquiry_id, EnquiryState.CLOSED))
    outcome = Outcome.DONE if done else Outcome.DECIDED_BEFORE
    return enquiry_view(tx, found, outcome) or Refusal(Reason.ENQUIRY_OVER)


# --- what a programme's card shows ---------------------------------------------------------------------


@writes(answers_enquiry("enquiry_id"))
def keep_answer(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    """Shows a question with its answer to everybody, on the card of its programme; safe to repeat."""
    found = read_enquiry(tx.connection, enquiry_id)
    if found is None or found.programme_id is None:
        return Refusal(Reason.NOT_FOUND)
    lock_programme(tx.connection, found.programme_id)
    if found.kept_at is None:
        if not is_of_use_to_others(found):
            return Refusal(Reason.ENQUIRY_OVER)
        if count_kept(tx.connection, found.programme_id) >= MOST_KEPT:
            return Refusal(Reason.TOO_MANY_KEPT, {"most": MOST_KEPT})
    return _change_card(tx, found, keep_on_card(tx.connection, enquiry_id, tx.now), "enquiry.kept")


@writes(edits_answers("enquiry_id"))
def drop_answer(tx: Tx, enquiry_id: EnquiryId) -> EnquiryView | Refusal:
    """Takes a question with its answer off the card of its programme; safe to repeat."""
    found = read_enquiry(tx.connection, enquiry_id)
    if found is None:
        return Refusal(Reason.NOT_FOUND)
    return _change_card(tx, found, take_off_card(tx.connection, enquiry_id), "enquiry.dropped")


def _change_card(tx: Tx, found: Enquiry, changed: object, action: str) -> EnquiryView | Refusal:
    if changed:
        _record(tx, found, action)
        tx.change_catalogue()
    outcome = Outcome.DONE if changed else Outcome.REPEATED
    return present_view(tx, found.id, outcome) or Refusal(Reason.ENQUIRY_OVER)


@reads(ANYONE)
def read_answers(tx: Tx, programme_id: ProgrammeId, page: int = 0) -> AnswersView | Refusal:
    """«Вопросы и ответы» of a published programme, as many a page as fit a look."""
    programme = tx.catalogue.published.programmes.get(programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    site = tx.catalogue.site(programme.site_id)
    pages = _pages(programme.answers)
    shown = min(max(page, 0), len(pages) - 1)
    return AnswersView(
        site=site,
        programme=programme,
        entries=pages[shown],
        first=sum(map(len, pages[:shown])) + 1,
        page=shown,
        pages=len(pages),
        may_change=tx.actor.may_answer(site.id) or tx.actor.coordinates(site.region_id),
    )


def _pages(answers: Sequence[KeptAnswer]) -> list[list[KeptAnswer]]:
    """One page at least, each of as many as have no more characters than the longest of all."""
    pages: list[list[KeptAnswer]] = [[]]
    room = LONGEST_KEPT
    for each in answers:
        length = len(each.question) + len(each.answer)
        if length > room and pages[-1]:
            pages.append([])
            room = LONGEST_KEPT
        pages[-1].append(each)
        room -= length
    return pages


def _record(tx: Tx, found: Enquiry, action: str) -> None:
    site = tx.catalogue.site(found.site_id)
    record(tx, action, "enquiry", found.id, {}, region_id=site.region_id, site_id=site.id)
