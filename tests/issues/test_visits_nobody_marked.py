"""A visit that nobody marked on its day could never be recorded, and nobody was asked how many came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role, VisitStatus
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_host_gate import expected_class
from tests.bot.paths import words
from tests.bot.world import World


@pytest.mark.long
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("E4", "G1")
async def test_the_next_morning_the_host_is_asked_and_can_say_it(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = await expected_class(world, owner)
    booking = await booking_of(world, teacher)
    title = w("host.unmarked.title", reference=booking.reference)
    await world.move(timedelta(days=5))
    asked = [each for each in owner.messages if each.text.startswith(title)]
    assert len(asked) == len(booking.visits), "once a subgroup"
    assert not any(booking.reference in each.text and "?" in each.text for each in guard.messages)
    await owner.tap(w("host.gate.all", n=booking.first.seats), message=asked[0])
    after = (await booking_of(world, teacher)).first
    assert (after.status, after.arrived_count) == (VisitStatus.ARRIVED, booking.first.seats)
    await world.move(timedelta(days=10))
    await owner.press_data(f"hv:{booking.first.id}:missed")
    assert (await booking_of(world, teacher)).first.status is VisitStatus.ARRIVED


@pytest.mark.shows("G1")
async def test_a_marked_visit_is_not_asked_about(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await expected_class(world, owner)
    booking = await booking_of(world, teacher)
    for visit in booking.visits:
        await world.move_to(max(visit.starts_at, world.clock.now()))
        await owner.press_data(f"hv:{visit.id}:all")
    await world.move(timedelta(days=5))
    title = w("host.unmarked.title", reference=booking.reference)
    assert not [each for each in owner.messages if each.text.startswith(title)]
