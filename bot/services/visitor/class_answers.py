"""Typing a card's class or school anew (B1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.db.connection import Connection
from bot.db.drafts import close_draft, read_open_draft, read_own_draft, save_draft, start_draft
from bot.db.engine import Database
from bot.db.locks import lock_person
from bot.db.organisations import (
    CardEntry,
    add_organisation,
    change_card,
    find_card,
    find_organisations,
    read_card,
    read_organisation,
    read_region_of,
)
from bot.db.people import note_message
from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import ClassCardForm, ClassField, Question
from bot.domain.model import (
    Audience,
    ClassCardId,
    DraftId,
    DraftState,
    OrganisationId,
    OrganisationKind,
)
from bot.domain.organisation import ClassCard
from bot.domain.organisation_names import OrganisationNameProblem, words_to_find
from bot.domain.party_text import PartyTextProblem, read_class
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import ClassQuestionView
from bot.services.visitor.classes import entry_of
from bot.services.visitor.form_progress import refused_text
from bot.services.visitor.typed_answers import read_school, refused_school
from bot.services.visitor.typed_party import youngest_age_of

_QUESTIONS = {ClassField.CLASS: Question.PARTY, ClassField.SCHOOL: Question.SCHOOL}


def _store(
    connection: Connection, actor: Actor, card: ClassCard, entry: CardEntry, now: datetime
) -> ClassCard | Refusal:
    """Puts an answer into the card and waits no longer; a class that is another card already is refused."""
    if find_card(connection, actor.person_id, entry) not in {None, card.id}:
        return refused_text("card_exists")
    change_card(connection, card.id, entry)
    waiting = read_open_draft(connection, actor.person_id, ClassCardForm)
    if waiting is not None and waiting.form.card_id == card.id:
        close_draft(connection, waiting.id, DraftState.SENT, now)
    return read_card(connection, card.id, actor.person_id) or card


@dataclass(frozen=True, slots=True)
class AskClass:
    """Waits for a typed class or school of one's own card."""

    db: Database
    clock: Clock

    async def __call__(
        self, actor: Actor, card_id: ClassCardId, field: ClassField
    ) -> ClassQuestionView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ClassQuestionView | Refusal:
            card = read_card(connection, card_id, actor.person_id)
            if card is None:
                return Refusal(Reason.NOT_FOUND)
            form = ClassCardForm(card_id, field)
            start_draft(connection, actor.person_id, form, _QUESTIONS[field], now)
            return ClassQuestionView(card, field)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """What was typed, once a message: the changed card, or the question again with its matches or reason."""

    db: Database
    clock: Clock

    async def __call__(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int
    ) -> ClassCard | ClassQuestionView | Refusal:
        now = self.clock.now()
        tidy = " ".join(text.split())

        def body(connection: Connection) -> ClassCard | ClassQuestionView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, ClassCardForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            card = read_card(connection, draft.form.card_id, actor.person_id)
            if card is None:
                return Refusal(Reason.NOT_FOUND)
            if not note_message(connection, actor.person_id, message_id):
                return card
            if draft.form.field is ClassField.SCHOOL:
                return _read_school(connection, draft, card, tidy, now)
            answer = _read_class(card, tidy)
            stored = answer if isinstance(answer, Refusal) else _store(connection, actor, card, answer, now)
            if isinstance(stored, Refusal):
                return ClassQuestionView(card, draft.form.field, refusal=stored)
            return stored

        return await self.db.write(body)


def _read_class(card: ClassCard, text: str) -> CardEntry | Refusal:
    """The card as another class: its numbers stay, the age follows the grade."""
    found = read_class(text)
    if isinstance(found, PartyTextProblem):
        unclear = found is PartyTextProblem.NOTHING_UNDERSTOOD
        return refused_text("class_unclear" if unclear else found.value)
    return replace(
        entry_of(card),
        audience=Audience.COLLEGE if found.course is not None else Audience.SCHOOL,
        grade=found.grade,
        letter=found.letter,
        youngest_age=youngest_age_of(found.grade, found.course) or card.youngest_age,
    )


def _read_school(
    connection: Connection, draft: Draft[ClassCardForm], card: ClassCard, text: str, now: datetime
) -> ClassQuestionView | Refusal:
    school = read_school(text, card.audience)
    if isinstance(school, OrganisationNameProblem):
        return ClassQuestionView(card, ClassField.SCHOOL, refusal=refused_school(school))
    form = replace(draft.form, organisation_name=school)
    if not save_draft(connection, draft, form, Question.SCHOOL, now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
    region = read_region_of(connection, card.organisation.id)
    matches = find_organisations(connection, region, words_to_find(school))
    return ClassQuestionView(card, ClassField.SCHOOL, school, matches)


@dataclass(frozen=True, slots=True)
class PickSchool:
    """A school of the directory for one's own card; the value is absolute, so it may be repeated."""

    db: Database
    clock: Clock

    async def __call__(
        self, actor: Actor, card_id: ClassCardId, organisation_id: OrganisationId
    ) -> ClassCard | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ClassCard | Refusal:
            lock_person(connection, actor.person_id)
            card = read_card(connection, card_id, actor.person_id)
            if card is None or read_organisation(connection, organisation_id) is None:
                return Refusal(Reason.NOT_FOUND)
            entry = replace(entry_of(card), organisation_id=organisation_id)
            return _store(connection, actor, card, entry, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AddCardSchool:
    """The school as it was typed joins the directory, unverified, and stands on the card (B1)."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, card_id: ClassCardId) -> ClassCard | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ClassCard | Refusal:
            lock_person(connection, actor.person_id)
            card = read_card(connection, card_id, actor.person_id)
            if card is None:
                return Refusal(Reason.NOT_FOUND)
            waiting = read_open_draft(connection, actor.person_id, ClassCardForm)
            if waiting is None or waiting.form.card_id != card_id or waiting.form.organisation_name is None:
                return card
            college = card.audience is Audience.COLLEGE
            organisation_id = add_organisation(
                connection,
                read_region_of(connection, card.organisation.id),
                OrganisationKind.COLLEGE if college else OrganisationKind.SCHOOL,
                waiting.form.organisation_name,
                None,
                now,
            )
            entry = replace(entry_of(card), organisation_id=organisation_id)
            return _store(connection, actor, card, entry, now)

        return await self.db.write(body)
