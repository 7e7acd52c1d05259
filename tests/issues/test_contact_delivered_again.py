"""Whose process died between keeping a shared number and answering got the home screen instead of the form.

Telegram delivers such an update again; by then no question waits for a contact any more.
"""

from __future__ import annotations

import pytest

from sandbox.lints import LintRule
from tests.bot.paths import FELTING, open_programme, reach_summary, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_contact_that_comes_again_shows_the_form_where_it_stands(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    world.allow(LintRule.SAID_TWICE)
    world.telegram.updates.redeliver()
    await teacher.waits()
    teacher.sees(w("contact.thanks"), w("summary.title"), w("summary.send"))
    assert teacher.keyboard() == []


async def test_a_contact_that_nothing_asked_for_shows_the_home_screen(world: World) -> None:
    w = words("ru")
    stranger = world.person("Анна")
    await stranger.start()
    await stranger.shares_foreign_contact("79120000000", "Пётр")
    stranger.sees(w("home.find"))


async def test_a_number_that_no_question_asks_for_is_not_thanked_for(world: World) -> None:
    """Nothing was kept: it will be asked for when it is needed."""
    w = words("ru")
    tourist = world.person("Марина")
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    await tourist.shares_foreign_contact("79120000000", "Марина", tourist.user_id)
    tourist.does_not_see(w("contact.thanks"))
