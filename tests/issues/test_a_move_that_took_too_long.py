"""«Места освободили, заявка не отправлена» was said of another time for a visit that was booked and stood,
and «Отмена» below it. Whoever went on and moved it, or stands on a list meanwhile, read «заявку отменили,
места свободны» in its place.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import session
from bot.domain.model import VisitStatus
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.services.booking.form import send
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.paths import CODES, Words, book_seats, is_moment, moments_on, tap_moment, tells_of, words
from tests.bot.test_visitor_waiting import book_career, full_days, plain, see_calendar, wait_button
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", CODES)
TOO_LONG = timedelta(minutes=16)
MILL = "vychegda-sheet"

pytestmark = [pytest.mark.shows("B9", "B4")]


async def taken(world: World) -> list[int]:
    """Seats of the sessions in which there is anybody."""
    found = select(session.c.taken).where(session.c.taken > 0).order_by(session.c.starts_at)
    return list(await world.db.read(lambda connection: connection.execute(found).scalars()))


def again(person: Person, message: ShownMessage) -> ShownMessage:
    """The same message as it is now."""
    return next(each for each in person.messages if each.message_id == message.message_id)


def late(w: Words, reference: str) -> str:
    return plain(w("message.hold_expired_move", site="", reference=w.t.reference(reference))).split(".")[-2]


async def guests_who_move(world: World, w: Words, language: str) -> tuple[Person, str]:
    """Two guests over the summary of their visit's other time."""
    guest = world.person("Марина", language_code=language)
    reference = await book_seats(world, guest, w)
    await guest.writes("/my")
    await guest.tap(next(label for label in guest.buttons() if tells_of(reference, label)))
    await guest.tap(w("mine.move"))
    await guest.tap(moments_on(guest)[2])
    guest.sees(w("move.at_once"))
    return guest, reference


@LANGUAGES
async def test_the_visit_stands_and_can_be_moved_all_the_same(world: World, language: str) -> None:
    w = words(language)
    guest, reference = await guests_who_move(world, w, language)
    before = (await booking_of(world, guest)).first
    assert await taken(world) == [2, 2]
    await guest.waits()
    await world.move(TOO_LONG)
    guest.sees(late(w, reference), w("summary.renew"), w("message.other_time"), w("move.keep"))
    guest.does_not_see(w("button.cancel"))
    told = guest.last
    assert await taken(world) == [2]
    assert (await booking_of(world, guest)).first == before
    await guest.tap(w("summary.renew"))
    assert await taken(world) == [2, 2]
    await guest.tap(w("move.send"))
    moved = (await booking_of(world, guest)).first
    assert (moved.id, moved.status) == (before.id, VisitStatus.CONFIRMED)
    assert moved.starts_at > before.starts_at
    assert await taken(world) == [2]
    await world.settle()
    shown = again(guest, told)
    assert tells_of(reference, shown.text)
    assert plain(w("form.cancelled")) not in shown.text


@LANGUAGES
async def test_whoever_keeps_the_visit_reads_so(world: World, language: str) -> None:
    w = words(language)
    guest, reference = await guests_who_move(world, w, language)
    before = (await booking_of(world, guest)).first
    await world.move(TOO_LONG)
    told = guest.last
    guest.reset_counts()
    await guest.tap(w("move.keep"))
    assert (guest.taps, guest.typed) == (1, 0)
    await world.settle()
    shown = again(guest, told)
    assert tells_of(reference, shown.text)
    assert plain(w("form.cancelled")) not in shown.text
    assert w("form.again") not in shown.labels
    assert (await booking_of(world, guest)).first == before
    assert await taken(world) == [2]


@LANGUAGES
async def test_a_site_that_is_asked_after_all_is_named_there(world: World, language: str) -> None:
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host(MILL)
    reference = await book_career(world, teacher, w)
    await host.tap(ru("host.confirm"))
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    await teacher.waits()
    await world.move(TOO_LONG)
    teacher.sees(late(w, reference))
    told = teacher.last
    await teacher.tap(w("summary.renew"))
    await teacher.tap(w("move.ask"))
    await world.settle()
    shown = again(teacher, told)
    assert w("move.take_back") in shown.labels
    assert plain(w("form.cancelled")) not in shown.text


@LANGUAGES
@pytest.mark.shows("K")
async def test_a_time_that_others_have_meanwhile_costs_nothing(world: World, language: str) -> None:
    """The refusal names what is free, the visit stands, and the next try is one tap and a look."""
    w, ru = words(language), words("ru")
    teacher, other = world.person("Анна", language_code=language), world.person("Игорь")
    host = await world.host(MILL)
    reference = await book_career(world, teacher, w)
    await host.tap(ru("host.confirm"))
    before = (await booking_of(world, teacher)).first
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    summary = teacher.last
    await world.move(TOO_LONG)
    await book_career(world, other, ru, party="11 Б, 15")
    await teacher.tap(w("move.ask"), message=summary)
    teacher.sees(w("refusal.private_taken"))
    assert (await booking_of(world, teacher)).first == before
    assert await taken(world) == [18, 17]
    shown = again(teacher, summary)
    await teacher.tap(next(filter(is_moment, shown.labels)), message=shown)
    await teacher.tap(w("move.ask"), message=again(teacher, summary))
    teacher.sees(w("move.take_back"))
    assert await taken(world) == [18, 17, 18]
    assert (await booking_of(world, teacher)).first == before
    await host.tap(ru("host.move.grant"))
    assert await taken(world) == [17, 18]
    assert tells_of(reference, (await booking_of(world, teacher)).reference)


async def test_a_time_that_goes_at_that_very_moment_is_told_with_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the sessions and the claim."""
    w = words("ru")
    guest, _ = await guests_who_move(world, w, "ru")
    before, summary = (await booking_of(world, guest)).first, guest.last
    await world.move(TOO_LONG)
    other = OtherSession(before.session_id, before.starts_at, "Europe/Moscow")
    full = Refusal(Reason.SESSION_FULL, {"free": 0, "seats": 2}, (other,))
    with monkeypatch.context() as patched:
        patched.setattr(send, "hold_parts", lambda *_: full)
        await guest.tap(w("move.send"), message=summary)
    guest.sees(w("refusal.hold_expired"))
    assert any(map(is_moment, again(guest, summary).labels))
    assert (await booking_of(world, guest)).first == before


@LANGUAGES
@pytest.mark.shows("B12")
async def test_whoever_stands_on_a_list_meanwhile_reads_so(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    await book_career(world, first, w)
    await book_career(world, second, w, nth=1)
    await second.tap(w("sent.mine"))
    await world.settle()
    # Another class of his: the summary of a third day, which he leaves for the day that is full.
    await see_calendar(world, second, w, party="11 В, 15")
    await second.tap(next(label for label in second.buttons() if label.isdecimal()))
    await second.waits()
    await world.move(TOO_LONG)
    second.sees(w("message.other_time"))
    told = second.last
    await second.tap(w("message.other_time"))
    await second.tap(w("form.other_day"))
    await second.tap(full_days(second)[-1])
    await second.tap(wait_button(second))
    await world.settle()
    shown = again(second, told)
    assert plain(w("form.cancelled")) not in shown.text
    assert w("waiting.title") in shown.text
