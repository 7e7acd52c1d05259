"""Applying for a placement: the form, one application of one draft, places, withdrawing (D2)."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection, Update, func, select, update

from bot.clock import MovableClock
from bot.db.booking.seats import find_discrepancies
from bot.db.engine.database import Database
from bot.db.operations.demo import give_role
from bot.db.people.people import add_person, give_consent, read_actor
from bot.db.tables import application, draft, outbox, session
from bot.db.tables import site as site_table
from bot.domain.forms import ApplicationForm, Question
from bot.domain.limits import Limits
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationId,
    ApplicationStatus,
    ConsentKind,
    DraftId,
    DraftState,
    HostReason,
    ProgrammeId,
    Publication,
    Role,
    SessionId,
    SessionStatus,
)
from bot.domain.people.access import Actor
from bot.domain.placements.application import Application
from bot.domain.placements.views import ApplicationFormView, OwnApplicationView, Stage
from bot.domain.refusal import Reason, Refusal
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.seed import DEMO_FILE
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished, Outcome
from bot.services.placements.answers import accept_application, decline_application
from bot.services.placements.form import QUESTIONS, start_application
from bot.services.placements.own import read_application_of_form, read_own_application, withdraw_application
from bot.services.runner import Runner
from tests.engines import TemplateOf, opened
from tests.runners import runner_over

MESSAGE_IDS = itertools.count(1)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday, 12:00 in Moscow
SLOIST, PAPER, RIG = "sloist", "vychegda-sheet", "rig-66"
MOTIVATION = "Учусь на технолога, хочу увидеть работу цеха изнутри"


async def fill(db: Database) -> None:
    clock = MovableClock(START)
    await ImportCatalogue(db, clock)(DEMO_FILE.read_bytes(), publish=True)
    await roll_schedules(runner_over(db, clock))


@dataclass(frozen=True, slots=True)
class Tapped:
    op: str
    value: str = ""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class TypeText:
    text: str
    message_id: int


@dataclass(frozen=True, slots=True)
class ShareContact:
    phone: str
    own: bool
    message_id: int


ApplicationAnswer = Tapped | TypeText | ShareContact


def PickApplicant(applicant: Applicant) -> Tapped:
    return Tapped("who", applicant)


def PickAge(age_band: AgeBand) -> Tapped:
    return Tapped("age", age_band)


def PickFirst(session_id: SessionId) -> Tapped:
    return Tapped("d1", str(session_id))


def PickSecond(session_id: SessionId) -> Tapped:
    return Tapped("d2", str(session_id))


def SkipSecond() -> Tapped:
    return Tapped("skip")


def ChangeDates() -> Tapped:
    return Tapped("dates")


def GoBack(step: Question, message_id: int | None = None) -> Tapped:
    return Tapped("back", step, message_id)


def _view(outcome: Outcome) -> ApplicationFormView | Refusal:
    assert not isinstance(outcome, Finished)
    return cast(ApplicationFormView, outcome.view) if isinstance(outcome, Asking) else outcome


class Desk:
    """The use cases over one database; :meth:`restarted` is another process on it."""

    def __init__(self, db: Database, clock: MovableClock, content: CatalogueCache, limits: Limits) -> None:
        self.db, self.clock, self.content = db, clock, content
        self.runner = Runner(db, clock, content, limits, bytes)

    async def start(
        self, actor: Actor, programme_id: ProgrammeId
    ) -> ApplicationFormView | OwnApplicationView | Refusal:
        outcome = await self.runner.do(actor, start_application, programme_id)
        return cast(ApplicationFormView, outcome.view) if isinstance(outcome, Asking) else outcome

    async def show(
        self, actor: Actor, draft_id: DraftId | None = None, refusal: Refusal | None = None
    ) -> ApplicationFormView | Refusal:
        return _view(await self.runner.do(actor, engine.show, ApplicationForm, draft_id, refusal=refusal))

    async def answer(
        self, actor: Actor, draft_id: DraftId, answer: ApplicationAnswer
    ) -> ApplicationFormView | Refusal:
        do, form = self.runner.do, ApplicationForm
        match answer:
            case TypeText():
                return _view(
                    await do(actor, engine.type_text, form, draft_id, answer.text, answer.message_id)
                )
            case ShareContact():
                contact = engine.Contact(answer.phone, "Анна", answer.own)
                return _view(
                    await do(actor, engine.share_contact, form, draft_id, contact, answer.message_id)
                )
            case Tapped():
                return _view(
                    await do(actor, engine.tap, form, draft_id, answer.op, answer.value, answer.message_id)
                )

    async def cancel(self, actor: Actor, draft_id: DraftId) -> ProgrammeId | Refusal:
        left = await self.runner.do(actor, engine.leave, ApplicationForm, draft_id)
        return left.programme_id if isinstance(left, ApplicationForm) else cast(Refusal, left)

    async def send(self, actor: Actor, draft_id: DraftId) -> OwnApplicationView | Refusal:
        sent = await self.runner.do(actor, engine.send, ApplicationForm, draft_id)
        return cast(OwnApplicationView, sent.result) if isinstance(sent, Finished) else sent

    async def read(self, actor: Actor, application_id: ApplicationId) -> OwnApplicationView | Refusal:
        return await self.runner.do(actor, read_own_application, application_id)

    async def withdraw(self, actor: Actor, application_id: ApplicationId) -> Application | Refusal:
        return await self.runner.do(actor, withdraw_application, application_id)

    async def restarted(self) -> Desk:
        content = CatalogueCache(self.db, self.clock)
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
        if view.step is Question.SECOND_DATE:
            view = await self.gives(actor, view.draft_id, SkipSecond())
        await self.gives(actor, view.draft_id, self.types("2 курс, химия"), self.types(MOTIVATION))
        actor = await self.consent(actor)
        if actor.name is None:
            await self.gives(actor, view.draft_id, self.types("Игорь"))
            actor = await self.person(actor.telegram_id)
        if actor.phone is None:
            await self.gives(actor, view.draft_id, self.types("8 912 345-67-89"))
            actor = await self.person(actor.telegram_id)
        view = await self.gives(actor, view.draft_id, GoBack(Question.APPLICANT))
        assert view.step is Question.SUMMARY
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
        capacity = self.content.programme(self.programme(slug)).max_group
        for each in range(capacity):
            sent = await self.sends(await self.person(901 + each), slug, number=number)
            wanted = sent.application.entry.first_session_id
            accepted = await self.runner.do(owner, accept_application, sent.application.id, wanted)
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
        content = CatalogueCache(db, clock)
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
    assert view.step is Question.APPLICANT
    view = await desk.gives(teacher, view.draft_id, PickApplicant(Applicant.TEACHER))
    assert view.step is Question.AGE
    view = await desk.gives(teacher, view.draft_id, PickAge(AgeBand.FROM_16))
    assert view.step is Question.FIRST_DATE
    first, second = [each.session.id for each in view.intakes if each.refusal is None][:2]
    view = await desk.gives(teacher, view.draft_id, PickFirst(first))
    assert view.step is Question.SECOND_DATE
    assert first not in {each.session.id for each in view.intakes}
    view = await desk.gives(teacher, view.draft_id, PickSecond(second))
    assert view.step is Question.COURSE
    view = await desk.gives(teacher, view.draft_id, desk.types("10  класс"))
    assert view.step is Question.MOTIVATION
    view = await desk.gives(teacher, view.draft_id, desk.types(MOTIVATION))
    assert view.step is Question.CONSENT
    assert isinstance(await desk.send(teacher, view.draft_id), Refusal), "not without consent"

    teacher = await desk.consent(teacher)
    view = await desk.gives(teacher, view.draft_id, desk.types("Анна  Петровна"))
    teacher = await desk.person(1)
    assert (view.step, teacher.name) == (Question.PHONE, "Анна Петровна")
    shared = ShareContact("79123456789", own=True, message_id=next(MESSAGE_IDS))
    view = await desk.gives(teacher, view.draft_id, shared)
    teacher = await desk.person(1)
    assert (view.step, teacher.phone) == (Question.SUMMARY, "+79123456789")

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
    assert steps == [Question.AGE, Question.FIRST_DATE]
    again = await desk.opens(actor, SLOIST)
    assert (again.draft_id, again.step) == (view.draft_id, Question.FIRST_DATE)


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
    assert (shown.step, shown.form.age_band, shown.refusal) == (Question.AGE, None, refusal)


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
    for step in (Question.COURSE, Question.MOTIVATION):
        refusal = await desk.answer(actor, view.draft_id, desk.types(text))
        assert isinstance(refusal, Refusal)
        assert (refusal.reason, refusal.params["problem"]) == (Reason.TEXT_REFUSED, problem)
        shown = await desk.show(actor, view.draft_id)
        assert isinstance(shown, ApplicationFormView)
        assert shown.step is step
        if step is Question.COURSE:
            await desk.gives(actor, view.draft_id, desk.types("10 класс"))
    forms = await desk.db.read(lambda connection: list(connection.execute(select(draft.c.form)).scalars()))
    assert text.split(",", maxsplit=1)[0] not in json.dumps(forms, ensure_ascii=False)


@pytest.mark.parametrize(
    ("step", "text", "problem"),
    [
        (Question.APPLICANT, "Я сам", "press_a_button"),
        (Question.AGE, "да", "age_band_unclear"),
        (Question.FIRST_DATE, "когда скажете", "tap_dates"),
        (Question.FIRST_DATE, "летом", "no_intake"),
        (Question.SECOND_DATE, "нет", "tap_dates"),
        (Question.COURSE, "…", "course_unclear"),
        (Question.COURSE, "курс " * 20, "too_long"),
        (Question.MOTIVATION, "хочу", "motivation_short"),
        (Question.MOTIVATION, "хочу " * 101, "too_long"),
        (Question.CONSENT, "согласен", "press_a_button"),
        (Question.NAME, "12345", "name_digits"),
        (Question.PHONE, "позвоните", "not_a_phone"),
        (Question.SUMMARY, "второй курс", "application_unclear"),
    ],
)
async def test_wrong_texts_leave_the_form_as_it_was(
    desk: Desk, step: Question, text: str, problem: str
) -> None:
    actor = await desk.person(1)
    actor, view = await walk_to(desk, actor, step)
    assert view.step is step
    refusal = await desk.answer(actor, view.draft_id, desk.types(text))
    assert isinstance(refusal, Refusal)
    assert refusal.params["problem"] == problem
    shown = await desk.show(actor, view.draft_id)
    assert isinstance(shown, ApplicationFormView)
    assert (shown.step, shown.form) == (step, view.form)


async def walk_to(desk: Desk, actor: Actor, step: Question) -> tuple[Actor, ApplicationFormView]:
    """A form that stands at this question, filled in order."""
    view = await desk.opens(actor, SLOIST)
    while view.step is not step:
        match view.step:
            case Question.APPLICANT:
                answer: ApplicationAnswer = PickApplicant(Applicant.SELF)
            case Question.AGE:
                answer = PickAge(AgeBand.ADULT)
            case Question.FIRST_DATE:
                answer = PickFirst(next(each.session.id for each in view.intakes if each.refusal is None))
            case Question.SECOND_DATE:
                answer = SkipSecond()
            case Question.COURSE:
                answer = desk.types("2 курс")
            case Question.MOTIVATION:
                answer = desk.types(MOTIVATION)
            case Question.CONSENT:
                actor = await desk.consent(actor)
                answer = GoBack(Question.APPLICANT)
            case Question.NAME:
                answer = desk.types("Игорь")
            case _:
                answer = desk.types("+7 912 345-67-89")
        view = await desk.gives(actor, view.draft_id, answer)
        actor = await desk.person(actor.telegram_id)
    return actor, view


BACK = {
    Question.APPLICANT: Question.APPLICANT,
    Question.AGE: Question.APPLICANT,
    Question.FIRST_DATE: Question.AGE,
    Question.SECOND_DATE: Question.FIRST_DATE,
    Question.COURSE: Question.SECOND_DATE,
    Question.MOTIVATION: Question.COURSE,
    Question.CONSENT: Question.MOTIVATION,
    Question.NAME: Question.MOTIVATION,
    Question.PHONE: Question.MOTIVATION,
    Question.SUMMARY: Question.MOTIVATION,
}


@pytest.mark.parametrize("step", [question.name for question in QUESTIONS])
async def test_back_goes_one_question_back_and_repeating_it_no_further(desk: Desk, step: Question) -> None:
    actor, view = await walk_to(desk, await desk.person(1), step)
    for _ in range(2):
        view = await desk.gives(actor, view.draft_id, GoBack(step))
        assert view.step is BACK[step]


@pytest.mark.parametrize("step", [question.name for question in QUESTIONS])
async def test_cancel_puts_the_form_aside_at_every_step(desk: Desk, step: Question) -> None:
    actor, view = await walk_to(desk, await desk.person(1), step)
    for _ in range(2):
        assert await desk.cancel(actor, view.draft_id) == desk.programme(SLOIST)
    late = await desk.answer(actor, view.draft_id, PickApplicant(Applicant.SELF))
    assert isinstance(late, Refusal)
    assert late.reason is Reason.DRAFT_CLOSED
    unsent = await desk.send(actor, view.draft_id)
    assert isinstance(unsent, Refusal)
    assert unsent.reason is Reason.DRAFT_CLOSED
    assert (await desk.opens(actor, SLOIST)).step is Question.APPLICANT
    assert await desk.count() == 0


@pytest.mark.both_engines
async def test_a_message_that_comes_again_changes_nothing(desk: Desk) -> None:
    actor, view = await walk_to(desk, await desk.person(1), Question.COURSE)
    course = desk.types("Технология древесины, 3 курс")
    view = await desk.gives(actor, view.draft_id, course)
    again = await desk.gives(actor, view.draft_id, course)
    assert (again.step, again.form) == (Question.MOTIVATION, view.form)
    back = GoBack(Question.MOTIVATION, next(MESSAGE_IDS))
    assert (await desk.gives(actor, view.draft_id, back)).step is Question.COURSE
    at_course = replace(back, value=Question.COURSE)
    assert (await desk.gives(actor, view.draft_id, at_course)).step is Question.COURSE


async def test_somebody_elses_number_is_not_taken(desk: Desk) -> None:
    actor, view = await walk_to(desk, await desk.person(1), Question.PHONE)
    refusal = await desk.answer(
        actor, view.draft_id, ShareContact("79120000000", own=False, message_id=next(MESSAGE_IDS))
    )
    assert isinstance(refusal, Refusal)
    assert refusal.params["problem"] == "not_own_contact"
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
    assert refusal.params == {"reference": "КС-0001", "application_id": earlier.application.id}


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
        assert (refusal.reason, refusal.params) == (Reason.TOO_MANY_OPEN, {"most": 1})
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
    assert (view.step, view.form.course) == (Question.FIRST_DATE, "2 курс, химия")
    full = next(each for each in view.intakes if each.session.id == chosen)
    assert full.refusal is not None
    again = await desk.answer(actor, view.draft_id, PickFirst(chosen))
    assert isinstance(again, Refusal)
    assert again.reason is Reason.INTAKE_FULL
    other = next(each.session.id for each in view.intakes if each.refusal is None)
    view = await desk.gives(actor, view.draft_id, PickFirst(other))
    if view.step is Question.SECOND_DATE:
        view = await desk.gives(actor, view.draft_id, SkipSecond())
    assert view.step is Question.SUMMARY
    assert isinstance(await desk.send(actor, view.draft_id), OwnApplicationView)


async def test_the_question_of_second_dates_is_left_out_where_there_are_none(desk: Desk) -> None:
    actor = await desk.person(1)
    view = await desk.opens(actor, RIG)
    view = await desk.gives(actor, view.draft_id, PickApplicant(Applicant.SELF), PickAge(AgeBand.ADULT))
    (only,) = [each.session.id for each in view.intakes if each.refusal is None]
    view = await desk.gives(actor, view.draft_id, PickFirst(only))
    assert view.step is Question.COURSE
    view = await desk.gives(actor, view.draft_id, GoBack(Question.COURSE))
    assert view.step is Question.FIRST_DATE


async def test_dates_of_another_programme_are_no_answer(desk: Desk) -> None:
    actor = await desk.person(1)
    paper = await desk.opens(actor, PAPER)
    paper = await desk.gives(actor, paper.draft_id, PickApplicant(Applicant.SELF), PickAge(AgeBand.ADULT))
    foreign = paper.intakes[0].session.id
    actor, view = await walk_to(desk, actor, Question.FIRST_DATE)
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
    await desk.runner.do(owner, accept_application, sent.application.id, dates)
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
    key = f"host.application.update:{sent.application.id}:withdraw-"
    assert sum(each.startswith(key) for each in updates) == 1
    late = await desk.runner.do(owner, decline_application, sent.application.id, HostReason.NO_GUIDE)
    assert not isinstance(late, Refusal)
    assert late.application.status is ApplicationStatus.WITHDRAWN
    assert isinstance(await desk.start(actor, desk.programme(SLOIST)), ApplicationFormView)


@pytest.mark.both_engines
async def test_what_is_over_or_declined_cannot_be_withdrawn(desk: Desk) -> None:
    owner = await desk.host(11, SLOIST, Role.OWNER)
    actor = await desk.person(1)
    declined = (await desk.sends(actor)).application
    await desk.runner.do(owner, decline_application, declined.id, HostReason.NO_GUIDE)
    finished = (await desk.sends(actor)).application
    await desk.runner.do(owner, accept_application, finished.id, finished.entry.first_session_id)
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
        await desk.runner.do(stranger, read_application_of_form, sent.application.entry.draft_id),
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
async def test_a_site_that_was_hidden_meanwhile_takes_no_applications(desk: Desk) -> None:
    """Another process knows for some seconds only what it read before; the database knows."""
    actor, view = await walk_to(desk, await desk.person(1), Question.SUMMARY)
    hidden = update(site_table).where(site_table.c.slug == SLOIST).values(status=Publication.HIDDEN)
    await desk.changes(hidden)
    refusal = await desk.send(actor, view.draft_id)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.NOT_PUBLISHED


@pytest.mark.both_engines
async def test_a_closed_intake_is_not_offered(desk: Desk) -> None:
    actor, view = await walk_to(desk, await desk.person(1), Question.FIRST_DATE)
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
