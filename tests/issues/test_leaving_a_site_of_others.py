"""«Уйти» with a guessed id thanked strangers by the name of a site that nobody may know of."""

from __future__ import annotations

from bot.domain.model import Publication
from tests.bot.paths import PAPER_MILL, site_id, words
from tests.bot.world import World
from tests.security.changes import publish, site_name


async def test_who_never_worked_there_is_not_told_its_name(world: World) -> None:
    await publish(world, PAPER_MILL, Publication.HIDDEN)
    stranger = world.person("Анна")
    await stranger.start()
    await stranger.press_data(f"ho:{site_id(world, PAPER_MILL)}:1")
    stranger.does_not_see(site_name(world, PAPER_MILL))
    stranger.sees(words("ru")("host.refusal.not_allowed"))


async def test_who_left_may_tap_again(world: World) -> None:
    w = words("ru")
    host = await world.host(PAPER_MILL)
    await publish(world, PAPER_MILL, Publication.HIDDEN)
    data = f"ho:{site_id(world, PAPER_MILL)}:1"
    await host.press_data(data)
    host.sees(w("host.refusal.last_owner"))
