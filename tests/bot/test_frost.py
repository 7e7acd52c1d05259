"""«Актированный день?»: who is asked on a winter morning, and what comes of each answer, or of none (B11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import Role, VisitStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import (
    DAIRY,
    Words,
    become_known,
    describe_class,
    open_programme,
    reference_on,
    tap_moment,
    tells_of,
    words,
)
from tests.bot.test_visitor_route_as_one import on_route
from tests.bot.test_visitor_waiting import take_button
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def confirmed(
    world: World, host: Person, w: Words, name: str, party: str, language: str = "ru"
) -> tuple[Person, str]:
    """A class that the dairy has confirmed for the nearest morning: its leader and the reference."""
    person = world.person(name, language_code=language)
    await open_programme(world, person, DAIRY)
    await person.tap(w("programme.book"))
    await describe_class(person, w, party=party)
    await tap_moment(person)
    await become_known(person, w)
    await person.tap(w("summary.send"))
    reference = reference_on(person)
    await host.tap(words("ru")("host.confirm"))
    return person, reference


@LANGUAGES
@pytest.mark.shows("B11", "G2")
async def test_a_young_class_is_asked_and_whoever_says_nothing_comes(world: World, language: str) -> None:
    """Grade 4 is asked, grade 9 is not. Silence changes nothing, and neither does «Едем»: the site hears of
    neither."""
    w = words(language)
    host = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY)
    young, _ = await confirmed(world, host, w, "Анна", "4 А, 15", language)
    older, _ = await confirmed(world, host, w, "Игорь", "9 Б, 15", language)
    booking = await booking_of(world, young)
    assert booking.first.starts_at.date() == (await booking_of(world, older)).first.starts_at.date()
    at_three = booking.first.starts_at.replace(hour=3, minute=0)  # 6:00 at the site
    await world.skip_to(at_three)
    for each in (young, older, host):
        await each.waits()
    await world.move_to(at_three + timedelta(minutes=44))
    young.sees_nothing_new()
    await world.move_to(at_three + timedelta(minutes=46))
    young.sees(w("message.frost.comes"), w("message.frost.stays"), w("message.frost.what_next"))
    older.does_not_see(w("message.frost.stays"))
    question = young.last
    await world.move_to(at_three + timedelta(hours=2, minutes=10))
    assert (await booking_of(world, young)).first.status is VisitStatus.CONFIRMED
    young.reset_counts()
    await young.tap(w("message.frost.comes"), message=question)
    assert (young.taps, young.typed) == (1, 0)
    assert young.alert is not None
    assert young.alert.text == w("message.frost.noted")
    young.sees(w("mine.cancel"))
    await young.resend_last_tap()
    assert (await booking_of(world, young)).first.status is VisitStatus.CONFIRMED
    host.does_not_see(w("host.cancelled.free"))
    host.sees_nothing_new()


@pytest.mark.shows("B11", "B10", "K")
async def test_seats_kept_in_the_evening_are_kept_until_the_morning(world: World) -> None:
    """Two waking hours: half an hour of them is left on Friday, and Saturday begins at ten."""
    w = words("ru")
    host = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY)
    teacher, reference = await confirmed(world, host, w, "Анна", "4 А, 15")
    await world.skip_to(datetime(2026, 11, 27, 16, 30, tzinfo=UTC))  # 19:30
    await host.waits()
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.frost"))
    await world.settle()
    host.sees(reference, w("reason.frost"))
    teacher.sees(w("offer.why.frost", site=""), "28 ноября, 11:30")
    take = take_button(teacher, w)
    await world.skip_to(datetime(2026, 11, 28, 8, 29, tzinfo=UTC))
    await teacher.tap(take)
    teacher.sees("✅")
    assert not tells_of(reference, teacher.last.text)
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED


@LANGUAGES
@pytest.mark.shows("B11", "C3")
async def test_a_route_is_asked_once_and_called_off_as_one(world: World, language: str) -> None:
    route = await on_route(world, language)
    w, teacher = route.w, route.teacher
    for host in route.hosts:
        await host.tap(w("host.confirm"))
    booking = await route.booking
    await world.skip_to(booking.first.starts_at.replace(hour=3, minute=40))  # 6:40
    for each in (teacher, *route.hosts):
        await each.waits()
    await world.move_to(booking.first.starts_at.replace(hour=3, minute=50))
    assert [w("message.frost.stays") in each.labels for each in teacher.new] == [True]
    teacher.reset_counts()
    await teacher.tap(w("message.frost.stays"))
    assert (teacher.taps, teacher.typed) == (1, 0)
    assert await route.states() == [VisitStatus.CANCELLED] * 3
    for host in route.hosts:
        host.sees(w.t.reference(booking.reference), w("reason.frost"))
    seen = len(teacher.messages)
    await world.move(timedelta(hours=6))
    later = [each.text for each in teacher.messages[seen:] if each.from_bot]
    assert not [text for text in later if w("message.frost.what_next") in text]
