"""After two no-shows in a school year the site answers what it confirms at once for others (C1, E2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db.engine.connection import Connection
from bot.db.tables import booking as booking_table
from bot.db.tables import session as session_table
from bot.domain.model import Role, VisitStatus
from bot.ui.visitor.callback_data import CancelBookingTap, ShowBooking
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of, notice
from tests.bot.paths import (
    FELTING,
    Words,
    become_known,
    book_seats,
    describe_class,
    open_programme,
    reference_on,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
RU = words("ru")


async def miss(world: World, owner: Person, guest: Person) -> None:
    """Nobody comes to the newest booking of a guest, and the site marks it."""
    visit = (await booking_of(world, guest)).first
    await world.skip_to(visit.starts_at + timedelta(minutes=31))
    await owner.press_data(f"hv:{visit.id}:missed")
    assert (await booking_of(world, guest)).first.status is VisitStatus.NO_SHOW


async def seats_again(world: World, guest: Person, w: Words, *, nth: int = 0) -> None:
    """A guest who is known, up to the summary."""
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await tap_moment(guest, nth=nth)


async def book_again(world: World, guest: Person, w: Words) -> None:
    await seats_again(world, guest, w)
    await guest.tap(w("summary.book"))


async def class_to_felting(world: World, teacher: Person, w: Words, party: str, *, new: bool = True) -> None:
    """A class of the same school, up to its summary."""
    await open_programme(world, teacher, FELTING, "class")
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=party)
    await tap_moment(teacher)
    if new:
        await become_known(teacher, w)


async def missed_twice(world: World, owner: Person, w: Words, language: str = "ru") -> Person:
    """A guest who booked two times and came to neither."""
    guest = world.person("Марина", language_code=language)
    await book_seats(world, guest, w)
    await miss(world, owner, guest)
    await seats_again(world, guest, w)
    guest.sees(w("summary.instant"))
    guest.does_not_see(w("manual.own"))
    await guest.tap(w("summary.book"))
    assert (await booking_of(world, guest)).first.status is VisitStatus.CONFIRMED, "once is no habit"
    await miss(world, owner, guest)
    return guest


@LANGUAGES
@pytest.mark.shows("C1", "E2")
async def test_who_missed_two_visits_is_told_why_the_site_answers(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    guest = await missed_twice(world, owner, w, language)
    await seats_again(world, guest, w)
    guest.sees(w("manual.own"))
    guest.does_not_see(w("summary.instant"))
    assert w("summary.book") not in guest.buttons()
    form = guest.last
    await guest.tap(w("summary.send"))
    guest.sees(w("manual.own"))
    reference = reference_on(guest)
    asked = await booking_of(world, guest)
    assert (asked.first.status, asked.first.answer_due_at is not None) == (VisitStatus.PENDING, True)
    told = notice(owner, reference)
    assert w("host.manual.own") in told.text
    await guest.tap(w("summary.send"), message=form)
    assert w("manual.own") in guest.last.text
    assert await count_bookings(world) == 3
    await owner.tap(w("host.confirm"), message=told)
    assert w("host.manual.own") not in notice(owner, reference).text, "what is decided needs no reason"
    assert (await booking_of(world, guest)).first.status is VisitStatus.CONFIRMED
    await guest.press_data(ShowBooking(booking=asked.id).pack())
    guest.does_not_see(w("manual.own"))


async def count_bookings(world: World) -> int:
    return await world.db.read(
        lambda c: c.execute(select(func.count()).select_from(booking_table)).scalar_one()
    )


@pytest.mark.shows("C1")
async def test_a_summary_that_promised_otherwise_becomes_a_request(world: World) -> None:
    """The second mark is made while the summary is open: what holds is what is true when it is sent."""
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    guest = world.person("Марина")
    await book_seats(world, guest, RU)
    await miss(world, owner, guest)
    await book_again(world, guest, RU)
    second = (await booking_of(world, guest)).first
    await world.skip_to(second.starts_at + timedelta(minutes=31))
    await seats_again(world, guest, RU)
    guest.sees(RU("summary.instant"))
    await owner.press_data(f"hv:{second.id}:missed")
    await guest.tap(RU("summary.book"))
    guest.sees(RU("manual.own"))
    assert (await booking_of(world, guest)).first.status is VisitStatus.PENDING


@pytest.mark.shows("C1", "E4")
async def test_a_mark_that_is_corrected_counts_no_more(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    guest = await missed_twice(world, owner, RU)
    visit = (await booking_of(world, guest)).first
    await owner.press_data(f"hv:{visit.id}:all")
    await owner.tap(next(each for each in owner.buttons() if each.startswith(RU("host.gate.all", n=2))))
    assert (await booking_of(world, guest)).first.status is VisitStatus.ARRIVED
    await book_again(world, guest, RU)
    assert (await booking_of(world, guest)).first.status is VisitStatus.CONFIRMED


@LANGUAGES
@pytest.mark.shows("C1", "E2")
async def test_a_school_is_one_whoever_leads_its_classes(world: World, language: str) -> None:
    """Two teachers miss one visit each; a third, of the same school, is asked for an answer, and so is no
    family, not of the same teacher either."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    teachers = [world.person(each, language_code=language) for each in ("Анна", "Игорь", "Вера")]
    for teacher, party in zip(teachers[:2], ("4 А, 8", "5 Б, 8"), strict=True):
        await class_to_felting(world, teacher, w, party)
        teacher.sees(w("summary.instant"))
        await teacher.tap(w("summary.book"))
        await miss(world, owner, teacher)
    await class_to_felting(world, teachers[2], w, "6 В, 8")
    teachers[2].sees(w("manual.school"))
    await teachers[2].tap(w("summary.send"))
    teachers[2].sees(w("manual.school"))
    told = notice(owner, reference_on(teachers[2]))
    assert w("host.manual.school") in told.text
    await book_again(world, teachers[0], w)
    assert (await booking_of(world, teachers[0])).first.status is VisitStatus.CONFIRMED


