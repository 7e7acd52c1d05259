"""Visits in a calendar: as a file that follows its changes, and by subscription (B15)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import select

from bot.db.tables import calendar_feed
from bot.domain.booking.codes import latin_form
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.ui.links import Links
from bot.web.calendars import Calendars
from bot.web.health import Health
from bot.web.server import listening, public_pages
from sandbox.people import Person
from tests.bot.calendars import moment, read_calendar
from tests.bot.hosts.site import booking_of
from tests.bot.papers import confirmed_class, content_of, files, open_papers
from tests.bot.paths import FELTING, PAPER_MILL, book_seats, words
from tests.bot.world import World
from tests.sites import demo_of

W = words("ru")
START = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
"""Tuesday, 8 December, 10:00 in Moscow."""
NO_STORE_OF_NAMES = ("Анна", "+7 9", "ДЖ7Ш")


@pytest.mark.shows("B15")
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_visit_as_a_calendar_entry(world: World, language: str) -> None:
    """Read back by another program: the site's own time, once a visit, nobody invited, nobody named."""
    w = words(language)
    teacher, _, reference = await confirmed_class(world, language)
    await open_papers(teacher, reference, language)
    await teacher.tap(w("papers.kind.calendar"))
    own, (entry,) = read_calendar(content_of(world, files(teacher, ".ics")[-1]))
    assert own["METHOD"] == "PUBLISH"
    assert moment(entry["DTSTART"]) == START
    assert moment(entry["DTSTART"]).astimezone(ZoneInfo("Europe/Moscow")).hour == 10
    assert moment(entry["DTEND"]) == START + timedelta(minutes=90)
    assert entry["STATUS"] == "CONFIRMED"
    assert latin_form(reference) in entry["UID"]
    assert "17" in entry["DESCRIPTION"]
    assert not {"ATTENDEE", "ORGANIZER"} & entry.keys()
    assert "Анна" not in str(entry)


