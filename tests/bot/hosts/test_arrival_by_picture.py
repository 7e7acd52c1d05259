"""The arrival code as a picture: shown by the leader, scanned at the gate, told to nobody else (E4)."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
import segno
from PIL import Image

from bot.domain.booking.codes import latin_form
from bot.domain.links import ArrivalLink, read_arrival, read_link
from bot.domain.model import Role, SiteId, VisitStatus
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import clock_label
from bot.ui.links import Links
from bot.web.arrivals import Arrivals
from bot.web.health import Health
from bot.web.server import listening, public_pages
from tests.bot.hosts.site import booking_of, go_to_start, host_of, label_with
from tests.bot.hosts.test_host_gate import expected_class
from tests.bot.paths import FELTING, book_class, words
from tests.bot.world import World


def carries(picture: bytes, text: str) -> bool:
    """Whether a picture shows the QR code of a text, each of its fields where it belongs."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    fields = [[bool(field) for field in row] for row in segno.make(text, error="m", micro=False).matrix]
    border = 4
    scale = image.width // (len(fields) + 2 * border)
    middle = [(border + at) * scale + scale // 2 for at in range(len(fields))]
    return image.width >= 300 and fields == [[image.getpixel((x, y)) == 0 for x in middle] for y in middle]


LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("E4", "B16")
async def test_a_leader_shows_the_picture_of_each_group(world: World, language: str) -> None:
    w = words(language)
    owner, teacher = (
        await host_of(world, "Ольга", Role.OWNER),
        world.person("Анна", language_code=language),
    )
    await book_class(world, teacher, w)
    assert w("arrival.button") not in teacher.buttons(), "nobody is awaited yet"
    await owner.tap(words("ru")("host.confirm"))
    teacher.sees(w("message.confirmed", reference="", site="", city="").split()[0])
    assert w("arrival.button") in teacher.buttons()
    booking = await booking_of(world, teacher)
    visits = booking.visits
    assert len(visits) > 1
    await teacher.writes("/my")
    await teacher.tap(teacher.buttons()[0])
    await teacher.tap(w("arrival.button"))
    assert teacher.last.file is not None
    picture = world.telegram.files.find(teacher.last.file.file_id).content
    assert carries(picture, world.app.links.start(ArrivalLink(visits[0].site_id, visits[0].code).payload))
    teacher.sees(code_label(visits[0].code, w.t))
    await teacher.tap(label_with(teacher, code_label(visits[1].code, w.t)))
    assert teacher.last.kind == "photo"
    teacher.sees(code_label(visits[1].code, w.t))
    await teacher.tap(w("sent.card"))
    assert w("arrival.button") in teacher.buttons()
    await world.skip_to(visits[-1].ends_at + timedelta(minutes=1))
    await teacher.press_data(f"qr:{booking.id}:0")
    assert teacher.last.kind == "text", "the card says what became of it"


@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_guard_scans_as_if_the_code_were_typed(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await expected_class(world, owner)
    first, second = (await booking_of(world, teacher)).visits
    payload = ArrivalLink(first.site_id, first.code).payload
    await guard.start(payload)
    guard.sees(w("host.code.arrived"))
    await guard.tap(w("host.gate.all", n=first.seats))
    after = (await booking_of(world, teacher)).visits[0]
    assert (after.status, after.arrived_count) == (VisitStatus.ARRIVED, first.seats)
    await owner.start(payload)
    owner.sees(words("ru")("host.code.was_here"), "Семён")
    assert (await booking_of(world, teacher)).visits[0] == after, "nothing was marked twice"

    await guard.start(ArrivalLink(second.site_id, second.code).payload)
    assert (await booking_of(world, teacher)).visits[1].status is VisitStatus.CONFIRMED, "another hour"
    starts, now = (clock_label(each, "Europe/Moscow") for each in (second.starts_at, world.clock.now()))
    guard.sees(w("host.code.other_hour", time=starts, now=now))
    unknown = "Ш999" if "Ш999" not in {first.code, second.code} else "Ш998"
    await guard.start(ArrivalLink(first.site_id, unknown).payload)
    guard.sees(w("host.refusal.code_unknown.nobody"))


@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_code_of_another_day_or_of_no_visit_any_more_says_so(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await expected_class(world, owner, minutes=-24 * 60)
    booking = await booking_of(world, teacher)
    first = booking.first
    payload = ArrivalLink(first.site_id, first.code).payload
    await owner.start(payload)
    owner.sees(w("host.refusal.code_unknown.other_day", day="").split(":")[0])
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED
    await go_to_start(world, teacher, minutes=-30)
    await teacher.press_data(f"bkx:{booking.id}:illness")
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CANCELLED
    await owner.start(payload)
    owner.sees(w("host.refusal.code_unknown.cancelled"))


@LANGUAGES
@pytest.mark.shows("E4", "H5")
async def test_nobody_else_learns_anything_of_the_group(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    elsewhere = await host_of(world, "Пётр", Role.OWNER, slug=FELTING, language=language)
    stranger = world.person("Марина", language_code=language)
    teacher = await expected_class(world, owner)
    first = (await booking_of(world, teacher)).first
    unknown = "Ш999" if first.code != "Ш999" else "Ш998"
    said: set[str] = set()
    for person in (elsewhere, stranger):
        for code in (first.code, unknown):
            for site in (first.site_id, SiteId(999_999)):
                await person.start(ArrivalLink(site, code).payload)
                person.sees(w("arrival.about"))
                said.add(person.last.text)
    for damaged in ("a_", "a_1", "a_1_", "a_x_D7W4", "a_1_ZZZZ"):
        await stranger.start(damaged)
        said.add(stranger.last.text)
    assert len(said) == 1, "the same words, whatever the link carries"
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED
    await teacher.start(ArrivalLink(first.site_id, first.code).payload)
    teacher.sees(words("ru")("arrival.about"))


@asynccontextmanager
async def pages_of(world: World, links: Links) -> AsyncIterator[str]:
    pages = public_pages(Health(world.db, world.app.content), None, None, None, Arrivals(links))
    async with listening(pages, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.shows("E4")
async def test_behind_a_public_address_a_page_opens_the_bot(
    world: World, http: aiohttp.ClientSession
) -> None:
    """Whatever opens on a phone says what it is, in its language, and leads into Telegram."""
    assert (
        Links("some_bot").arrival(ArrivalLink(SiteId(12), "Д7Ш4")) == "https://t.me/some_bot?start=a_12_D7W4"
    )
    links = Links("some_bot", "https://visits.example/")
    address = links.arrival(ArrivalLink(SiteId(12), "Д7Ш4"))
    assert address == "https://visits.example/arrival/a_12_D7W4"
    async with pages_of(world, links) as base:
        for accepted, language in (("", "ru"), ("en-GB,en;q=0.9", "en"), ("fr, ru;q=0.5", "ru")):
            async with http.get(
                f"{base}/arrival/a_12_D7W4", headers={"Accept-Language": accepted}
            ) as response:
                text = await response.text()
            assert response.status == 200
            assert words(language)("arrival.about") in text
            assert "tg://resolve?domain=some_bot&amp;start=a_12_D7W4" in text
            assert "https://t.me/some_bot?start=a_12_D7W4" in text
        for nothing in ("a_12_ZZZZ", "s_12", "a_%3Cb%3E_D7W4", "a_12"):
            async with http.get(f"{base}/arrival/{nothing}") as response:
                assert response.status == 404
                assert "<b>" not in await response.text()


@pytest.mark.shows("E4")
def test_the_link_holds_what_it_carries() -> None:
    for code in ("Д7Ш4", "Ф999", "Г2ЖЛ"):
        link = ArrivalLink(SiteId(999_999_999), code)
        assert len(link.payload) <= 64
        assert link.payload.isascii()
        assert read_arrival(link.payload) == link
        assert read_arrival(f"a_7_{latin_form(code).lower()}") == ArrivalLink(SiteId(7), code)
    for damaged in ("", "a", "a_", "a_1", "a_1_", "a__D7W4", "a_1_D7W", "a_1_D7W44", "s_1_D7W4"):
        assert read_arrival(damaged) is None, damaged
    assert read_link("a_12_D7W4") is None
