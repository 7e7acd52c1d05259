"""«Журнал» in the chat: what somebody did is found by its kind and its place, and comes as a file (F8)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from bot.domain.model import Role
from bot.ui.coordinator.callback_data import JournalFileTap, JournalTap
from bot.ui.formats.labels import name_label
from sandbox.people import Person
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_complaints import coordinator_of
from tests.bot.papers import content_of, files
from tests.bot.paths import DAIRY, PAPER_MILL, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def invited(owner: Person, language: str = "ru") -> None:
    """An owner makes a link for a colleague, which the log notes."""
    w = words(language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.people"))
    await owner.tap(w("host.people.invite"))
    await owner.tap(w("host.invite.guard"))


@LANGUAGES
@pytest.mark.shows("F8")
async def test_a_coordinator_reads_the_log(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await coordinator_of(world, language)
    await invited(owner)
    mill = name_label(w.t.content(world.app.content.everything.sites[site_id(world, PAPER_MILL)].name))
    dairy = name_label(w.t.content(world.app.content.everything.sites[site_id(world, DAIRY)].name))
    done = w("my_data.action.invitation.created")
    await coordinator.writes("/region")
    await coordinator.tap(w("journal.button"))
    coordinator.sees(done, mill)
    coordinator.does_not_see("Ольга")
    await coordinator.tap(w("journal.what", what=w("journal.everything")))
    await coordinator.tap(w("journal.group.visits"))
    coordinator.sees(w("journal.none"))
    await coordinator.tap(w("journal.what", what=w("journal.group.visits")))
    await coordinator.tap(w("journal.group.people"))
    coordinator.sees(done)
    await coordinator.tap(w("journal.where", where=w("journal.everywhere")))
    await coordinator.tap(dairy)
    coordinator.sees(w("journal.none"))
    await coordinator.tap(w("journal.where", where=""))
    await coordinator.tap(mill)
    coordinator.sees(done)
    await coordinator.tap(w("journal.days.7"))
    await coordinator.tap(w("figures.file.csv"))
    await world.settle()
    (file,) = files(coordinator, ".csv")
    rows = list(csv.reader(io.StringIO(content_of(world, file).decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == w("journal.head.at")
    assert [row[2] for row in rows[1:]] == [done]
    assert "Ольга" not in str(rows)
    await coordinator.tap(w("journal.to"), message=file)
    coordinator.sees(done)


@pytest.mark.shows("F8")
async def test_its_file_has_the_day_of_the_region(world: World) -> None:
    """Where it is tomorrow already, while in Greenwich it is not."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    await world.move_to(world.clock.now().replace(hour=22, minute=30))
    day = world.clock.now().date() + timedelta(days=1)
    await coordinator.writes("/region")
    await coordinator.tap(w("journal.button"))
    await coordinator.tap(w("figures.file.csv"))
    await world.settle()
    (file,) = files(coordinator, ".csv")
    assert file.file is not None
    assert day.isoformat() in file.file.name


@pytest.mark.shows("F8")
async def test_nobody_else_reads_the_log(world: World) -> None:
    """By a guessed button, also of somebody who owns a site."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    await invited(owner)
    region_id = world.app.content.everything.sites[site_id(world, PAPER_MILL)].region_id
    for button in (
        JournalTap(region=region_id),
        JournalTap(region=region_id, show="sites"),
        JournalFileTap(region=region_id, site=0, group="", days=31, file="csv"),
    ):
        await owner.press_data(button.pack())
        owner.does_not_see(words("ru")("my_data.action.invitation.created"))
    await world.settle()
    assert not files(owner)
