"""A host closes days in chat, and opens them again."""

from __future__ import annotations

import pytest

from bot.domain.model import Role, VisitStatus
from bot.ui.formats.dates import day_label, short_day_label
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import book_class, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("E5")
async def test_a_day_is_closed_and_opened_again(world: World, language: str) -> None:
    """Whom it hits stands above the button; the class is told why and until when other days are kept."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    booking = await booking_of(world, teacher)
    day = booking.first.starts_at.date()
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.close"))
    owner.sees(w("host.period.first"))
    await owner.tap("›")
    await owner.tap("‹")
    await owner.writes("чепуха" if language == "ru" else "nonsense")
    owner.sees(w("host.refusal.text_refused.not_a_day"))
    await owner.writes(f"{day:%d.%m}")
    owner.sees(w("host.period.from", day=day_label(day, w.t)), w("host.period.last"))
    await owner.tap(w("button.back"))
    owner.sees(w("host.period.first"))
    await owner.writes(f"{day:%d.%m}")
    await owner.tap(w("host.period.one_day"))
    await owner.tap(w("host.reason.breakdown"))
    owner.sees(w("reason.breakdown"), "10:00", "13:30", w.t.count("host.count.groups", 1))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED
    close = data_of(owner, w("host.period.close_and_tell"))
    await teacher.waits()
    await owner.tap(w("host.period.close_and_tell"))
    owner.sees(w("host.period.done", site="").split("—")[0].strip(), w("reason.breakdown"))
    teacher.sees(reference, r("reason.breakdown"), "Держим для вас до")
    after = await booking_of(world, teacher)
    assert {each.status for each in after.visits} == {VisitStatus.CANCELLED_BY_HOST}
    assert {each.reason for each in after.visits} == {"breakdown"}
    await owner.press_data(close)
    assert w("reason.breakdown") in owner.last.text

    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    owner.sees(w("reason.breakdown"))
    await owner.tap(w("host.sessions.closed_days"))
    label = w("host.closures.open", days=short_day_label(day, w.t))
    await owner.tap(label)
    owner.sees(w("host.closures.sure"))
    again = data_of(owner, w("host.session.reopen"))
    await owner.tap(w("host.session.reopen"))
    owner.sees(w("host.closures.done"), w("host.closures.none"))
    await owner.press_data(again)
    owner.sees(w("host.closures.done"))
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    owner.sees(w("host.session.close"))
