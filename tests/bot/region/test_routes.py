"""A coordinator composes routes, is warned of ways for which no session leaves time, and publishes them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.catalogue.exporting import as_file, read_document
from bot.db.catalogue.importing import ImportCounts
from bot.db.catalogue.reading import note_change
from bot.db.tables import audit, programme, region, route
from bot.domain.model import ProgrammeKind, Publication, RouteId, SiteId
from bot.services.catalogue.importing import ImportCatalogue
from sandbox.people import Person
from tests.bot.hosts.site import data_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import PAPER_MILL, Words, describe_class, site_id, words
from tests.bot.test_visitor_route_as_one import on_route
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
TITLE, THEME = "От ствола до листа вдвоём", "Лес и бумага"
PLYWOOD, MILL = "sloist", PAPER_MILL


async def open_routes(coordinator: Person, w: Words) -> None:
    await coordinator.writes("/region")
    await coordinator.tap(w("region_route.button"))


async def say_name(coordinator: Person, w: Words) -> None:
    await open_routes(coordinator, w)
    await coordinator.tap(w("region_route.new"))
    coordinator.sees(w("region_route.ask.title"))
    await coordinator.writes(TITLE)
    coordinator.sees(w("region_route.ask.theme"), TITLE)
    await coordinator.writes(THEME)
    coordinator.sees(w("region_route.ask.route_stops"))


async def add_stop(world: World, coordinator: Person, slug: str, *, look: bool = True) -> None:
    """The first programme of a site, by its button."""
    site = world.app.content.published.sites[site_id(world, slug)]
    draft = data_of_form(coordinator)
    if look:
        await coordinator.press_data(f"crtf:{draft}:look:s{site.id}")
    await coordinator.press_data(f"crtf:{draft}:add:{site.programmes[0].id}")


def data_of_form(coordinator: Person) -> int:
    taps = [data_of(coordinator, each) for each in coordinator.buttons()]
    return next(int(each.split(":")[1]) for each in taps if each.startswith("crtf:"))


async def compose(world: World, coordinator: Person, w: Words, *, minutes: str = "60") -> RouteId:
    await say_name(coordinator, w)
    await add_stop(world, coordinator, PLYWOOD)
    await add_stop(world, coordinator, MILL)
    await coordinator.tap(w.t.count("region_route.chosen", 2))
    coordinator.sees(w("region_route.ask.days"))
    await coordinator.tap("1")
    await coordinator.writes(minutes)
    coordinator.sees(w("region_route.ask.transport"))
    await coordinator.tap(w("region_route.usual.transport.2")[:10])
    coordinator.sees(w("region_route.ask.audience_text"))
    await coordinator.writes("Школьники, 5–11 классы")
    coordinator.sees(w("region_route.ask.note"))
    await coordinator.tap(w("region_route.usual.note.1")[:10])
    coordinator.sees(w("region_route.done.begun"), w("region_route.status.hidden"))
    return (await stored(world))[0]


async def stored(world: World, title: str = TITLE) -> tuple[RouteId, Publication]:
    """The id and state of the route that was composed."""

    def body(connection: Connection) -> tuple[RouteId, Publication]:
        rows = connection.execute(select(route.c.id, route.c.status, route.c.title)).all()
        return next((RouteId(each.id), each.status) for each in rows if each.title.get("ru") == title)

    return await world.db.read(body)


async def noted(world: World) -> list[str]:
    def body(connection: Connection) -> list[str]:
        found = select(audit.c.action).where(audit.c.subject == "route").order_by(audit.c.id)
        return list(connection.execute(found).scalars())

    return await world.db.read(body)


@LANGUAGES
@pytest.mark.shows("F4")
async def test_from_nothing_to_a_route_that_is_booked_as_one(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    route_id = await compose(world, coordinator, w)
    guest = world.person("Гость", language_code=language)
    await guest.start(f"r_{route_id}")
    guest.does_not_see(TITLE)
    await coordinator.tap(w("region_route.card"))
    coordinator.sees(TITLE, THEME, w("route.how_to_book"))
    await coordinator.tap(w("region_route.card_details"))
    coordinator.sees(w("region_route.usual.transport.2"), "Школьники, 5–11 классы")
    await coordinator.tap(w("region_route.to_route"))
    publish = data_of(coordinator, w("region_route.publish"))
    await coordinator.tap(w("region_route.publish"))
    coordinator.sees(w("region_route.done.published"), w("region_route.status.published"))
    await coordinator.press_data(publish)
    assert await stored(world) == (route_id, Publication.PUBLISHED)
    assert await noted(world) == ["route.begun", "route.published"]
    await world.restart()
    await guest.start(f"r_{route_id}")
    guest.sees(TITLE, THEME)
    await guest.tap(w("route.book"))
    await describe_class(guest, w, party="8 А, 15")
    guest.sees(w("form.day_route"))
    # Taken back, it is nobody's, and can be published again.
    await open_routes(coordinator, w)
    await coordinator.tap(TITLE)
    await coordinator.tap(w("region_route.take_back"))
    coordinator.sees(w("region_route.sure.hide"))
    await coordinator.tap(w("region_route.take_back"))
    coordinator.sees(w("region_route.done.hidden"))
    await guest.start(f"r_{route_id}")
    guest.does_not_see(TITLE)


@LANGUAGES
@pytest.mark.shows("F4")
async def test_a_placement_is_a_stop_of_a_route_gone_stop_by_stop(world: World, language: str) -> None:
    """It is said while the route is composed, and visitors have a way to each stop but none to the whole."""
    w = words(language)
    coordinator = await coordinator_of(world, language)
    site = world.app.content.published.sites[site_id(world, PLYWOOD)]
    placement = next(each for each in site.programmes if each.kind is ProgrammeKind.INTERNSHIP)
    await say_name(coordinator, w)
    await add_stop(world, coordinator, MILL)
    coordinator.does_not_see(w("region_route.placement"))
    await coordinator.press_data(f"crtf:{data_of_form(coordinator)}:look:s{site.id}")
    start = f"{w('kind.internship')}: "
    await coordinator.tap(next(each for each in coordinator.buttons() if each.startswith(start)))
    coordinator.sees(w("region_route.placement"))
    await coordinator.tap(w.t.count("region_route.chosen", 2))
    await world.restart()
    await coordinator.tap("2")
    coordinator.sees(w("region_route.ask.stop_day", number=2, site=w.t.content(site.name)))
    await coordinator.writes("3")
    coordinator.sees(w("host.refusal.text_refused.number_between", least=1, most=2))
    await coordinator.writes("2")
    await coordinator.writes("60")
    await coordinator.tap(w("region_route.usual.transport.2")[:10])
    await coordinator.writes("Школьники, 5–11 классы")
    await coordinator.tap(w("region_route.usual.note.1")[:10])
    coordinator.sees(w("region_route.done.begun"), w("region_route.placement"))
    await coordinator.tap(w("region_route.publish"))
    coordinator.sees(w("region_route.done.published"))
    route_id, status = await stored(world)
    assert status is Publication.PUBLISHED
    guest = world.person("Гость", language_code=language)
    await guest.start(f"r_{route_id}")
    guest.sees(TITLE)
    assert w("route.book") not in guest.buttons()
    await guest.press_data(data_of(guest, next(each for each in guest.buttons() if each.startswith("2"))))
    guest.sees(w.t.content(placement.title)[:20])


@LANGUAGES
@pytest.mark.shows("F4")
async def test_stops_are_found_by_words_moved_and_removed(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await say_name(coordinator, w)
    await coordinator.writes("абракадабра")
    coordinator.sees(w("host.refusal.text_refused.route_stop_unknown"))
    await coordinator.writes("Слоист")
    coordinator.sees(w("region_route.ask.programme"))
    await add_stop(world, coordinator, PLYWOOD, look=False)
    draft = data_of_form(coordinator)
    # A second tap on the same programme adds nothing, and one stop makes no route.
    await add_stop(world, coordinator, PLYWOOD, look=False)
    await coordinator.press_data(f"crtf:{draft}:chosen:")
    coordinator.sees(w("host.refusal.text_refused.route_stops_few", most=2))
    await add_stop(world, coordinator, MILL)
    await add_stop(world, coordinator, "voilokno")
    coordinator.sees(w.t.count("region_route.chosen", 3))
    up = data_of(coordinator, w("region_route.up", number=3))
    await coordinator.tap(w("region_route.up", number=3))
    await coordinator.press_data(up)
    names = [name_of(world, w, each) for each in (PLYWOOD, "voilokno", MILL)]
    assert [coordinator.last.text.index(each) for each in names] == sorted(
        coordinator.last.text.index(each) for each in names
    )
    await coordinator.tap(w("region_route.off", number=2))
    coordinator.does_not_see(names[1])
    await coordinator.tap(w.t.count("region_route.chosen", 2))
    await coordinator.writes("40")
    coordinator.sees(w("problem.card.too_large", limit=30))
    await coordinator.tap("2")
    coordinator.sees(w("region_route.ask.stop_day", number=2, site=names[2]))
    await coordinator.tap("2")
    await coordinator.writes("1:30")
    coordinator.sees(w("region_route.ask.transport"))
    await coordinator.tap(w("button.back"))
    await coordinator.tap(w("button.back"))
    coordinator.sees(w("region_route.ask.days"))
    await coordinator.tap(w("button.cancel"))
    coordinator.sees(w("region_route.title", region=region_of(world, w)))


def name_of(world: World, w: Words, slug: str) -> str:
    return w.t.content(world.app.content.everything.sites[site_id(world, slug)].name)


def region_of(world: World, w: Words) -> str:
    return w.t.content(next(iter(world.app.content.everything.regions.values())).name)


@LANGUAGES
@pytest.mark.shows("F4")
async def test_a_way_for_which_no_session_leaves_time(world: World, language: str) -> None:
    """The leg is named before the route is published, and afterwards; it can be published all the same."""
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await compose(world, coordinator, w, minutes="20 ч" if language == "ru" else "20 h")
    mill = name_of(world, w, MILL)
    warning = w("region_route.misfit.too_tight", before=1, number=2, site=mill, time="#", lacking="#")
    coordinator.sees(warning.split("#", maxsplit=1)[0])
    await coordinator.tap(w("region_route.publish"))
    coordinator.sees(w("region_route.sure.publish"), warning.split("#", maxsplit=1)[0])
    assert (await stored(world))[1] is Publication.HIDDEN
    await coordinator.tap(w("region_route.publish_anyway"))
    coordinator.sees(w("region_route.done.published"), warning.split("#", maxsplit=1)[0])
    await coordinator.tap(w("region_route.fields"))
    await coordinator.tap(w("region_route.field.ways"))
    await coordinator.writes("40 минут" if language == "ru" else "40 minutes")
    coordinator.sees(w("region_route.done.saved"))
    coordinator.sees(w("region_route.fits", day="#").split("#", maxsplit=1)[0])
    await coordinator.tap(w("region_route.fields"))
    await coordinator.tap(w("region_route.field.ways"))
    await coordinator.writes("40")
    coordinator.sees(w("region_route.done.same"))


@LANGUAGES
@pytest.mark.shows("F4")
async def test_each_field_is_said_anew(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    route_id = await compose(world, coordinator, w)
    said = {
        "theme": "Дерево",
        "transport": "Пешком",
        "audience_text": "Семьи",
        "note": "Обед в пути",
        "min_age": "17",
        "days": "1",
    }
    for field, text in said.items():
        await world.move(timedelta(minutes=1))
        await coordinator.tap(w("region_route.fields"))
        await coordinator.tap(w(f"region_route.field.{field}"))
        if field == "min_age":
            await coordinator.writes("3")
            coordinator.sees(w("host.refusal.text_refused.number_between", least="#", most="#").split("#")[0])
        await coordinator.writes(text)
        coordinator.sees(w("region_route.done.same" if field == "days" else "region_route.done.saved"))
    await world.move(timedelta(minutes=1))
    await coordinator.tap(w("region_route.fields"))
    # What was typed is Russian; the usual texts have an English one, which stays.
    typed = said if language == "ru" else {each: said[each] for each in ("theme", "audience_text", "min_age")}
    coordinator.sees(*typed.values())
    await coordinator.tap(w("region_route.field.title"))
    await coordinator.tap(w("card.in.en"))
    await coordinator.writes("From trunk to sheet")
    coordinator.sees(w("region_route.done.saved"))
    await coordinator.tap(w("region_route.fields"))
    await coordinator.tap(w("region_route.field.stops"))
    await add_stop(world, coordinator, "voilokno")
    await coordinator.tap(w.t.count("region_route.chosen", 3))
    await coordinator.writes("30")
    coordinator.sees(w("region_route.done.saved"), name_of(world, w, "voilokno"))

    def body(connection: Connection) -> tuple[object, ...]:
        found = connection.execute(select(route).where(route.c.id == route_id)).one()
        return found.title.get("ru"), found.title.get("en"), found.min_age, sorted(found.edited)

    assert await world.db.read(body) == (
        *(TITLE, "From trunk to sheet", 17),
        ["audience_text", "days", "min_age", "note", "stops", "theme", "title", "transport"],
    )


@pytest.mark.shows("F4")
async def test_who_may_not_and_what_is_no_stop(world: World) -> None:
    """Visitors and foreign ids are refused, a draft programme is no stop, an old button agrees to nothing."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    route_id = await compose(world, coordinator, w)
    region_id = next(iter(world.app.content.everything.regions))
    old = data_of(coordinator, w("region_route.publish"))
    stranger = world.person("Чужой")
    await stranger.start()
    for tap in (
        f"crtl:{region_id}:0",
        f"crt:{region_id}:{route_id}:show:0:",
        old,
        f"crtn:{region_id}",
        f"crte:{region_id}:{route_id}:title",
    ):
        await stranger.press_data(tap)
        stranger.does_not_see(TITLE, w("region_route.new"), w("region_route.ask.title"))
    for tap in (f"crt:{region_id + 1}:{route_id}:show:0:", f"crte:{region_id + 1}:{route_id}:title"):
        await coordinator.press_data(tap)
        assert w("host.refusal.not_allowed") in coordinator.last.text
    foreign = await _route_elsewhere(world)
    for op in ("show", "publish"):
        await coordinator.press_data(f"crt:{region_id}:{foreign}:{op}:1:")
        assert w("host.refusal.not_found") in coordinator.last.text
    await coordinator.press_data(f"crte:{region_id}:{foreign}:theme")
    assert w("host.refusal.not_found") in coordinator.last.text
    assert (await stored(world))[1] is Publication.HIDDEN
    # What was shown for publication is not what would be published now.
    await coordinator.press_data(f"crte:{region_id}:{route_id}:theme")
    await coordinator.writes("Дерево")
    await coordinator.press_data(old)
    assert coordinator.alert is not None
    assert coordinator.alert.text == w("host.refusal.already_decided.route")
    assert (await stored(world))[1] is Publication.HIDDEN
    assert await _hide_programme(world, site_id(world, "voilokno")) == 1
    await world.restart()
    await coordinator.press_data(f"crte:{region_id}:{route_id}:stops")
    felt = world.app.content.everything.sites[site_id(world, "voilokno")].programmes[0]
    await coordinator.press_data(f"crtf:{data_of_form(coordinator)}:add:{felt.id}")
    assert coordinator.alert is not None
    coordinator.does_not_see(name_of(world, w, "voilokno"))


