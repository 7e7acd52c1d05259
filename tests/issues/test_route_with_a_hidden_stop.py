"""A stop that was hidden vanished from its route without a word; a route of one stop was still a route."""

from __future__ import annotations

import pytest

from bot.domain.model import Publication
from tests.bot.paths import words
from tests.bot.test_visitor_route import _open, _route
from tests.bot.world import World
from tests.security.changes import publish

pytestmark = pytest.mark.shows("A9")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
async def test_the_card_says_which_stop_is_closed(world: World, language: str) -> None:
    w = words(language)
    route, stops = _route(world)
    hidden, (site, _) = route.stops[1], stops[1]
    await publish(world, site.slug, Publication.HIDDEN)
    await _open(world, "Гость", w)
    guest = world.person("Гость")
    guest.sees(w.t.count("route.closed", 1, stops=hidden.position))
    guest.does_not_see(w.t.content(site.name))
    assert w("route.place", number=hidden.position) not in guest.last.labels
    assert w("route.place", number=route.stops[2].position) in guest.last.labels


async def test_what_is_left_of_a_route_is_none(world: World) -> None:
    w = words("ru")
    route, stops = _route(world)
    guest = world.person("Гость")
    await guest.start()
    await guest.tap(w("home.more"))
    await guest.tap(w("home.routes"))
    listed = guest.last
    for site, _ in stops[1:]:
        await publish(world, site.slug, Publication.HIDDEN)
    await guest.tap(w.t.content(route.title), message=listed)
    guest.sees(w("gone.text").splitlines()[0])
    await guest.writes("/routes")
    guest.does_not_see(w.t.content(route.title))
