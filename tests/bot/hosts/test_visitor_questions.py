"""A visitor's question before booking: asked, escalated, answered, kept on the card, or ended (E3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import audit, deletion_log, draft, enquiry
from bot.domain.forms import DraftKind
from bot.domain.model import AbuseReason, Role
from bot.ui.host.enquiries import complaint_label
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, host_of, label_with
from tests.bot.paths import PAPER_MILL, Words, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
LUNCH, YES = "Есть ли у вас где поесть?", "Да, столовая до 14:00"
pytestmark = pytest.mark.shows("E3")


async def stored(world: World) -> list[tuple[str | None, str | None, str]]:
    found = select(enquiry.c.text, enquiry.c.answer, enquiry.c.state).order_by(enquiry.c.id)
    return [tuple(row) for row in await world.db.read(lambda c: c.execute(found).all())]


async def typed(world: World) -> str:
    """What forms keep of questions."""
    kinds = draft.c.kind.in_([DraftKind.ASK_SITE, DraftKind.ANSWER])
    return str(await world.db.read(lambda c: c.execute(select(draft.c.form).where(kinds)).scalars().all()))


async def ask(world: World, somebody: Person, w: Words, text: str = LUNCH) -> None:
    """Opens the card of a programme and asks; the first time of all with the consent."""
    await open_programme(world, somebody, PAPER_MILL)
    await somebody.tap(w("programme.ask"))
    await somebody.writes(text)
    if w("consent.agree") in somebody.buttons():
        await somebody.tap(w("consent.agree"))


@LANGUAGES
@pytest.mark.both_engines
async def test_a_question_is_answered_once_and_kept_on_the_card(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF, language=language)
    coordinator = world.person("Вера", user_id=COORDINATOR_ID)
    await coordinator.start()
    family = world.person("Семья", language_code=language)
    await open_programme(world, family, PAPER_MILL)
    await family.tap(w("programme.ask"))
    family.sees(w("ask.card"))
    for unfit in ("Перезвоните мне: +7 912 345-67-89", "Придёт Иванов Пётр Сергеевич, 12.03.2013, можно?"):
        await family.writes(unfit)
        assert "Перезвоните" not in await typed(world)
        assert "Иванов" not in await typed(world)
    for host in (owner, staff):
        await host.waits()
    await family.writes(LUNCH)
    family.sees(w("consent.title"))
    owner.sees_nothing_new()
    await family.tap(w("consent.agree"))
    family.sees(w("ask.sent", site="")[3:12], LUNCH)
    owner.sees(r("host.enquiry.title"), LUNCH)
    staff.sees(w("host.enquiry.title"), LUNCH)
    owner.does_not_see("Семья")
    # One question of a person and site at a time: a second one shows the first.
    await open_programme(world, family, PAPER_MILL)
    await family.tap(w("programme.ask"))
    family.sees(w("ask.second", site="")[3:20], LUNCH)
    await family.writes("А парковка есть?")
    assert len(await stored(world)) == 1
    # Both hosts write; the first answer wins.
    await owner.tap(r("host.enquiry.answer"))
    await staff.tap(w("host.enquiry.answer"))
    await family.waits()
    await owner.writes(YES)
    family.sees(w("ask.answered", site="")[3:15], YES)
    await family.waits()
    await staff.writes("Нет")
    staff.sees(YES)
    family.sees_nothing_new()
    assert await stored(world) == [(LUNCH, YES, "answered")]
    assert LUNCH not in await typed(world)
    assert YES not in await typed(world)
    # It is kept as a line of the card, for everybody; a coordinator takes it off again.
    await owner.tap(r("host.enquiry.keep"))
    owner.sees(r("host.enquiry.kept"))
    tourist = world.person("Турист", language_code=language)
    await open_programme(world, tourist, PAPER_MILL)
    await tourist.tap(w("programme.answers", n=1))
    tourist.sees(LUNCH, YES)
    assert w("answers.drop", n=1) not in tourist.buttons()
    await owner.tap(r("host.enquiry.add"))
    await owner.writes("По выходным закрыто")
    family.sees("По выходным закрыто")
    await open_programme(world, coordinator, PAPER_MILL)
    await coordinator.tap(r("programme.answers", n=1))
    coordinator.sees(YES, "По выходным закрыто")
    await coordinator.tap(r("answers.drop", n=1))
    coordinator.sees(r("answers.none"))
    await open_programme(world, tourist, PAPER_MILL)
    assert w("programme.answers", n=1) not in tourist.buttons()
    actions = select(audit.c.action).where(audit.c.action.startswith("enquiry.")).order_by(audit.c.id)
    assert await world.db.read(lambda c: c.execute(actions).scalars().all()) == [
        *("enquiry.asked", "enquiry.answered", "enquiry.kept", "enquiry.added", "enquiry.dropped"),
    ]


@LANGUAGES
async def test_an_unanswered_question_stands_in_the_queue_and_is_escalated(
    world: World, language: str
) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF)
    coordinator = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
    await coordinator.start()
    family = world.person("Семья")
    await ask(world, family, r)
    await owner.writes("/desk")
    await owner.tap(label_with(owner, w("host.desk.queue", n=1)[:6]))
    owner.sees(LUNCH)
    for host in (owner, staff):
        await host.waits()
    await world.move(timedelta(days=1, minutes=1))
    for host in (owner, staff):
        host.sees(LUNCH, "⏳")
        await host.waits()
    await world.move(timedelta(days=1))
    owner.sees(LUNCH, "⏳")
    staff.sees_nothing_new()
    coordinator.does_not_see(LUNCH)
    await world.move(timedelta(days=1, hours=6))
    coordinator.sees(w("coordinator.due.title_question"), LUNCH, "+7")
    await coordinator.tap(w("coordinator.due.open"))
    coordinator.sees(LUNCH, w("coordinator.unanswered.question_line", site="", city="")[3:12])
    await coordinator.writes("/region")
    coordinator.sees(w("coordinator.urgent.question"))
    await owner.writes("/desk")
    await owner.tap(label_with(owner, w("host.desk.queue", n=1)[:6]))
    await owner.tap(label_with(owner, w("host.queue.question", programme="")[:6]))
    await owner.tap(w("host.enquiry.answer"))
    await owner.writes(YES)
    family.sees(YES)
    await coordinator.writes("/region")
    coordinator.does_not_see(w("coordinator.urgent.question"))


@LANGUAGES
async def test_a_question_ends_without_an_answer(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = world.person("Вера", user_id=COORDINATOR_ID)
    await coordinator.start()
    family = world.person("Семья", language_code=language)
    await ask(world, family, w)
    await family.tap(w("ask.withdraw"))
    family.sees(w("ask.withdrawn", site="")[3:12])
    owner.sees(r("host.enquiry.withdrawn"))
    await ask(world, family, w, "Можно ли с собакой?")
    await owner.tap(r("host.enquiry.close"))
    await owner.tap(r("host.enquiry.close"))
    owner.sees(r("host.enquiry.closed"))
    family.sees(w("ask.closed", site="")[3:12], "Можно ли с собакой?")
    # Spam is closed with a complaint, and who sent it asks nothing more once they are blocked (F11).
    await ask(world, family, w, "Купите у нас перчатки оптом")
    await owner.tap(r("host.enquiry.close"))
    await owner.tap(complaint_label(AbuseReason.ADVERTISING, r.t))
    assert owner.alert is not None
    assert owner.alert.text == r("host.complained.proposed")
    coordinator.sees("перчатки", r("complaint.ask"))
    await coordinator.tap(r("complaint.make.blocked"))
    family.sees("privacy@operator.example")
    await open_programme(world, family, PAPER_MILL)
    await family.tap(w("programme.ask"))
    family.sees(w("refusal.blocked"))
    await coordinator.tap(r("complaint.to_all"))
    await coordinator.tap(label_with(coordinator, r("complaint.question_number", n=3)))
    await coordinator.tap(r("complaint.make.lifted"))
    family.sees(w("message.unblocked"))
    assert [state for _, _, state in await stored(world)] == ["withdrawn", "closed", "closed"]


@LANGUAGES
@pytest.mark.shows("H1", "H2", "H3")
async def test_words_are_kept_no_longer_than_they_may_be(world: World, language: str) -> None:
    """None without consent, for a year with it, and none of whoever deletes themselves."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    shy = world.person("Тихий", language_code=language)
    await open_programme(world, shy, PAPER_MILL)
    await shy.tap(w("programme.ask"))
    await shy.writes(LUNCH)
    await shy.tap(w("consent.refuse"))
    shy.sees(w("ask.consent_refused", phone="")[:20], "+7")
    await shy.tap(w("consent.again"))
    await shy.writes(LUNCH)
    await shy.tap(w("button.back"))
    await shy.tap(w("button.cancel"))
    assert await stored(world) == []
    assert LUNCH not in await typed(world)
    await ask(world, shy, w)
    told = owner.last
    await owner.tap(r("host.enquiry.answer"))
    await owner.writes(YES)
    await owner.tap(r("host.enquiry.keep"))
    other = world.person("Другая")
    await ask(world, other, r, "А парковка есть?")
    await world.skip_to(world.clock.now() + timedelta(days=366))
    assert await stored(world) == [(LUNCH, YES, "answered"), (None, None, "closed")], (
        "the card shows the first"
    )
    noted = select(deletion_log.c.data_class, deletion_log.c.records).where(
        deletion_log.c.data_class == "question"
    )
    assert await world.db.read(lambda c: [tuple(row) for row in c.execute(noted)]) == [("question", 1)]
    await shy.writes("/delete_me")
    await shy.tap(w("delete.sure"))
    assert await stored(world) == [(None, None, "answered"), (None, None, "closed")]
    notice = next(each for each in owner.messages if each.message_id == told.message_id)
    assert r("forgotten.text") in (notice.text or "")
    await open_programme(world, other, PAPER_MILL)
    assert r("programme.answers", n=1) not in other.buttons()
