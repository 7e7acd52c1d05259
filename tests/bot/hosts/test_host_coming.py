"""What a host needs every day: who comes and when, another date for a request, one visit called off."""

from __future__ import annotations

import pytest

from bot.domain.model import Role, VisitStatus
from bot.ui.formats.dates import moment_label
from bot.ui.host.parts import short_who_label
from bot.ui.screen import MOST_CHARACTERS
from tests.bot.hosts.site import booking_of, data_of, host_of, label_with, notice
from tests.bot.paths import book_class, reference_on, tells_of, words
from tests.bot.test_visitor_waiting import take_button
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
ZONE = "Europe/Moscow"


@LANGUAGES
@pytest.mark.shows("E4", "E5")
async def test_everybody_who_comes_is_on_one_list(world: World, language: str) -> None:
    """Whatever the day: from the desk to a group and its request, and from its session as well."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD)
    first, second = world.person("Анна"), world.person("Мария")
    reference = await book_class(world, first, r)
    await owner.tap(w("host.confirm"))
    waiting = await book_class(world, second, r)
    booking = await booking_of(world, first)
    await owner.writes("/desk")
    await owner.tap(w("host.coming"))
    owner.sees(w("host.coming.title"), moment_label(booking.first.starts_at, ZONE, w.t))
    assert tells_of(reference, owner.last.text)
    assert tells_of(waiting, owner.last.text)
    assert len(owner.last.text or "") <= MOST_CHARACTERS
    groups = [each for each in owner.buttons() if short_who_label(booking, w.t) in each]
    await owner.tap(next(each for each in groups if "⏳" not in each))
    await owner.tap(w("host.to_request"))
    assert tells_of(reference, owner.last.text)
    await owner.press_data(f"hc:{booking.first.session_id}:show:")
    await owner.tap(label_with(owner, w.t.reference(reference)))
    assert tells_of(reference, owner.last.text)
    await guard.writes("/desk")
    assert w("host.coming") not in guard.buttons()
    await guard.press_data(f"hg:{booking.first.site_id}:0")
    assert not tells_of(reference, guard.last.text)


@LANGUAGES
@pytest.mark.shows("E2", "K")
async def test_a_host_names_other_dates_and_one_is_taken(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await owner.tap(r("host.dates"))
    assert r("host.dates.send", n=1) not in owner.buttons()
    times = [each for each in owner.buttons() if each != r("button.back")]
    await owner.tap(times[0])
    await owner.tap(times[1])
    await owner.tap(f"✓ {times[1]}")
    await owner.tap(times[2])
    again = data_of(owner, r("host.dates.send", n=2))
    await teacher.waits()
    await owner.tap(r("host.dates.send", n=2))
    owner.sees(reference, "❌", r("reason.another_time"))
    staff.sees(reference, "Ольга")
    assert r("host.confirm") not in staff.buttons(notice(staff, reference))
    teacher.sees("🗓", str(w.t.reference(reference)))
    takes = [each for each in teacher.buttons() if each.startswith(w("offer.take", when=""))]
    assert len(takes) == 2
    await teacher.waits()
    await owner.press_data(again)
    owner.sees(r("host.answer.repeated.other_times"))
    teacher.sees_nothing_new()
    await teacher.tap(take_button(teacher, w))
    taken = reference_on(teacher)
    assert taken != reference
    assert (await booking_of(world, teacher)).status is VisitStatus.CONFIRMED, "the site has agreed already"


@pytest.mark.shows("E2")
async def test_a_time_that_somebody_has_meanwhile_is_said(world: World) -> None:
    """The host chooses again, and nothing was answered yet; whoever answers late sees who was first."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher, other = world.person("Анна"), world.person("Мария")
    await book_class(world, teacher, w)
    of_staff = notice(staff, "К-0001")
    await owner.tap(w("host.dates"), message=notice(owner, "К-0001"))
    await owner.tap(owner.buttons()[0])
    send = data_of(owner, w("host.dates.send", n=1))
    await book_class(world, other, w)
    await owner.press_data(send)
    owner.sees(w("host.refusal.session_full"))
    assert (await booking_of(world, teacher)).status is VisitStatus.PENDING
    await staff.tap(w("host.confirm"), message=of_staff)
    await owner.press_data(send)
    owner.sees("Пётр")
    assert (await booking_of(world, teacher)).status is VisitStatus.CONFIRMED


@LANGUAGES
@pytest.mark.shows("E2", "E5", "K")
async def test_one_confirmed_visit_is_called_off(world: World, language: str) -> None:
    """Its session stays open, the leader learns why, and places on other days are kept, confirmed already."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    await owner.tap(w("host.to_queue"))
    booking = await booking_of(world, teacher)
    await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:show:")
    await owner.tap(w("host.call_off"))
    await owner.tap(w("host.reason.no_guide"))
    await owner.tap(w("host.call_off.keep"))
    assert (await booking_of(world, teacher)).status is VisitStatus.CONFIRMED
    await owner.tap(w("host.call_off"))
    await owner.tap(w("host.reason.no_guide"))
    sure = data_of(owner, w("host.call_off.sure"))
    await owner.tap(w("host.call_off.sure"))
    owner.sees(w("reason.no_guide"), "❌")
    assert w("host.call_off") not in owner.buttons()
    teacher.sees(reference, r("reason.no_guide"))
    assert (await booking_of(world, teacher)).status is VisitStatus.CANCELLED_BY_HOST
    await teacher.waits()
    await owner.press_data(sure)
    owner.sees(w("host.answer.repeated.called_off"))
    teacher.sees_nothing_new()
    await teacher.tap(take_button(teacher, r))
    assert (await booking_of(world, teacher)).status is VisitStatus.CONFIRMED
