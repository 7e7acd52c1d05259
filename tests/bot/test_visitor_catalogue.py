"""Finding something: filters, cards, dates, routes."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from bot.db.catalogue.reading import note_change
from bot.db.tables import site
from bot.domain.model import Publication
from bot.ui.visitor.booking.calendar import NO_SESSIONS_CELL
from bot.ui.visitor.callback_data import ShowCatalogue, short_key
from bot.ui.visitor.filters import Filters, choices, matching_sites
from tests.bot.paths import PAPER_MILL, moments_on, open_calendar, open_programme, site_id, tap_day, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@pytest.mark.whole_demo
@LANGUAGES
@pytest.mark.shows("A1")
async def test_filters_combine_and_their_counts_are_true(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/catalog")
    guest.sees(str(w.t.count("catalogue.found", 14)))
    await guest.tap(w("filter.city"))
    label = next(each for each in guest.buttons() if each.endswith("· 3"))
    await guest.tap(label)
    guest.sees(str(w.t.count("catalogue.found", 3)))
    await guest.tap(w("filter.kind"))
    label = next(each for each in guest.buttons() if each.startswith(w("kind.trial")))
    await guest.tap(label)
    guest.sees(str(w.t.count("catalogue.found", int(label.rpartition(" ")[2]))))
    await guest.tap(w("filter.clear"))
    guest.sees(str(w.t.count("catalogue.found", 14)))


@LANGUAGES
@pytest.mark.shows("A1")
async def test_an_empty_result_offers_to_drop_what_emptied_it(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/catalog")
    await guest.press_data(ShowCatalogue(city=short_key("syktyvkar"), industry=short_key("crafts")).pack())
    guest.sees(w("catalogue.nothing"))
    drops = [each for each in guest.buttons() if each.startswith(w("catalogue.drop", filter=""))]
    assert len(drops) == 2
    await guest.tap(drops[0])
    guest.does_not_see(w("catalogue.nothing"))


@pytest.mark.shows("A1")
async def test_every_count_on_a_filter_button_is_what_it_leads_to(world: World) -> None:
    catalogue = world.app.content.published
    for menu in ("city", "industry", "kind", "people", "price"):
        for choice in choices(catalogue, Filters(), {}, menu):
            left = matching_sites(catalogue.sites.values(), Filters().having(menu, choice.value), {})
            assert len(left) == choice.count


@pytest.mark.whole_demo
@LANGUAGES
@pytest.mark.shows("A1", "C5")
async def test_what_is_free_of_charge_depends_on_who_comes(world: World, language: str) -> None:
    """Pupils pay nothing where families do; with nobody chosen, free is what is free for everybody."""
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.tap(w("home.class"))
    await guest.tap(w("filter.price"))
    guest.sees(w("filter.ask.price"))
    label = guest.buttons()[0]
    for_pupils = int(label.rpartition(" ")[2])
    await guest.tap(label)
    guest.sees(str(w.t.count("catalogue.found", for_pupils)), w("filter.price.free"))
    await guest.tap(f"•{w('filter.people')}")
    await guest.tap(w("filter.any"))
    sites = world.app.content.published.sites.values()
    free = [each for each in sites if any(programme.is_free(None) for programme in each.programmes)]
    guest.sees(str(w.t.count("catalogue.found", len(free))))
    assert 0 < len(free) < for_pupils
    await guest.tap(w("catalogue.nearest"))
    guest.sees(w("filter.price.free"))


@LANGUAGES
@pytest.mark.shows("A2")
async def test_a_site_card_its_rules_and_its_place(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start(f"s_{site_id(world, PAPER_MILL)}")
    guest.sees("12+")
    await guest.tap(w("site.rules"))
    site = world.app.content.published.sites[site_id(world, PAPER_MILL)]
    guest.sees(w.t.content(site.dress))
    guest.sees(w.t.content(site.health))
    await guest.tap(w("site.place"))
    assert guest.last.place is not None
    await guest.tap(w("site.about"))
    await guest.tap(f"{w.t.content(site.programmes[0].title)}")
    guest.sees(str(w.t.count("count.working_days_before", 10)))


@LANGUAGES
@pytest.mark.shows("A4")
async def test_each_day_of_the_calendar_can_be_booked_or_says_why_not(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.tap("10")
    teacher.sees(w("form.day"))
    assert len(moments_on(teacher)) == 6
    await open_calendar(teacher)
    teacher.sees(w("form.calendar"))
    labels = teacher.buttons()
    closed = [each for each in labels if each.endswith("·")]
    await teacher.tap(closed[0])
    assert teacher.alert is not None
    assert str(w.t.count("count.working_days_before", 10)) in teacher.alert.text
    await teacher.tap(NO_SESSIONS_CELL)
    assert teacher.alert is not None
    assert teacher.alert.text == w("nothing.no_sessions")
    await tap_day(teacher)
    teacher.sees(w("form.time"))


@LANGUAGES
@pytest.mark.shows("A9")
async def test_a_route_shows_its_stops_in_order(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.writes("/routes")
    route = next(
        each for each in world.app.content.published.routes.values() if each.slug == "forest-to-sheet"
    )
    await guest.tap(w.t.content(route.title))
    text = guest.last.text
    names = [w.t.content(world.app.content.programme(stop.programme_id).title) for stop in route.stops]
    assert [text.index(name) for name in names] == sorted(text.index(name) for name in names)
    await guest.tap("1. ")
    await guest.tap(w("programme.book"))
    guest.sees(w("form.party_both", age=12).splitlines()[0])


@LANGUAGES
async def test_a_hidden_site_is_gone_for_old_buttons_and_links(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start(f"s_{site_id(world, PAPER_MILL)}")
    card = guest.last

    def hide(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.slug == PAPER_MILL).values(status=Publication.HIDDEN))
        note_change(connection)

    await world.db.write(hide)
    await world.app.content.refresh()
    await guest.tap(w("site.rules"), message=card)
    guest.sees(w("gone.text"))
    await guest.start(f"s_{site_id(world, PAPER_MILL)}")
    guest.sees(w("gone.text"))


@pytest.mark.shows("I1")
async def test_the_language_follows_telegram_until_it_is_chosen(world: World) -> None:
    for code, key in (("kk", "ru"), ("uk", "ru"), ("de", "en"), ("en", "en")):
        guest = world.person(f"Гость {code}", language_code=code)
        await guest.start()
        assert words(key)("home.find") in guest.buttons()
    await guest.writes("/language")
    await guest.tap("Русский")
    assert words("ru")("home.find") in guest.buttons()
    await world.restart()
    await guest.start()
    assert words("ru")("home.find") in guest.buttons()
