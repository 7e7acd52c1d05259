"""Filling the form of a booking, one answer at a time (B2–B4, C1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.clock import Clock
from bot.db.bookings import read_booking
from bot.db.connection import Connection
from bot.db.drafts import (
    close_draft,
    read_asking_draft,
    read_open_draft,
    read_own_draft,
    start_draft,
)
from bot.db.engine import Database
from bot.db.locks import lock_person
from bot.db.organisations import add_organisation
from bot.db.people import note_message
from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Form, Question, Step
from bot.domain.model import (
    Audience,
    BookingId,
    DraftId,
    DraftState,
    OrganisationKind,
    ProgrammeId,
    ProgrammeKind,
    SessionId,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingFormView
from bot.services.visitor.answers import Answer, PickSessions, UseOrganisation, question_at
from bot.services.visitor.form_progress import advance, go_on, own, view
from bot.services.visitor.form_seats import refuse_day, release_hold
from bot.services.visitor.form_view import FormContext, form_again


@dataclass(frozen=True, slots=True)
class StartBooking:
    """«Записаться»: opens the form of a programme, or goes on where it was left (B2)."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, programme_id: ProgrammeId, wanted: SessionId | None = None
    ) -> BookingFormView | Refusal:
        """``wanted``: the session whose date was tapped; the form goes to its day once the party is known."""
        programme = self.context.content.published.programmes.get(programme_id)
        if programme is None:
            return Refusal(Reason.NOT_PUBLISHED)
        if programme.kind is ProgrammeKind.INTERNSHIP:
            return Refusal(Reason.WRONG_AUDIENCE)
        if actor.blocked:
            return Refusal(Reason.BLOCKED)
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_open_draft(connection, actor.person_id, BookingForm)
            if draft is None or draft.form.programme_id != programme_id:
                if draft is not None:
                    release_hold(connection, draft.id, now)
                form = BookingForm(programme_id, wanted=wanted)
                draft_id = start_draft(connection, actor.person_id, form, Question.PARTY, now)
                draft = own(connection, draft_id, actor)
            elif wanted is not None and not _leads_to(draft.form, wanted):
                form = replace(draft.form, wanted=wanted, day=None, parts=())
                return go_on(connection, self.context, actor, draft, form, now)
            return view(connection, self.context, actor, draft, now)

        return await self.db.write(body)


def _leads_to(form: BookingForm, wanted: SessionId) -> bool:
    """A repeated tap on the same date finds the form where the first has led it."""
    return form.wanted == wanted or any(part.session_id == wanted for part in form.parts)


@dataclass(frozen=True, slots=True)
class BookAgain:
    """The same party at another date: a form filled from an earlier booking, with the sessions offered.

    When the offered sessions are gone by now, the form stands at the calendar and says so.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, booking_id: BookingId, session_ids: tuple[SessionId, ...]
    ) -> tuple[BookingFormView, Refusal | None] | Refusal:
        if actor.blocked:
            return Refusal(Reason.BLOCKED)
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            booking = read_booking(connection, booking_id)
            if booking is None or booking.person_id != actor.person_id:
                return Refusal(Reason.NOT_FOUND)
            if booking.first.programme_id not in self.context.content.published.programmes:
                return Refusal(Reason.NOT_PUBLISHED)
            form = form_again(booking)
            old = read_open_draft(connection, actor.person_id, BookingForm)
            if (
                old is not None
                and old.form.parts
                and set(session_ids) == {p.session_id for p in old.form.parts}
            ):
                return view(connection, self.context, actor, old, now)
            if old is not None:
                release_hold(connection, old.id, now)
            question = question_at(self.context.step(form, actor))
            draft_id = start_draft(connection, actor.person_id, form, question, now)
            return view(connection, self.context, actor, own(connection, draft_id, actor), now)

        started = await self.db.write(body)
        if isinstance(started, Refusal) or not session_ids or started.form.parts:
            return started if isinstance(started, Refusal) else (started, None)
        answer = PickSessions(session_ids)
        picked = await AnswerByTap(self.db, self.clock, self.context)(actor, started.draft_id, answer)
        return (started, picked) if isinstance(picked, Refusal) else (picked, None)


@dataclass(frozen=True, slots=True)
class ShowForm:
    """The present question of a form again: after a restart, from an old button, in another month."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self,
        actor: Actor,
        draft_id: DraftId | None = None,
        *,
        month: date | None = None,
        refusal: Refusal | None = None,
    ) -> BookingFormView | Refusal:
        """Without an id the open form, if there is one; ``refusal``: why the last answer did not do.

        A sent or cancelled form is a Refusal.
        """
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            if draft_id is None:
                draft = read_open_draft(connection, actor.person_id, BookingForm)
            else:
                draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            return view(connection, self.context, actor, draft, now, month=month, refusal=refusal)

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class ExplainDay:
    """Why a day with sessions cannot be had, over the month that it is in; nothing changes (A4)."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, draft_id: DraftId, day: date
    ) -> tuple[BookingFormView, Refusal | None] | Refusal:
        """The present screen and the reason, which is None for a day that has become possible."""
        now = self.clock.now()

        def body(connection: Connection) -> tuple[BookingFormView, Refusal | None] | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            why = refuse_day(connection, self.context, draft.form, day, now)
            asked = self.context.step(draft.form, actor) in {Step.DAY, Step.TIME}
            month, shown = (day.replace(day=1), why) if asked else (None, None)
            return view(connection, self.context, actor, draft, now, month=month, refusal=shown), why

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class RefreshForm:
    """Goes on with a form after something outside it was answered, such as the consent (H1)."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, actor: Actor, draft_id: DraftId) -> BookingFormView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            return go_on(connection, self.context, actor, draft, draft.form, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AnswerByTap:
    """A tap on an answer. Repeating it, or tapping an answer of an earlier question, is harmless.

    ``message_id``: of the text that said the same in words; handled before, it changes nothing.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, draft_id: DraftId, answer: Answer, message_id: int | None = None
    ) -> BookingFormView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            if message_id is not None and not note_message(connection, actor.person_id, message_id):
                return view(connection, self.context, actor, draft, now)
            return advance(connection, self.context, actor, draft, answer, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AddSchool:
    """Free entry: the school as it was typed joins the directory, unverified (B1)."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, actor: Actor, draft_id: DraftId) -> BookingFormView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            name = draft.form.organisation_name
            if name is None or draft.form.organisation_id is not None:
                return view(connection, self.context, actor, draft, now)
            site = self.context.content.site(self.context.content.programme(draft.form.programme_id).site_id)
            college = draft.form.audience is Audience.COLLEGE
            kind = OrganisationKind.COLLEGE if college else OrganisationKind.SCHOOL
            organisation_id = add_organisation(connection, site.region_id, kind, name, None, now)
            answer = UseOrganisation(organisation_id)
            return advance(connection, self.context, actor, draft, answer, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class CancelForm:
    """«Отмена»: the draft is put aside and its seats come free. Safe to repeat."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, draft_id: DraftId) -> ProgrammeId | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ProgrammeId | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is DraftState.SENT:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            if close_draft(connection, draft.id, DraftState.CANCELLED, now):
                release_hold(connection, draft.id, now)
            return draft.form.programme_id

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class FindQuestion:
    """The draft, of whatever kind, whose question a typed text or a contact answers."""

    db: Database

    async def __call__(self, actor: Actor) -> Draft[Form] | None:
        return await self.db.read(lambda connection: read_asking_draft(connection, actor.person_id))
