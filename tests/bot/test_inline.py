"""``@bot query`` in any chat offers cards, each with a button that opens the bot on it (A7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db.engine.connection import Connection
from bot.db.tables import person as person_table
from bot.domain.booking.views import RouteView, SiteView
from bot.ui.links import Links
from bot.ui.screen import Button, Inline, Screen
from bot.ui.visitor.catalogue import route_card, site_card
from tests.bot.paths import PAPER_MILL, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def _payload(url: str) -> str:
    link, _, payload = url.partition("?start=")
    assert link.startswith("https://t.me/")
    return payload


@LANGUAGES
@pytest.mark.shows("A7")
async def test_a_card_is_found_sent_and_opens_the_bot_on_itself(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    answer = await guest.asks_inline("бумажная фабрика" if language == "ru" else "paper mill")
    mill = world.app.content.published.sites[site_id(world, PAPER_MILL)]
    card = answer.offers[0]
    assert card.title == w.t.content(mill.name)
    assert w.t.content(mill.city) in card.description
    assert w.t.content(mill.short) in card.text
    await guest.start(_payload(card.buttons[w("inline.open")]))
    guest.sees(w.t.content(mill.short), w("site.rules"))


@pytest.mark.whole_demo
@pytest.mark.shows("A7")
async def test_sites_programmes_and_routes_are_among_the_cards(world: World) -> None:
    w = words("ru")
    guest = world.person("Гость")
    for query, kind in (("слоист", "s_"), ("технолог на один час", "p_"), ("вкус севера", "r_")):
        card = (await guest.asks_inline(query)).offers[0]
        payload = _payload(card.buttons[w("inline.open")])
        assert payload.startswith(kind)
        await guest.start(payload)
        guest.does_not_see(w("home.find"), w("gone.text"))


@LANGUAGES
@pytest.mark.shows("A7")
async def test_an_empty_query_offers_the_nearest_dates_and_goes_on(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    first = await guest.asks_inline("")
    assert len(first.offers) == 20
    assert all(":" in title for title in first.titles)
    second = await guest.asks_inline("", first.next_offset)
    assert {each.id for each in first.offers}.isdisjoint(each.id for each in second.offers)
    await guest.start(_payload(second.offers[0].buttons[w("inline.open")]))
    guest.sees(w("programme.book"))


@pytest.mark.shows("A7", "H4")
async def test_whoever_only_names_the_bot_is_not_remembered(world: World) -> None:
    def people(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(person_table)).scalar_one()

    before = await world.db.read(people)
    guest = world.person("Гость")
    await guest.asks_inline("бумага")
    assert await world.db.read(people) == before
    assert guest.messages == []


@pytest.mark.parametrize(
    ("query", "offset"),
    [("космодром", ""), ("<b>", ""), ("бумага", "999999999"), ("", "абв"), ("", "-1"), ("я" * 256, "")],
)
async def test_whatever_is_asked_is_answered(world: World, query: str, offset: str) -> None:
    guest = world.person("Гость")
    answer = await guest.asks_inline(query, offset)
    assert len(answer.offers) <= 50


@pytest.mark.shows("A7")
async def test_typing_fast_elsewhere_costs_nobody_a_tap(world: World) -> None:
    w = words("ru")
    guest = world.person("Гость")
    await guest.start()
    for number in range(30):
        await guest.asks_inline("бумага"[: number % 6 + 1])
    for _ in range(20):
        await guest.writes("/catalog")
        guest.sees(w("catalogue.title"))


@pytest.mark.shows("A7")
async def test_an_answer_that_comes_too_late_is_no_incident(world: World) -> None:
    guest = world.person("Гость")
    number = world.telegram.inline_query(guest.user_id, "бумага")
    world.clock.move(world.telegram.settings.inline_lifetime + timedelta(seconds=1))
    await world.settle()
    assert not world.telegram.inline_queries[number].answered
    await guest.start()
    guest.does_not_see("№")


@pytest.mark.shows("A7")
async def test_cards_are_taken_along_where_the_bot_may_and_as_links_elsewhere(world: World) -> None:
    w = words("ru")
    catalogue = world.app.content.published
    site = catalogue.sites[site_id(world, PAPER_MILL)]
    for links, inline in ((Links("bot", inline=True), True), (Links("bot"), False)):
        card = site_card(SiteView(site, {}), w.t, links, rules=False)
        shared = [each for each in _buttons(card) if each.label == w("site.share")]
        assert [each.inline_query == w.t.content(site.name) for each in shared] == [inline]
        assert [each.url is not None for each in shared] == [not inline]
    route = next(iter(catalogue.routes.values()))
    programmes = [catalogue.programmes[stop.programme_id] for stop in route.stops]
    stops = [(catalogue.site_of(each), each) for each in programmes]
    card = route_card(RouteView(route, stops, {}), w.t, Links("bot", inline=True))
    assert any(each.inline_query for each in _buttons(card))


def _buttons(screen: Screen) -> list[Button]:
    assert isinstance(screen.keyboard, Inline)
    return [each for row in screen.keyboard.rows for each in row]
