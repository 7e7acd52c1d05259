"""After «Назад» to the question who comes, a time of the calendar left behind was booked for nobody: an
incident, since no seats can be held."""

from __future__ import annotations

from sandbox.lints import LintRule
from tests.bot.hosts.site import data_of
from tests.bot.paths import FELTING, become_known, open_programme, tap_day, words
from tests.bot.walker import incidents
from tests.bot.world import World


async def test_it_waits_until_it_is_known_who_comes(world: World) -> None:
    w = words("ru")
    world.allow(LintRule.SAID_TWICE)
    tourist = world.person("Марина")
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    await tourist.tap("2")
    await tap_day(tourist)
    time = next(label for label in tourist.buttons() if ":" in label)
    old = data_of(tourist, time)
    await tourist.tap(w("button.back"))
    await tourist.tap(w("button.back"))
    assert "3" in tourist.buttons(), "the question is who comes"
    await tourist.press_data(old)
    assert "3" in tourist.buttons(), "and it still is"
    assert not await world.db.read(incidents)
    await tourist.tap("3")
    tourist.sees(w("consent.title"))
    await become_known(tourist, w, name=None)
    tourist.sees(time, w("summary.title"))
