"""An owner opens intakes of a placement in chat, by a rule and by hand; changes their places, closes them."""

from __future__ import annotations

import pytest

from bot.domain.model import ApplicationStatus, Role
from tests.bot.hosts.site import data_of, host_of, notice
from tests.bot.hosts.test_host_placements import accept_labels, applied
from tests.bot.paths import PAPER_MILL, words
from tests.bot.test_application import SITE, applications
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("E5", "D2")
async def test_a_rule_of_intakes_is_added_changed_and_ended(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.schedule"))
    second_monday = w("host.intake.on.MO", ordinal=w("host.intake.ordinal.2"))
    owner.sees(second_monday)
    await owner.tap(w("host.intake.add"))
    owner.sees(w("host.intake.ask.day"))
    await owner.writes("когда-нибудь" if language == "ru" else "some day")
    owner.sees(w("host.refusal.text_refused.not_an_intake_day"))
    await owner.tap(w("host.intake.week", ordinal=w("host.intake.ordinal.3")))
    await owner.tap(w("date.weekday.2"))
    owner.sees(w("host.intake.ask.months"), w("host.intake.on.TU", ordinal=w("host.intake.ordinal.3")))
    await owner.tap(w("button.back"))
    await owner.writes("третий вторник" if language == "ru" else "3rd Tuesday")
    await owner.tap(w("date.month.2"))
    owner.sees(f"✓ {w('date.month.2')}")
    await owner.tap(w("host.rule.days_done"))
    owner.sees(w("host.intake.ask.time"))
    await owner.writes("11:00")
    owner.sees("11:00", w("host.intake.lead", days=w.t.count("count.working_days", 10)).split(".")[0])
    await world.restart()
    await owner.tap(w("host.intake.field.months"))
    await owner.writes("февраль и март" if language == "ru" else "February and March")
    agree = data_of(owner, w("host.rule.open"))
    await owner.tap(w("host.rule.open"))
    owner.sees(w("host.schedule.done.added"), "11:00")
    await owner.press_data(agree)
    assert w("host.schedule.done.added") in owner.last.text

    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.schedule"))
    third_tuesday = w("host.intake.on.TU", ordinal=w("host.intake.ordinal.3"))
    await owner.tap(next(label for label in owner.buttons() if label.startswith(third_tuesday)))
    owner.sees(w("host.intake.title.changed", site="").split("—")[0].strip())
    await owner.tap(w("host.rule.to_end"))
    await owner.tap(w("host.rule.end"))
    owner.sees(w("host.schedule.done.ended"))
    owner.does_not_see(third_tuesday)


@pytest.mark.shows("E5", "D2")
async def test_one_intake_is_opened_its_places_change_and_it_is_closed(world: World) -> None:
    """Never fewer places than are given; who has one is told why it is closed."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=SITE)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap("Стажировка помощника технолога")
    await owner.writes("16.03")
    await owner.writes("10:00")
    owner.sees("вт, 16 марта, 10:00")
    await owner.tap(w("host.new.agree"))
    owner.sees(w("host.new.made"), "0 из 2")
    await owner.tap(w("host.change.capacity"))
    await owner.writes("3")
    owner.sees("0 из 3")

    parent, reference = await applied(world, "Мария")
    await owner.tap(accept_labels(owner, w, reference)[0], message=notice(owner, reference))
    await owner.tap(w("host.application.send"))
    (application,) = await applications(world, parent)
    await owner.press_data(f"hc:{application.accepted_session_id}:show:")
    owner.sees("1 из 2")
    await owner.tap(w("host.change.capacity"))
    await owner.writes("0")
    owner.does_not_see("1 из 0")
    await owner.writes("1")
    owner.sees("1 из 1")
    await owner.tap(w("host.session.close"))
    await owner.tap(w("host.reason.repair"))
    await parent.waits()
    await owner.tap(w("host.session.close_sure"))
    owner.sees(w("reason.repair"))
    parent.sees(reference, w("reason.repair"))
    (application,) = await applications(world, parent)
    assert application.status is ApplicationStatus.DECLINED
