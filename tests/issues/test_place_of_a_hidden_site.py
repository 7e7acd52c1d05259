"""«Где это» with a guessed id told anybody the name, the town and the gate of a hidden site."""

from __future__ import annotations

from bot.domain.model import Publication
from tests.bot.paths import FELTING, PAPER_MILL, book_seats, site_id, words
from tests.bot.world import World
from tests.security.changes import publish, site_name


async def test_strangers_are_not_told_where_it_is(world: World) -> None:
    await publish(world, PAPER_MILL, Publication.HIDDEN)
    stranger = world.person("Игорь")
    await stranger.start()
    await stranger.press_data(f"place:{site_id(world, PAPER_MILL)}")
    stranger.does_not_see(site_name(world, PAPER_MILL))
    stranger.sees(words("ru")("gone.text").splitlines()[0])


async def test_who_is_about_to_come_still_finds_the_way(world: World) -> None:
    w = words("ru")
    tourist, host = world.person("Марина"), await world.host(PAPER_MILL)
    await book_seats(world, tourist, w)
    await publish(world, FELTING, Publication.HIDDEN)
    await tourist.press_data(f"place:{site_id(world, FELTING)}")
    tourist.sees(site_name(world, FELTING))
    await publish(world, PAPER_MILL, Publication.HIDDEN)
    await host.press_data(f"place:{site_id(world, PAPER_MILL)}")
    host.sees(site_name(world, PAPER_MILL))
