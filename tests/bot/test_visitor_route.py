"""A route, from its card to a booking at every stop (A9)."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Connection

from bot.db.booking.sessions import read_programme_sessions
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.model import VisitStatus
from bot.ui.formats.dates import local_date, moment_label, short_moment_label
from sandbox.model import Venue
from tests.bot.hosts.site import booking_of
from tests.bot.paths import Words, become_known, describe_class, reference_on, tap_moment, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
ROUTE = "forest-to-sheet"


def _route(world: World) -> tuple[Route, list[tuple[Site, Programme]]]:
    catalogue = world.app.content.published
    route = next(each for each in catalogue.routes.values() if each.slug == ROUTE)
    programmes = [catalogue.programmes[stop.programme_id] for stop in route.stops]
    return route, [(catalogue.site_of(each), each) for each in programmes]


async def _first_start(world: World, site: Site, programme: Programme) -> datetime:
    """The soonest session that the site's time for preparation leaves."""
    now = world.clock.now()
    zone = site.timezone

    def body(connection: Connection) -> datetime:
        calendar = world.app.content.calendar(site.id)
        first = calendar.first_bookable_day(local_date(now, zone), programme.lead_working_days)
        end = now.replace(year=now.year + 1)
        sessions = read_programme_sessions(connection, programme.id, now, end)
        return next(each.starts_at for each in sessions if local_date(each.starts_at, zone) >= first)

    return await world.db.read(body)


async def _open(world: World, name: str, w: Words) -> None:
    person = world.person(name, language_code=w.t.code)
    await person.start()
    await person.tap(w("home.more"))
    await person.tap(w("home.routes"))
    await person.tap(w.t.content(_route(world)[0].title))


@LANGUAGES
@pytest.mark.shows("A9")
async def test_each_stop_has_its_place_on_the_map_and_its_next_date(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await _open(world, "Гость", w)
    card = guest.last
    _, stops = _route(world)
    places = set()
    for number, (site, programme) in enumerate(stops, start=1):
        start = await _first_start(world, site, programme)
        moment = short_moment_label(start, site.timezone, w.t)
        paragraph = card.text[card.text.index(f"{number}. ") :]
        paragraph = paragraph.split(f"{number + 1}. ")[0] if number < len(stops) else paragraph
        assert w.t.content(programme.title) in paragraph
        assert w("route.next", moment=moment) in paragraph
        await guest.tap(w("route.place", number=number), message=card)
        place = guest.last.place
        assert isinstance(place, Venue)
        assert (place.latitude, place.longitude) == (site.latitude, site.longitude)
        assert w.t.content(site.name) in place.title
        places.add((place.latitude, place.longitude))
    assert len(places) >= 2


@LANGUAGES
@pytest.mark.shows("A9")
async def test_a_route_is_booked_stop_by_stop(world: World, language: str) -> None:
    """Each stop is a request of its own, on the date that the card named."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    _, stops = _route(world)
    for number, (site, programme) in enumerate(stops, start=1):
        start = await _first_start(world, site, programme)
        await _open(world, "Анна", w)
        await teacher.tap(f"{number}. ")
        await teacher.tap(w("programme.book"))
        if number == 1:
            await describe_class(teacher, w, party="8 А, 15")
        else:
            await teacher.tap("8 А · 15 + 2")
        assert moment_label(start, site.timezone, w.t) in await tap_moment(teacher)
        if number == 1:
            await become_known(teacher, w)
        await teacher.tap(w("summary.send"))
        assert reference_on(teacher) == f"К-000{number}"
        sent = await booking_of(world, teacher)
        assert (sent.first.site_id, sent.first.programme_id) == (site.id, programme.id)
        assert (sent.first.starts_at, sent.status) == (start, VisitStatus.PENDING)
    await teacher.writes("/my")
    teacher.sees("К-0001", "К-0002", "К-0003")
