"""Closing and adding sessions in chat."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.model import Role, VisitStatus
from bot.ui.formats.dates import day_label, short_moment_label
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import FELTING, PAPER_MILL, book_class, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("E5")
async def test_a_session_is_closed_with_a_reason_and_everybody_is_told(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    booking = await booking_of(world, teacher)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    when = short_moment_label(booking.first.starts_at, "Europe/Moscow", w.t)
    for _ in range(4):
        if not any(when in label for label in owner.buttons()):
            await owner.tap(w("host.sessions.later"))
    await owner.tap(next(label for label in owner.buttons() if when in label))
    owner.sees(w("host.session.close"))
    await owner.tap(w("host.session.close"))
    await owner.tap(w("button.back"))
    await owner.tap(w("host.session.close"))
    await owner.tap(w("host.reason.breakdown"))
    owner.sees(w("reason.breakdown"), str(w.t.count("host.count.groups", 1)))
    await owner.tap(w("host.session.keep"))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED
    await owner.tap(w("host.session.close"))
    await owner.tap(w("host.reason.breakdown"))
    close = data_of(owner, w("host.session.close_sure"))
    await teacher.waits()
    await owner.tap(w("host.session.close_sure"))
    owner.sees(w("host.session.done.closed"), w("reason.breakdown"))
    teacher.sees(reference, r("reason.breakdown"))
    await teacher.waits()
    await owner.press_data(close)
    owner.sees(w("host.session.repeated.closed"))
    teacher.sees_nothing_new()
    after = await booking_of(world, teacher)
    assert after.visits[0].status is VisitStatus.CANCELLED_BY_HOST
    assert after.visits[1].status is VisitStatus.CONFIRMED
    await owner.tap(w("host.session.reopen"))
    owner.sees(w("host.session.done.open"))


@LANGUAGES
@pytest.mark.shows("E5", "E11")
async def test_a_session_is_added_with_wrong_answers_first(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    owner.sees(w("host.new.programme"))
    await owner.tap(owner.buttons()[0])
    owner.sees(w("host.new.day"))
    await owner.tap("›")
    await owner.tap("‹")
    await owner.writes("когда-нибудь")
    owner.sees(w("host.refusal.text_refused.not_a_day"))
    await owner.writes("01.01.2020")
    owner.sees(w("host.refusal.session_past"))
    owner.sees(w("host.new.day"))
    await world.restart()
    await owner.writes("5 декабря" if language == "ru" else "5 December")
    owner.sees(w("host.new.time"))
    for wrong in ("полдень", "26:00"):
        await owner.writes(wrong)
        owner.sees(w("host.refusal.text_refused.not_a_time"))
    await owner.writes("23:30")
    owner.sees(w("host.refusal.text_refused.hours"))
    await owner.writes("14:30")
    owner.sees("14:30", w("host.new.sure"))
    await owner.tap(w("host.new.agree"))
    owner.sees(w("host.new.made"), "14:30")
    await owner.tap(w("host.to_sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    await owner.writes("05.12")
    owner.sees("14:30")
    await owner.writes("14.30")
    owner.sees(w("host.refusal.session_exists", time="14:30"))
    await owner.writes("15:00")
    day = day_label(date(2026, 12, 5), w.t)
    owner.sees(day, "14:30–16:00", w("host.nearest", time="16:00"))
    card = data_of(owner, w("host.open_session"))
    nearest = owner.last
    await owner.tap(w("host.nearest", time="16:00"))
    owner.sees("16:00", w("host.new.sure"))
    await owner.tap(w("host.new.agree"))
    owner.sees(w("host.new.made"), "16:00")
    # The button of a form that is over says so.
    await owner.tap(w("host.nearest", time="16:00"), message=nearest)
    assert w("host.new.made") in owner.last.text
    await owner.press_data(card)
    owner.sees("14:30", w("host.session.close"))


@LANGUAGES
@pytest.mark.shows("E5")
async def test_back_and_cancel_at_each_question(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    await owner.tap(w("button.back"))
    owner.sees(w("host.new.programme"))
    await owner.tap(owner.buttons()[0])
    past = next(label for label in owner.buttons() if label == "–") if "–" in owner.buttons() else None
    if past is not None:
        await owner.tap(past)
        owner.sees(w("host.refusal.session_past"))
    await owner.tap("30")
    owner.sees(w("host.new.time"))
    await owner.tap(w("button.back"))
    owner.sees(w("host.new.day"))
    day = data_of(owner, "30")
    await owner.tap(w("button.cancel"))
    owner.sees(w("host.sessions.add"))
    await owner.press_data(day)
    owner.sees(w("host.refusal.draft_closed"))
    await owner.tap(w("host.to_desk"))
    owner.sees(w("host.role.owner"))
    await owner.writes("14:30")
    owner.does_not_see(w("host.new.made"))


@pytest.mark.shows("E1")
async def test_somebody_of_two_sites_chooses_one_first(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await host_of(world, "Ольга", Role.GUARD, slug=FELTING)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, w)
    await owner.writes("/desk")
    owner.sees(w("host.desk.choose"), "Вычегодский лист", "Тёплый след")
    await owner.tap(w("host.desk.queue_all", n=1))
    owner.sees(reference)
    await owner.tap(w("host.to_desk"))
    await owner.tap("«Тёплый след»")
    owner.sees(w("host.role.guard"))
    assert w("host.desk.sessions") not in owner.buttons()
    await owner.tap(w("host.desk.other_site"))
    await owner.press_data(f"hs:{site_id(world, FELTING)}:")
    owner.sees(w("host.refusal.not_allowed"))
    await world.move(timedelta(seconds=1))
