"""Several regions in one installation: each sees its own, one is chosen once, nobody sees across (A1, F1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.engine.connection import Connection
from bot.db.people.people import read_actor
from bot.db.tables import person as person_table
from bot.db.tables import session
from bot.domain.links import Link
from bot.domain.model import LinkTo, ProgrammeId, RegionId, Role, SiteId
from bot.ui.visitor.callback_data import ShowCatalogue, ShowDates, ShowProfessions, ShowRoutes
from bot.ui.visitor.finding.regions import REGIONS_A_PAGE
from bot.wiring import wire
from sandbox.people import Person
from tests.bot.hosts.site import data_of
from tests.bot.papers import content_of, files
from tests.bot.paths import PAPER_MILL, Words, open_programme, site_id, words
from tests.bot.region.regions import MANY, TOMSK, be, fill_many, fill_two, many_names, region_named
from tests.bot.world import World, fill_town, open_world
from tests.engines import TemplateOf

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
KOMI = {"ru": "Республика Коми", "en": "Komi Republic"}
CITY = {"ru": "Томск", "en": "Tomsk"}


@pytest.fixture
async def world(
    tmp_path: Path, template_of: TemplateOf, request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    """Komi by the clock of Moscow, and Tomsk, four hours ahead; or as a test says."""
    async with open_world(tmp_path, template_of(getattr(request, "param", fill_two)), wire) as opened:
        yield opened


ONE = pytest.mark.parametrize("world", [fill_town], indirect=True)
FIFTY = pytest.mark.parametrize("world", [fill_many], indirect=True)


async def region_of(world: World, person: Person) -> RegionId | None:
    def body(connection: Connection) -> RegionId | None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        return actor.region_id

    return await world.db.read(body)


async def newcomer(world: World, language: str = "ru") -> Person:
    person = world.person("Гость", language_code=language)
    await person.start()
    return person


def asks(person: Person, w: Words) -> bool:
    return w("region.title") in person.screen


@LANGUAGES
@pytest.mark.shows("A1", "A0")
async def test_a_region_is_chosen_once_and_leads_on(world: World, language: str) -> None:
    w = words(language)
    guest = await newcomer(world, language)
    assert not asks(guest, w)
    assert await region_of(world, guest) is None
    await guest.tap(w("home.class"))
    guest.sees(w("region.title"), w("region.why"))
    assert guest.buttons()[:2] == sorted([TOMSK[language], KOMI[language]])
    await guest.tap(TOMSK[language])
    # Led on to the places for a class, of this region only.
    guest.sees(w("catalogue.title"), w("people.sch"), CITY[language])
    assert not any("Syktyvkar" in each or "Сыктывкар" in each for each in guest.buttons())
    row = w("region.row", region=TOMSK[language])
    assert row in guest.buttons()
    await world.restart()
    for command in ("/catalog", "/book", "/routes"):
        await guest.writes(command)
        assert not asks(guest, w)
        assert row in guest.buttons()
    # Changed from the catalogue, and the list is the one that was open.
    await guest.press_data(ShowCatalogue(people="fam").pack())
    await guest.tap(row)
    assert f"• {TOMSK[language]}" in guest.buttons()
    guest.does_not_see(w("region.why"))
    await guest.tap(KOMI[language])
    guest.sees(w("people.fam"))
    assert w("region.row", region=KOMI[language]) in guest.buttons()
    assert not any(CITY[language] in each for each in guest.buttons())


@LANGUAGES
@pytest.mark.shows("A1")
async def test_every_screen_of_a_region_asks_first_and_then_is_shown(world: World, language: str) -> None:
    w = words(language)
    word = "фанера" if language == "ru" else "plywood"
    goals = (
        (ShowCatalogue().pack(), "catalogue.title"),
        (ShowDates().pack(), "dates.title"),
        (ShowRoutes().pack(), "routes.title"),
        (ShowProfessions().pack(), "professions.title"),
    )
    for number, (data, title) in enumerate(goals):
        guest = world.person(f"Гость {number}", language_code=language)
        await guest.start()
        await guest.press_data(data)
        guest.sees(w("region.title"))
        await guest.tap(TOMSK[language])
        guest.sees(w(title))
        assert w("region.row", region=TOMSK[language]) in guest.buttons()
        await guest.tap(w("region.row", region=TOMSK[language]))
        await guest.tap(f"• {TOMSK[language]}")
        guest.sees(w(title))
    for number, text in enumerate((word, f"/find {word}")):
        guest = world.person(f"Ищет {number}", language_code=language)
        await guest.start()
        await guest.writes(text)
        guest.sees(w("region.title"))
        await guest.tap(TOMSK[language])
        guest.does_not_see(w("region.title"))
        # What is in the own region comes first and needs no name of it, the other is named.
        found = [each for each in guest.last.text.split("\n") if each.startswith("•")]
        own = [KOMI[language] not in each for each in found]
        assert own == sorted(own, reverse=True)
        assert any(own)
        assert False in own
        assert not any(TOMSK[language] in each for each in found)
    guest = world.person("Пробует", language_code=language)
    await guest.start()
    await guest.writes("/find")
    assert not asks(guest, w)


@LANGUAGES
@pytest.mark.shows("A1", "H2")
async def test_it_stands_among_ones_own_data_and_goes_with_them(world: World, language: str) -> None:
    w = words(language)
    guest = await newcomer(world, language)
    await guest.writes("/profile")
    guest.does_not_see(w("region.row", region=""))
    await guest.tap(w("profile.change_region"))
    await guest.tap(KOMI[language])
    guest.sees(w("profile.title"), w("region.row", region=KOMI[language]))
    await guest.tap(w("profile.change_region"))
    await guest.tap(TOMSK[language])
    guest.sees(w("region.row", region=TOMSK[language]))
    # A city of another region says where one is now; its region takes it along.
    await guest.tap(w("profile.change_city"))
    await guest.tap(w("consent.agree"))
    await guest.writes("Сыктывкар" if language == "ru" else "Syktyvkar")
    guest.sees(w("region.row", region=KOMI[language]), "Сыктывкар" if language == "ru" else "Syktyvkar")
    await guest.tap(w("profile.change_region"))
    await guest.tap(TOMSK[language])
    guest.does_not_see("Сыктывкар", "Syktyvkar")
    await guest.tap(w("my_data.button"))
    await world.settle()
    page = content_of(world, files(guest, ".html")[-1])
    assert TOMSK[language] in page.decode()
    await guest.writes("/delete_me")
    await guest.tap(w("delete.sure"))
    left = select(person_table.c.region_id).where(person_table.c.deleted_at.is_not(None))
    assert await world.db.read(lambda connection: connection.execute(left).scalars().all()) == [None]


@LANGUAGES
@pytest.mark.shows("A8", "A1")
@pytest.mark.parametrize("to", list(LinkTo))
async def test_a_link_says_which_region(world: World, language: str, to: LinkTo) -> None:
    w = words(language)
    tomsk = region_named(world, "tomsk").id
    published = world.app.content.published
    site = published.sites[site_id(world, "belaya-sysola-tomsk")]
    tour = site.programmes[0].id
    number = {
        LinkTo.SITE: site.id,
        LinkTo.PROGRAMME: tour,
        LinkTo.ROUTE: next(each.id for each in published.routes.values() if each.region_id == tomsk),
        LinkTo.SESSION: await a_session_of(world, tour),
    }[to]
    guest = world.person("Гость", language_code=language)
    await guest.start(Link(to, number).payload)
    assert not asks(guest, w)
    assert await region_of(world, guest) == tomsk
    await guest.writes("/catalog")
    assert w("region.row", region=TOMSK[language]) in guest.buttons()
    # Another poster moves nobody.
    await guest.start(Link(LinkTo.SITE, site_id(world, "belaya-sysola")).payload)
    assert await region_of(world, guest) == tomsk


async def a_session_of(world: World, programme: ProgrammeId) -> int:
    later = world.clock.now() + timedelta(days=14)
    asked = select(session.c.id).where(session.c.programme_id == programme, session.c.starts_at > later)
    return await world.db.read(lambda connection: connection.execute(asked).scalars().first()) or 0


@LANGUAGES
@pytest.mark.shows("A1")
@ONE
async def test_one_region_asks_nothing(world: World, language: str) -> None:
    w = words(language)
    guest = await newcomer(world, language)
    for command in ("/catalog", "/book", "/routes", "/profile"):
        await guest.writes(command)
        guest.does_not_see(w("region.title"), w("region.row", region=""))
    assert w("profile.change_region") not in guest.buttons()
    assert await region_of(world, guest) == region_named(world, "komi").id


@LANGUAGES
@pytest.mark.shows("A1")
async def test_whose_place_is_known_is_not_asked(world: World, language: str) -> None:
    """Whoever came while there was one region is of that; a host is where they work."""
    w = words(language)
    host = await newcomer(world, language)
    await be(world, host, Role.GUIDE, "tomsk", site=site_id(world, "sloist-tomsk"))
    await host.writes("/catalog")
    assert not asks(host, w)
    assert w("region.row", region=TOMSK[language]) in host.buttons()
    known = await world.coordinator()
    await known.writes("/catalog")
    known.does_not_see(words("ru")("region.title"))


@LANGUAGES
@pytest.mark.shows("A1")
async def test_a_double_tap_and_a_week_old_button_do_what_they_say(world: World, language: str) -> None:
    w = words(language)
    guest = await newcomer(world, language)
    await guest.press_data(ShowDates(people="fam").pack())
    komi, tomsk = data_of(guest, KOMI[language]), data_of(guest, TOMSK[language])
    await guest.tap(TOMSK[language])
    guest.sees(w("dates.title"), w("people.fam"))
    await guest.resend_last_tap()
    assert w("dates.title") in guest.last.text
    assert w("people.fam") in guest.last.text
    assert w("region.row", region=TOMSK[language]) in guest.buttons()
    await world.move(timedelta(days=8))
    await guest.press_data(komi)
    assert await region_of(world, guest) == region_named(world, "komi").id
    guest.does_not_see(w("region.title"))
    # Pages of a choice that is over, or was somebody else's, are a choice of one's own.
    await guest.press_data("reg:1:0:5")
    guest.sees(w("region.title"))
    other = world.person("Другой", language_code=language)
    await other.start()
    await other.press_data(tomsk)
    assert await region_of(world, other) == region_named(world, "tomsk").id
    other.sees(w("catalogue.title"))
    await other.press_data("reg:1:999:0")
    other.sees(w("region.title"))


@LANGUAGES
@pytest.mark.shows("A1")
async def test_a_region_or_a_city_can_be_typed(world: World, language: str) -> None:
    w = words(language)
    guest = await newcomer(world, language)
    await guest.tap(w("home.class"))
    await guest.writes("Рим" if language == "ru" else "Rome")
    guest.sees(w("region.title"), w("problem.no_such_region").split("<")[0][:20])
    await guest.writes("томс" if language == "ru" else "toms")
    guest.sees(w("catalogue.title"), CITY[language], w("people.sch"))
    await guest.tap(w("region.row", region=TOMSK[language]))
    await guest.writes("г. Печора" if language == "ru" else "pechora")
    assert w("region.row", region=KOMI[language]) in guest.buttons()
    # Something else that is wanted is not taken for a place.
    await guest.tap(w("region.row", region=KOMI[language]))
    await guest.writes("мои заявки" if language == "ru" else "my bookings")
    guest.does_not_see(w("region.title"))


@LANGUAGES
@pytest.mark.shows("A1")
@FIFTY
async def test_fifty_regions_stand_in_the_order_of_the_alphabet(world: World, language: str) -> None:
    w = words(language)
    guest = await newcomer(world, language)
    await guest.tap(w("home.class"))
    names: list[str] = []
    for _ in range(-(-MANY // REGIONS_A_PAGE)):
        names += [
            each for each in guest.buttons() if each not in {"‹", "›", w("button.home")} and "/" not in each
        ]
        await guest.tap("›")
    every = [each[language] for each in many_names()] + [KOMI[language]]
    assert names == sorted(every, key=str.casefold)
    # The last page leads on to the first; a part of a name leaves those that fit.
    assert names[0] in guest.buttons()
    await guest.writes("Карская" if language == "ru" else "rsk region 4")
    guest.sees(w("region.several")) if language == "en" else guest.does_not_see(w("region.several"))
    if language == "en":
        assert len([each for each in guest.buttons() if "Region 4" in each]) == REGIONS_A_PAGE
        await guest.tap(w("region.all"))
        assert names[0] in guest.buttons()
        await guest.tap("›")
    await guest.writes("Городок-17" if language == "ru" else "Borough-17")
    if language == "en":
        assert w("region.row", region=many_names()[17][language]) in guest.buttons()


@LANGUAGES
@pytest.mark.shows("G3", "A8")
async def test_times_of_another_region_carry_its_clock(world: World, language: str) -> None:
    """Times are the site's: whose region has another clock is told by which, whose it is reads them bare."""
    w = words(language)
    guest = await newcomer(world, language)
    tomsk = Link(LinkTo.SITE, site_id(world, "belaya-sysola-tomsk"))
    zone = w("date.zone.Asia/Tomsk")
    await guest.start(Link(LinkTo.SITE, site_id(world, "sloist")).payload)
    guest.does_not_see(zone)
    await guest.start(tomsk.payload)
    guest.sees(zone)
    await guest.writes("/book")
    guest.does_not_see(zone)
    # At once on the screen to which the choice leads.
    await guest.tap(w("region.row", region=KOMI[language]))
    await guest.tap(TOMSK[language])
    guest.does_not_see(zone, w("date.zones"))
    await guest.start(tomsk.payload)
    guest.does_not_see(zone)
    await guest.start(Link(LinkTo.SITE, site_id(world, "sloist")).payload)
    guest.sees(w("date.zone.Europe/Moscow"))


