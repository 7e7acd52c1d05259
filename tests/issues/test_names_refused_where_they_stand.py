"""A name in the title of a group or in a newsletter was refused with the example of a comment of a class;
whoever typed their own name over the summary was told to write «только класс и число»."""

from __future__ import annotations

import pytest

from tests.bot.paths import become_known, reach_summary, tap_moment, words
from tests.bot.test_visitor_operators import NAME, begin
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("H4", "C4")
async def test_in_the_title_of_a_group(world: World, language: str) -> None:
    w = words(language)
    guide = world.person("Глеб", language_code=language)
    await begin(world, guide, w)
    await guide.writes("18")
    await guide.tap(w("form.we_are_group"))
    await guide.writes(NAME)
    await guide.tap(w("form.school_new"))
    await tap_moment(guide)
    await become_known(guide, w)
    await guide.tap(w("summary.change_title"))
    await guide.writes("Петрова Анна Сергеевна, Иванов Пётр Ильич")
    guide.sees(w("problem.names.group_title"))
    guide.does_not_see(w("problem.names.comment"), w("problem.names"))


@LANGUAGES
@pytest.mark.shows("H4")
async def test_in_the_comment_and_over_the_summary(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.writes("Иванова Анна Петровна")
    teacher.sees(w("problem.looks_like_names.summary"), w("summary.title"))
    teacher.does_not_see(w("problem.looks_like_names"))
    await teacher.tap(w("summary.change_comment"))
    await teacher.writes("Иванов Петя боится громких звуков")
    teacher.sees(w("problem.names.comment"))
