"""An old copy said what was marked and not by whom; a mark made the next day said «на месте с 11:30»; a code
of another hour marked a group that was not there."""

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
async def test_an_old_copy_says_by_whom_and_asks(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await class_of_today(world, owner, minutes=35)
    visit = (await booking_of(world, teacher)).first
    await owner.press_data(f"hv:{visit.id}:show")
    old = owner.last
    await guard.press_data(f"hv:{visit.id}:other")
    await guard.writes("14")
    await world.move(timedelta(minutes=2))
    await owner.tap(w("host.gate.all", n=visit.seats), message=old)
    state = w("host.gate.arrived_count", time="10:35", n=14)
    assert owner.alert is not None
    assert owner.alert.text == w("host.gate.was_noted_by", state=state, name="Семён", moment="10:35")
    owner.sees(w("host.gate.replace", state=state, n=visit.seats))
    owner.sees(w("host.gate.marked", name="Семён", moment="10:35"))
    assert (await booking_of(world, teacher)).first.arrived_count == 14
    await owner.tap(w("host.gate.replace_by", n=visit.seats))
    assert (await booking_of(world, teacher)).first.arrived_count == visit.seats
    owner.sees(w("host.gate.marked", name="Ольга", moment="10:37"))


@LANGUAGES
async def test_every_other_old_button_asks_as_well(world: World, language: str) -> None:
    """«Отметка ошибочна», a number typed to an old question, «Не приехали»."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await class_of_today(world, owner, minutes=35)
    visit = (await booking_of(world, teacher)).first
    await owner.press_data(f"hv:{visit.id}:show")
    unmarked = owner.last
    await owner.press_data(f"hv:{visit.id}:other")
    await guard.press_data(f"hv:{visit.id}:said:12:")
    guard_copy = guard.last
    await owner.writes("16")
    owner.sees(w("host.gate.replace", state=w("host.gate.arrived_count", time="10:35", n=12), n=16))
    assert (await booking_of(world, teacher)).first.arrived_count == 12
    await owner.tap(w("host.gate.replace_by", n=16))
    assert (await booking_of(world, teacher)).first.arrived_count == 16
    await guard.tap(w("host.gate.undo"), message=guard_copy)
    assert (await booking_of(world, teacher)).first.arrived_count == 16
    assert guard.alert is not None
    assert "Ольга" in guard.alert.text
    await owner.tap(w("host.gate.missed"), message=unmarked)
    owner.sees(w("host.gate.replace_missed", state=w("host.gate.arrived_count", time="10:35", n=16)))
    await guard.press_data(f"hv:{visit.id}:show")
    await guard.tap(w("host.gate.undo"))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED


@LANGUAGES
async def test_a_mark_made_later_says_when_it_was_made(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await class_of_today(world, owner, minutes=35)
    visit = (await booking_of(world, teacher)).first
    await world.skip_to(visit.starts_at + timedelta(days=1))
    await owner.press_data(f"hv:{visit.id}:show")
    await owner.tap(w("host.gate.all", n=visit.seats))
    day = "ср, 9 декабря, 10:00" if language == "ru" else "Wed, 9 December, 10:00"
    owner.sees(
        w("host.gate.state", state=w("host.gate.came_count", n=visit.seats)),
        w("host.gate.marked", name="Ольга", moment=day),
    )
    for invented in (f"{visit.ends_at:%H:%M}", "11:30", "10:35"):
        assert invented not in owner.last.text


@LANGUAGES
async def test_a_code_of_another_hour_or_day_says_so_before_it_marks(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await class_of_today(world, owner, minutes=-10)
    first, second = (await booking_of(world, teacher)).visits
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    await guard.writes(second.code)
    guard.sees(w("host.code.other_hour", time="13:30", now="09:50"))
    assert (await booking_of(world, teacher)).visits[1].status is VisitStatus.CONFIRMED
    await guard.writes(first.code)
    guard.sees(w("host.code.arrived"))
    await guard.writes(second.code)
    await guard.tap(w("host.gate.all", n=second.seats))
    assert (await booking_of(world, teacher)).visits[1].arrived_count == second.seats
    await guard.press_data(f"hv:{second.id}:undo")
    await world.move_to(second.starts_at - timedelta(minutes=60))
    await guard.press_data(f"hk:ask:{second.site_id}")
    await guard.writes(second.code)
    guard.sees(w("host.code.arrived"))
    await guard.press_data(f"hv:{second.id}:undo")
    await world.move_to(second.ends_at)
    await guard.press_data(f"hk:ask:{second.site_id}")
    await guard.writes(second.code)
    guard.sees(w("host.code.other_hour", time="13:30", now=f"{second.ends_at.hour + 3}:{second.ends_at:%M}"))
    await world.skip_to(second.ends_at + timedelta(days=1))
    await guard.press_data(f"hk:ask:{second.site_id}")
    await guard.writes(second.code)
    day = "вт, 8 декабря" if language == "ru" else "Tue, 8 December"
    guard.sees(w("host.refusal.code_unknown.other_day", day=day))
    assert (await booking_of(world, teacher)).visits[1].status is VisitStatus.CONFIRMED
    await guard.press_data(f"hv:{second.id}:show")
    guard.sees(w("host.refusal.not_allowed.day"))
