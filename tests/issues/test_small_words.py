"""«На 1 человек больше», «Причина: другая причина», quotation marks within quotation marks, months as
numbers, and «записать класс», which opened the catalogue of everybody."""

from __future__ import annotations

import pytest

from bot.domain.typed.intents import Intent, read_intent
from bot.ui.formats.labels import within_quotes
from bot.ui.host.schedule.rules import months_label
from tests.bot.paths import book_class, words
from tests.bot.test_visitor_operators import begin
from tests.bot.world import World


def test_a_class_is_booked_under_its_filter() -> None:
    for text in ("записать класс", "book a class"):
        said = read_intent(text)
        assert said is not None
        assert said.intent is Intent.FOR_A_CLASS


@pytest.mark.parametrize(("language", "months"), [("ru", "фев, мар"), ("en", "Feb, Mar")])
def test_months_by_name(language: str, months: str) -> None:
    assert months_label((3, 2), words(language).t) == months


async def test_marks_within_marks(world: World) -> None:
    w = words("ru")
    guide = world.person("Глеб")
    await begin(world, guide, w)
    await guide.writes("18")
    await guide.tap(w("form.we_are_group"))
    await guide.writes("Турфирма «Северный путь»")
    guide.sees("«Турфирма „Северный путь“»")
    assert within_quotes("Школа 5") == "Школа 5"


async def test_another_reason_is_none(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host("vychegda-sheet")
    await book_class(world, teacher, w)
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.cancel_request"))
    await teacher.tap(w("cancel.other"))
    await world.settle()
    for each in (teacher, host):
        each.does_not_see(w("reason.other"))


@pytest.mark.shows("B8")
async def test_the_example_is_of_their_own_size(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("numbers.change"))
    teacher.sees("например: 26 + 3")
    assert str(w.t.count("count.people_by", 1)) == "1 человека"
