"""Applying for a placement: the form, sending it once, one's own applications, withdrawing (D2).

A person has one open application for a programme. Waiting takes no place: the host takes one on accepting.
The reference is the region's prefix with «С» for «стажировка»: КС-0012.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.db.applications import decide_application, read_application, read_application_of_draft
from bot.db.connection import Connection
from bot.db.drafts import close_draft, read_open_draft, read_own_draft, start_draft
from bot.db.engine import Database
from bot.db.locks import lock_application, lock_person
from bot.db.people import note_message
from bot.db.seats import ForApplication, release
from bot.domain.access import Actor
from bot.domain.application import Application
from bot.domain.application_views import ApplicationFormView, OwnApplicationView, Stage, stage_of
from bot.domain.forms import ApplicationForm, ApplicationStep
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    DraftId,
    DraftState,
    ProgrammeId,
    ProgrammeKind,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.visitor.application_answers import (
    ApplicationAnswer,
    ShareContact,
    TypeText,
    message_of,
    question_at,
)
from bot.services.visitor.application_form import (
    keep_form,
    read_draft_of,
    reread_draft,
    take_tap,
    take_writing,
)
from bot.services.visitor.application_reading import read_form, read_own, read_wanted, step_of
from bot.services.visitor.application_sending import (
    find_earlier,
    read_open,
    refuse_count,
    refuse_sending,
    send,
    tell_withdrawn,
)
from bot.services.visitor.form_view import FormContext

LIVE = (ApplicationStatus.REVIEW, ApplicationStatus.ACCEPTED)

Outcome = ApplicationFormView | Refusal


@dataclass(frozen=True, slots=True)
class StartApplication:
    """«Подать заявку»: opens the form of a placement, or goes on where it was left.

    Who has an open application for this programme gets that one instead.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, programme_id: ProgrammeId
    ) -> ApplicationFormView | OwnApplicationView | Refusal:
        programme = self.context.content.published.programmes.get(programme_id)
        if programme is None:
            return Refusal(Reason.NOT_PUBLISHED)
        if programme.kind is not ProgrammeKind.INTERNSHIP:
            return Refusal(Reason.WRONG_AUDIENCE)
        if actor.blocked:
            return Refusal(Reason.BLOCKED)
        now = self.clock.now()

        def body(connection: Connection) -> ApplicationFormView | OwnApplicationView | Refusal:
            lock_person(connection, actor.person_id)
            opened = read_open(connection, actor, now)
            earlier = find_earlier(opened, programme_id)
            if earlier is not None:
                return read_own(connection, self.context.content, earlier, now)
            if refusal := refuse_count(self.context, opened):
                return refusal
            draft = read_open_draft(connection, actor.person_id, ApplicationForm)
            if draft is None or draft.form.programme_id != programme_id:
                form = ApplicationForm(programme_id)
                question = question_at(step_of(self.context, form, actor))
                draft_id = start_draft(connection, actor.person_id, form, question, now)
                draft = reread_draft(connection, draft_id, actor)
            return read_form(connection, self.context, actor, draft, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class ShowApplicationForm:
    """The present question of a form again: after a restart, from an old button, after a refusal."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, draft_id: DraftId | None = None, refusal: Refusal | None = None
    ) -> Outcome:
        """Without an id the open form, if there is one. A sent or cancelled form is a Refusal."""
        now = self.clock.now()

        def body(connection: Connection) -> Outcome:
            draft = read_draft_of(connection, actor, draft_id)
            if isinstance(draft, Refusal):
                return draft
            return read_form(connection, self.context, actor, draft, now, refusal)

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class AnswerApplication:
    """One answer, tapped, typed or shared, in one transaction. A repeat changes nothing.

    An answer that cannot be is a Refusal, and the form stays as it was.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, actor: Actor, draft_id: DraftId, answer: ApplicationAnswer) -> Outcome:
        now = self.clock.now()

        def body(connection: Connection) -> Outcome:
            lock_person(connection, actor.person_id)
            draft = read_draft_of(connection, actor, draft_id)
            if isinstance(draft, Refusal):
                return draft
            message_id = message_of(answer)
            if message_id is not None and not note_message(connection, actor.person_id, message_id):
                return read_form(connection, self.context, actor, draft, now)
            if isinstance(answer, TypeText | ShareContact):
                written = take_writing(connection, self.context, actor, draft.form, answer)
            else:
                written = take_tap(connection, self.context, actor, draft.form, answer, now)
            if isinstance(written, Refusal):
                return written
            return keep_form(connection, self.context, draft, *written, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class CancelApplicationForm:
    """«Отмена»: the draft is put aside; its programme. Safe to repeat; a sent form is a Refusal."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, draft_id: DraftId) -> ProgrammeId | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ProgrammeId | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, ApplicationForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is DraftState.SENT:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            close_draft(connection, draft.id, DraftState.CANCELLED, now)
            return draft.form.programme_id

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class SendApplication:
    """Makes one application of a draft, however often and from however many devices it is sent.

    Who may: the person whose draft it is. What must hold: a complete form, consent, dates that can still be
    had, no other open application for the programme, at most so many under review. Told: the hosts, at once.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, actor: Actor, draft_id: DraftId) -> OwnApplicationView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> OwnApplicationView | Refusal:
            lock_person(connection, actor.person_id)
            sent = read_application_of_draft(connection, draft_id)
            if sent is not None:
                return _own(connection, self.context.content, actor, sent, now)
            draft = read_draft_of(connection, actor, draft_id)
            if isinstance(draft, Refusal):
                return draft
            if step_of(self.context, draft.form, actor) is not ApplicationStep.SUMMARY:
                return Refusal(Reason.INCOMPLETE, {"draft_id": draft.id})
            if refusal := refuse_sending(connection, self.context, actor, draft.form, now):
                return refusal
            sent = send(connection, self.context, actor, draft, now)
            return _own(connection, self.context.content, actor, sent, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class ReadApplication:
    """The card of one's own application; anybody else's does not exist."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, application_id: ApplicationId) -> OwnApplicationView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> OwnApplicationView | Refusal:
            found = read_application(connection, application_id)
            return _own(connection, self.content, actor, found, now)

        return await self.db.read(body)

    async def of_draft(self, actor: Actor, draft_id: DraftId) -> OwnApplicationView | Refusal:
        """What a form became once it was sent."""
        now = self.clock.now()

        def body(connection: Connection) -> OwnApplicationView | Refusal:
            found = read_application_of_draft(connection, draft_id)
            return _own(connection, self.content, actor, found, now)

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class WithdrawApplication:
    """Takes an application back; safe to repeat. A place that was given is free again.

    Who may: the applicant, until the placement is over. Told: the hosts, whose notices change; of a place
    that came free they get a new message too.
    """

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, application_id: ApplicationId) -> Application | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> Application | Refusal:
            lock_application(connection, application_id)
            found = read_application(connection, application_id)
            if found is None or found.entry.person_id != actor.person_id:
                return Refusal(Reason.NOT_FOUND)
            if found.status is ApplicationStatus.WITHDRAWN:
                return found
            over = stage_of(found, read_wanted(connection, found), now) is Stage.FINISHED
            if over or not decide_application(
                connection, found.id, LIVE, ApplicationStatus.WITHDRAWN, by=actor.person_id, now=now
            ):
                return Refusal(Reason.ALREADY_OVER)
            release(connection, ForApplication(found.id), now)
            tell_withdrawn(connection, found, now)
            return read_application(connection, application_id) or found

        return await self.db.write(body)


def _own(
    connection: Connection, content: Content, actor: Actor, found: Application | None, now: datetime
) -> OwnApplicationView | Refusal:
    """Anybody else's application does not exist."""
    if found is None or found.entry.person_id != actor.person_id:
        return Refusal(Reason.NOT_FOUND)
    return read_own(connection, content, found, now)
