"""«9 человек», and then a class: the nine became its adults, «7 Б · 27 + 9»."""

from __future__ import annotations

import pytest

from tests.bot.paths import PAPER_MILL, Words, open_programme, words
from tests.bot.world import World

pytestmark = pytest.mark.shows("B2")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.parametrize("before", ["9", "нас 9", "8 человек"])
async def test_a_class_after_a_number_of_people(world: World, language: str, before: str) -> None:
    w: Words = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, "belaya-sysola")
    await teacher.tap(w("programme.book"))
    await teacher.writes(before)
    await teacher.writes("7Б 12 мальчиков 10 девочек")
    assert "22 + 9" not in teacher.screen.replace("\u00a0", " ")
    assert "22 + 8" not in teacher.screen.replace("\u00a0", " ")


@LANGUAGES
async def test_where_only_classes_come(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7Б 15 мальчиков 12 девочек")
    assert "27 + 3" in teacher.screen.replace("\u00a0", " ")
