"""Filling the form of a booking, one answer at a time (B2–B4, C1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.clock import Clock
from bot.db.bookings import read_booking
from bot.db.connection import Connection
from bot.db.drafts import (
    close_draft,
    read_asking_draft,
    read_open_draft,
    read_own_draft,
    save_draft,
    start_draft,
)
from bot.db.engine import Database
from bot.db.organisations import add_organisation, read_card, read_organisation
from bot.db.outbox import queue
from bot.db.people import note_message, update_person
from bot.db.seats import end_hold, prolong_hold, read_hold, take_hold
from bot.db.sessions import read_sessions
from bot.domain.access import Actor
from bot.domain.adults import adults_needed
from bot.domain.availability import refuse_party
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Form, Question, Step
from bot.domain.free_text import (
    FreeTextProblem,
    check_free_text,
    is_person_name,
    read_organisation_name,
    tidy_person_name,
)
from bot.domain.model import (
    Audience,
    BookingId,
    DraftId,
    DraftState,
    HoldState,
    OrganisationKind,
    Priority,
    ProgrammeId,
    ProgrammeKind,
    SessionId,
)
from bot.domain.party_text import PartyTextProblem, read_party, youngest_age_for_grade
from bot.domain.phones import read_phone
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import BookingFormView
from bot.services.visitor.answers import (
    AgreeParty,
    Answer,
    Ask,
    DescribeClass,
    GoBack,
    PickDay,
    PickSessions,
    RenewHold,
    SetAdults,
    SetComment,
    SetForeign,
    SetWheelchairs,
    SetYoungestAge,
    TakeSeats,
    UseCard,
    UseOrganisation,
    describe_class,
    question_at,
    set_adults,
    set_foreign,
    set_wheelchairs,
    set_youngest_age,
    take_seats,
)
from bot.services.visitor.form_view import FormContext, asking_of, read_days, read_form_view

Next = BookingForm | Refusal


@dataclass(frozen=True, slots=True)
class StartBooking:
    """«Записаться»: opens the form of a programme, or goes on where it was left (B2)."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, actor: Actor, programme_id: ProgrammeId) -> BookingFormView | Refusal:
        programme = self.context.content.published.programmes.get(programme_id)
        if programme is None:
            return Refusal(Reason.NOT_PUBLISHED)
        if programme.kind is ProgrammeKind.INTERNSHIP:
            return Refusal(Reason.WRONG_AUDIENCE)
        if actor.blocked:
            return Refusal(Reason.BLOCKED)
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            draft = read_open_draft(connection, actor.person_id, BookingForm)
            if draft is None or draft.form.programme_id != programme_id:
                if draft is not None:
                    _release(connection, draft.id, now)
                form = BookingForm(programme_id)
                draft_id = start_draft(connection, actor.person_id, form, Question.PARTY, now)
                draft = _own(connection, draft_id, actor)
            return _view(connection, self.context, actor, draft, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class BookAgain:
    """The same party at another date: a form filled from an earlier booking, with sessions if one was offered.

    When the offered sessions are gone by now, the form stands at the calendar and says so.
    """

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, booking_id: BookingId, session_ids: tuple[SessionId, ...]
    ) -> tuple[BookingFormView, Refusal | None] | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
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
                return _view(connection, self.context, actor, old, now)
            if old is not None:
                _release(connection, old.id, now)
            draft_id = start_draft(connection, actor.person_id, form, None, now)
            return _view(connection, self.context, actor, _own(connection, draft_id, actor), now)

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
            return _view(connection, self.context, actor, draft, now, month=month, refusal=refusal)

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
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            return _go_on(connection, self.context, actor, draft, draft.form, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AnswerByTap:
    """A tap on an answer. Repeating it, or tapping an answer of an earlier question, is harmless."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(self, actor: Actor, draft_id: DraftId, answer: Answer) -> BookingFormView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> BookingFormView | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            if isinstance(answer, UseOrganisation):
                chosen = read_organisation(connection, answer.organisation_id)
                if chosen is None:
                    return Refusal(Reason.NOT_FOUND)
            return _advance(connection, self.context, actor, draft, answer, now)

        return await self.db.write(body)


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

        def body(connection: Connection) -> BookingFormView | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            if not note_message(connection, actor.person_id, message_id):
                return _view(connection, self.context, actor, draft, now)
            return self._answer(connection, actor, draft, " ".join(text.split()), now)

        return await self.db.write(body)

    def _answer(
        self, connection: Connection, actor: Actor, draft: Draft[BookingForm], text: str, now: datetime
    ) -> BookingFormView | Refusal:
        context = self.context
        if len(text) > 300:
            return _refused_text("too_long", 300)
        match draft.question:
            case Question.PARTY:
                return _typed_party(connection, context, actor, draft, text, now)
            case Question.SCHOOL:
                school = read_organisation_name(text)
                if isinstance(school, FreeTextProblem):
                    return _refused_text(school.value, 120)
                form = replace(draft.form, organisation_id=None, organisation_name=school)
                return _go_on(connection, context, actor, draft, form, now)
            case Question.NAME:
                if not is_person_name(text):
                    return _refused_text("not_a_name")
                name = tidy_person_name(text)
                update_person(connection, actor.person_id, name=name)
                return _go_on(connection, context, replace(actor, name=name), draft, draft.form, now)
            case Question.PHONE:
                phone = read_phone(text)
                if phone is None:
                    return _refused_text("not_a_phone")
                update_person(connection, actor.person_id, phone=phone)
                return _go_on(connection, context, replace(actor, phone=phone), draft, draft.form, now)
            case Question.COMMENT:
                problem = check_free_text(text, context.limits.comment_length)
                if problem is not None:
                    return _refused_text(problem.value, context.limits.comment_length)
                return _advance(connection, context, actor, draft, SetComment(text), now)
            case Question.FOREIGN | Question.WHEELCHAIRS | Question.COUNTS | Question.YOUNGEST:
                if not text.isdecimal() or len(text) > 3:
                    return _refused_text("not_a_number")
                number = int(text)
                answers: dict[Question, Answer] = {
                    Question.FOREIGN: SetForeign(number),
                    Question.WHEELCHAIRS: SetWheelchairs(number),
                    Question.COUNTS: SetAdults(number),
                    Question.YOUNGEST: SetYoungestAge(number),
                }
                return _advance(connection, context, actor, draft, answers[draft.question], now)
            case _:
                return _view(connection, context, actor, draft, now)


@dataclass(frozen=True, slots=True)
class AnswerWithContact:
    """«Отправить номер»: one's own Telegram contact; somebody else's is refused."""

    db: Database
    clock: Clock
    context: FormContext

    async def __call__(
        self, actor: Actor, draft_id: DraftId, phone: str, message_id: int, *, own: bool
    ) -> BookingFormView | Refusal:
        now = self.clock.now()
        number = read_phone(phone if phone.startswith("+") else f"+{phone}")
        if not own:
            return _refused_text("not_own_contact")
        if number is None:
            return _refused_text("not_a_phone")

        def body(connection: Connection) -> BookingFormView | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            if not note_message(connection, actor.person_id, message_id):
                return _view(connection, self.context, actor, draft, now)
            update_person(connection, actor.person_id, phone=number)
            return _go_on(connection, self.context, replace(actor, phone=number), draft, draft.form, now)

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
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft_id})
            name = draft.form.organisation_name
            if name is None or draft.form.organisation_id is not None:
                return _view(connection, self.context, actor, draft, now)
            site = self.context.content.site(self.context.content.programme(draft.form.programme_id).site_id)
            college = draft.form.audience is Audience.COLLEGE
            kind = OrganisationKind.COLLEGE if college else OrganisationKind.SCHOOL
            organisation_id = add_organisation(connection, site.region_id, kind, name, None, now)
            answer = UseOrganisation(organisation_id)
            return _advance(connection, self.context, actor, draft, answer, now)

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class CancelForm:
    """«Отмена»: the draft is put aside and its seats come free. Safe to repeat."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, draft_id: DraftId) -> ProgrammeId | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ProgrammeId | Refusal:
            draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
            if draft is None:
                return Refusal(Reason.NOT_FOUND)
            if draft.state is DraftState.SENT:
                return Refusal(Reason.DRAFT_CLOSED, {"draft_id": draft.id, "state": draft.state})
            if close_draft(connection, draft.id, DraftState.CANCELLED, now):
                _release(connection, draft.id, now)
            return draft.form.programme_id

        return await self.db.write(body)


# --- bodies ----------------------------------------------------------------------------------------


def _refused_text(problem: str, most: int = 0) -> Refusal:
    return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": most})


def _own(connection: Connection, draft_id: DraftId, actor: Actor) -> Draft[BookingForm]:
    draft = read_own_draft(connection, draft_id, actor.person_id, BookingForm)
    if draft is None:
        raise LookupError(f"draft {draft_id} vanished inside its own transaction")
    return draft


def _release(connection: Connection, draft_id: DraftId, now: datetime) -> None:
    held = read_hold(connection, draft_id)
    if held is not None:
        end_hold(connection, held.id, HoldState.RELEASED, now)


def _view(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    now: datetime,
    *,
    month: date | None = None,
    refusal: Refusal | None = None,
) -> BookingFormView:
    held = read_hold(connection, draft.id)
    return read_form_view(
        connection,
        context,
        actor,
        draft,
        now,
        month=month,
        refusal=refusal,
        hold_expires_at=held.expires_at if held is not None and held.expires_at > now else None,
    )


def _typed_party(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    text: str,
    now: datetime,
) -> BookingFormView | Refusal:
    typed = read_party(text)
    if isinstance(typed, PartyTextProblem):
        return _refused_text(typed.value)
    programme = context.content.programme(draft.form.programme_id)
    if not programme.audience & {Audience.SCHOOL, Audience.COLLEGE}:
        return Refusal(Reason.WRONG_AUDIENCE)
    audience = Audience.COLLEGE if typed.course is not None else Audience.SCHOOL
    if audience not in programme.audience:
        audience = Audience.SCHOOL if audience is Audience.COLLEGE else Audience.COLLEGE
    youngest = youngest_age_of(typed.grade, typed.course)
    answer = DescribeClass(typed.grade, typed.letter, typed.children, typed.adults, youngest, audience)
    return _advance(connection, context, actor, draft, answer, now)


def _advance(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    answer: Answer,
    now: datetime,
) -> BookingFormView | Refusal:
    """Applies an answer to the form and stores it; holds follow the chosen sessions."""
    programme = context.content.programme(draft.form.programme_id)
    question: Question | None = None
    match answer:
        case UseCard(card_id):
            card = read_card(connection, card_id, actor.person_id)
            if card is None:
                return Refusal(Reason.NOT_FOUND)
            form: Next = replace(
                BookingForm(programme.id),
                audience=card.audience,
                class_card_id=card.id,
                grade=card.grade,
                letter=card.letter,
                organisation_id=card.organisation.id,
                organisation_name=card.organisation.title,
                children=card.children,
                adults=max(card.adults, adults_needed(card.children, programme.children_per_adult)),
                youngest_age=card.youngest_age,
                party_agreed=True,
            )
        case TakeSeats():
            form = take_seats(draft.form, answer, programme, context.limits)
        case DescribeClass():
            form = describe_class(draft.form, answer, programme)
        case UseOrganisation(organisation_id):
            organisation = read_organisation(connection, organisation_id)
            name = organisation.title if organisation is not None else None
            form = replace(draft.form, organisation_id=organisation_id, organisation_name=name)
        case AgreeParty():
            form = replace(draft.form, party_agreed=True)
        case SetAdults():
            form = set_adults(draft.form, answer)
        case SetYoungestAge():
            form = set_youngest_age(draft.form, answer)
        case SetForeign():
            form = set_foreign(draft.form, answer)
        case SetWheelchairs():
            form = set_wheelchairs(draft.form, answer)
        case SetComment(text):
            form = replace(draft.form, comment=text)
        case PickDay(day):
            form = _pick_day(connection, context, draft.form, day, now)
        case PickSessions():
            form = _pick_sessions(connection, context, draft.form, answer, now)
        case GoBack(step):
            form = draft.form.back_from(step) if step is context.step(draft.form, actor) else draft.form
        case Ask(asked):
            form, question = draft.form, asked
        case RenewHold():
            form = draft.form
    if isinstance(form, Refusal):
        return form
    if form.audience is not None and (
        refusal := refuse_party(context.rules(programme), asking_of(form, now))
    ):
        return refusal
    renew = isinstance(answer, RenewHold)
    return _go_on(connection, context, actor, draft, form, now, question=question, renew=renew)


def _pick_day(
    connection: Connection, context: FormContext, form: BookingForm, day: date, now: datetime
) -> Next:
    choice = read_days(connection, context, replace(form, parts=()), now).get(day)
    if choice is None:
        return Refusal(Reason.NO_SEATS_ON_DAY, {"free": 0, "seats": form.party.seats})
    if choice.refusal is not None:
        return choice.refusal
    return replace(form, day=day, parts=())


def _pick_sessions(
    connection: Connection, context: FormContext, form: BookingForm, answer: PickSessions, now: datetime
) -> Next:
    """The option whose sessions these are, judged as if the form's own seats were still free."""
    programme = context.content.programme(form.programme_id)
    rules = context.rules(programme)
    sessions = read_sessions(connection, answer.session_ids)
    if len(sessions) != len(answer.session_ids) or not answer.session_ids:
        return Refusal(Reason.NOT_FOUND)
    if any(each.programme_id != programme.id for each in sessions.values()):
        return Refusal(Reason.NOT_FOUND)
    day = rules.local_day(sessions[answer.session_ids[0]].starts_at)
    if tuple(part.session_id for part in form.parts) == answer.session_ids:
        return form
    days = read_days(connection, context, form, now)
    choice = days.get(day)
    if choice is not None:
        for option in choice.options:
            if tuple(part.session_id for part in option.parts) == answer.session_ids:
                return replace(form, day=day, parts=option.parts)
    refusal = choice.refusal if choice is not None and choice.refusal is not None else None
    return refusal or Refusal(
        Reason.SESSION_FULL, {"free": 0, "seats": form.party.seats}, nearest(days, rules, day)
    )


def _go_on(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    form: BookingForm,
    now: datetime,
    *,
    question: Question | None = None,
    renew: bool = False,
) -> BookingFormView | Refusal:
    """Stores the form, holds or gives back seats as its sessions changed, and shows what comes next."""
    step = context.step(form, actor)
    held = read_hold(connection, draft.id)
    expires_at = now + timedelta(minutes=context.limits.hold_minutes)
    if not form.parts:
        _release(connection, draft.id, now)
    elif form.parts != draft.form.parts or held is None or (renew and held.expires_at <= now):
        full = take_hold(connection, actor.person_id, draft.id, form.parts, now, expires_at)
        if full is not None:
            days = read_days(connection, context, replace(form, parts=()), now)
            rules = context.rules(context.content.programme(form.programme_id))
            ways = nearest(days, rules, form.day or rules.local_day(now))
            return Refusal(Reason.SESSION_FULL, {"free": 0, "seats": form.party.seats}, ways)
    elif step is Step.SUMMARY and context.step(draft.form, actor) is not Step.SUMMARY:
        prolong_hold(connection, held.id, expires_at)
    if form.parts and step is Step.SUMMARY:
        queue(
            connection,
            "hold.expired",
            actor.person_id,
            {"draft_id": draft.id, "version": draft.version + 1},
            key=f"hold.expired:{draft.id}:{draft.version + 1}",
            now=now,
            due_at=expires_at,
            stale_at=expires_at + timedelta(hours=1),
            priority=Priority.ANSWER,
        )
    if not save_draft(connection, draft, form, question or question_at(step), now):
        return Refusal(Reason.DRAFT_CHANGED, {"draft_id": draft.id})
    return _view(connection, context, actor, _own(connection, draft.id, actor), now)


def youngest_age_of(grade: int | None, course: int | None) -> int | None:
    """Age of the youngest as it is likely for a grade or a course; it can be changed on the next screen."""
    if course is not None:
        return 14 + course
    return None if grade is None else youngest_age_for_grade(grade)


@dataclass(frozen=True, slots=True)
class FindQuestion:
    """The draft, of whatever kind, whose question a typed text or a contact answers."""

    db: Database

    async def __call__(self, actor: Actor) -> Draft[Form] | None:
        return await self.db.read(lambda connection: read_asking_draft(connection, actor.person_id))
