"""Messages planned for a host were sent with the leader's phone after the host had been removed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.db.tables import outbox
from bot.domain.model import OutboxState, Role
from tests.bot.hosts.site import host_of
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import World
from tests.security.changes import change_role, end_roles, move_to_another_region


async def test_who_was_removed_hears_nothing_more(world: World) -> None:
    teacher = world.person("Анна")
    stays, leaves = await world.host(PAPER_MILL), await host_of(world, "Пётр", Role.STAFF)
    reference = await book_class(world, teacher, words("ru"))
    await end_roles(world, leaves)
    await leaves.waits()
    await stays.waits()
    await world.move(timedelta(days=2))
    stays.sees(reference)
    leaves.sees_nothing_new()
    query = select(outbox.c.last_error).where(outbox.c.state == OutboxState.DROPPED)
    reasons = await world.db.read(lambda connection: connection.execute(query).scalars().all())
    assert "not for its reader any more" in reasons


async def test_a_guard_hears_of_no_requests(world: World) -> None:
    teacher, host = world.person("Анна"), await host_of(world, "Пётр", Role.STAFF)
    reference = await book_class(world, teacher, words("ru"))
    await change_role(world, host, Role.GUARD)
    await host.waits()
    await world.move(timedelta(days=2))
    host.does_not_see(reference)


async def test_a_coordinator_of_another_region_hears_of_none_either(world: World) -> None:
    teacher, coordinator = world.person("Анна"), await world.coordinator()
    reference = await book_class(world, teacher, words("ru"))
    await move_to_another_region(world, coordinator)
    await coordinator.waits()
    await world.move(timedelta(days=4))
    coordinator.does_not_see(reference)
