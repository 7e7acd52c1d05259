"""A school's number was refused, while a class, a sentence and a person's name were offered as schools."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.tables import draft, organisation
from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.parametrize("typed", ["26", "№ 26"])
@pytest.mark.shows("B1")
async def test_a_number_is_a_school(world: World, language: str, typed: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 + 3")
    await teacher.writes(typed)
    teacher.sees("Школа № 26")
    await teacher.tap(w("form.school_new"))
    teacher.sees("Школа № 26", w("form.agree_no_age", counts="27 + 3"))


@LANGUAGES
@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("7 Б, -5", "class_for_a_school"),
        ("7 Б, 27 + 3, 3 иностранца", "class_for_a_school"),
        ("завтра хотим прийти 27 детей", "class_for_a_school"),
        ("Иванова Анна Петровна", "person_for_a_school"),
        ("не дам", "not_an_organisation"),
        ("12 Ъ, 27", "no_such_letter"),
    ],
)
@pytest.mark.shows("H4")
async def test_what_is_no_school_is_refused_with_the_reason(
    world: World, language: str, typed: str, problem: str
) -> None:
    w = words(language)
    teacher = world.person("Мария", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 + 3")
    await teacher.writes(typed)
    teacher.sees(w(f"problem.{problem}"), "7 Б · 27 + 3", w("form.school"))
    assert w("form.school_new") not in teacher.buttons()
    kept = await world.db.read(
        lambda c: f"{[*c.execute(select(draft.c.form)).scalars(), *c.execute(select(organisation.c.name))]}"
    )
    assert typed not in kept
