"""A site named other times, and its request said neither which they were nor that one of them was taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from sandbox.people import Person
from tests.bot.hosts.site import host_of, notice
from tests.bot.paths import book_class, reference_on, words
from tests.bot.test_visitor_waiting import take_button
from tests.bot.world import World

W = words("ru")
HELD = W("host.proposed.until", moment="|").split("|", maxsplit=1)[0]


async def named(world: World, *, times: int = 2) -> tuple[Person, Person, Person, str]:
    """Owner, staff and the teacher to whom the owner has named other times; the reference."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await owner.tap(W("host.dates"))
    labels = [each for each in owner.buttons() if each != W("button.back")][:times]
    for each in labels:
        await owner.tap(each)
    await teacher.waits()
    await owner.tap(W("host.dates.send", n=times))
    return owner, staff, teacher, reference


@pytest.mark.both_engines
@pytest.mark.shows("E2", "K")
async def test_the_site_sees_what_it_named_and_what_was_taken(world: World) -> None:
    owner, staff, teacher, reference = await named(world)
    for host in (owner, staff):
        shown = notice(host, reference).text
        assert W("host.proposed.times", times="").strip() in shown, shown
        assert HELD in shown, shown
        assert shown.count("; ") >= 1, "both times are named"
    await owner.waits()
    await staff.waits()
    await teacher.tap(take_button(teacher, W))
    taken = reference_on(teacher)
    for host in (owner, staff):
        old = notice(host, reference).text
        assert HELD not in old, old
        assert taken in old, old
        told = [each for each in host.messages if each.text.startswith("✅ Взяли ваше время")]
        assert len(told) == 1, [each.text for each in told]
        assert taken in told[0].text
    await teacher.resend_last_tap()
    await world.settle()
    assert len([each for each in owner.messages if each.text.startswith("✅ Взяли ваше время")]) == 1


@pytest.mark.shows("E2", "K")
@pytest.mark.parametrize("says_no", [True, False])
async def test_the_site_sees_that_none_was_taken(world: World, says_no: bool) -> None:
    owner, _, teacher, reference = await named(world, times=1)
    if says_no:
        await teacher.writes("/my")
        await teacher.tap(teacher.buttons()[0])
        await teacher.tap(W("offer.decline"))
    else:
        await world.move(timedelta(days=4))
        await world.settle()
    shown = notice(owner, reference).text
    assert W("host.proposed.declined" if says_no else "host.proposed.over") in shown, shown
    assert HELD not in shown


@pytest.mark.shows("K")
async def test_a_request_with_an_open_offer_lies_ahead(world: World) -> None:
    _, _, teacher, reference = await named(world)
    offered, take = teacher.last, take_button(teacher, W)
    await teacher.writes("/my")
    teacher.sees(W("mine.title"), reference)
    assert not any(each.startswith("Прошедшие") for each in teacher.buttons())
    await teacher.tap(take, message=offered)
    await teacher.writes("/my")
    assert any(each.startswith("Прошедшие") for each in teacher.buttons())
