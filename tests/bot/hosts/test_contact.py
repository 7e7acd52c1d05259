"""«Связаться»: the leader's phone, a question and its answer through the bot (E2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import audit, draft, enquiry
from bot.domain.forms import DraftKind
from bot.domain.model import Role
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of, label_with, notice
from tests.bot.paths import FELTING, PAPER_MILL, book_class, open_programme, words
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
LIFT, STEPS = "Нужен ли вам лифт?", "Нужен: одна коляска"
pytestmark = pytest.mark.shows("E2")


async def asked(world: World) -> list[tuple[str | None, str | None, str]]:
    found = select(enquiry.c.text, enquiry.c.answer, enquiry.c.state).order_by(enquiry.c.id)
    return [tuple(row) for row in await world.db.read(lambda c: c.execute(found).all())]


async def logged(world: World) -> list[str]:
    found = select(audit.c.action).where(audit.c.action.startswith("enquiry.")).order_by(audit.c.id)
    return list(await world.db.read(lambda c: c.execute(found).scalars().all()))


async def a_request(world: World, language: str) -> tuple[Person, Person, Person, str]:
    """An owner, a colleague, and the leader of an unanswered request; its reference."""
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна", language_code=language)
    return owner, staff, teacher, await book_class(world, teacher, words(language))


@LANGUAGES
@pytest.mark.both_engines
async def test_a_question_and_its_answer_reach_everybody_concerned(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner, staff, teacher, reference = await a_request(world, language)
    for each in (staff, teacher):
        await each.waits()
    await owner.tap(w("host.contact"))
    owner.sees("+7 900", "7", w("host.contact.ask")[:20])
    await owner.writes("Пришлите список: Иванов Пётр Сергеевич 12.03.2013")
    owner.sees(w("form.refused", text="")[:2])
    assert await asked(world) == []
    await owner.writes(LIFT)
    owner.sees(w("host.contact.sent"), LIFT)
    teacher.sees(LIFT, reference, "Вычегодский лист" if language == "ru" else "Vychegda", "7")
    staff.sees(LIFT, r("host.contact.unanswered"), r("host.confirm"))
    # A colleague sees that something was asked, and asks nothing beside it.
    await staff.tap(r("host.contact"))
    staff.sees(LIFT, r("host.contact.waits", moment="")[:20])
    await staff.writes("И когда вы приедете?")
    assert len(await asked(world)) == 1
    await teacher.writes("/my")
    teacher.sees(w("mine.is_asked"))
    await open_card(teacher, reference)
    teacher.sees(LIFT)
    await teacher.tap(w("asked.reply"))
    for each in (owner, staff):
        await each.waits()
    await teacher.writes(STEPS)
    teacher.sees(w("asked.sent"), STEPS)
    for host, of in ((owner, w), (staff, r)):
        host.sees(of("host.contact.answer_title", reference=reference)[:9], LIFT, STEPS, "+7 900")
    assert await asked(world) == [(LIFT, STEPS, "answered")]
    # A correction stands under the first answer, and is told again.
    for each in (owner, staff):
        await each.waits()
    await teacher.tap(w("asked.add"))
    await teacher.writes("Уже не нужен")
    owner.sees(STEPS, "Уже не нужен")
    await teacher.writes("/my")
    teacher.does_not_see(w("mine.is_asked"))
    await owner.tap(w("host.numbers.card"))
    owner.sees(LIFT, STEPS)
    assert await logged(world) == ["enquiry.asked", "enquiry.answered", "enquiry.added"]
    drafts = await world.db.read(
        lambda c: (
            c.execute(select(draft.c.form).where(draft.c.kind.in_([DraftKind.ANSWER, DraftKind.ASK_LEADER])))
            .scalars()
            .all()
        )
    )
    assert all(each["text"] is None for each in drafts), "what was sent is kept once"


@LANGUAGES
async def test_what_a_leader_types_while_a_question_waits_can_be_the_answer(
    world: World, language: str
) -> None:
    """It opens what it says, and one tap makes it the answer; nothing goes to a site unasked."""
    w = words(language)
    owner, _, teacher, reference = await a_request(world, language)
    await owner.tap(w("host.contact"))
    await owner.writes(LIFT)
    await owner.waits()
    await teacher.writes("нужен")
    teacher.sees(LIFT, "нужен")
    owner.sees_nothing_new()
    await teacher.tap(w("asked.send_typed"))
    teacher.sees(w("asked.sent"))
    owner.sees("нужен", reference)
    await teacher.resend_last_tap()
    assert await asked(world) == [(LIFT, "нужен", "answered")]
    await teacher.writes("спасибо")
    assert w("asked.send_typed") not in teacher.buttons()
    # In a form what is typed is the form's.
    await owner.writes("/desk")
    await owner.tap(label_with(owner, w("host.desk.queue", n=1)[:6]))
    await owner.tap(label_with(owner, "7 Б" if language == "ru" else "7"))
    await owner.tap(w("host.contact"))
    await owner.writes("На автобусе?")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 20")
    assert w("asked.send_typed") not in teacher.buttons()


async def test_old_buttons_say_what_is_true(world: World) -> None:
    w = words("ru")
    owner, staff, teacher, reference = await a_request(world, "ru")
    contact = data_of(owner, w("host.contact"))
    await owner.tap(w("host.contact"))
    await owner.writes(LIFT)
    question = notice(teacher, reference)
    reply = data_of(teacher, w("asked.reply"), question)
    await open_card(teacher, reference)
    await teacher.tap(w("mine.cancel_request"))
    await teacher.tap(w("cancel.no_bus"))
    await teacher.press_data(reply, question)
    teacher.sees(w("refusal.enquiry_over"))
    await owner.press_data(contact, notice(owner, reference))
    owner.sees(w("host.contact.over"), "+7 900")
    await owner.writes("Ещё вопрос")
    assert len(await asked(world)) == 1
    # The role has ended, or was never there.
    stranger = await host_of(world, "Чужая", Role.OWNER, slug=FELTING)
    guard = await host_of(world, "Семён", Role.GUARD)
    for each in (stranger, guard, teacher):
        await each.press_data(contact, each.last)
        each.does_not_see("+7 900", LIFT)
    await staff.press_data(reply, staff.last)
    staff.does_not_see(LIFT)


@LANGUAGES
async def test_a_confirmed_group_is_asked_from_its_card(world: World, language: str) -> None:
    w = words(language)
    owner, _, teacher, reference = await a_request(world, language)
    await owner.tap(w("host.confirm"))
    start = (await booking_of(world, teacher)).first.starts_at
    await world.skip_to(start - timedelta(days=2))
    await world.move_to(start - timedelta(hours=2))
    await owner.writes("/desk")
    await owner.tap(label_with(owner, w("host.desk.today", n=1)[:7]))
    await owner.tap(label_with(owner, "7"))
    await owner.tap(w("host.contact"))
    owner.sees(reference, "+7 900")
    await owner.writes("Вы выехали?")
    teacher.sees("Вы выехали?")
    await owner.tap(w("host.contact.to_group"))
    owner.sees(w("host.gate.all", n=17)[:6])
    # Nobody can be asked any more when all is over.
    await world.move_to(start + timedelta(days=1))
    await owner.writes("/desk")
    assert await asked(world) == [("Вы выехали?", None, "open")]
    await teacher.writes("/my")
    teacher.does_not_see(w("mine.is_asked"))


@pytest.mark.shows("H2")
async def test_whoever_is_deleted_takes_their_answers_along(world: World) -> None:
    w = words("ru")
    owner, _, teacher, _ = await a_request(world, "ru")
    await owner.tap(w("host.contact"))
    await owner.writes(LIFT)
    await teacher.tap(w("asked.reply"))
    await teacher.writes(STEPS)
    told = [each for each in owner.messages if STEPS in (each.text or "")][-1]
    await teacher.writes("/delete_me")
    await teacher.tap(w("delete.sure"))
    assert await asked(world) == [(None, None, "answered")]
    now = next(each for each in owner.messages if each.message_id == told.message_id)
    assert w("forgotten.text") in (now.text or "")
