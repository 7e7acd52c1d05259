"""Hosts read words that were meant for the leader, and buttons that came and went by the way to a card."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import book_class, words
from tests.bot.test_visitor_route_as_one import MILL, on_route
from tests.bot.world import World

W = words("ru")


@pytest.mark.shows("E8")
async def test_how_they_come_is_said_of_them(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    await owner.tap(W("host.confirm"))
    booking = await booking_of(world, teacher)
    await teacher.press_data(f"duty:{booking.id}:{booking.first.site_id}:transport:set:bus:")
    for person in (owner, staff):
        await person.press_data(f"hv:{booking.first.id}:show:0:")
        person.sees("Едут:")
        person.does_not_see("Едете")


@pytest.mark.shows("E5")
async def test_a_confirmed_visit_can_be_called_off_from_every_card_of_it(world: World) -> None:
    """After the answer in the notice, after the same tap again, after a mark, and from the list."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await owner.tap(W("host.confirm"))
    looks = [owner.buttons()]
    await owner.resend_last_tap()
    looks.append(owner.buttons())
    await world.settle()
    looks.append([each.label for row in staff.messages[-1].rows for each in row])
    received = W("host.passes.list_received")
    if received in owner.buttons():
        await owner.tap(received)
        looks.append(owner.buttons())
        await owner.resend_last_tap()
        looks.append(owner.buttons())
    assert reference
    for each in looks:
        assert W("host.call_off") in each, looks
    assert len(looks) == 5


@pytest.mark.shows("C3")
async def test_what_the_site_of_a_stop_wrote_stands_under_its_name(world: World) -> None:
    """It stood right below the last stop, which had said nothing."""
    of = await on_route(world, "ru")
    mill = of.hosts[MILL]
    await mill.tap(W("host.decline"))
    await mill.writes("Печь на ремонте до марта")
    await of.teacher.waits()
    await mill.tap(W("host.reason.repair"))
    await world.settle()
    booking = await of.booking
    site = world.app.content.site(booking.visits[MILL].site_id)
    of.teacher.sees(W("route.site_line", site=W.t.content(site.name), text="Печь на ремонте до марта"))
    of.teacher.does_not_see("Предприятие пишет")
