"""The last write won: an old «Все пришли: 17» overwrote the count of whoever stood at the gate."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role, VisitStatus
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import words
from tests.bot.world import World

pytestmark = pytest.mark.shows("E4")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
async def test_an_old_copy_shows_what_is_marked_and_changes_nothing(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await class_of_today(world, owner, minutes=35)
    visit = (await booking_of(world, teacher)).first
    every = w("host.gate.all", n=visit.seats)
    copies = {}
    for person in (owner, guard):
        await person.press_data(f"hv:{visit.id}:show")
        copies[person.user_id] = person.last
        assert every in person.buttons()
    await guard.tap(w("host.gate.other"))
    await guard.writes("14")
    await owner.tap(every, message=copies[owner.user_id])
    owner.sees(w("host.gate.arrived_count", time="10:35", n=14))
    assert owner.alert is not None
    assert w("host.gate.was_noted", state="").split(":")[0] in owner.alert.text
    assert (await booking_of(world, teacher)).first.arrived_count == 14
    await owner.tap(w("host.gate.other"))
    await owner.writes("15")
    assert (await booking_of(world, teacher)).first.arrived_count == 15, "whoever sees it may correct it"


@LANGUAGES
async def test_a_no_show_is_overwritten_only_by_whoever_sees_it(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await class_of_today(world, owner, minutes=35)
    visit = (await booking_of(world, teacher)).first
    every = w("host.gate.all", n=visit.seats)
    await guard.press_data(f"hv:{visit.id}:show")
    before = guard.last
    await owner.press_data(f"hv:{visit.id}:missed")
    await world.move(timedelta(minutes=1))
    await guard.tap(every, message=before)
    assert (await booking_of(world, teacher)).first.status is VisitStatus.NO_SHOW
    guard.sees(w("host.gate.no_show"))
    await guard.tap(every)
    booking = await booking_of(world, teacher)
    assert (booking.first.status, booking.first.arrived_count) == (VisitStatus.ARRIVED, visit.seats)
    await guard.resend_last_tap()
    assert (await booking_of(world, teacher)).first.arrived_count == visit.seats
