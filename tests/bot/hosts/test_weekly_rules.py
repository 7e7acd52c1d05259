"""An owner changes the weekly schedule in chat."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import data_of, host_of
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("E5")
async def test_rules_are_added_changed_and_ended(world: World, language: str) -> None:
    """What a rule makes and takes off is shown before it holds; what stays with a class in it is listed, and
    closed in one step."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    await teacher.waits()
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.schedule"))
    owner.sees("10:00, 13:30")
    await owner.tap(w("host.schedule.add"))
    owner.sees(w("host.new.programme"))
    await owner.tap(owner.buttons()[0])
    saturday = w("date.weekday.6")
    await owner.tap(saturday)
    owner.sees(f"✓ {saturday}")
    await owner.tap(w("host.rule.days_done"))
    owner.sees(w("host.rule.ask.times"))
    await owner.writes("вечером" if language == "ru" else "in the evening")
    owner.sees(w("host.refusal.text_refused.not_times"))
    await owner.writes("11:00")
    owner.sees("11:00", w("host.rule.season.year"), w("host.rule.at_once"))
    await world.restart()
    await owner.tap(w("host.rule.field.season"))
    await owner.tap(w("host.rule.season.school"))
    owner.sees(w("host.rule.season.school"))
    agree = data_of(owner, w("host.rule.open"))
    await owner.tap(w("host.rule.open"))
    owner.sees(w("host.schedule.done.added"), f"{saturday} · 11:00")
    await owner.press_data(agree)
    assert w("host.schedule.done.added") in owner.last.text

    # The class stays; its session is no rule's any more.
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.schedule"))
    rule = next(label for label in owner.buttons() if "10:00, 13:30" in label)
    change = data_of(owner, rule)
    await owner.tap(rule)
    await owner.tap(w("host.rule.field.times"))
    await owner.writes("16:00")
    owner.sees(w("host.rule.keeps", sessions=w.t.count("host.count.sessions", 2)), "10:00")
    await owner.tap(w("host.rule.save"))
    owner.sees(w("host.schedule.done.changed"), w("host.schedule.off", n=2))
    teacher.sees_nothing_new()
    await owner.press_data(change)
    owner.sees(w("host.refusal.already_decided"))
    await owner.tap(w("host.schedule.off", n=2))
    owner.sees(w("host.off.stay"))
    await owner.tap(w("host.off.close"))
    await owner.tap(w("host.reason.no_guide"))
    owner.sees(w("reason.no_guide"), w.t.count("host.count.groups", 1))
    close = data_of(owner, w("host.period.close_and_tell"))
    await teacher.waits()
    await owner.tap(w("host.period.close_and_tell"))
    owner.sees(w("host.off.none"), w("host.off.closed"))
    teacher.sees(reference, r("reason.no_guide"))
    await teacher.waits()
    await owner.press_data(close)
    teacher.sees_nothing_new()

    # It ends, after a look at what goes.
    await owner.tap(w("host.to_schedule"))
    await owner.tap(next(label for label in owner.buttons() if "16:00" in label))
    await owner.tap(w("host.rule.to_end"))
    owner.sees(w("host.rule.title.ends", site="").split("—")[0].strip())
    await owner.tap(w("host.rule.end"))
    owner.sees(w("host.schedule.done.ended"))
    owner.does_not_see("16:00")


@pytest.mark.shows("E5")
async def test_staff_see_the_rules_and_change_none(world: World) -> None:
    w = words("ru")
    staff = await host_of(world, "Пётр", Role.STAFF, slug=PAPER_MILL)
    await staff.writes("/desk")
    await staff.tap(w("host.desk.sessions"))
    await staff.tap(w("host.sessions.schedule"))
    staff.sees("10:00, 13:30")
    assert w("host.schedule.add") not in staff.buttons()
