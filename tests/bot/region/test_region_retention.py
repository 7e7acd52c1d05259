"""A region keeps data for a shorter time than the law lets it; how many go is shown before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.operations.self_audit import Span
from bot.db.tables import audit, booking, deletion_log, draft
from bot.domain.model import Role
from bot.domain.retention import DataClass
from bot.services.upkeep import retention
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import book_class, reach_summary, words
from tests.bot.region.conftest import COLLEAGUE_ID
from tests.bot.region.test_region_days import open_part
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
DAY = timedelta(days=1)


async def names_left(world: World) -> list[str | None]:
    return list(await world.db.read(lambda c: c.execute(select(booking.c.leader_name)).scalars()))


@LANGUAGES
@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F9")
@pytest.mark.shows("H3")
async def test_leaders_of_a_region_go_earlier(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    coordinator = await coordinator_of(world, language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await reach_summary(world, teacher, r)
    await teacher.tap(r("summary.change_comment"))
    await teacher.writes("Нужна розетка")
    await teacher.tap(r("summary.send"))
    await owner.tap(r("host.confirm"))
    ends_at = (await booking_of(world, teacher)).first.ends_at

    # Nobody's time is over yet: nothing goes with the next night.
    await open_part(coordinator, w, "kept")
    coordinator.sees(w("settings.kept.about"))
    await coordinator.tap(w("setting.name.keep_leader"))
    coordinator.sees(w.t.count("setting.value.keep_leader", 30), w("setting.range", least=10, most=30))
    for typed in ("9", "31", "60"):
        await coordinator.writes(typed)
        coordinator.sees(w("host.refusal.text_refused.number_between", least=10, most=30))
    await coordinator.writes("12")
    coordinator.sees(w("setting.about.keep_leader", n=0))
    await coordinator.tap(w("button.cancel"))

    await world.skip_to(ends_at + 15 * DAY)
    assert await names_left(world) == ["Анна Петровна"]
    await open_part(coordinator, w, "kept")
    await coordinator.tap(w("setting.name.keep_leader"))
    await coordinator.writes("12")
    # The booking, and the comment in the form that it came from.
    coordinator.sees(w("setting.about.keep_leader", n=2))
    agree = data_of(coordinator, w("settings.save"))
    await world.restart()
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("settings.done.setting"))
    await coordinator.press_data(agree)
    coordinator.sees(w("host.refusal.draft_closed"))
    assert await names_left(world) == ["Анна Петровна"], "not before the night"
    await world.skip_to(ends_at + 16 * DAY)
    assert await names_left(world) == [None]
    log = await world.db.read(
        lambda c: c.execute(
            select(deletion_log.c.data_class, deletion_log.c.records).where(deletion_log.c.basis == "region")
        ).all()
    )
    assert sorted(tuple(each) for each in log) == [("leader", 1), ("sent form", 1)]
    assert await retention.end_all(world.app.runner) == 0, "what is done twice finds nothing"
    forms = await world.db.read(lambda c: c.execute(select(draft.c.form)).scalars().all())
    assert "розетка" not in str(forms)
    noted = await world.db.read(
        lambda c: c.execute(select(audit.c.details).where(audit.c.action == "region.setting")).scalars().all()
    )
    assert noted == [{"name": "keep_leader", "before": None, "after": "12"}]

    # Back to the law's term: nothing more goes by that.
    await open_part(coordinator, w, "kept")
    await coordinator.tap(w("setting.name.keep_leader"))
    await coordinator.tap(w("setting.usual", value=w.t.count("setting.value.keep_leader", 30)))
    coordinator.sees(w("setting.about.keep_leader", n=0))
    await coordinator.tap(w("settings.save"))
    assert await world.app.runner.run(retention.find_own_terms) == []


@pytest.mark.shows("F9")
async def test_what_goes_has_changed_since_it_was_shown(world: World) -> None:
    """A day later more would go: that is shown first. Of other regions nothing is."""
    w = words("ru")
    coordinator = await coordinator_of(world)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    ends_at = (await booking_of(world, teacher)).first.ends_at
    await world.skip_to(ends_at + 11 * DAY)
    await open_part(coordinator, w, "kept")
    await coordinator.tap(w("setting.name.keep_leader"))
    await coordinator.writes("13")
    coordinator.sees(w("setting.about.keep_leader", n=0))
    await world.skip_to(ends_at + 13 * DAY)
    await coordinator.tap(w("settings.save"))
    coordinator.sees(w("host.refusal.text_refused.schedule_changed"), w("setting.about.keep_leader", n=1))
    await coordinator.tap(w("settings.save"))
    (own,) = await world.app.runner.run(retention.find_own_terms)
    region = next(iter(world.app.content.everything.regions))
    assert (own.days, own.regions) == (13, (region,))
    elsewhere = retention.OwnTerm(own.setting, own.days, ())
    span = Span(1, 1000)
    assert await world.app.runner.run(retention.find_over, DataClass.LEADER, span, elsewhere) == []


@pytest.mark.shows("F9")
async def test_how_long_data_are_kept_in_other_hands(world: World) -> None:
    w = words("ru")
    coordinator, colleague = await coordinator_of(world), world.person("Роман", user_id=COLLEAGUE_ID)
    await colleague.start()
    await open_part(coordinator, w, "kept")
    start = data_of(coordinator, w("setting.name.keep_words"))
    stranger = world.person("Зоя")
    await stranger.start()
    await stranger.press_data(start)
    stranger.sees(w("host.refusal.not_allowed"))
    for each, days in ((coordinator, "90"), (colleague, "45")):
        await each.press_data(start)
        await each.writes(days)
    await coordinator.tap(w("settings.save"))
    await colleague.tap(w("settings.save"))
    colleague.sees(w("host.refusal.text_refused.schedule_changed"), w.t.count("setting.value.keep_words", 90))
    await stranger.press_data(data_of(colleague, w("settings.save")))
    await colleague.tap(w("settings.save"))
    region = next(iter(world.app.content.everything.regions))
    assert world.app.content.limits_in(region, world.app.runner.limits).keep_words_days == 45
