"""Requests in chat: one tap to confirm, two to decline, the first answer wins and all copies show it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role, VisitStatus
from bot.ui.host.parts import people_label
from bot.ui.screen import MOST_CHARACTERS
from tests.bot.hosts.site import COORDINATOR_ID, booking_of, data_of, host_of, label_with, notice
from tests.bot.paths import FELTING, PAPER_MILL, book_class, book_seats, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.shows("E2", "G3")
async def test_a_request_is_confirmed_in_one_tap_and_all_copies_show_it(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    for host, of in ((owner, w), (staff, r)):
        host.sees(reference, "Северный ключ", people_label(27, 3, of.t), "+7", "Анна")
        assert len(notice(host, reference).text or "") <= MOST_CHARACTERS
    guard.does_not_see(reference)
    owner.reset_counts()
    teacher.reset_counts()
    await owner.tap(w("host.confirm"))
    assert owner.taps == 1
    owner.sees(reference, "✅", "Ольга")
    assert w("host.confirm") not in owner.buttons(notice(owner, reference))
    staff.sees(reference, "✅", "Ольга")
    assert r("host.confirm") not in staff.buttons(notice(staff, reference))
    teacher.sees(reference, "✅")
    booking = await booking_of(world, teacher)
    assert {each.status for each in booking.visits} == {VisitStatus.CONFIRMED}
    await teacher.waits()
    await owner.resend_last_tap()
    owner.sees(w("host.answer.repeated.confirmed"))
    teacher.sees_nothing_new()


@LANGUAGES
@pytest.mark.shows("E2")
async def test_declining_takes_two_taps_and_tells_the_reason(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    rows = [[button.label for button in row] for row in notice(owner, reference).rows]
    assert [w("host.confirm")] in rows
    assert [w("host.decline")] in rows
    owner.reset_counts()
    await owner.tap(w("host.decline"))
    owner.sees(w("host.decline.ask"))
    await owner.tap(w("host.reason.repair"))
    assert owner.taps == 2
    owner.sees("❌", w("reason.repair"))
    staff.sees("❌", "Ольга", r("reason.repair"))
    teacher.sees(reference, r("reason.repair"))
    booking = await booking_of(world, teacher)
    assert booking.status is VisitStatus.DECLINED
    await owner.resend_last_tap()
    owner.sees(w("host.answer.repeated.declined"))


@pytest.mark.shows("E2")
async def test_back_from_the_reasons_keeps_the_request(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await owner.tap(w("host.decline"))
    await owner.tap(w("button.back"))
    await owner.tap(w("host.confirm"))
    assert (await booking_of(world, teacher)).status is VisitStatus.CONFIRMED


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.shows("E2")
async def test_the_second_answer_shows_the_first(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    staff = await host_of(world, "Пётр", Role.STAFF, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    old = notice(staff, reference)
    confirm = data_of(staff, w("host.confirm"), old)
    await owner.tap(r("host.decline"))
    await owner.tap(r("host.reason.no_guide"))
    await staff.press_data(confirm, old)
    staff.sees("❌", "Ольга", w("reason.no_guide"))
    assert (await booking_of(world, teacher)).status is VisitStatus.DECLINED


@pytest.mark.both_engines
@LANGUAGES
@pytest.mark.shows("E3")
async def test_an_unanswered_request_is_escalated_and_ends(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    coordinator = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
    await coordinator.start()
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    confirm = data_of(owner, w("host.confirm"), notice(owner, reference))
    for host in (owner, staff):
        await host.waits()
    await world.move(timedelta(days=1, minutes=1))
    owner.sees(reference, "⏳")
    staff.sees(reference, "⏳")
    for host in (owner, staff):
        await host.waits()
    await world.move(timedelta(days=1))
    owner.sees(reference, "⏳")
    staff.sees_nothing_new()
    coordinator.does_not_see(reference)
    await world.move(timedelta(days=1, hours=6))
    coordinator.sees(reference, "+7")
    await coordinator.tap(w("coordinator.due.open"))
    coordinator.sees(reference, "Вычегодский лист" if language == "ru" else "Vychegda")
    await world.move(timedelta(days=2))
    assert (await booking_of(world, teacher)).status is VisitStatus.EXPIRED
    await owner.press_data(confirm, notice(owner, reference))
    owner.sees(w("host.state.expired", name="", moment="", reason=""))
    assert (await booking_of(world, teacher)).status is VisitStatus.EXPIRED


@LANGUAGES
@pytest.mark.shows("E3")
async def test_the_queue_leads_to_the_same_card(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, words("ru"))
    await owner.writes("/desk")
    await owner.tap(w("host.desk.queue", n=1))
    owner.sees(reference, "Северный ключ")
    await owner.tap(label_with(owner, "7 Б"))
    await owner.tap(w("host.confirm"))
    await owner.tap(w("host.to_queue"))
    owner.sees(w("host.queue.empty"))


@pytest.mark.shows("E2", "F1")
async def test_nobody_else_answers_with_a_copied_button(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    stranger = await host_of(world, "Чужая", Role.OWNER, slug=FELTING)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, w)
    confirm = data_of(owner, w("host.confirm"), notice(owner, reference))
    for person in (stranger, guard, teacher):
        await person.press_data(confirm)
        person.sees(w("host.refusal.not_allowed"))
        person.does_not_see(w("host.confirm"))
    forged = f"hr:1:{site_id(world, FELTING)}:confirm:"
    await stranger.press_data(forged)
    stranger.sees(w("host.refusal.not_found"))
    assert (await booking_of(world, teacher)).status is VisitStatus.PENDING


@LANGUAGES
@pytest.mark.shows("C1", "E2")
async def test_a_booking_confirmed_at_once_and_its_cancellation_are_told(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    tourist = world.person("Марина")
    reference = await book_seats(world, tourist, r, seats=3)
    booking = await booking_of(world, tourist)
    assert booking.first.starts_at - world.clock.now() <= timedelta(days=3), "the nearest day is near"
    owner.sees(reference, w("host.booked.nothing_to_do"))
    await owner.waits()
    await tourist.tap(r("sent.card"))
    await tourist.tap(r("mine.cancel"))
    await tourist.tap(next(label for label in tourist.buttons() if label != r("button.back")))
    assert (await booking_of(world, tourist)).status is VisitStatus.CANCELLED
    owner.sees(reference, "❌")


@pytest.mark.shows("E2", "E10")
async def test_a_booking_for_later_waits_for_the_digest(world: World) -> None:
    """Only what concerns the next three days is told at once (the host has nothing to answer)."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    tourist = world.person("Марина")
    await owner.waits()
    await book_seats(world, tourist, w, seats=3, nth_day=4)
    booking = await booking_of(world, tourist)
    assert booking.first.starts_at - world.clock.now() > timedelta(days=3)
    owner.sees_nothing_new()
    await world.move_to(booking.first.starts_at - timedelta(hours=3))
    owner.sees("Завтра", "3 человека")


def test_the_paper_mill_is_the_site_of_these_tests(world: World) -> None:
    assert site_id(world, PAPER_MILL) in world.app.content.published.sites
