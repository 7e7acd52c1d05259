"""When somebody wants to be written to (G2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import outbox
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.papers import confirmed_class
from tests.bot.paths import words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _choose(teacher: Person, language: str) -> None:
    w = words(language)
    await teacher.writes("/profile")
    await teacher.tap(w("profile.quiet_button"))
    teacher.sees(w("quiet.about", hours=w("quiet.hours.site")))
    await teacher.tap(w("quiet.hours.14-20"))
    await teacher.resend_last_tap()
    await teacher.tap(w("quiet.weekends_on"))
    teacher.sees(w("profile.quiet_weekends", hours=w("quiet.hours.14-20")))
    assert f"• {w('quiet.hours.14-20')}" in teacher.buttons()
    await teacher.tap(w("button.back"))
    teacher.sees(w("quiet.hours.14-20"))


async def sent_at(world: World, kind: str) -> list[str]:
    """When messages of a kind were sent, by the clock of the town."""
    found = select(outbox.c.sent_at).where(outbox.c.kind == kind, outbox.c.sent_at.is_not(None))
    rows = await world.db.read(lambda c: c.execute(found.order_by(outbox.c.id)).scalars().all())
    return [f"{each + timedelta(hours=3):%a %H:%M}" for each in rows]


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("G2")
async def test_reminders_wait_and_what_is_near_does_not(world: World, language: str) -> None:
    teacher, host, _ = await confirmed_class(world, language)
    await _choose(teacher, language)
    visit = (await booking_of(world, teacher)).first
    await world.move_to(visit.starts_at - timedelta(days=3))
    assert await sent_at(world, "duty.list") == ["Tue 14:00", "Thu 14:00"], "planned for 10:00"
    silent = [each for each in teacher.messages if each.silent]
    await host.press_data(f"hc:{visit.session_id}:close:repair")
    closed = teacher.messages[-1]
    assert closed.silent, "a Saturday: what somebody waits for comes without sound"
    assert closed not in silent


@pytest.mark.shows("G2")
async def test_the_day_of_the_visit_is_as_for_everybody(world: World) -> None:
    teacher, _, _ = await confirmed_class(world)
    await _choose(teacher, "ru")
    visit = (await booking_of(world, teacher)).first
    await world.skip_to(visit.starts_at - timedelta(days=1, hours=3))
    await world.move_to(visit.starts_at - timedelta(minutes=30))
    assert await sent_at(world, "visit.tomorrow") == ["Mon 15:00"]
    assert await sent_at(world, "visit.soon") == ["Tue 08:00"]


@pytest.mark.shows("G2")
async def test_a_change_of_mind_counts_for_what_waits(world: World) -> None:
    w = words("ru")
    teacher, _, _ = await confirmed_class(world)
    await _choose(teacher, "ru")
    await world.move(timedelta(days=1, minutes=5))
    assert await sent_at(world, "duty.list") == []
    await teacher.writes("/profile")
    await teacher.tap(w("profile.quiet_button"))
    await teacher.tap(w("quiet.hours.site"))
    assert await sent_at(world, "duty.list") == ["Tue 12:05"]