async def _route_elsewhere(world: World) -> int:
    """A route of a region that nobody here coordinates."""

    def body(connection: Connection) -> int:
        note_change(connection)
        own = dict(connection.execute(select(region).limit(1)).one()._mapping)
        known = dict(connection.execute(select(route).limit(1)).one()._mapping)
        there = connection.execute(
            region.insert().values({**own, "id": own["id"] + 1, "slug": "elsewhere"}).returning(region.c.id)
        ).scalar_one()
        del known["id"]
        added = route.insert().values({**known, "region_id": there}).returning(route.c.id)
        return int(connection.execute(added).scalar_one())

    return await world.db.write(body)


async def _hide_programme(world: World, site: SiteId) -> int:
    first = world.app.content.everything.sites[site].programmes[0].id

    def body(connection: Connection) -> int:
        note_change(connection)
        hidden = programme.update().where(programme.c.id == first).values(status=Publication.DRAFT)
        return connection.execute(hidden).rowcount

    return await world.db.write(body)


@pytest.mark.shows("F4")
async def test_stops_of_a_booked_route_stay(world: World) -> None:
    w = words("ru")
    coordinator = await coordinator_of(world)
    await on_route(world, "ru")
    region_id = next(iter(world.app.content.everything.regions))
    booked = next(
        each for each in world.app.content.published.routes.values() if each.slug == "forest-to-sheet"
    )
    for field in ("stops", "days"):
        await coordinator.press_data(f"crte:{region_id}:{booked.id}:{field}")
        assert coordinator.alert is not None
        assert coordinator.alert.text == w("host.refusal.has_future_bookings.route", bookings=1)
        assert str(w.t.count("region_route.booked", 1)) in coordinator.last.text
    await coordinator.press_data(f"crte:{region_id}:{booked.id}:transport")
    await coordinator.writes("Автобус")
    coordinator.sees(w("region_route.done.saved"))


