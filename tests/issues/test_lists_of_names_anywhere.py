"""A list of names got its reason at two questions; elsewhere it brought the home screen, or no word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.tables import draft, person
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_day, tap_time, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
LISTS = pytest.mark.parametrize(
    "text",
    ["1. Иванов Иван Петрович 12.03.2013\n2. Петрова Мария Сергеевна 01.02.2013", "Иванов Иван 12.03.2013"],
)


async def _kept(world: World) -> str:
    return await world.db.read(
        lambda c: f"{[*c.execute(select(draft.c.form)).scalars(), *c.execute(select(person.c.name))]}"
    )


@LANGUAGES
@LISTS
@pytest.mark.shows("H4")
async def test_a_whole_class_by_name(world: World, language: str, text: str) -> None:
    """Longer than any answer: the reason is the names, not the length."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("\n".join([text] * 15))
    teacher.sees(w("problem.names"))


@LANGUAGES
@LISTS
@pytest.mark.shows("H4")
async def test_with_no_form_open(world: World, language: str, text: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.writes(text)
    teacher.sees(w("problem.names"))


@LANGUAGES
@LISTS
@pytest.mark.shows("H4")
async def test_at_each_question_after_the_school(world: World, language: str, text: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 Б, 17")
    await teacher.writes(text)
    teacher.sees(w("problem.names"), w("form.day"))
    await tap_day(teacher)
    await teacher.writes(text)
    teacher.sees(w("problem.names"), w("form.time"))
    await tap_time(teacher)
    await teacher.writes(text)
    teacher.sees(w("problem.names"))
    await teacher.tap(w("consent.agree"))
    await teacher.writes(text)
    teacher.sees(w("problem.names"))
    await teacher.writes("Анна Петровна")
    await teacher.writes(text)
    teacher.sees(w("problem.names"))
    await teacher.shares_contact()
    await teacher.writes(text)
    teacher.sees(w("problem.names"), w("summary.title"))
    assert "Иванов" not in await _kept(world)