async def call_off(world: World, guest: Person, reason: str) -> None:
    """The newest booking, for this reason."""
    booking = await booking_of(world, guest)
    await guest.press_data(CancelBookingTap(booking=booking.id, reason=reason).pack())


@pytest.mark.shows("C1", "B11")
@pytest.mark.parametrize("reason", ["frost", "quarantine"])
async def test_what_was_called_off_never_counts(world: World, reason: str) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    teacher = world.person("Анна")
    await class_to_felting(world, teacher, RU, "4 А, 8")
    await teacher.tap(RU("summary.book"))
    await miss(world, owner, teacher)
    for party in ("5 Б, 8", "6 В, 8"):
        await class_to_felting(world, teacher, RU, party, new=False)
        await teacher.tap(RU("summary.book"))
        await call_off(world, teacher, reason)
        assert (await booking_of(world, teacher)).first.status is VisitStatus.CANCELLED
    await class_to_felting(world, teacher, RU, "7 Г, 8", new=False)
    teacher.sees(RU("summary.instant"))


def in_august(year: int) -> Callable[[Connection], None]:
    """All that was is of the last day of a school year, an hour apart."""

    def body(connection: Connection) -> None:
        begin = datetime(year, 8, 31, 12, tzinfo=UTC)
        over = select(booking_table.c.id)
        assert connection.execute(over).all()
        held = select(session_table.c.id).where(session_table.c.taken > 0)
        for number, row in enumerate(connection.execute(held).all()):
            at = begin + timedelta(hours=2 * number)
            connection.execute(
                update(session_table)
                .where(session_table.c.id == row.id)
                .values(starts_at=at, ends_at=at + timedelta(hours=1))
            )

    return body


@pytest.mark.shows("C1")
async def test_a_new_school_year_forgets(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    guest = await missed_twice(world, owner, RU)
    await seats_again(world, guest, RU)
    guest.sees(RU("manual.own"))
    await guest.tap(RU("button.cancel"))
    await world.db.write(in_august(2026))
    await seats_again(world, guest, RU)
    guest.sees(RU("summary.instant"))
    guest.does_not_see(RU("manual.own"))


@LANGUAGES
@pytest.mark.shows("C1", "B9")
async def test_another_time_is_asked_for_as_well(world: World, language: str) -> None:
    """What was confirmed before the second no-show stands; another time of it is the site's to grant."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    guest = world.person("Марина", language_code=language)
    await book_seats(world, guest, w)
    await miss(world, owner, guest)
    await book_again(world, guest, w)
    second = (await booking_of(world, guest)).first
    await seats_again(world, guest, w, nth=1)
    await guest.tap(w("summary.book"))
    kept = await booking_of(world, guest)
    await world.skip_to(second.starts_at + timedelta(minutes=31))
    await owner.press_data(f"hv:{second.id}:missed")
    await guest.press_data(ShowBooking(booking=kept.id).pack())
    await guest.tap(w("mine.move"))
    await tap_moment(guest, nth=-1)
    guest.sees(w("move.asks"), w("manual.own"))
    await guest.tap(w("move.ask"))
    guest.sees(w("manual.own"))
    owner.sees(w("host.manual.own"))
    await owner.tap(w("host.move.grant"))
    moved = await booking_of(world, guest)
    assert moved.first.starts_at != kept.first.starts_at
    assert moved.first.status is VisitStatus.CONFIRMED
