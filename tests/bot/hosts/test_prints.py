"""What the people of a site print: the list of a day (E4), posters and hand-outs with labelled links (A8)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from bot.domain.model import Role
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import clock_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of, label_with
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.hosts.test_host_gate import expected_class
from tests.bot.papers import content_of, files, text_of
from tests.bot.paths import FELTING, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
NAMES = {"ru": "Русский", "en": "English"}


def read(world: World, person: Person, number: int = -1) -> str:
    return text_of(content_of(world, files(person, ".pdf")[number])).replace("\u00a0", " ")


@LANGUAGES
@pytest.mark.shows("E4")
async def test_the_list_of_the_day_for_the_gate(world: World, language: str) -> None:
    """By one button from the screen of the day: what is needed at a gate without network, and no names of
    those who come."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await expected_class(world, owner)
    first, second = (await booking_of(world, teacher)).visits
    await guard.writes("/desk")
    await guard.tap(w("host.desk.today"))
    await guard.tap(w("host.sheet.button"))
    guard.sees(w("host.to_day"))
    await guard.resend_last_tap()
    (file,) = files(guard, ".pdf")
    said = read(world, guard)
    now = clock_label(world.clock.now(), "Europe/Moscow")
    printed = w("host.sheet.printed", time=now, day="").partition(now)[0] + now
    for piece in (printed, "7 Б", "Северный ключ", "+7 900 000-00-03", w("host.sheet.walk_in")):
        assert piece in said, piece
    starts = [clock_label(each.starts_at, "Europe/Moscow") for each in (first, second)]
    codes = [code_label(each.code, w.t) for each in (first, second)]
    assert [said.index(each) for each in starts] == sorted(said.index(each) for each in starts)
    assert all(each in said for each in codes)
    assert str(w.t.count("count.people", first.seats + second.seats)) in said
    assert len(PdfReader(io.BytesIO(content_of(world, file))).pages) == 1

    await world.move(timedelta(minutes=2))
    await guard.press_data(f"hv:{first.id}:all")
    await guard.writes("/desk")
    await guard.tap(w("host.desk.today"))
    await guard.tap(w("host.sheet.button"))
    assert w("host.gate.arrived_count", time="", n=first.seats).rpartition(",")[2].strip() in read(
        world, guard
    )


@LANGUAGES
@pytest.mark.shows("E4")
async def test_an_empty_day_says_so_and_nobody_else_prints_it(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.tomorrow"))
    await owner.tap(w("host.sheet.button"))
    assert w("host.sheet.empty") in read(world, owner)
    assert w("host.sheet.walk_in") in read(world, owner), "whoever comes all the same has a line"

    stranger = await host_of(world, "Пётр", Role.OWNER, slug=FELTING, language=language)
    number = site_id(world, "vychegda-sheet")
    await stranger.press_data(f"hls:{number}:0")
    stranger.sees(w("host.refusal.not_allowed"))
    assert not files(stranger)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    await guard.press_data(f"hls:{number}:20270101")
    assert f"{world.clock.now():%Y-%m-%d}" in files(guard)[-1].file.name, "a guard's day is today"  # type: ignore[union-attr]


@LANGUAGES
@pytest.mark.shows("A8")
async def test_a_poster_and_a_hand_out_carry_the_labelled_link(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    await owner.writes("/desk")
    await owner.tap(w("links.desk"))
    await owner.tap(w("links.new"))
    await owner.writes("Poster 1")
    await owner.tap(w("print.button"))
    owner.sees(w("print.which"))
    await owner.tap(w("links.card"))
    payload = f"s_{site_id(world, FELTING)}_s-poster1"
    owner.sees(payload)
    screen = owner.last
    for size, (width, height) in {"A4": (210, 297), "A5": (148, 210)}.items():
        for code, name in NAMES.items():
            await owner.tap(w("print.as", size=size, language=name), message=screen)
            page = PdfReader(io.BytesIO(content_of(world, files(owner, ".pdf")[-1]))).pages
            assert len(page) == 1
            mm = [float(each) / 72 * 25.4 for each in (page[0].mediabox.width, page[0].mediabox.height)]
            assert mm == pytest.approx([width, height], abs=1)
            t = words(code)
            said = read(world, owner)
            for piece in (
                payload,
                t("print.call"),
                t("print.by_hand", bot=world.app.links.username),
                t("print.version", version="А" if code == "ru" else "A"),
                t("print.label", label="poster1"),
            ):
                assert piece in said.replace(" ?", "?"), piece
    assert len(files(owner, ".pdf")) == 4

    await owner.writes("/desk")
    await owner.tap(w("links.desk"))
    await owner.tap("poster1")
    await owner.tap(w("print.button"))
    await owner.tap(
        label_with(owner, "…") if any("…" in each for each in owner.buttons()) else owner.buttons()[1]
    )
    await owner.tap(w("print.as", size="A4", language="Русский"))
    await owner.resend_last_tap()
    assert len(files(owner, ".pdf")) == 5, "who taps twice gets one"


@LANGUAGES
@pytest.mark.shows("A8", "C1")
async def test_a_coordinator_prints_routes(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await coordinator.writes("/region")
    await coordinator.tap(w("links.button"))
    await coordinator.tap(w("links.plain"))
    await coordinator.tap(w("print.button"))
    route = next(iter(world.app.content.published.routes.values()))
    title = w.t.content(route.title)
    await coordinator.tap(label_with(coordinator, title[:20]))
    await coordinator.tap(w("print.as", size="A5", language=NAMES[language]))
    said = read(world, coordinator)
    assert title in said
    assert f"r_{route.id}" in said
    assert w("print.route") in said


@LANGUAGES
@pytest.mark.shows("A8")
async def test_what_nobody_sees_or_counts_is_not_printed(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    number = site_id(world, FELTING)
    site = world.app.content.everything.sites[number]
    other = site_id(world, "vychegda-sheet")
    for what, label in ((f"s_{number}", "nobodys"), (f"s_{other}", ""), ("s_999999", ""), ("r_1", "")):
        await owner.press_data(f"hlp:{site.region_id}:{number}:{label}:{what}:a4:ru")
        assert w("host.refusal.not_published.print") in owner.last.text
    await owner.press_data(f"hlp:{site.region_id}:{other}::s_{other}:a4:ru")
    owner.sees(w("host.refusal.not_allowed"))
    await owner.press_data(f"hlp:{site.region_id}:0::r_1:a4:ru")
    owner.sees(w("host.refusal.not_allowed"))
    assert not files(owner)
