"""Applying for a placement: the form, one application of one draft, places, withdrawing (D2)."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Update, func, select, update

from bot.clock import MovableClock
from bot.db.demo import give_role
from bot.db.engine import Database
from bot.db.people import add_person, give_consent, read_actor
from bot.db.seats import find_discrepancies
from bot.db.tables import application, draft, outbox, session
from bot.domain.access import Actor
from bot.domain.application_views import ApplicationFormView, OwnApplicationView, Stage
from bot.domain.forms import ApplicationStep, Question
from bot.domain.limits import Limits
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationStatus,
    ConsentKind,
    DraftId,
    DraftState,
    HostReason,
    ProgrammeId,
    Role,
    SessionId,
    SessionStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.host.applications import AnswerApplication as HostAnswer
from bot.services.import_catalogue import ImportCatalogue
from bot.services.roll_schedules import RollSchedules
from bot.services.seed_demo import DEMO_FILE
from bot.services.visitor.application_answers import (
    ApplicationAnswer,
    ChangeDates,
    GoBack,
    PickAge,
    PickApplicant,
    PickFirst,
    PickSecond,
    ShareContact,
    SkipSecond,
    TypeText,
)
from bot.services.visitor.apply import (
    AnswerApplication,
    CancelApplicationForm,
    ReadApplication,
    SendApplication,
    ShowApplicationForm,
    StartApplication,
    WithdrawApplication,
)
from bot.services.visitor.form_view import FormContext
from tests.engines import TemplateOf, opened

MESSAGE_IDS = itertools.count(1)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday, 12:00 in Moscow
SLOIST, PAPER, RIG = "sloist", "vychegda-sheet", "rig-66"
MOTIVATION = "Учусь на технолога, хочу увидеть работу цеха изнутри"


async def fill(db: Database) -> None:
    clock = MovableClock(START)
    await ImportCatalogue(db, clock)(DEMO_FILE.read_bytes(), publish=True)
    await RollSchedules(db, clock, Limits())()


class Desk:
    """The use cases over one database; :meth:`restarted` is another process on it."""

    def __init__(self, db: Database, clock: MovableClock, content: Content, limits: Limits) -> None:
        context = FormContext(content, limits, 1)
        self.db, self.clock, self.content = db, clock, content
        self.start = StartApplication(db, clock, context)
        self.show = ShowApplicationForm(db, clock, context)
        self.answer = AnswerApplication(db, clock, context)
        self.cancel = CancelApplicationForm(db, clock)
        self.send = SendApplication(db, clock, context)
        self.read = ReadApplication(db, clock, content)
        self.withdraw = WithdrawApplication(db, clock)

    async def restarted(self) -> Desk:
        content = Content(self.db, self.clock)
        await content.refresh()
        return Desk(self.db, self.clock, content, Limits())

    def programme(self, slug: str) -> ProgrammeId:
        site = next(each for each in self.content.published.sites.values() if each.slug == slug)
        return next(each.id for each in site.programmes if each.code == "intern")

    async def person(self, number: int) -> Actor:
        """Somebody as they are stored now; fresh at the first time."""

        def body(connection: Connection) -> Actor:
            add_person(connection, number, "ru", None, START)
            found = read_actor(connection, number)
            assert found
            return found

        return await self.db.write(body)

    async def consent(self, actor: Actor) -> Actor:
        await self.db.write(
            lambda connection: give_consent(
                connection, actor.person_id, ConsentKind.PROCESSING, 1, "ru", "0" * 64, START
            )
        )
        return await self.person(actor.telegram_id)

    async def host(self, number: int, slug: str, role: Role) -> Actor:
        actor = await self.person(number)
        site = next(each for each in self.content.published.sites.values() if each.slug == slug)
        await self.db.write(
            lambda connection: give_role(connection, actor.person_id, role, site.region_id, site.id, START)
        )
        return await self.person(number)

    def types(self, text: str) -> TypeText:
        return TypeText(text, next(MESSAGE_IDS))

    async def opens(self, actor: Actor, slug: str) -> ApplicationFormView:
        view = await self.start(actor, self.programme(slug))
        assert isinstance(view, ApplicationFormView)
        return view

    async def gives(
        self, actor: Actor, draft_id: DraftId, *answers: ApplicationAnswer
    ) -> ApplicationFormView:
        views = [await self._passes(actor, draft_id, each) for each in answers]
        return views[-1]

    async def _passes(
        self, actor: Actor, draft_id: DraftId, answer: ApplicationAnswer
    ) -> ApplicationFormView:
        view = await self.answer(actor, draft_id, answer)
        assert isinstance(view, ApplicationFormView), view
        return view

    async def fills(
        self, actor: Actor, slug: str = SLOIST, *, number: int = 0
    ) -> tuple[Actor, ApplicationFormView]:
        """A form filled up to its summary, for the intake of this number."""
        view = await self.opens(actor, slug)
        view = await self.gives(actor, view.draft_id, PickApplicant(Applicant.SELF), PickAge(AgeBand.ADULT))
        free = [each.session.id for each in view.intakes if each.refusal is None]
        view = await self.gives(actor, view.draft_id, PickFirst(free[number]))
        if view.step is ApplicationStep.SECOND_DATE:
            view = await self.gives(actor, view.draft_id, SkipSecond())
        await self.gives(actor, view.draft_id, self.types("2 курс, химия"), self.types(MOTIVATION))
        actor = await self.consent(actor)
        if actor.name is None:
            await self.gives(actor, view.draft_id, self.types("Игорь"))
            actor = await self.person(actor.telegram_id)
        if actor.phone is None:
            await self.gives(actor, view.draft_id, self.types("8 912 345-67-89"))
            actor = await self.person(actor.telegram_id)
        view = await self.gives(actor, view.draft_id, GoBack(ApplicationStep.APPLICANT))
        assert view.step is ApplicationStep.SUMMARY
        return actor, view

    async def sends(self, actor: Actor, slug: str = SLOIST, *, number: int = 0) -> OwnApplicationView:
        actor, view = await self.fills(actor, slug, number=number)
        sent = await self.send(actor, view.draft_id)
        assert isinstance(sent, OwnApplicationView), sent
        return sent

    async def taken(self, session_id: SessionId) -> int:
        return await self.db.read(
            lambda connection: connection.execute(
                select(session.c.taken).where(session.c.id == session_id)
            ).scalar_one()
        )

    async def fill_up(self, slug: str, *, number: int = 0) -> None:
        """Others get every place of an intake."""
        owner = await self.host(900, slug, Role.OWNER)
        host = HostAnswer(self.db, self.clock, self.content)
        capacity = self.content.programme(self.programme(slug)).max_group
        for each in range(capacity):
            sent = await self.sends(await self.person(901 + each), slug, number=number)
            accepted = await host.accept(owner, sent.application.id, sent.application.entry.first_session_id)
            assert not isinstance(accepted, Refusal)

    async def changes(self, statement: Update) -> None:
        """What no use case does, done to the rows themselves."""

        def body(connection: Connection) -> None:
            assert connection.execute(statement).rowcount == 1

        await self.db.write(body)

    async def told(self, kind: str) -> list[int]:
        return await self.db.read(
            lambda connection: list(
                connection.execute(
                    select(outbox.c.recipient_id).where(outbox.c.kind == kind).order_by(outbox.c.recipient_id)
                ).scalars()
            )
        )

    async def count(self) -> int:
        return await self.db.read(
            lambda connection: connection.execute(select(func.count()).select_from(application)).scalar_one()
        )


@pytest.fixture
async def desk(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(template_of(fill), tmp_path) as db:
        clock = MovableClock(START)
        content = Content(db, clock)
        await content.refresh()
        yield Desk(db, clock, content, Limits())
        assert await db.read(find_discrepancies) == []


@pytest.mark.both_engines
@pytest.mark.shows("D2")
async def test_a_whole_form_becomes_one_application_and_the_hosts_are_told(desk: Desk) -> None:
    owner = await desk.host(11, SLOIST, Role.OWNER)
    staff = await desk.host(12, SLOIST, Role.STAFF)
    await desk.host(13, SLOIST, Role.GUARD)
    await desk.host(14, PAPER, Role.OWNER)
    teacher = await desk.person(1)

    view = await desk.opens(teacher, SLOIST)
    assert view.step is ApplicationStep.APPLICANT
    view = await desk.gives(teacher, view.draft_id, PickApplicant(Applicant.TEACHER))
    assert view.step is ApplicationStep.AGE
    view = await desk.gives(teacher, view.draft_id, PickAge(AgeBand.FROM_16))
    assert view.step is ApplicationStep.FIRST_DATE
    first, second = [each.session.id for each in view.intakes if each.refusal is None][:2]
    view = await desk.gives(teacher, view.draft_id, PickFirst(first))
    assert view.step is ApplicationStep.SECOND_DATE
    assert first not in {each.session.id for each in view.intakes}
    view = await desk.gives(teacher, view.draft_id, PickSecond(second))
    assert view.step is ApplicationStep.COURSE
    view = await desk.gives(teacher, view.draft_id, desk.types("10  класс"))
    assert view.step is ApplicationStep.MOTIVATION
    view = await desk.gives(teacher, view.draft_id, desk.types(MOTIVATION))
    assert view.step is ApplicationStep.CONSENT
    assert isinstance(await desk.send(teacher, view.draft_id), Refusal), "not without consent"

    teacher = await desk.consent(teacher)
    view = await desk.gives(teacher, view.draft_id, desk.types("Анна  Петровна"))
    teacher = await desk.person(1)
    assert (view.step, teacher.name) == (ApplicationStep.PHONE, "Анна Петровна")
    shared = ShareContact("79123456789", own=True, message_id=next(MESSAGE_IDS))
    view = await desk.gives(teacher, view.draft_id, shared)
    teacher = await desk.person(1)
    assert (view.step, teacher.phone) == (ApplicationStep.SUMMARY, "+79123456789")

    sent = await desk.send(teacher, view.draft_id)
    assert isinstance(sent, OwnApplicationView)
    assert (sent.application.reference, sent.stage) == ("КС-0001", Stage.WAITING)
    entry = sent.application.entry
    assert (entry.applicant, entry.age_band) == (Applicant.TEACHER, AgeBand.FROM_16)
    assert (entry.first_session_id, entry.second_session_id) == (first, second)
    assert (entry.course, entry.motivation) == ("10 класс", MOTIVATION)
    assert (entry.name, entry.phone) == ("Анна Петровна", "+79123456789")
    assert entry.answer_due_at == datetime(2026, 11, 26, 14, tzinfo=UTC), "17:00 of the third working day"
    assert await desk.told("host.application") == sorted([owner.person_id, staff.person_id])
    assert await desk.taken(first) == 0, "who waits takes no place"


@pytest.mark.both_engines
@pytest.mark.shows("D2")
async def test_any_number_of_taps_on_any_devices_sends_once(desk: Desk) -> None:
    await desk.host(11, SLOIST, Role.OWNER)
    actor, view = await desk.fills(await desk.person(1))
    other_device = await desk.restarted()
    sent = await asyncio.gather(
        *(each.send(actor, view.draft_id) for each in (desk, other_device) for _ in range(10))
    )
    assert {each.application.reference for each in sent if isinstance(each, OwnApplicationView)} == {
        "КС-0001"
    }
    assert not any(isinstance(each, Refusal) for each in sent)
    assert await desk.count() == 1
    assert len(await desk.told("host.application")) == 1


async def test_a_restart_in_the_middle_loses_nothing(desk: Desk) -> None:
    actor = await desk.person(1)
    view = await desk.opens(actor, SLOIST)
    steps = []
    for each in (PickApplicant(Applicant.PARENT), PickAge(AgeBand.FROM_16)):
        view = await desk.gives(actor, view.draft_id, each)
        desk = await desk.restarted()
        found = await desk.show(actor)
        assert isinstance(found, ApplicationFormView)
        assert (found.draft_id, found.form, found.step) == (view.draft_id, view.form, view.step)
        steps.append(found.step)
    assert steps == [ApplicationStep.AGE, ApplicationStep.FIRST_DATE]
    again = await desk.opens(actor, SLOIST)
    assert (again.draft_id, again.step) == (view.draft_id, ApplicationStep.FIRST_DATE)


@pytest.mark.both_engines
async def test_two_devices_change_one_form(desk: Desk) -> None:
    actor = await desk.person(1)
    view = await desk.opens(actor, SLOIST)
    view = await desk.gives(actor, view.draft_id, PickApplicant(Applicant.PARENT), PickAge(AgeBand.FROM_16))
    free = [each.session.id for each in view.intakes if each.refusal is None]
    await desk.gives(actor, view.draft_id, PickFirst(free[0]))
    # The other device still shows the first dates and takes the others; then the dates agree nowhere twice.
    await desk.gives(actor, view.draft_id, PickSecond(free[1]))
    view = await desk.gives(actor, view.draft_id, PickFirst(free[1]))
    assert (view.form.first_session_id, view.form.second_session_id) == (free[1], None)
    same = await desk.answer(actor, view.draft_id, PickSecond(free[1]))
    assert isinstance(same, Refusal)
    assert same.reason is Reason.DRAFT_CHANGED
    # An old button may change who applies, but not so that a minor applies alone.
    alone = await desk.answer(actor, view.draft_id, PickApplicant(Applicant.SELF))
    assert isinstance(alone, Refusal)
    assert alone.reason is Reason.MINOR_ALONE
    shown = await desk.show(actor, view.draft_id)
    assert isinstance(shown, ApplicationFormView)
    assert shown.form.applicant is Applicant.PARENT


@pytest.mark.shows("D2")
@pytest.mark.parametrize(
    ("slug", "applicant", "band", "reason"),
    [
        (SLOIST, Applicant.SELF, AgeBand.FROM_16, Reason.MINOR_ALONE),
        (SLOIST, Applicant.PARENT, AgeBand.FROM_14, Reason.TOO_YOUNG),
        (RIG, Applicant.TEACHER, AgeBand.FROM_16, Reason.TOO_YOUNG),
    ],
)
async def test_who_may_not_apply_is_told_why(
    desk: Desk, slug: str, applicant: Applicant, band: AgeBand, reason: Reason
) -> None:
    actor = await desk.person(1)
    view = await desk.opens(actor, slug)
    view = await desk.gives(actor, view.draft_id, PickApplicant(applicant))
    refusal = await desk.answer(actor, view.draft_id, PickAge(band))
    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason
    shown = await desk.show(actor, view.draft_id, refusal)
    assert isinstance(shown, ApplicationFormView)
    assert (shown.step, shown.form.age_band, shown.refusal) == (ApplicationStep.AGE, None, refusal)


UNWANTED = [
    ("Иванов Пётр, Сидорова Анна, Ким Олег", "names"),
    ("Мой сын Иванов Пётр очень хочет к вам", "names"),
    ("Паспорт 8712 345678, выдан в Сыктывкаре", "passport"),
    ("Родился 12.03.2010, хочу работать на заводе", "birth_date"),
    ("СНИЛС 112-233-445 95, хочу стать технологом", "snils"),
]


@pytest.mark.shows("H4")
@pytest.mark.shows("D2")
@pytest.mark.parametrize(
    ("text", "problem"), UNWANTED, ids=[problem + str(n) for n, (_, problem) in enumerate(UNWANTED)]
)
async def test_names_and_documents_are_refused_and_stored_nowhere(
    desk: Desk, text: str, problem: str
) -> None:
    actor = await desk.person(1)
    view = await desk.opens(actor, SLOIST)
    view = await desk.gives(actor, view.draft_id, PickApplicant(Applicant.PARENT), PickAge(AgeBand.FROM_16))
    free = next(each.session.id for each in view.intakes if each.refusal is None)
    view = await desk.gives(actor, view.draft_id, PickFirst(free), SkipSecond())
    for step in (ApplicationStep.COURSE, ApplicationStep.MOTIVATION):
        refusal = await desk.answer(actor, view.draft_id, desk.types(text))
        assert isinstance(refusal, Refusal)
        assert (refusal.reason, refusal.facts["problem"]) == (Reason.TEXT_REFUSED, problem)
        shown = await desk.show(actor, view.draft_id)
        assert isinstance(shown, ApplicationFormView)
        assert shown.step is step
        if step is ApplicationStep.COURSE:
            await desk.gives(actor, view.draft_id, desk.types("10 класс"))
    forms = await desk.db.read(lambda connection: list(connection.execute(select(draft.c.form)).scalars()))
    assert text.split(",", maxsplit=1)[0] not in json.dumps(forms, ensure_ascii=False)


@pytest.mark.parametrize(
    ("step", "text", "problem"),
    [
        (ApplicationStep.APPLICANT, "Я сам", "choose_by_button"),
        (ApplicationStep.AGE, "17", "choose_by_button"),
        (ApplicationStep.FIRST_DATE, "в феврале", "choose_by_button"),
        (ApplicationStep.SECOND_DATE, "нет", "choose_by_button"),
        (ApplicationStep.COURSE, "…", "course_unclear"),
        (ApplicationStep.COURSE, "курс " * 20, "too_long"),
        (ApplicationStep.MOTIVATION, "хочу", "motivation_short"),
        (ApplicationStep.MOTIVATION, "хочу " * 101, "too_long"),
        (ApplicationStep.CONSENT, "согласен", "choose_by_button"),
        (ApplicationStep.NAME, "12345", "not_a_name"),
        (ApplicationStep.PHONE, "позвоните", "not_a_phone"),
        (ApplicationStep.SUMMARY, "отправить", "choose_by_button"),
    ],
)
async def test_wrong_texts_leave_the_form_as_it_was(
    desk: Desk, step: ApplicationStep, text: str, problem: str
) -> None:
    actor = await desk.person(1)
    actor, view = await walk_to(desk, actor, step)
    assert view.step is step
    refusal = await desk.answer(actor, view.draft_id, desk.types(text))
    assert isinstance(refusal, Refusal)
    assert refusal.facts["problem"] == problem
    shown = await desk.show(actor, view.draft_id)
    assert isinstance(shown, ApplicationFormView)
    assert (shown.step, shown.form) == (step, view.form)


async def walk_to(desk: Desk, actor: Actor, step: ApplicationStep) -> tuple[Actor, ApplicationFormView]:
    """A form that stands at this question, filled in order."""
    view = await desk.opens(actor, SLOIST)
    while view.step is not step:
        match view.step:
            case ApplicationStep.APPLICANT:
                answer: ApplicationAnswer = PickApplicant(Applicant.SELF)
            case ApplicationStep.AGE:
                answer = PickAge(AgeBand.ADULT)
            case ApplicationStep.FIRST_DATE:
                answer = PickFirst(next(each.session.id for each in view.intakes if each.refusal is None))
            case ApplicationStep.SECOND_DATE:
                answer = SkipSecond()
            case ApplicationStep.COURSE:
                answer = desk.types("2 курс")
            case ApplicationStep.MOTIVATION:
                answer = desk.types(MOTIVATION)
            case ApplicationStep.CONSENT:
                actor = await desk.consent(actor)
                answer = GoBack(ApplicationStep.APPLICANT)
            case ApplicationStep.NAME:
                answer = desk.types("Игорь")
            case _:
                answer = desk.types("+7 912 345-67-89")
        view = await desk.gives(actor, view.draft_id, answer)
        actor = await desk.person(actor.telegram_id)
    return actor, view


BACK = {
    ApplicationStep.APPLICANT: ApplicationStep.APPLICANT,
    ApplicationStep.AGE: ApplicationStep.APPLICANT,
    ApplicationStep.FIRST_DATE: ApplicationStep.AGE,
    ApplicationStep.SECOND_DATE: ApplicationStep.FIRST_DATE,
    ApplicationStep.COURSE: ApplicationStep.SECOND_DATE,
    ApplicationStep.MOTIVATION: ApplicationStep.COURSE,
    ApplicationStep.CONSENT: ApplicationStep.MOTIVATION,
    ApplicationStep.NAME: ApplicationStep.MOTIVATION,
    ApplicationStep.PHONE: ApplicationStep.MOTIVATION,
    ApplicationStep.SUMMARY: ApplicationStep.MOTIVATION,
}


@pytest.mark.parametrize("step", list(ApplicationStep))
async def test_back_goes_one_question_back_and_repeating_it_no_further(
    desk: Desk, step: ApplicationStep
) -> None:
    actor, view = await walk_to(desk, await desk.person(1), step)
    for _ in range(2):
        view = await desk.gives(actor, view.draft_id, GoBack(step))
        assert view.step is BACK[step]


@pytest.mark.parametrize("step", list(ApplicationStep))
async def test_cancel_puts_the_form_aside_at_every_step(desk: Desk, step: ApplicationStep) -> None:
    actor, view = await walk_to(desk, await desk.person(1), step)
    for _ in range(2):
        assert await desk.cancel(actor, view.draft_id) == desk.programme(SLOIST)
    late = await desk.answer(actor, view.draft_id, PickApplicant(Applicant.SELF))
    assert isinstance(late, Refusal)
    assert late.reason is Reason.DRAFT_CLOSED
    unsent = await desk.send(actor, view.draft_id)
    assert isinstance(unsent, Refusal)
    assert unsent.reason is Reason.DRAFT_CLOSED
    assert (await desk.opens(actor, SLOIST)).step is ApplicationStep.APPLICANT
    assert await desk.count() == 0


@pytest.mark.both_engines
async def test_a_message_that_comes_again_changes_nothing(desk: Desk) -> None:
    actor, view = await walk_to(desk, await desk.person(1), ApplicationStep.COURSE)
    course = desk.types("Технология древесины, 3 курс")
    view = await desk.gives(actor, view.draft_id, course)
    again = await desk.gives(actor, view.draft_id, course)
    assert (again.step, again.form) == (ApplicationStep.MOTIVATION, view.form)
    back = GoBack(ApplicationStep.MOTIVATION, next(MESSAGE_IDS))
    assert (await desk.gives(actor, view.draft_id, back)).step is ApplicationStep.COURSE
    at_course = replace(back, step=ApplicationStep.COURSE)
    assert (await desk.gives(actor, view.draft_id, at_course)).step is ApplicationStep.COURSE


async def test_somebody_elses_number_is_not_taken(desk: Desk) -> None:
    actor, view = await walk_to(desk, await desk.person(1), ApplicationStep.PHONE)
    refusal = await desk.answer(
        actor, view.draft_id, ShareContact("79120000000", own=False, message_id=next(MESSAGE_IDS))
    )
    assert isinstance(refusal, Refusal)
    assert refusal.facts["problem"] == "not_own_contact"
    assert (await desk.person(1)).phone is None


@pytest.mark.shows("D2")
async def test_who_has_applied_is_shown_that_application(desk: Desk) -> None:
    actor = await desk.person(1)
    sent = await desk.sends(actor)
    again = await desk.start(actor, desk.programme(SLOIST))
    assert isinstance(again, OwnApplicationView)
    assert again.application.id == sent.application.id
    assert isinstance(await desk.start(actor, desk.programme(PAPER)), ApplicationFormView)
    stranger = await desk.person(2)
    assert isinstance(await desk.start(stranger, desk.programme(SLOIST)), ApplicationFormView)


@pytest.mark.both_engines
async def test_a_form_left_open_cannot_be_sent_beside_an_application(desk: Desk) -> None:
    actor, view = await desk.fills(await desk.person(1))
    earlier = await desk.sends(await desk.person(2))
    await desk.changes(
        update(application)
        .where(application.c.id == earlier.application.id)
        .values(person_id=actor.person_id)
    )
    refusal = await desk.send(actor, view.draft_id)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.OVERLAPS
    assert refusal.facts == {"reference": "КС-0001", "application_id": earlier.application.id}


@pytest.mark.both_engines
@pytest.mark.shows("D2")
async def test_so_many_applications_may_wait_at_once_and_no_more(desk: Desk) -> None:
    actor = await desk.person(1)
    few = Desk(desk.db, desk.clock, desk.content, Limits(max_open_requests=1))
    second = await desk.fills(actor, PAPER)
    first = await few.sends(await desk.person(1), RIG)
    await desk.changes(
        update(draft)
        .where(draft.c.id == second[1].draft_id)
        .values(state=DraftState.OPEN, question=Question.PHONE)
    )
    for refusal in (
        await few.start(actor, desk.programme(SLOIST)),
        await few.send(await desk.person(1), second[1].draft_id),
    ):
        assert isinstance(refusal, Refusal)
        assert (refusal.reason, refusal.facts) == (Reason.TOO_MANY_OPEN, {"most": 1})
    await few.withdraw(actor, first.application.id)
    assert isinstance(await few.send(await desk.person(1), second[1].draft_id), OwnApplicationView)


@pytest.mark.both_engines
@pytest.mark.shows("D2")
async def test_full_dates_explain_themselves_and_are_not_sent(desk: Desk) -> None:
    actor, view = await desk.fills(await desk.person(1))
    chosen = view.chosen[0].id
    await desk.fill_up(SLOIST)
    refusal = await desk.send(actor, view.draft_id)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.INTAKE_FULL
    view = await desk.gives(actor, view.draft_id, ChangeDates())
    assert (view.step, view.form.course) == (ApplicationStep.FIRST_DATE, "2 курс, химия")
    full = next(each for each in view.intakes if each.session.id == chosen)
    assert full.refusal is not None
    again = await desk.answer(actor, view.draft_id, PickFirst(chosen))
    assert isinstance(again, Refusal)
    assert again.reason is Reason.INTAKE_FULL
    other = next(each.session.id for each in view.intakes if each.refusal is None)
    view = await desk.gives(actor, view.draft_id, PickFirst(other))
    if view.step is ApplicationStep.SECOND_DATE:
        view = await desk.gives(actor, view.draft_id, SkipSecond())
    assert view.step is ApplicationStep.SUMMARY
    assert isinstance(await desk.send(actor, view.draft_id), OwnApplicationView)


async def test_the_question_of_second_dates_is_left_out_where_there_are_none(desk: Desk) -> None:
    actor = await desk.person(1)
    view = await desk.opens(actor, RIG)
    view = await desk.gives(actor, view.draft_id, PickApplicant(Applicant.SELF), PickAge(AgeBand.ADULT))
    (only,) = [each.session.id for each in view.intakes if each.refusal is None]
    view = await desk.gives(actor, view.draft_id, PickFirst(only))
    assert view.step is ApplicationStep.COURSE
    view = await desk.gives(actor, view.draft_id, GoBack(ApplicationStep.COURSE))
    assert view.step is ApplicationStep.FIRST_DATE


async def test_dates_of_another_programme_are_no_answer(desk: Desk) -> None:
    actor = await desk.person(1)
    paper = await desk.opens(actor, PAPER)
    paper = await desk.gives(actor, paper.draft_id, PickApplicant(Applicant.SELF), PickAge(AgeBand.ADULT))
    foreign = paper.intakes[0].session.id
    actor, view = await walk_to(desk, actor, ApplicationStep.FIRST_DATE)
    for wrong in (foreign, SessionId(999_999)):
        refusal = await desk.answer(actor, view.draft_id, PickFirst(wrong))
        assert isinstance(refusal, Refusal)
        assert refusal.reason is Reason.NOT_FOUND


@pytest.mark.both_engines
@pytest.mark.shows("D2")
async def test_withdrawing_frees_the_place_once_and_tells_the_hosts(desk: Desk) -> None:
    owner = await desk.host(11, SLOIST, Role.OWNER)
    actor = await desk.person(1)
    sent = await desk.sends(actor)
    dates = sent.application.entry.first_session_id
    await HostAnswer(desk.db, desk.clock, desk.content).accept(owner, sent.application.id, dates)
    assert await desk.taken(dates) == 1
    card = await desk.read(actor, sent.application.id)
    assert isinstance(card, OwnApplicationView)
    assert (card.stage, card.accepted and card.accepted.id) == (Stage.ACCEPTED, dates)

    for _ in range(3):
        withdrawn = await desk.withdraw(actor, sent.application.id)
        assert not isinstance(withdrawn, Refusal)
        assert withdrawn.status is ApplicationStatus.WITHDRAWN
        assert await desk.taken(dates) == 0
    updates = await desk.db.read(
        lambda connection: list(
            connection.execute(
                select(outbox.c.dedupe_key).where(outbox.c.kind == "host.application.update")
            ).scalars()
        )
    )
    key = f"host.application.update:{sent.application.id}:withdrawn:{owner.person_id}"
    assert updates.count(key) == 1
    late = await HostAnswer(desk.db, desk.clock, desk.content).decline(
        owner, sent.application.id, HostReason.NO_GUIDE
    )
    assert not isinstance(late, Refusal)
    assert late.application.status is ApplicationStatus.WITHDRAWN
    assert isinstance(await desk.start(actor, desk.programme(SLOIST)), ApplicationFormView)


@pytest.mark.both_engines
async def test_what_is_over_or_declined_cannot_be_withdrawn(desk: Desk) -> None:
    owner = await desk.host(11, SLOIST, Role.OWNER)
    actor = await desk.person(1)
    host = HostAnswer(desk.db, desk.clock, desk.content)
    declined = (await desk.sends(actor)).application
    await host.decline(owner, declined.id, HostReason.NO_GUIDE)
    finished = (await desk.sends(actor)).application
    await host.accept(owner, finished.id, finished.entry.first_session_id)
    desk.clock.move(timedelta(days=100))
    for each in (declined, finished):
        refusal = await desk.withdraw(actor, each.id)
        assert isinstance(refusal, Refusal)
        assert refusal.reason is Reason.ALREADY_OVER
    assert await desk.taken(finished.entry.first_session_id) == 1


async def test_other_peoples_applications_and_forms_do_not_exist(desk: Desk) -> None:
    actor, stranger = await desk.person(1), await desk.person(2)
    sent = await desk.sends(actor)
    form = await desk.opens(actor, PAPER)
    answers = (
        await desk.read(stranger, sent.application.id),
        await desk.read.of_draft(stranger, sent.application.entry.draft_id),
        await desk.withdraw(stranger, sent.application.id),
        await desk.send(stranger, sent.application.entry.draft_id),
        await desk.show(stranger, form.draft_id),
        await desk.answer(stranger, form.draft_id, PickApplicant(Applicant.SELF)),
        await desk.cancel(stranger, form.draft_id),
    )
    for each in answers:
        assert isinstance(each, Refusal)
        assert each.reason is Reason.NOT_FOUND


async def test_only_placements_that_are_published_take_applications_and_not_from_the_blocked(
    desk: Desk,
) -> None:
    actor = await desk.person(1)
    site = next(each for each in desk.content.published.sites.values() if each.slug == SLOIST)
    tour = next(each.id for each in site.programmes if each.code == "tour")
    cases = [
        (actor, tour, Reason.WRONG_AUDIENCE),
        (actor, ProgrammeId(9_999), Reason.NOT_PUBLISHED),
        (replace(actor, blocked=True), desk.programme(SLOIST), Reason.BLOCKED),
    ]
    for who, programme_id, reason in cases:
        refusal = await desk.start(who, programme_id)
        assert isinstance(refusal, Refusal)
        assert refusal.reason is reason


@pytest.mark.both_engines
async def test_a_closed_intake_is_not_offered(desk: Desk) -> None:
    actor, view = await walk_to(desk, await desk.person(1), ApplicationStep.FIRST_DATE)
    closed = view.intakes[0].session.id
    await desk.changes(update(session).where(session.c.id == closed).values(status=SessionStatus.CLOSED))
    shown = await desk.show(actor, view.draft_id)
    assert isinstance(shown, ApplicationFormView)
    assert closed not in {each.session.id for each in shown.intakes}
    refusal = await desk.answer(actor, view.draft_id, PickFirst(closed))
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.SESSION_CLOSED


async def test_without_an_answer_an_application_ends_with_its_dates(desk: Desk) -> None:
    actor = await desk.person(1)
    sent = await desk.sends(actor)
    desk.clock.move_to(sent.wanted[0].starts_at + timedelta(minutes=1))
    card = await desk.read(actor, sent.application.id)
    assert isinstance(card, OwnApplicationView)
    assert (card.stage, card.may_withdraw, card.may_apply_again) == (Stage.UNANSWERED, False, True)
    assert all(each.id != sent.wanted[0].id for each in card.others)
    assert isinstance(await desk.start(actor, desk.programme(SLOIST)), ApplicationFormView)
