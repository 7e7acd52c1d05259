"""Every button of every screen of hosts and coordinators, pressed at once and again a week later."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import func, select

from bot.db.tables import incident
from bot.domain.model import Role
from bot.ui.coordinator import taps as coordinator_taps
from bot.ui.host import taps as host_taps
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, host_of
from tests.bot.paths import book_class, words
from tests.bot.world import World

MOST_SCREENS = 90


def prefixes(module: ModuleType) -> set[str]:
    found = vars(module).values()
    return {
        each.__prefix__
        for each in found
        if isinstance(each, type) and issubclass(each, CallbackData) and each is not CallbackData
    }


OWN = prefixes(host_taps) | prefixes(coordinator_taps)
LEAVING = host_taps.LeaveTap(site=1, sure=True).pack().split(":", 1)[0]
"""Whoever leaves the site sees nothing more of it; that has a test of its own."""


def shape(data: str) -> str:
    """What a button does, without ids: enough to know that one like it was pressed."""
    prefix, *values = data.split(":")
    return ":".join([prefix, *(each for each in values if not each.isdecimal() and len(each) != 16)])


async def walk(person: Person, command: str) -> dict[str, str]:
    """Presses one button of each kind, beginning with a command; their data by kind."""
    seen: dict[str, str] = {}
    await person.writes(command)
    waiting: list[tuple[str, ShownMessage]] = []

    def collect() -> None:
        for shown in [*person.new, person.last]:
            for row in shown.rows:
                for button in row:
                    data = button.callback_data
                    prefix = (data or "").split(":")[0]
                    if data is None or prefix not in OWN or prefix == LEAVING or shape(data) in seen:
                        continue
                    seen[shape(data)] = data
                    waiting.append((data, shown))

    collect()
    while waiting and len(seen) < MOST_SCREENS:
        data, shown = waiting.pop()
        await person.press_data(data, shown)
        assert person.new or person.alert is not None, f"{data} was ignored"
        collect()
    return seen


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("role", [Role.OWNER, Role.GUIDE, Role.GUARD, Role.COORDINATOR])
async def test_every_button_answers_now_and_a_week_later(world: World, language: str, role: Role) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    if role is Role.OWNER:
        person = owner
        person.user.language_code = language
    elif role is Role.COORDINATOR:
        person = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
        await person.start()
    else:
        person = await host_of(world, "Гриша", role, language=language)
    await book_class(world, world.person("Анна"), words("ru"))
    pressed = await walk(person, "/region" if role is Role.COORDINATOR else "/desk")
    print(sorted(pressed))
    await world.move(timedelta(days=7))
    for data in pressed.values():
        await person.waits()
        await person.press_data(data)
        answered = person.new or (person.alert is not None and person.alert.text)
        assert answered, f"{data} was ignored a week later"
    incidents = await world.db.read(
        lambda connection: connection.execute(select(func.count()).select_from(incident)).scalar_one()
    )
    assert incidents == 0
