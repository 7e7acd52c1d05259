"""What the leader said later changed a message that had scrolled away: an edit makes no sound."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_on_the_day import class_of_today, told
from tests.bot.paths import words
from tests.bot.world import World

pytestmark = pytest.mark.shows("B16")
W = words("ru")


@pytest.mark.parametrize(("minutes", "messages"), [(0, 1), (4, 1), (5, 2), (30, 2)])
@pytest.mark.sampled(2)
async def test_a_later_word_comes_as_a_message_of_its_own(world: World, minutes: int, messages: int) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = await class_of_today(world, owner)
    await teacher.tap(W("day.on_way"))
    await world.move(timedelta(minutes=minutes))
    await guard.writes("/desk")
    await teacher.tap(W("day.late"))
    await teacher.tap(W("day.late_by", n=20))
    for person in (owner, guard):
        shown = told(person)
        assert len(shown) == messages
        for each in shown:
            assert W("host.said.late", n=20, time="10:20") in each.text, "no copy says what is over"
        assert not shown[-1].silent
    if messages == 2:
        assert guard.messages[-1] == told(guard)[-1], "below everything else"


async def test_every_copy_says_the_last_word(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner)
    await teacher.tap(W("day.on_way"))
    for late in (10, 20, 30):
        await world.move(timedelta(minutes=6))
        await teacher.tap(W("day.late"))
        await teacher.tap(W("day.late_by", n=late))
        await teacher.resend_last_tap()
    assert len(told(owner)) == 4
    for each in told(owner):
        assert W("host.said.late", n=30, time="10:30") in each.text
