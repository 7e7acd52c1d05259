"""Whoever had chosen an hour and came back to the form when it had begun met an incident, again and again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.people import Person
from tests.bot.paths import FELTING, become_known, open_programme, reference_on, tap_moment, words
from tests.bot.world import World

w = words("ru")


async def choose_an_hour(world: World, tourist: Person) -> None:
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    await tourist.tap("2")
    await tap_moment(tourist)


@pytest.mark.shows("C4")
@pytest.mark.parametrize("known", [False, True], ids=["at the consent", "at the summary"])
async def test_a_form_whose_hour_has_begun_offers_others(world: World, known: bool) -> None:
    tourist = world.person("Марина")
    await choose_an_hour(world, tourist)
    if known:
        await become_known(tourist, w, name=None)
    await world.move(timedelta(days=3))
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    if not known:
        await become_known(tourist, w, name=None)
    tourist.sees("уже начался")
    await tap_moment(tourist)
    await tourist.tap(w("summary.book"))
    assert reference_on(tourist)
