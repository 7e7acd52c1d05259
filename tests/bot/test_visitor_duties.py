"""Duties with dates: asked, marked with one tap, reminded of while open, seen by the site (B17, E8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.booking.duties import read_duties
from bot.db.tables import duty
from bot.domain.booking.booking import Booking
from bot.domain.booking.duties import duty_of
from bot.domain.model import DutyKind, ListWay, Role
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import PAPER_MILL, Words, book_class, book_seats, tells_of, words
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

pytestmark = pytest.mark.shows("B17")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
PEOPLE = 30
"""27 children and 3 adults, in two subgroups."""
LIST_DUE = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
"""Friday at 17:00, seven working days before Tuesday, 8 December."""


async def confirmed(world: World, w: Words, language: str = "ru") -> tuple[Person, Person, str]:
    """A class whose request was confirmed: its leader, the owner, the reference."""
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    return teacher, owner, reference


def told(person: Person, text: str) -> list[ShownMessage]:
    """Every message that says so."""
    return [each for each in person.messages if text in each.text]


def alert_of(person: Person) -> str | None:
    return None if person.alert is None else person.alert.text


async def duties_of(world: World, person: Person) -> dict[DutyKind, tuple[bool, int | None, str | None]]:
    booking: Booking = await booking_of(world, person)
    found = await world.db.read(lambda connection: read_duties(connection, booking.id))
    return {each.kind: (each.is_done, each.people, each.detail) for each in found}


async def test_a_confirmed_class_has_its_duties(world: World) -> None:
    w = words("ru")
    teacher, _, _ = await confirmed(world, w)
    assert set(await duties_of(world, teacher)) == {
        DutyKind.TRANSPORT,
        DutyKind.HAND_LIST,
        DutyKind.FINAL_COUNT,
        DutyKind.LIST_RECEIVED,
        DutyKind.PASSES_READY,
    }


async def test_an_unanswered_class_is_asked_only_how_it_comes(world: World) -> None:
    w = words("ru")
    await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    assert set(await duties_of(world, teacher)) == {DutyKind.TRANSPORT}


async def test_families_only_come(world: World) -> None:
    w = words("ru")
    tourist = world.person("Марина")
    await book_seats(world, tourist, w)
    assert not await duties_of(world, tourist)
    assert w("duty.transport.bus") not in tourist.buttons()


@LANGUAGES
async def test_how_a_class_comes_is_one_tap_under_what_was_sent(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    sent = told(teacher, w("sent.transport"))[0]
    teacher.reset_counts()
    await teacher.tap(w("duty.transport.bus"), message=sent)
    assert (teacher.taps, teacher.typed) == (1, 0)
    shown = next(each for each in teacher.messages if each.message_id == sent.message_id)
    assert tells_of(reference, shown.text)
    assert w("duty.by.bus") in shown.text
    assert w("duty.transport.bus") not in teacher.buttons(shown)
    assert w("duty.by.bus") in owner.last.text
    kinds = await duties_of(world, teacher)
    assert DutyKind.POLICE in kinds
    assert DutyKind.PLATE in kinds


@pytest.mark.parametrize("transport", ["train", "foot"])
async def test_without_a_bus_nobody_tells_the_police(world: World, transport: str) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await open_card(teacher, reference)
    await teacher.tap(w("duty.transport.bus"))
    await teacher.tap(w("duty.all", done=1, n=5))
    await teacher.tap(w("duty.change.transport"))
    await teacher.tap(w(f"duty.transport.{transport}"))
    assert DutyKind.POLICE not in await duties_of(world, teacher)
    assert w("duty.tap.police") not in teacher.buttons()


@LANGUAGES
async def test_the_list_is_one_tap_and_can_be_corrected(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    await open_card(teacher, reference)
    handed = str(w.t.count("duty.tap.hand_list", PEOPLE))
    teacher.reset_counts()
    await teacher.tap(handed)
    teacher.sees(str(w.t.count("count.people", PEOPLE)), w("duty.noted"))
    assert (teacher.taps, teacher.typed) == (1, 0)
    await teacher.tap(w("duty.by.email"))
    teacher.sees(w("duty.way.email"))
    await teacher.tap(w("duty.other_number"))
    await teacher.writes("списком" if language == "ru" else "a list")
    teacher.sees(w("problem.not_a_number")[:20])
    await teacher.writes("32")
    teacher.sees(str(w.t.count("count.people", 32)), w("duty.way.email"))
    notice = next(each for each in owner.messages if tells_of(reference, each.text))
    assert str(w.t.count("count.people", 32)) in notice.text
    assert w("duty.way.email") in notice.text
    assert (await duties_of(world, teacher))[DutyKind.HAND_LIST] == (True, 32, None)
    await teacher.tap(w("duty.undo"))
    teacher.sees(w("duty.undone"), handed)
    assert (await duties_of(world, teacher))[DutyKind.HAND_LIST] == (False, None, None)


async def test_a_mark_that_arrives_twice_is_one(world: World) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await open_card(teacher, reference)
    await teacher.tap(str(w.t.count("duty.tap.hand_list", PEOPLE)))
    first = await world.db.read(_when)
    await world.move(timedelta(minutes=2))
    await teacher.resend_last_tap()
    assert await world.db.read(_when) == first


def _when(connection: Connection) -> object:
    return connection.execute(select(duty.c.done_at).where(duty.c.kind == DutyKind.HAND_LIST)).scalar_one()


@LANGUAGES
async def test_only_what_is_open_is_reminded_of(world: World, language: str) -> None:
    w = words(language)
    teacher, _, reference = await confirmed(world, w, language)
    await world.move_to(LIST_DUE - timedelta(days=1))
    due = [
        each.text
        for each in teacher.messages
        if w("duty.due.hand_list", reference=w.t.reference(reference)) in each.text
    ]
    assert len(due) == 2
    await teacher.tap(str(w.t.count("duty.tap.hand_list", PEOPLE)), message=teacher.last)
    teacher.sees(w("duty.by.paper"))


async def test_what_is_done_is_not_reminded_of(world: World) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await open_card(teacher, reference)
    await teacher.tap(str(w.t.count("duty.tap.hand_list", PEOPLE)))
    await world.move_to(LIST_DUE)
    assert not [
        each for each in teacher.messages if w("duty.due.hand_list", reference=reference) in each.text
    ]


@pytest.mark.long
@LANGUAGES
async def test_the_police_and_the_last_count_come_on_their_days(world: World, language: str) -> None:
    w = words(language)
    teacher, _, reference = await confirmed(world, w, language)
    shown = w.t.reference(reference)
    await world.move_to(datetime(2026, 12, 4, 7, 5, tzinfo=UTC))  # four days before, 10:05 in Moscow
    [asked] = told(teacher, w("duty.due.transport", reference=shown))
    assert not told(teacher, w("duty.due.police", reference=shown))
    await teacher.tap(w("duty.transport.bus"), message=asked)
    teacher.sees(w("duty.tap.police"))
    await teacher.tap(w("duty.tap.police"))
    teacher.sees(w("duty.done.police", day="").split(",")[0])
    counted = next(
        each for each in teacher.messages if w("duty.due.final_count", reference=shown) in each.text
    )
    await teacher.tap(w("duty.tap.final_count", counts="27\u00a0+\u00a03"), message=counted)
    assert (await duties_of(world, teacher))[DutyKind.FINAL_COUNT] == (True, PEOPLE, None)


async def test_the_police_want_to_know_earlier_from_another_town(world: World) -> None:
    w = words("ru")
    teacher, _, _ = await confirmed(world, w)
    sent = told(teacher, w("sent.transport"))[0]
    await teacher.tap(w("duty.transport.bus"), message=sent)
    booking = await booking_of(world, teacher)
    duties = await world.db.read(lambda connection: read_duties(connection, booking.id))
    police = duty_of(duties, DutyKind.POLICE)
    assert booking.organisation_city == "Сыктывкар"
    assert police is not None
    assert booking.first.starts_at - police.due_at == timedelta(hours=24)


@pytest.mark.long
@LANGUAGES
async def test_the_plate_is_read_at_the_gate_and_forgotten_a_day_later(world: World, language: str) -> None:
    w = words(language)
    teacher, _, reference = await confirmed(world, w, language)
    guard = await host_of(world, "Семён", Role.GUARD, slug=PAPER_MILL, language=language)
    sent = told(teacher, w("sent.transport"))[0]
    await teacher.tap(w("duty.transport.bus"), message=sent)
    await open_card(teacher, reference)
    await teacher.tap(w("duty.all", done=1, n=5))
    await teacher.tap(w("duty.tap.plate"))
    await teacher.writes("Иванов")
    teacher.sees(w("problem.no_plate")[:20])
    await teacher.writes("а 123 вс-11")
    teacher.sees({"ru": "А123ВС11", "en": "A123BC11"}[language])
    booking = await booking_of(world, teacher)
    await world.move_to(booking.first.starts_at - timedelta(minutes=20))
    await guard.press_data(f"hv:{booking.first.id}:show:0:")
    guard.sees({"ru": "А123ВС11", "en": "A123BC11"}[language])
    await world.move_to(booking.visits[-1].ends_at + timedelta(days=2))
    assert (await duties_of(world, teacher))[DutyKind.PLATE] == (True, None, None)


@pytest.mark.shows("E8")
@LANGUAGES
async def test_the_site_marks_list_and_passes_and_the_leader_hears_of_it_in_a_minute(
    world: World, language: str
) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    shown = w.t.reference(reference)
    told = w("duty.told.list_received", reference=shown).split("<b>")[1][:20]
    await owner.tap(w("host.passes.list_received"))
    assert told not in teacher.last.text
    assert (await duties_of(world, teacher))[DutyKind.HAND_LIST] == (True, PEOPLE, None)
    await world.move(timedelta(minutes=1))
    assert told in teacher.last.text
    await owner.tap(w("host.passes.passes_ready"))
    await world.move(timedelta(minutes=1))
    assert w("duty.told.passes_ready", reference=shown).split("<b>")[1][:14] in teacher.last.text


@pytest.mark.shows("E8")
@LANGUAGES
async def test_a_mark_is_taken_back_within_a_minute_and_nobody_hears_of_it(
    world: World, language: str
) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    heard = len(teacher.messages)
    await owner.tap(w("host.passes.list_received"))
    await world.move(timedelta(seconds=40))
    await owner.tap(w("host.passes.list_received.undo"))
    assert alert_of(owner) == w("host.passes.taken_back")
    duties = await duties_of(world, teacher)
    assert not duties[DutyKind.LIST_RECEIVED][0]
    assert not duties[DutyKind.HAND_LIST][0], "the leader had not said so"
    await world.move(timedelta(minutes=5))
    assert len(teacher.messages) == heard
    await open_card(teacher, reference)
    assert str(w.t.count("duty.tap.hand_list", PEOPLE)) in teacher.buttons()


@pytest.mark.shows("E8")
@LANGUAGES
async def test_after_a_minute_a_mark_stands(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, _ = await confirmed(world, w, language)
    await owner.tap(w("host.passes.passes_ready"))
    within = owner.last
    booking = await booking_of(world, teacher)
    await world.move(timedelta(minutes=1))
    heard = len(teacher.messages)
    undo = f"hy:{booking.id}:{booking.first.site_id}:passes_ready:0"
    for _ in range(2):
        await owner.press_data(undo, within)
        assert alert_of(owner) == w("refusal.mark_stands")
    assert w("host.passes.passes_ready.undo") not in owner.buttons()
    assert (await duties_of(world, teacher))[DutyKind.PASSES_READY][0]
    await world.move(timedelta(minutes=2))
    assert len(teacher.messages) == heard


@pytest.mark.long
async def test_duties_of_what_was_called_off_are_gone(world: World) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await open_card(teacher, reference)
    card = teacher.last
    await teacher.tap(str(w.t.count("duty.tap.hand_list", PEOPLE)))
    await open_card(teacher, reference)
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.no_bus"))
    kinds = await duties_of(world, teacher)
    assert set(kinds) == {DutyKind.HAND_LIST}  # what was done is history
    booking = await booking_of(world, teacher)
    await teacher.press_data(f"duty:{booking.id}:{booking.first.site_id}:final_count:done::", card)
    teacher.sees(w("refusal.already_over.cancelled")[:20])
    await world.move_to(booking.first.starts_at)
    assert not [
        each for each in teacher.messages if w("duty.due.final_count", reference=reference) in each.text
    ]


async def test_a_way_is_stored_as_it_was_said(world: World) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await open_card(teacher, reference)
    await teacher.tap(str(w.t.count("duty.tap.hand_list", PEOPLE)))
    await teacher.tap(w("duty.by.paper"))
    way = await world.db.read(
        lambda connection: connection.execute(
            select(duty.c.way).where(duty.c.kind == DutyKind.HAND_LIST)
        ).scalar_one()
    )
    assert way is ListWay.PAPER