@pytest.mark.shows("F2", "F4")
async def test_a_file_says_what_the_chat_has_said_or_is_told(world: World) -> None:
    """An export imports as nothing new; an older file takes nothing back; a third word is named."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    before = await exported(world)
    await compose(world, coordinator, w)
    composed = await exported(world)
    assert (await imported(world, composed)).changes == 0
    assert (await imported(world, before)).changes == 0
    region_id = next(iter(world.app.content.everything.regions))
    known = next(
        each for each in world.app.content.everything.routes.values() if each.slug == "forest-to-sheet"
    )
    await coordinator.press_data(f"crte:{region_id}:{known.id}:theme")
    await coordinator.writes("Дерево")
    await coordinator.press_data(f"crte:{region_id}:{known.id}:ways")
    await coordinator.writes("35")
    await coordinator.writes("45")
    coordinator.sees(w("region_route.done.saved"))
    changed = await exported(world)
    old = await imported(world, before)
    assert (old.changes, old.kept) == (0, ())
    assert await exported(world) == changed
    document = json.loads(before)
    way = next(each for each in document["routes"] if each["slug"] == known.slug)
    way["theme"]["ru"] = "Третье слово"
    way["stops"][1]["travel_min"] = 200
    third = await imported(world, json.dumps(document))
    assert sorted(third.kept) == [f"{known.slug}.stops", f"{known.slug}.theme"]
    assert await exported(world) == changed
    assert (await imported(world, changed)).kept == ()
    # Of one mind, the file rules again.
    taken = await imported(world, json.dumps(document))
    assert (taken.kept, taken.changes) == ((), 2)


async def exported(world: World) -> str:
    slug = next(iter(world.app.content.everything.regions.values())).slug

    def body(connection: Connection) -> str:
        document = read_document(connection, slug)
        assert document is not None
        return as_file(document)

    return await world.db.read(body)


async def imported(world: World, raw: str) -> ImportCounts:
    counts = await ImportCatalogue(world.db, world.clock)(raw)
    assert isinstance(counts, ImportCounts), counts
    return counts
