"""«Актированный день?»: who is asked on a winter morning, and what comes of each answer, or of none (B11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.model import Role, VisitStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import (
    DAIRY,
    PAPER_MILL,
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


async def ask_the_mill(world: World, teacher: Person, w: Words, party: str) -> None:
    """A request to the paper mill for the nearest time, sent."""
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=party)
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))


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


@LANGUAGES
@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.shows("B11", "B10", "K", "G1")
async def test_the_question_of_the_morning_still_decides_in_the_afternoon(
    world: World, language: str, *, takes: bool
) -> None:
    """Two classes of one day. Who is due at half past one stays at home at a quarter to: without blame, the
    site knows at once, and seats are kept for two hours. Whose visit has begun by then calls nothing off."""
    w, ru = words(language), words("ru")
    host = await world.host(PAPER_MILL)
    leaders: list[Person] = []
    for name, party in (("Анна", "7 А, 17"), ("Игорь", "7 Б, 17")):
        leaders.append(world.person(name, language_code=language))
        await ask_the_mill(world, leaders[-1], w, party)
        await host.tap(ru("host.confirm"))
    early, late = leaders
    begun, ahead = (await booking_of(world, early)).first, (await booking_of(world, late)).first
    assert (begun.starts_at.hour, ahead.starts_at.hour, ahead.starts_at.minute) == (7, 10, 30)  # UTC
    morning = ahead.starts_at.replace(hour=3, minute=50)  # 6:50 at the site
    await world.skip_to(morning - timedelta(minutes=10))
    for each in (*leaders, host):
        await each.waits()
    await world.move_to(morning)
    questions = [each.last for each in leaders]
    for each in leaders:
        each.sees(w("message.frost.stays"))
    await world.move_to(ahead.starts_at.replace(hour=9, minute=45))  # 12:45
    await host.waits()
    late.reset_counts()
    await late.tap(w("message.frost.stays"), message=questions[1])
    assert (late.taps, late.typed) == (1, 0)
    await world.settle()
    booking = await booking_of(world, late)
    assert (booking.first.status, booking.cancel_reason) == (VisitStatus.CANCELLED, "frost")
    host.sees(ru("reason.frost"), booking.reference)
    late.sees(w("offer.why.frost", site=""), "14:45")
    offer, take = late.last, take_button(late, w)
    # The other class is there: its button says so, and nothing of it ends.
    await early.tap(w("message.frost.stays"), message=questions[0])
    await world.settle()
    assert (await booking_of(world, early)).first == begun
    early.does_not_see(w("offer.why.frost", site=""))
    await late.waits()
    if takes:
        await world.move_to(ahead.starts_at.replace(hour=11, minute=44))
        late.reset_counts()
        await late.tap(take, message=offer)
        assert (late.taps, late.typed) == (1, 0)
        again = await booking_of(world, late)
        assert again.reference != booking.reference
        assert (again.first.status, again.party) == (VisitStatus.CONFIRMED, booking.party)
        return
    await world.move_to(ahead.starts_at.replace(hour=11, minute=46))
    shown = next(each for each in late.messages if each.message_id == offer.message_id)
    assert take not in shown.labels
    assert await booking_of(world, late) == booking