@pytest.mark.shows("B15")
async def test_a_request_is_tentative_and_its_confirmation_comes_as_a_newer_entry(world: World) -> None:
    """The same UID, a higher SEQUENCE, in a file that comes by itself to whoever took the first."""
    guest = world.person("Марина")
    reference = await book_seats(world, guest, W, 2, FELTING)
    await open_papers(guest, reference)
    await guest.tap(W("papers.kind.calendar"))
    _, (entry,) = read_calendar(content_of(world, files(guest, ".ics")[-1]))
    await guest.tap(W("site.to_request"))
    await guest.tap(W("mine.cancel"))
    await guest.tap(W("cancel.not_needed"))
    newest = files(guest, ".ics")
    assert len(newest) == 2
    assert newest[-1].text.splitlines()[0] in W("paper.caption.calendar_off", reference=reference)
    _, (cancelled,) = read_calendar(content_of(world, newest[-1]))
    assert cancelled["UID"] == entry["UID"]
    assert int(cancelled["SEQUENCE"]) > int(entry["SEQUENCE"])
    assert (entry["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert cancelled["DTSTART"] == entry["DTSTART"]


@pytest.mark.shows("B15")
async def test_the_site_calls_it_off_and_two_entries_go(world: World) -> None:
    """Two subgroups are two entries; the answer of the site changes both."""
    teacher, host, reference = await confirmed_class(world, party="7 Б, 27")
    await open_papers(teacher, reference)
    await teacher.tap(W("papers.kind.calendar"))
    _, before = read_calendar(content_of(world, files(teacher, ".ics")[-1]))
    assert len({each["UID"] for each in before}) == 2
    await teacher.tap(W("site.to_request"))
    await teacher.tap(W("mine.cancel"))
    await teacher.tap(W("cancel.frost"))
    _, after = read_calendar(content_of(world, files(teacher, ".ics")[-1]))
    assert [each["UID"] for each in after] == [each["UID"] for each in before]
    assert {each["STATUS"] for each in after} == {"CANCELLED"}
    assert host.last.text


@pytest.mark.shows("B15")
async def test_who_took_no_file_gets_none(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await teacher.writes("/my")
    await teacher.tap(f"✅ {reference}")
    await teacher.tap(W("mine.cancel"))
    await teacher.tap(W("cancel.no_adults"))
    assert not files(teacher)


@pytest.mark.shows("B15")
async def test_another_meeting_point_is_a_newer_entry(world: World) -> None:
    """The catalogue is imported anew: whoever took the file gets it again, once, with the new place; a paper
    that names the old one says so."""
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    await teacher.tap(W("papers.kind.calendar"))
    await teacher.tap(W("papers.kind.leaflet"))
    _, (before,) = read_calendar(content_of(world, files(teacher, ".ics")[-1]))
    document = json.loads(demo_of())
    for each in document["sites"]:
        if each["slug"] == PAPER_MILL:
            each["meeting_point"] = {"ru": "Проходная № 7", "en": "Gatehouse No. 7"}
    for _ in range(2):
        counts = await ImportCatalogue(world.db, world.clock)(json.dumps(document))
        assert isinstance(counts, ImportCounts), counts
        await world.app.content.refresh()
        await world.settle()
    assert len(files(teacher, ".ics")) == 2
    _, (after,) = read_calendar(content_of(world, files(teacher, ".ics")[-1]))
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert "№ 7" in after["LOCATION"]
    await open_papers(teacher, reference)
    teacher.sees(W("papers.outdated.time", paper=W("papers.kind.leaflet")))


# --- by subscription ------------------------------------------------------------------------------------


@pytest.mark.shows("B15")
async def test_without_a_public_address_no_calendar_is_offered(world: World) -> None:
    teacher, _, reference = await confirmed_class(world)
    await open_papers(teacher, reference)
    assert W("papers.feed") not in teacher.buttons()
    booked = (await booking_of(world, teacher)).id
    await teacher.press_data(f"feed:{booked}:show:0")
    assert not await world.db.read(lambda c: c.execute(select(calendar_feed)).all())


def make_public(world: World, address: str) -> None:
    """As with PUBLIC_URL."""
    world.app.dispatcher.workflow_data["links"] = Links("prokhodnaya_bot", address)


def address_on(person: Person) -> str:
    return next(line for line in person.last.text.splitlines() if line.startswith("http"))


@pytest.mark.shows("B15")
async def test_a_calendar_at_a_secret_address(world: World, http: aiohttp.ClientSession) -> None:
    """Read by whoever knows the address; follows the visits; changed and closed it leads nowhere."""
    teacher, _, reference = await confirmed_class(world)
    pages = public_pages(Health(world.db, world.app.content), None, None, Calendars(world.app.runner))
    async with listening(pages, "127.0.0.1", 0) as port:
        make_public(world, f"http://127.0.0.1:{port}/")
        await open_papers(teacher, reference)
        await teacher.tap(W("papers.feed"))
        address = address_on(teacher)
        async with http.get(address) as answer:
            assert (answer.status, answer.content_type) == (200, "text/calendar")
            etag, raw = answer.headers["ETag"], await answer.read()
        own, (entry,) = read_calendar(raw)
        assert own["REFRESH-INTERVAL"] == "PT6H"
        assert moment(entry["DTSTART"]) == START
        for piece in NO_STORE_OF_NAMES:
            assert piece not in raw.decode().replace("\r\n ", "")
        async with http.get(address, headers={"If-None-Match": etag}) as answer:
            assert answer.status == 304
            assert await answer.read() == b""
        await teacher.writes("/my")
        await teacher.tap(f"✅ {reference}")
        await teacher.tap(W("mine.cancel"))
        await teacher.tap(W("cancel.no_adults"))
        async with http.get(address, headers={"If-None-Match": etag}) as answer:
            assert answer.status == 200
            _, (gone,) = read_calendar(await answer.read())
        assert (gone["UID"], gone["STATUS"]) == (entry["UID"], "CANCELLED")
        assert int(gone["SEQUENCE"]) > int(entry["SEQUENCE"])
        world.clock.move(timedelta(days=31))
        async with http.get(address) as answer:
            assert read_calendar(await answer.read())[1] == []


@pytest.mark.shows("B15")
async def test_an_address_that_was_changed_or_closed_leads_nowhere(
    world: World, http: aiohttp.ClientSession
) -> None:
    teacher, _, reference = await confirmed_class(world)
    pages = public_pages(Health(world.db, world.app.content), None, None, Calendars(world.app.runner))

    async def status(address: str) -> int:
        async with http.get(address) as answer:
            return answer.status

    async with listening(pages, "127.0.0.1", 0) as port:
        make_public(world, f"http://127.0.0.1:{port}")
        await open_papers(teacher, reference)
        await teacher.tap(W("papers.feed"))
        first, screen = address_on(teacher), teacher.last
        await teacher.resend_last_tap()
        assert address_on(teacher) == first, "shown again it is the same"
        await teacher.tap(W("feed.renew"))
        second = address_on(teacher)
        await teacher.resend_last_tap()
        await teacher.tap(W("feed.renew"), message=screen)
        assert address_on(teacher) == second, "tapped again it changes nothing"
        assert [await status(each) for each in (first, second)] == [404, 200]
        await teacher.tap(W("feed.close"))
        teacher.sees("закрыт")
        assert await status(second) == 404
        await teacher.tap(W("feed.open"))
        third = address_on(teacher)
        assert [await status(each) for each in (second, third)] == [404, 200]
        base = third.rsplit("/", 1)[0]
        for forged in ("1-" + "0" * 32, "2-" + third[-36:-4], "x-1", "1-", "9" * 30 + "-" + "0" * 32, "1"):
            assert await status(f"{base}/{forged}.ics") == 404, forged
        await teacher.writes("/delete_me")
        await teacher.tap(W("delete.sure"))
        assert await status(third) == 404
