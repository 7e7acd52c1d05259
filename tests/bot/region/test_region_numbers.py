"""A coordinator says deadlines of the region, and when its people are written to."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import book_class, words
from tests.bot.region.conftest import COLLEAGUE_ID
from tests.bot.region.test_region_days import open_part
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("F9")
async def test_the_time_for_an_answer(world: World, language: str) -> None:
    """It holds for what is asked from then on; whoever was promised a day keeps it."""
    w, r = words(language), words("ru")
    coordinator = await coordinator_of(world, language)
    await host_of(world, "Ольга", Role.OWNER)
    early, late = world.person("Анна"), world.person("Вера Ивановна")
    await book_class(world, early, r)
    promised = (await booking_of(world, early)).first.answer_due_at
    await open_part(coordinator, w, "terms")
    await coordinator.tap(w("setting.name.answer_days"))
    coordinator.sees(w.t.count("setting.value.answer_days", 3), w("setting.range", least=1, most=10))
    await coordinator.writes("потом" if language == "ru" else "later")
    coordinator.sees(w("host.refusal.text_refused.not_a_number"))
    await coordinator.writes("60")
    coordinator.sees(w("host.refusal.text_refused.number_between", least=1, most=10))
    await coordinator.writes("3")
    coordinator.sees(w("host.refusal.text_refused.setting_as_it_is"))
    await coordinator.writes("1")
    coordinator.sees(w("setting.about.answer_days", n=1), w.t.count("setting.value.answer_days", 1))
    agree = data_of(coordinator, w("settings.save"))
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.setting"), w.t.count("setting.value.answer_days", 1))
    await coordinator.press_data(agree)
    assert w("settings.done.setting") in coordinator.last.text
    await world.restart()
    assert (await booking_of(world, early)).first.answer_due_at == promised
    await book_class(world, late, r)
    due = (await booking_of(world, late)).first.answer_due_at
    assert due is not None
    assert promised is not None
    assert due < promised
    await open_part(coordinator, w, "terms")
    await coordinator.tap(w("setting.name.answer_days"))
    await coordinator.tap(w("setting.usual", value=w.t.count("setting.value.answer_days", 3)))
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w.t.count("setting.value.answer_days", 3))


@LANGUAGES
@pytest.mark.shows("F9")
@pytest.mark.shows("G2")
async def test_hours_in_which_people_are_written_to(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await open_part(coordinator, w, "hours")
    coordinator.sees("08:00–20:00", "10:00–18:00", w("setting.value.none"))
    await coordinator.tap(w("setting.name.hours_saturday"))
    await coordinator.writes("5–23")
    coordinator.sees(w("host.refusal.text_refused.hours_of_night"))
    await coordinator.writes("в обед" if language == "ru" else "at noon")
    coordinator.sees(w("host.refusal.text_refused.not_hours"))
    await coordinator.tap(w("setting.no_hours"))
    coordinator.sees("10:00–18:00", w("setting.value.none"))
    await coordinator.tap(w("settings.save"))
    await open_part(coordinator, w, "hours")
    await coordinator.tap(w("setting.name.hours_workday"))
    await coordinator.tap(w("setting.no_hours"))
    coordinator.sees(w("host.refusal.text_refused.no_hours_left"))
    await coordinator.writes("9:00–19:30" if language == "ru" else "from 9:00 to 19:30")
    coordinator.sees("09:00–19:30")
    await coordinator.tap(w("settings.save"))
    coordinator.sees("09:00–19:30")
    region = next(iter(world.app.content.everything.regions))
    hours = world.app.content.limits_in(region, world.app.runner.limits).hours
    assert (str(hours.working_day), hours.saturday) == ("09:00-19:30", None)


@pytest.mark.shows("F9")
async def test_two_coordinators_at_once(world: World) -> None:
    """Whoever agrees to what is no more the case is shown what is."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    colleague = world.person("Роман", user_id=COLLEAGUE_ID)
    await colleague.start()
    for each in (coordinator, colleague):
        await open_part(each, w, "terms")
        await each.tap(w("setting.name.hold_minutes"))
        await each.writes("20" if each is coordinator else "30")
    await coordinator.tap(w("settings.save"))
    await colleague.tap(w("settings.save"))
    colleague.sees(
        w("host.refusal.text_refused.schedule_changed"), str(w.t.count("setting.value.hold_minutes", 20))
    )
    await colleague.tap(w("settings.save"))
    colleague.sees(w.t.count("setting.value.hold_minutes", 30))
