"""An owner who had worked in the bot for a day stayed somebody to whom it cannot write: that they were back
had been said while the bot was off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.db.tables import person
from bot.domain.model import Role
from bot.services.people.reachability import note_reachability
from sandbox.people import Person
from tests.bot.hosts.site import host_of
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import World
from tests.security.changes import end_roles

W = words("ru")
NOBODY = W("coordinator.urgent.nobody").lstrip(": ")


async def marked(world: World) -> int:
    def body(connection: Connection) -> int:
        return connection.execute(
            select(func.count()).select_from(person).where(person.c.unreachable_since.is_not(None))
        ).scalar_one()

    return await world.db.read(body)


async def cut_off(world: World, *people: Person) -> None:
    for each in people:
        await world.app.runner.run(note_reachability, each.user_id, reachable=False)
    assert await marked(world) == len(people)


@pytest.mark.parametrize("way", ["command", "tap", "text", "start"])
@pytest.mark.sampled(2)
@pytest.mark.shows("G4")
async def test_whatever_they_do_they_are_there(world: World, way: str) -> None:
    coordinator = await world.coordinator()
    owner = await world.host(PAPER_MILL)
    await owner.writes("/desk")
    await cut_off(world, owner)
    await world.restart()
    await world.move(timedelta(hours=26))
    match way:
        case "command":
            await owner.writes("/desk")
        case "tap":
            await owner.tap(owner.buttons()[0])
        case "text":
            await owner.writes("добрый день")
        case _:
            await owner.start()
    assert not await marked(world)
    await coordinator.writes("/region")
    coordinator.does_not_see("бот не может написать")


@pytest.mark.shows("F6")
async def test_staff_who_may_answer_read_requests(world: World) -> None:
    """While the owner is away: nobody is missing on the first screen, and the list says who answers."""
    coordinator = await world.coordinator()
    owner = await world.host(PAPER_MILL)
    staff = await host_of(world, "Пётр", Role.STAFF)
    await cut_off(world, owner)
    await world.move(timedelta(minutes=1))
    reference = await book_class(world, world.person("Анна"), W)
    staff.sees(reference)
    await coordinator.writes("/region")
    coordinator.sees(reference)
    coordinator.does_not_see(NOBODY)
    await end_roles(world, staff)
    await coordinator.writes("/region")
    coordinator.sees(NOBODY)
