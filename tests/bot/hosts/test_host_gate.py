"""At the gate, in chat: today's list, codes, head-counts, no-show, and the digest of the day before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.booking.codes import latin_form
from bot.domain.model import Role, VisitStatus
from bot.ui.formats.codes import code_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, go_to_start, host_of, label_with
from tests.bot.paths import book_class, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def expected_class(world: World, owner: Person, *, minutes: int = -10) -> Person:
    """A teacher whose confirmed class comes in a few minutes."""
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await owner.tap(words(owner.user.language_code or "ru")("host.confirm"))
    await go_to_start(world, teacher, minutes=minutes)
    return teacher


@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_guard_lets_a_class_in_by_its_code(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await expected_class(world, owner)
    booking = await booking_of(world, teacher)
    first, second = booking.visits
    await guard.writes("/desk")
    guard.sees(w("host.role.guard"))
    assert w("host.desk.tomorrow") not in guard.buttons()
    assert w("host.desk.queue", n=0) not in guard.buttons()
    await guard.tap(w("host.desk.code"))
    guard.sees(w("host.code.ask"))
    await guard.writes("пропустите нас")
    guard.sees(w("host.refusal.code_unknown.shape"))
    await guard.writes("Ш999" if first.code != "Ш999" else "Ш998")
    guard.sees(w("host.refusal.code_unknown.nobody"))
    await guard.writes(latin_form(first.code).lower())
    guard.sees(w("host.code.arrived"), booking.reference, w("host.code.next"))
    await guard.tap(w("host.gate.all", n=first.seats))
    assert (await booking_of(world, teacher)).visits[0].arrived_count == first.seats
    await world.move_to(second.starts_at)
    await guard.writes(second.code)
    guard.sees(w("host.code.arrived"))
    await guard.writes(second.code)
    guard.sees(w("host.code.was_here"))
    await guard.tap(w("host.code.end"))
    guard.sees(w("host.role.guard"))
    await guard.writes(second.code)
    guard.does_not_see(w("host.code.was_here"))
    statuses = {each.status for each in (await booking_of(world, teacher)).visits}
    assert statuses == {VisitStatus.ARRIVED}


@LANGUAGES
@pytest.mark.shows("E4")
async def test_arrival_takes_two_taps_from_the_list(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await expected_class(world, owner)
    booking = await booking_of(world, teacher)
    await guard.writes("/desk")
    await guard.tap(w("host.desk.today"))
    guard.sees("Северный ключ", code_label(booking.first.code, w.t), "+7")
    guard.reset_counts()
    await guard.tap(label_with(guard, "7 Б"))
    await guard.tap(w("host.gate.all", n=booking.first.seats))
    assert guard.taps == 2
    guard.sees(w("host.gate.noted", state=""))
    after = (await booking_of(world, teacher)).first
    assert (after.status, after.arrived_count) == (VisitStatus.ARRIVED, booking.first.seats)
    await guard.resend_last_tap()
    guard.sees(w("host.gate.was_noted", state=""))
    await guard.tap(w("host.gate.undo"))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED


@LANGUAGES
@pytest.mark.shows("E4")
async def test_another_number_is_typed_with_wrong_answers_first(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await expected_class(world, owner)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.today"))
    await owner.tap(label_with(owner, "7 Б"))
    await owner.tap(w("host.gate.other"))
    owner.sees(w("host.count.ask", n=20))
    for wrong, said in (
        ("не знаю", "problem.head_count_unclear"),
        ("-5", "problem.head_count_unclear"),
        ("0", "host.refusal.text_refused.count_zero"),
    ):
        await owner.writes(wrong)
        owner.sees(w(said))
    await owner.writes("9999")
    owner.sees(w("host.refusal.text_refused.count_range", most=50))
    await world.restart()
    await owner.writes("17")
    owner.sees(w("host.gate.arrived_count", time="09:50", n=17).split(",")[1])
    assert (await booking_of(world, teacher)).first.arrived_count == 17
    await owner.tap(w("host.gate.other"))
    await owner.tap(w("button.back"))
    owner.sees("17")


@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_group_that_does_not_come(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = await expected_class(world, owner, minutes=29)
    booking = await booking_of(world, teacher)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.today"))
    await owner.tap(label_with(owner, "7 Б"))
    assert w("host.gate.missed") not in owner.buttons()
    await owner.press_data(f"hv:{booking.first.id}:missed")
    owner.sees(w("host.refusal.too_early.half_hour"))
    await owner.waits()
    await world.move(timedelta(minutes=2))
    await owner.tap(w("host.gate.open"))
    await owner.tap(w("host.gate.missed"))
    owner.sees(w("host.gate.no_show"))
    await guard.press_data(f"hv:{booking.first.id}:missed")
    guard.sees(words("ru")("host.refusal.not_allowed"))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.NO_SHOW
    await guard.press_data(f"hv:{booking.first.id}:all")
    guard.sees(words("ru")("host.gate.no_show"))
    await guard.tap(label_with(guard, words("ru")("host.gate.all", n=booking.first.seats)))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.ARRIVED


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("E10")
async def test_the_digest_of_the_day_before_is_silent_and_leads_to_the_day(
    world: World, language: str
) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, words("ru"))
    await owner.tap(w("host.confirm"))
    await owner.waits()
    starts = (await booking_of(world, teacher)).first.starts_at
    await world.move_to(starts - timedelta(hours=16))
    digest = next(shown for shown in owner.new if "Северный ключ" in (shown.text or ""))
    assert digest.silent
    await owner.tap(w("host.to_day"), message=digest)
    await owner.tap(label_with(owner, "7 Б"))
    owner.sees(reference, w("host.gate.too_early"))


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_mark_more_than_a_week_later_says_that_the_day_is_over(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await expected_class(world, owner)
    booking = await booking_of(world, teacher)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.today"))
    await owner.tap(label_with(owner, "7 Б"))
    old = data_of(owner, w("host.gate.other"))
    mark = data_of(owner, w("host.gate.all", n=booking.first.seats))
    await world.move(timedelta(days=8))
    for data in (old, mark):
        await owner.press_data(data)
        owner.sees(w("host.refusal.already_over.past", day="").split("(")[0])
        await owner.tap(w("host.gate.open"))
        owner.sees(booking.reference)
    assert (await booking_of(world, teacher)).first.arrived_at is None


@LANGUAGES
@pytest.mark.shows("G1", "E4")
async def test_hosts_are_asked_about_a_group_that_nobody_marked(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await expected_class(world, owner)
    booking = await booking_of(world, teacher)
    first, second = booking.visits
    await owner.press_data(f"hv:{second.id}:all")
    await guard.waits()
    await world.move_to(first.starts_at + timedelta(minutes=46))
    missing = next(shown for shown in guard.new if w("host.missing.ask") in (shown.text or ""))
    await guard.tap(w("host.gate.all", n=first.seats), message=missing)
    assert (await booking_of(world, teacher)).first.status is VisitStatus.ARRIVED
    await guard.waits()
    await world.move_to(second.ends_at)
    guard.does_not_see(w("host.missing.ask"))
