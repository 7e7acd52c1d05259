"""Whoever's question of the phone was lost on its way was told that it stood below, and had nothing to tap.

What was answered before was kept; then the program died, or Telegram refused. The same tap, delivered again
or tapped again, found the form at that question already.
"""

from __future__ import annotations

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot.paths import FELTING, Words, open_programme, tap_moment, words
from tests.bot.test_application import walk
from tests.bot.world import World

ANSWERS = FaultKind.INTERNAL, FaultKind.TIMEOUT_BEFORE


async def _reach_the_consent(world: World, person: Person, w: Words) -> None:
    """Of seats for guests: no name is asked, so the phone is next."""
    await open_programme(world, person, FELTING, "class")
    await person.tap(w("programme.book"))
    await person.tap("2")
    await tap_moment(person)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_tap_that_comes_again_asks_again(world: World, language: str) -> None:
    world.allow(LintRule.SAID_TWICE)
    w = words(language)
    tourist = world.person("Марина", language_code=language)
    await _reach_the_consent(world, tourist, w)
    await tourist.tap(w("consent.agree"))
    asked = tourist.last
    world.telegram.updates.redeliver()
    await tourist.waits()
    assert tourist.last.message_id > asked.message_id
    assert tourist.last.text == asked.text
    await tourist.shares_contact()
    tourist.sees(w("summary.book"))


@pytest.mark.parametrize("fault", ANSWERS)
async def test_a_question_that_telegram_did_not_take_is_asked_at_the_next_tap(
    world: World, fault: FaultKind
) -> None:
    w = words("ru")
    tourist = world.person("Марина")
    await _reach_the_consent(world, tourist, w)
    world.telegram.faults.add(Fault(fault, {"sendMessage"}, times=None))
    await tourist.tap(w("consent.agree"))
    world.telegram.faults.clear()
    await tourist.tap(w("consent.agree"))
    await tourist.shares_contact()
    tourist.sees(w("summary.book"))


async def test_an_applicants_question_that_was_lost_is_asked_by_the_button_above(world: World) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await walk(world, parent, w, 6)
    consent = parent.last
    await parent.tap(w("consent.agree"))
    world.telegram.faults.add(Fault(FaultKind.INTERNAL, {"sendMessage"}, times=None))
    await parent.writes("Мария")
    world.telegram.faults.clear()
    await parent.tap(w("consent.agree"), message=consent)
    await parent.shares_contact()
    parent.sees(w("summary.title"))
