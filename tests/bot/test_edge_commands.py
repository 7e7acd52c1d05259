"""The menu of commands: every one that is offered is understood, and the list follows role and language."""

from __future__ import annotations

import pytest

from bot.ui.commands import COORDINATOR_COMMANDS, HOST_COMMANDS, VISITOR_COMMANDS, set_default_commands
from bot.ui.translator import languages
from sandbox.people import Person
from tests.bot.world import World

UNKNOWN = "Такой команды нет"


def names(world: World, person: Person) -> list[str]:
    return [each["command"] for each in world.telegram.commands_for(person.user_id)]


@pytest.mark.shows("J")
@pytest.mark.parametrize("command", VISITOR_COMMANDS)
async def test_every_command_of_visitors_is_understood(world: World, command: str) -> None:
    visitor = world.person("visitor")
    await visitor.start()
    await visitor.writes(f"/{command}")
    assert visitor.new
    visitor.does_not_see(UNKNOWN)


@pytest.mark.shows("J")
async def test_the_commands_of_hosts_and_coordinators_are_understood(world: World) -> None:
    host, coordinator = await world.host("sloist"), await world.coordinator()
    for person, own in ((host, HOST_COMMANDS), (coordinator, COORDINATOR_COMMANDS)):
        for command in own:
            await person.writes(f"/{command}")
            person.does_not_see(UNKNOWN)
            assert command in names(world, person)


async def test_a_command_that_is_not_there_is_said_so(world: World) -> None:
    visitor = world.person("visitor")
    await visitor.start()
    await visitor.writes("/frobnicate")
    visitor.sees(UNKNOWN)


@pytest.mark.shows("J")
async def test_each_person_is_offered_their_own_in_their_language(world: World) -> None:
    await set_default_commands(world.app.bot)
    visitor = world.person("visitor", language_code="en")
    await visitor.start()
    assert names(world, visitor) == list(VISITOR_COMMANDS)
    described = world.telegram.commands_for(visitor.user_id)[0]["description"]
    assert described == "begin anew"
    host = await world.host("sloist")
    assert names(world, host) == [*HOST_COMMANDS, *VISITOR_COMMANDS]

    await visitor.writes("/language")
    await visitor.tap(next(each.name for each in languages() if each.code == "ru"))
    await visitor.writes("/my")
    described = world.telegram.commands_for(visitor.user_id)[0]["description"]
    assert described == "начать сначала", "the list follows the language that was chosen"
