"""Typed answers and shared contacts in a booking's form (B2, H4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.db.connection import Connection
from bot.db.drafts import read_own_draft
from bot.db.engine import Database
from bot.db.locks import lock_person
from bot.db.people import note_message, update_person
from bot.domain.access import Actor
from bot.domain.forms import BookingForm, Question
from bot.domain.free_text import (
    check_free_text,
    is_person_name,
    lists_people,
    tidy_person_name,
)
from bot.domain.model import Audience, DraftId, DraftState
from bot.domain.organisation_names import (
    LONGEST_ORGANISATION_NAME,
    OrganisationNameProblem,
    read_organisation_name,
)
from bot.domain.phones import read_phone
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingFormView
from bot.services.visitor.answers import (
    Answer,
    SetAdults,
    SetComment,
    SetForeign,
    SetWheelchairs,
    SetYoungestAge,
)
from bot.services.visitor.form_progress import go_on, refused_text, view
from bot.services.visitor.form_view import FormContext
from bot.services.visitor.typed_days import answer_day, answer_time
from bot.services.visitor.typed_party import Typed, describe_party

_CLASS_AGAIN = re.compile(r"\d{1,2}\s*\W?\s*[^\W\d_]?\W?\s*[,;]\s*\d{1,3}(\s*\+\s*\d{1,2})?")
"""«7 Б, 27 + 3» where a school was asked for: the class is corrected."""

LONGEST_TEXT = 300
"""Characters of a typed answer; nothing that is asked needs more."""


def read_school(text: str, audience: Audience | None) -> str | OrganisationNameProblem:
    """The name of a class's school; a bare number is a school's or a college's."""
    return read_organisation_name(text, "Колледж" if audience is Audience.COLLEGE else "Школа")


def refused_school(problem: OrganisationNameProblem) -> Refusal:
    """Why a text is no school's name, with an example of one."""
    return refused_text(problem.value, LONGEST_ORGANISATION_NAME)


def _school(typed: Typed) -> BookingFormView | Refusal:
    if _CLASS_AGAIN.fullmatch(typed.text):
        return describe_party(typed)
    school = read_school(typed.text, typed.draft.form.audience)
    if isinstance(school, OrganisationNameProblem):
        return refused_school(school)
    form = replace(typed.draft.form, organisation_id=None, organisation_name=school)
    return typed.go_on(form, typed.actor)


def _name(typed: Typed) -> BookingFormView | Refusal:
    if not is_person_name(typed.text):
        return refused_text("not_a_name")
    name = tidy_person_name(typed.text)
    update_person(typed.connection, typed.actor.person_id, name=name)
    return typed.go_on(typed.draft.form, replace(typed.actor, name=name))


def _phone(typed: Typed) -> BookingFormView | Refusal:
    phone = read_phone(typed.text)
    if phone is None:
        return refused_text("not_a_phone")
    update_person(typed.connection, typed.actor.person_id, phone=phone)
    return typed.go_on(typed.draft.form, replace(typed.actor, phone=phone))


def _comment(typed: Typed) -> BookingFormView | Refusal:
    most = typed.context.limits.comment_length
    problem = check_free_text(typed.text, most)
    return refused_text(problem.value, most) if problem is not None else typed.advance(SetComment(typed.text))


def _number(make: Callable[[int], Answer]) -> Callable[[Typed], BookingFormView | Refusal]:
    def read(typed: Typed) -> BookingFormView | Refusal:
        if not typed.text.isdecimal() or len(typed.text) > 3:
            return refused_text("not_a_number")
        return typed.advance(make(int(typed.text)))

    return read


_READ: dict[Question, Callable[[Typed], BookingFormView | Refusal]] = {
    Question.PARTY: describe_party,
    Question.SCHOOL: _school,
    Question.NAME: _name,
    Question.PHONE: _phone,
    Question.COMMENT: _comment,
    Question.FOREIGN: _number(SetForeign),
    Question.WHEELCHAIRS: _number(SetWheelchairs),
    Question.COUNTS: _number(SetAdults),
    Question.YOUNGEST: _number(SetYoungestAge),
    Question.DAY: answer_day,
    Question.TIME: answer_time,
}


_SAYS_ITSELF = frozenset({Question.PARTY, Question.SCHOOL, Question.COMMENT})
"""Questions that refuse names in words of their own, with an example."""


@dataclass(frozen=True, slots=True)
class AnswerByText:
    """A typed answer to the question that the form waits for; kept together with the message's id.

    A message that was handled before changes nothing and shows the present question.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int
    ) -> BookingFormView | Refusal:
        now = self.clock.now()
        tidy = " ".join(text.split())

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            if not note_message(connection, actor.person_id, message_id) or draft.question is None:
                return view(connection, self.context, actor, draft, now)
            long = len(tidy) > LONGEST_TEXT
            if (long or draft.question not in _SAYS_ITSELF) and lists_people(text):
                return refused_text("names")
            if long:
                return refused_text("too_long", LONGEST_TEXT)
            read = _READ.get(draft.question)
            if read is None:
                return view(connection, self.context, actor, draft, now)
            return read(Typed(connection, self.context, actor, draft, tidy, now))

        return await self.db.write(body)


def _first_name(text: str) -> str | None:
    """A tourist is not asked for a name: the contact's own will do, if it is one."""
    return tidy_person_name(text) if is_person_name(text) else None


@dataclass(frozen=True, slots=True)
class AnswerWithContact:
    """«Отправить номер»: one's own Telegram contact; somebody else's is refused."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, draft_id: DraftId, phone: str, message_id: int, *, own: bool, first_name: str
    ) -> BookingFormView | Refusal:
        now = self.clock.now()
        number = read_phone(phone if phone.startswith("+") else f"+{phone}")
        if not own:
            return refused_text("not_own_contact")
        if number is None:
            return refused_text("not_a_phone")

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            if not note_message(connection, actor.person_id, message_id):
                return view(connection, self.context, actor, draft, now)
            known = replace(actor, phone=number, name=actor.name or _first_name(first_name))
            update_person(connection, actor.person_id, phone=number, name=known.name)
            return go_on(connection, self.context, known, draft, draft.form, now)

        return await self.db.write(body)
