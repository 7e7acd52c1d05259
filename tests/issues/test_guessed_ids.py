"""Some refusals said «there is none» of an id without an object, and «not yours» of a hidden one."""

from __future__ import annotations

import pytest

from bot.domain.model import Publication
from tests.bot.paths import PAPER_MILL, book_class, site_id, words
from tests.bot.world import World
from tests.security.changes import publish

pytestmark = pytest.mark.whole_demo

NOWHERE = 999_999


@pytest.mark.parametrize(
    "shape",
    ["hp:{}", "hx:{}:1:ask", "hx:{}:1:remove", "hi:{}:AAAAAAAAAAAAAAAA:owner", "ho:{}:1", "hd:{}", "hs:{}:"],
)
async def test_a_hidden_site_is_refused_like_one_that_does_not_exist(world: World, shape: str) -> None:
    await publish(world, PAPER_MILL, Publication.HIDDEN)
    stranger = world.person("Анна")
    await stranger.start()
    await stranger.press_data(shape.format(site_id(world, PAPER_MILL)))
    hidden = stranger.screen
    await stranger.start()
    await stranger.press_data(shape.format(NOWHERE))
    assert stranger.screen == hidden


@pytest.mark.parametrize("shape", ["hr:{}:1:open:", "hv:{}:open", "hc:{}:open:", "ha:{}:open:", "bk:{}:0"])
async def test_so_is_what_belongs_to_others(world: World, shape: str) -> None:
    await book_class(world, world.person("Анна"), words("ru"))
    stranger = world.person("Игорь")
    await stranger.start()
    await stranger.press_data(shape.format(1))
    of_others = stranger.screen
    await stranger.start()
    await stranger.press_data(shape.format(NOWHERE))
    assert stranger.screen == of_others
