"""«Цифры» of a site and «Отчёт» of a region: as text, with what each figure means, as table and picture."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.db.people.people import read_actor
from bot.domain.catalogue.catalogue import Site
from bot.domain.model import PersonId, Role
from bot.services.figures import counting
from bot.ui.figures.callback_data import FiguresTap, ReportFileTap, ReportTap
from bot.ui.formats.labels import name_label
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_complaints import coordinator_of
from tests.bot.papers import content_of
from tests.bot.paths import DAIRY, PAPER_MILL, site_id, words
from tests.bot.world import World, eventually
from tests.host.happened import Place, let_happen

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def lived(world: World, somebody: Person) -> None:
    """A year and a half of visits at the paper mill."""
    site = world.app.content.everything.sites[site_id(world, PAPER_MILL)]
    actor = await world.db.read(lambda c: read_actor(c, somebody.user_id))
    assert actor is not None
    place, now, leader = Place(site.id, site.programmes), world.clock.now(), actor.person_id
    await world.db.write(
        lambda c: let_happen(c, [place], site.region_id, PersonId(leader), now, seed=21, bookings=60)
    )


def newest(person: Person, kind: str) -> ShownMessage:
    return next(each for each in reversed(person.messages) if each.from_bot and each.kind == kind)


def sheets_of(world: World, message: ShownMessage) -> list[str]:
    return load_workbook(io.BytesIO(content_of(world, message))).sheetnames


@LANGUAGES
@pytest.mark.shows("E9")
async def test_a_site_reads_its_figures(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await lived(world, owner)
    await owner.writes("/desk")
    await owner.tap(w("figures.desk"))
    owner.sees(w("figures.kind.m"), w("figures.file.xlsx"))
    await owner.tap(w("figures.kind.y"))
    owner.sees("2026", w("figures.head.visits", excursions="|", visitors="").partition("<")[0])
    await owner.tap(w("figures.how"))
    await owner.tap(w("figures.section.requests"))
    owner.sees(w("figures.how.applied"))
    owner.does_not_see(w("figures.how.late"))
    await owner.tap("›")
    owner.sees(w("figures.how.late"), w("figures.how.answer_hours"))
    await owner.tap(w("figures.to"))
    await owner.tap(w("figures.months"))
    owner.sees(w("figures.months.about"))
    await owner.tap(w("figures.to"))
    await owner.tap(w("figures.file.xlsx"))
    await world.settle()
    table = newest(owner, "document")
    assert table.file is not None
    assert table.file.name.endswith("2026.xlsx")
    assert w("figures.sheet.how") in sheets_of(world, table)
    await owner.tap(w("figures.to"), message=table)
    await owner.tap(w("figures.file.png"))
    await world.settle()
    assert newest(owner, "photo").text.startswith(w.t.content(_site(world).name))


def _site(world: World) -> Site:
    return world.app.content.everything.sites[site_id(world, PAPER_MILL)]


@LANGUAGES
@pytest.mark.shows("F5")
async def test_a_coordinator_has_the_report(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await lived(world, coordinator)
    await coordinator.writes("/region")
    await coordinator.tap(w("report.button"))
    coordinator.sees("2026", w("report.largest.title"), name_label(w.t.content(_site(world).name)))
    await coordinator.tap(w("figures.kind.s"))
    coordinator.sees("2026/27")
    await coordinator.tap("‹ 2025/26")
    coordinator.sees("2025/26")
    await coordinator.tap(w("figures.places"))
    coordinator.sees(w.t.content(_site(world).municipality))
    await coordinator.tap(w("figures.to"))
    await coordinator.tap(w("figures.sources"))
    coordinator.sees("vk")
    await coordinator.tap(w("figures.to"))
    for kind, ending in (("xlsx", "2025-26.xlsx"), ("csv", "2025-26.csv")):
        await coordinator.tap(w(f"figures.file.{kind}"))
        coordinator.sees(w("figures.coming"))
        await world.settle()
        file = newest(coordinator, "document").file
        assert file is not None
        assert file.name.endswith(ending)
        await coordinator.resend_last_tap()
        await world.settle()
        sent = [each for each in coordinator.messages if each.file and each.file.name.endswith(ending)]
        assert len(sent) == 1, "the same tap once more makes no second file"
        await coordinator.tap(w("figures.to"), message=newest(coordinator, "document"))
    await coordinator.tap(w("figures.file.png"))
    await world.settle()
    assert newest(coordinator, "photo").file is not None


@pytest.mark.shows("F5")
async def test_of_a_large_region_the_figures_come_as_a_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message tells how far the counting is, and changes; whoever else writes meanwhile is answered; what
    comes last is the report, once, also where the process ends in the middle."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    await lived(world, coordinator)
    monkeypatch.setattr(counting, "MUCH", 2)
    await coordinator.writes("/region")
    await coordinator.tap(w("report.button"))
    coordinator.sees(w("figures.coming.text"), "Считаем… 0 %")
    await world.restart()
    world.clock.move(timedelta(seconds=2))
    await world.settle()
    far = next(each for each in coordinator.messages if "Считаем" in each.text)
    entered, may_go_on = Event(), Event()
    parts = counting._parts

    def slow_parts(*asked: Any) -> Any:
        """In the middle of a count."""
        entered.set()
        assert may_go_on.wait(20)
        return parts(*asked)

    monkeypatch.setattr(counting, "_parts", slow_parts)
    states: list[str] = []
    world.telegram.subscribe(
        lambda event: (
            states.append(event.message.text)
            if event.message is not None and event.message.message_id == far.message_id
            else None
        )
    )
    guest = world.person("Гость")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(world.app.ticks.look())
        await eventually(entered.is_set, 20)
        await guest.start()
        guest.sees(w("home.find"))
        may_go_on.set()
    await world.settle()
    await world.move(timedelta(seconds=2))
    coordinator.sees(w("report.largest.title"))
    percents = [int(found[1]) for each in states if (found := re.search(r"(\d+) %", each))]
    assert len(percents) > 1
    assert percents == sorted(percents)
    assert states[-1].endswith(w("figures.counted"))
    messages = len(coordinator.messages)
    await coordinator.resend_last_tap()
    coordinator.sees(w("report.largest.title"))
    assert len(coordinator.messages) == messages, "once it is counted, the same tap shows it at once"


@pytest.mark.shows("F5")
async def test_files_of_a_large_region_wait_for_one_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = words("ru")
    coordinator = await coordinator_of(world)
    await lived(world, coordinator)
    await coordinator.writes("/region")
    await coordinator.tap(w("report.button"))
    monkeypatch.setattr(counting, "MUCH", 2)
    await coordinator.tap(w("figures.file.xlsx"))
    await world.look()
    await world.move(timedelta(seconds=2))
    assert newest(coordinator, "document").file is not None
    await coordinator.tap(w("figures.to"), message=newest(coordinator, "document"))
    await coordinator.tap(w("figures.file.csv"))
    await world.settle()
    assert newest(coordinator, "document").file.name.endswith("csv")  # type: ignore[union-attr]


@pytest.mark.shows("E9")
async def test_figures_end_with_the_role(world: World) -> None:
    """An old button of somebody who has no role any more, and a guessed one of another site."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("figures.desk"))
    await owner.press_data(FiguresTap(site=site_id(world, DAIRY), code="y2026").pack())
    owner.does_not_see(w("figures.kind.y"))
    await owner.press_data(ReportTap(region=_site(world).region_id).pack())
    owner.does_not_see(w("figures.kind.y"))
    await owner.press_data(ReportFileTap(region=_site(world).region_id, code="y2026", file="xlsx").pack())
    await world.settle()
    assert not [each for each in owner.messages if each.kind == "document"]
