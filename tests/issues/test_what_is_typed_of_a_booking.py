"""What was typed opened something else: «что взять с собой» the papers, «едем на автобусе» «Сегодня посещений
у вас нет», «поедет другой учитель» the cancelling, a named day another booking's."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.db.tables import offer
from bot.domain.model import OfferState
from bot.domain.typed.intents import Intent, read_intent
from bot.domain.typed.moments import read_day_within
from tests.bot.paths import book_class, reference_on, tells_of, words
from tests.bot.test_visitor_waiting import book_career, cancel, join, take_button
from tests.bot.world import World

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("что взять с собой", Intent.BRING),
        ("what to bring", Intent.BRING),
        ("едем на автобусе", Intent.TRANSPORT),
        ("we are coming by bus", Intent.TRANSPORT),
        ("как доехать на автобусе", Intent.WHERE),
        ("едем", Intent.ON_THE_DAY),
        ("автобус сломался", Intent.LATE),
        ("передать коллеге", Intent.HANDOVER),
        ("hand over to a colleague", Intent.HANDOVER),
        ("передать экскурсию другому учителю", Intent.HANDOVER),
        ("я заболела, поедет другой учитель", Intent.HANDOVER),
        ("я заболела", Intent.ILL),
        ("список передала", Intent.HAND_LIST),
        ("мы передали список в бюро", Intent.HAND_LIST),
        ("список группы", Intent.PAPERS),
        ("изменить телефон", Intent.PROFILE),
        ("телефон предприятия", Intent.CONTACT),
        ("как добавить класс", Intent.CLASSES),
        ("добавить детей", Intent.NUMBERS),
    ],
)
@pytest.mark.shows("A10")
def test_what_it_means(text: str, intent: Intent) -> None:
    said = read_intent(text)
    assert said is not None
    assert said.intent is intent


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("хочу отменить экскурсию на 9 января", date(2027, 1, 9), "хочу отменить экскурсию"),
        ("reschedule to 24 December at 10:00", date(2026, 12, 24), "reschedule"),
        ("29 декабря берём", date(2026, 12, 29), "берём"),
        ("отмените нашу экскурсию 8.12", date(2026, 12, 8), "отмените нашу экскурсию"),
    ],
)
def test_a_day_within_a_sentence(text: str, day: date, rest: str) -> None:
    named = read_day_within(text, TUESDAY)
    assert named is not None
    assert (named.day, named.rest) == (day, rest)


@pytest.mark.parametrize(
    "text", ["отменить", "перенести с 8 декабря на 15 декабря", "нас будет 26 + 4", "класс 7"]
)
def test_no_day_or_several_are_none(text: str) -> None:
    assert read_day_within(text, TUESDAY) is None


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_it_opens_what_is_asked_for(world: World, language: str) -> None:
    w = words(language)
    ru = language == "ru"
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.rules"))
    rules = teacher.last.text, teacher.buttons()
    await teacher.writes("что взять с собой" if ru else "what to bring")
    assert (teacher.last.text, teacher.buttons()) == rules
    await teacher.writes("едем на автобусе" if ru else "we are coming by bus")
    teacher.does_not_see(w("intent.not_today").split("\n")[0].strip("<b>/"))
    assert w("duty.transport.bus") in teacher.buttons()
    await teacher.writes("я заболела, поедет другой учитель" if ru else "I am ill, another teacher comes")
    teacher.sees(w("intent.which_handover"))
    await teacher.tap(next(each for each in teacher.buttons() if tells_of(reference, each)))
    assert "https://t.me/" in teacher.last.text
    await teacher.writes("изменить телефон" if ru else "change my phone")
    teacher.sees(w("profile.title"))


async def test_another_day_is_not_taken_for_this_one(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, w)
    await teacher.writes("хочу отменить экскурсию на 9 января")
    teacher.sees(w("intent.which_cancel"))
    await teacher.writes("хочу отменить экскурсию на 8 декабря")
    assert w("cancel.illness") in teacher.buttons()
    assert tells_of(reference, teacher.last.text)


async def test_the_day_that_was_said_is_used(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.writes("перенесите нас на 22 декабря")
    teacher.sees("22 декабря", w("move.before", moments="").split("{")[0].rstrip())


async def test_an_offer_is_taken_by_its_day(world: World) -> None:
    w = words("ru")
    first, second = world.person("Анна"), world.person("Игорь")
    await book_career(world, first, w)
    await join(world, second, w)
    await cancel(first, w)
    await world.settle()
    assert take_button(second, w)
    await second.writes("а можно в другой день?")
    assert take_button(second, w)
    await second.writes("10 декабря берём")
    assert take_button(second, w), "that is another day"
    await second.writes("9 декабря берём")
    assert reference_on(second)
    states = await world.db.read(lambda c: list(c.execute(select(offer.c.state)).scalars()))
    assert states == [OfferState.TAKEN]


async def test_the_site_is_found_beside_day_and_party(world: World) -> None:
    teacher = world.person("Анна")
    await teacher.start()
    await teacher.writes("запишите нас на бумажную фабрику на четверг 7б 27 детей")
    teacher.sees("Вычегодский лист")
    assert not any("Войлокно" in each for each in teacher.buttons())