@LANGUAGES
@pytest.mark.shows("A7")
async def test_inline_mode_knows_the_region_of_whom_it_knows(world: World, language: str) -> None:
    guest = await newcomer(world, language)
    word = "слоист" if language == "ru" else "sloist"

    async def elsewhere(query: str) -> list[bool]:
        return [TOMSK[language] in each.description for each in (await guest.asks_inline(query)).offers]

    # Who is in no region yet is told of each where it is, and sees the dates of all.
    assert any(await elsewhere(word))
    assert any(CITY[language] in each.description for each in (await guest.asks_inline("")).offers)
    await guest.start(Link(LinkTo.SITE, site_id(world, "sloist")).payload)
    found = await elsewhere(word)
    assert found == sorted(found)
    assert len(set(found)) == 2
    nearest = (await guest.asks_inline("")).offers
    assert nearest
    assert not any(CITY[language] in each.description for each in nearest)


@pytest.mark.shows("B1", "A1")
async def test_a_school_is_looked_for_at_home_first(world: World) -> None:
    """A class of Komi that goes to Tomsk finds its own school, and the schools of Tomsk after it."""
    w = words("ru")
    teacher = await newcomer(world)
    await teacher.start(Link(LinkTo.SITE, site_id(world, "sloist")).payload)
    await open_programme(world, teacher, "belaya-sysola-tomsk")
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27")
    await teacher.writes("Северный")
    assert "Северный ключ" in teacher.screen
    await teacher.writes("Кедровый")
    assert "Кедровый бор" in teacher.screen


