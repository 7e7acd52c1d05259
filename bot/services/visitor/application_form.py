"""What an answer does to the form of an application; bodies of the transaction that keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.db.connection import Connection
from bot.db.drafts import read_open_draft, read_own_draft, save_draft
from bot.db.people import update_person
from bot.db.sessions import read_sessions
from bot.domain.access import Actor
from bot.domain.application_rules import (
    COURSE_LENGTH,
    SHORTEST_MOTIVATION,
    refuse_applicant,
    refuse_intake,
)
from bot.domain.application_views import ApplicationFormView
from bot.domain.catalogue import Programme
from bot.domain.draft import Draft
from bot.domain.forms import ApplicationForm, ApplicationStep
from bot.domain.free_text import (
    FreeTextProblem,
    check_free_text,
    is_person_name,
    names_somebody,
    tidy_person_name,
)
from bot.domain.model import DraftId, DraftState, SessionId
from bot.domain.phones import read_phone
from bot.domain.refusal import Reason, Refusal
from bot.services.visitor.application_answers import (
    ChangeDates,
    GoBack,
    PickFirst,
    PickSecond,
    ShareContact,
    Tapped,
    TypeText,
    apply_tap,
    question_at,
)
from bot.services.visitor.application_reading import has_second, read_form, step_of
from bot.services.visitor.form_view import FormContext


def read_draft_of(
    connection: Connection, actor: Actor, draft_id: DraftId | None
) -> Draft[ApplicationForm] | Refusal:
    """One's own open form, by id or the only one there is; a sent or cancelled one is a Refusal."""
    if draft_id is None:
        draft = read_open_draft(connection, actor.person_id, ApplicationForm)
    else:
        draft = read_own_draft(connection, draft_id, actor.person_id, ApplicationForm)
    if draft is None:
        return Refusal(Reason.NOT_FOUND)
    if draft.state is not DraftState.OPEN:
        return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
    return draft


def reread_draft(connection: Connection, draft_id: DraftId, actor: Actor) -> Draft[ApplicationForm]:
    draft = read_own_draft(connection, draft_id, actor.person_id, ApplicationForm)
    if draft is None:
        raise LookupError(f"draft {draft_id} vanished inside its own transaction")
    return draft


Written = tuple[ApplicationForm, Actor]
"""The form after an answer, and the person with the name or phone that the answer may have given."""


def keep_form(
    connection: Connection,
    context: FormContext,
    draft: Draft[ApplicationForm],
    form: ApplicationForm,
    actor: Actor,
    now: datetime,
) -> ApplicationFormView | Refusal:
    question = question_at(step_of(context, form, actor))
    unchanged = (form, question) == (draft.form, draft.question)
    if not unchanged and not save_draft(connection, draft, form, question, now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
    return read_form(connection, context, actor, reread_draft(connection, draft.id, actor), now)


def take_tap(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    form: ApplicationForm,
    answer: Tapped,
    now: datetime,
) -> Written | Refusal:
    programme = context.content.programme(form.programme_id)
    if isinstance(answer, PickFirst | PickSecond) and (
        refusal := refuse_date(connection, context, programme, answer.session_id, now)
    ):
        return refusal
    changed = apply_tap(form, step_of(context, form, actor), answer)
    if isinstance(changed, Refusal):
        return changed
    if refusal := refuse_applicant(programme, changed):
        return refusal
    if not isinstance(answer, ChangeDates):
        changed = _pass_second(connection, context, programme, changed, now, back=isinstance(answer, GoBack))
    return changed, actor


def _pass_second(
    connection: Connection,
    context: FormContext,
    programme: Programme,
    form: ApplicationForm,
    now: datetime,
    *,
    back: bool,
) -> ApplicationForm:
    """The question of second dates is not asked when there are none to choose from, in either direction."""
    first = form.first_session_id
    if first is None or form.second_session_id is not None or form.second_skipped:
        return form
    if has_second(connection, context, programme, first, now):
        return form
    return replace(form, first_session_id=None) if back else replace(form, second_skipped=True)


def refuse_date(
    connection: Connection,
    context: FormContext,
    programme: Programme,
    session_id: SessionId,
    now: datetime,
) -> Refusal | None:
    intake = read_sessions(connection, [session_id]).get(session_id)
    if intake is None or intake.programme_id != programme.id:
        return Refusal(Reason.NOT_FOUND)
    return refuse_intake(context.rules(programme), intake, now)


def _refuse_text(problem: str, most: int = 0) -> Refusal:
    return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": most})


def _refuse_course(course: str) -> Refusal | None:
    """A course or a grade, in which nobody is named (H4)."""
    problem = check_free_text(course, COURSE_LENGTH)
    if problem is FreeTextProblem.LINK:
        return _refuse_text("course_unclear")
    if problem is not None:
        return _refuse_text(problem.value, COURSE_LENGTH)
    if names_somebody(course):
        return _refuse_text("names", COURSE_LENGTH)
    if not any(sign.isalnum() for sign in course):
        return _refuse_text("course_unclear")
    return None


def take_writing(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    form: ApplicationForm,
    answer: TypeText | ShareContact,
) -> Written | Refusal:
    """What was typed or shared answers the question at which the form stands; nothing refused is kept."""
    if isinstance(answer, ShareContact):
        return _write_contact(connection, actor, form, answer)
    text = answer.text.strip()
    match step_of(context, form, actor):
        case ApplicationStep.COURSE:
            course = " ".join(text.split())
            return _refuse_course(course) or (replace(form, course=course), actor)
        case ApplicationStep.MOTIVATION:
            longest = context.limits.motivation_length
            if problem := check_free_text(text, longest):
                return _refuse_text(problem.value, longest)
            if len(text) < SHORTEST_MOTIVATION:
                return _refuse_text("motivation_short")
            return replace(form, motivation=text), actor
        case ApplicationStep.NAME:
            if not is_person_name(text):
                return _refuse_text("not_a_name")
            name = tidy_person_name(text)
            update_person(connection, actor.person_id, name=name)
            return form, replace(actor, name=name)
        case ApplicationStep.PHONE:
            phone = read_phone(text)
            if phone is None:
                return _refuse_text("not_a_phone")
            update_person(connection, actor.person_id, phone=phone)
            return form, replace(actor, phone=phone)
        case _:
            return _refuse_text("choose_by_button")


def _write_contact(
    connection: Connection, actor: Actor, form: ApplicationForm, answer: ShareContact
) -> Written | Refusal:
    phone = read_phone(answer.phone if answer.phone.startswith("+") else f"+{answer.phone}")
    if not answer.own:
        return _refuse_text("not_own_contact")
    if phone is None:
        return _refuse_text("not_a_phone")
    update_person(connection, actor.person_id, phone=phone)
    return form, replace(actor, phone=phone)
