"""A message without text cannot be edited into a screen: the screen comes below instead of an incident."""

from __future__ import annotations

from bot.ui.visitor.callback_data import ShowHelp, ShowPlace
from tests.bot.paths import PAPER_MILL, site_id
from tests.bot.world import World


async def test_a_tap_that_comes_from_a_place_on_the_map_is_answered_below(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    await person.press_data(ShowPlace(site=site_id(world, PAPER_MILL)).pack())
    place = next(each for each in reversed(person.messages) if each.kind == "venue")
    await person.press_data(ShowHelp().pack(), place)
    person.sees("/delete_me")
