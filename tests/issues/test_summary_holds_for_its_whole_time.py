"""The summary said until when it holds the seats, and that was what the question of the time had left over.

Name and phone took ten minutes: five were left to read the summary. The message that the time was over came
with every edit later than the seats were free.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import hold
from bot.domain.model import HoldState
from sandbox.people import Person
from tests.bot.paths import (
    PAPER_MILL,
    Words,
    become_known,
    describe_class,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.town import tap_to
from tests.bot.world import World

WHOLE = timedelta(minutes=15)

pytestmark = pytest.mark.shows("B4")


async def held_until(world: World) -> datetime:
    query = select(hold.c.expires_at).where(hold.c.state == HoldState.LIVE)
    return await world.db.read(lambda c: c.execute(query).scalar_one())


async def to_the_consent(world: World, teacher: Person, w: Words) -> None:
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)


def told(person: Person, w: Words) -> int:
    """How often it was said that the time is over."""
    begin = w("message.hold_expired", site="")[:10]
    return sum(each.from_bot and begin in each.text for each in person.messages)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_who_needed_ten_minutes_for_a_name_has_fifteen_for_the_summary(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await to_the_consent(world, teacher, w)
    begun = world.clock.now()
    assert await held_until(world) == begun + WHOLE
    await world.move(timedelta(minutes=10))
    await become_known(teacher, w)
    assert await held_until(world) == begun + timedelta(minutes=10) + WHOLE
    await world.move_to(begun + timedelta(minutes=24))
    assert told(teacher, w) == 0
    await world.move_to(begun + timedelta(minutes=26))
    assert told(teacher, w) == 1


async def test_an_edit_of_the_summary_neither_prolongs_nor_moves_the_message(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await to_the_consent(world, teacher, w)
    await become_known(teacher, w)
    until = await held_until(world)
    await world.move(timedelta(minutes=10))
    await tap_to(teacher, ":ask:comment")
    await teacher.writes("Нужна розетка для проектора")
    assert await held_until(world) == until
    await world.move_to(until + timedelta(minutes=1))
    assert told(teacher, w) == 1