@LANGUAGES
@pytest.mark.shows("F1", "E1")
async def test_roles_in_two_regions_are_chosen_between(world: World, language: str) -> None:
    """An owner in Komi who coordinates both regions, and a colleague who coordinates one."""
    w = words(language)
    both, one = world.person("Вера", language_code=language), world.person("Пётр", language_code=language)
    mill, plywood = site_id(world, PAPER_MILL), site_id(world, "sloist-tomsk")
    for each in (both, one):
        await each.start()
        await be(world, each, Role.COORDINATOR, "tomsk")
    await be(world, both, Role.COORDINATOR, "komi")
    await be(world, both, Role.OWNER, "komi", site=mill)
    await both.writes("/region")
    both.sees(w("coordinator.choose"))
    assert both.buttons()[:2] == [KOMI[language], TOMSK[language]]
    await both.tap(TOMSK[language])
    both.sees(w("coordinator.title", region=TOMSK[language]))
    await both.tap(w("coordinator.sites.published", n=5))
    tomsk = region_named(world, "tomsk").id
    shown = [each.callback_data or "" for row in both.last.rows for each in row]
    sites = {int(each.split(":")[1]) for each in shown if each.startswith("cx:")}
    assert sites
    assert {world.app.content.everything.sites[SiteId(each)].region_id for each in sites} == {tomsk}
    both.does_not_see(KOMI[language])
    await both.writes("/region")
    await both.tap(KOMI[language])
    both.sees(w("coordinator.title", region=KOMI[language]))
    await both.tap(w("coordinator.other_region"))
    both.sees(w("coordinator.choose"))
    await both.writes("/desk")
    both.sees("Вычегодский лист" if language == "ru" else "Vychegda Sheet")
    # Where they work says where they look around: the catalogue asks nothing.
    await both.writes("/catalog")
    assert not asks(both, w)

    await one.writes("/region")
    one.sees(w("coordinator.title", region=TOMSK[language]))
    assert w("coordinator.other_region") not in one.buttons()
    komi = region_named(world, "komi").id
    refused = w("host.refusal.not_allowed")
    for data in (f"cs:{komi}:published:0", f"cx:{mill}:show:0", f"cu:{komi}:0", f"cj:{komi}", f"cwl:{komi}"):
        await one.press_data(data)
        assert refused in one.last.text
    await one.press_data(f"cr:{komi}")
    one.does_not_see(KOMI[language])
    await one.press_data(f"cx:{plywood}:show:0")
    assert refused not in one.last.text
    await one.writes("/desk")
    one.does_not_see(CITY[language])
