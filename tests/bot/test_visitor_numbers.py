"""Numbers change with their seats: at once within a fifth, with the host's consent beyond (B8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.db.booking.seats import find_discrepancies
from bot.db.booking.sessions import read_sessions
from bot.domain.booking.deadlines import OFFICE_CLOSES
from bot.domain.model import Role
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import FELTING, PAPER_MILL, Words, book_class, book_seats, tells_of, words
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

pytestmark = pytest.mark.shows("B8")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
PLUS = "\u00a0+\u00a0"


async def confirmed(world: World, w: Words, language: str = "ru") -> tuple[Person, Person, str]:
    """27 + 3 in two subgroups, confirmed: their leader, the owner, the reference."""
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    return teacher, owner, reference


async def change(teacher: Person, w: Words, reference: str, text: str) -> None:
    await open_card(teacher, reference)
    await teacher.tap(w("numbers.change"))
    await teacher.writes(text)


async def counts(world: World, person: Person) -> tuple[int, int, list[int], list[int]]:
    """Of the party; the seats of each visit, and what is taken in its session. The ledger is always right."""
    booking = await booking_of(world, person)
    ids = [each.session_id for each in booking.visits]

    def body(connection: Connection) -> list[int]:
        assert not find_discrepancies(connection)
        sessions = read_sessions(connection, ids)
        return [sessions[each].taken for each in ids]

    taken = await world.db.read(body)
    return booking.party.children, booking.party.adults, [each.seats for each in booking.visits], taken


@LANGUAGES
async def test_a_fifth_counts_at_once_and_is_divided_anew(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    await change(teacher, w, reference, "24 + 3")
    teacher.sees(w("numbers.changed", counts=f"24{PLUS}3"))
    children, adults, seats, taken = await counts(world, teacher)
    assert (children, adults, sum(seats)) == (24, 3, 27)
    assert seats == taken
    assert all(1 <= each <= 20 for each in seats)
    notice = next(each for each in owner.messages if tells_of(reference, each.text))
    assert str(w.t.count("count.children", 24)) in notice.text


async def test_many_small_changes_are_no_large_one(world: World) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await change(teacher, w, reference, "32 + 4")
    teacher.sees(w("numbers.changed", counts=f"32{PLUS}4"))
    await change(teacher, w, reference, "34 + 4")
    teacher.sees(w("numbers.asked", counts=f"34{PLUS}4", now=f"32{PLUS}4"))
    assert (await counts(world, teacher))[:2] == (32, 4)


@LANGUAGES
async def test_more_is_the_hosts_to_grant(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    await change(teacher, w, reference, "34 + 4")
    wanted = f"34{PLUS}4"
    teacher.sees(w("numbers.asked", counts=wanted, now=f"27{PLUS}3"), w("numbers.wanted", counts=wanted))
    assert (await counts(world, teacher))[:2] == (27, 3)
    asked = owner.last
    assert w("host.numbers.ask") in asked.text
    await owner.tap(w("host.confirm"))
    assert wanted in teacher.last.text
    children, adults, seats, taken = await counts(world, teacher)
    assert (children, adults, sum(seats)) == (34, 4, 38)
    assert seats == taken
    await owner.resend_last_tap()
    assert (await counts(world, teacher))[:2] == (34, 4)


@LANGUAGES
async def test_a_no_leaves_what_was_agreed(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    await change(teacher, w, reference, "15 + 2")
    await owner.tap(w("host.decline"))
    assert f"27{PLUS}3" in teacher.last.text
    assert f"15{PLUS}2" in teacher.last.text
    assert (await counts(world, teacher))[:2] == (27, 3)
    await open_card(teacher, reference)
    teacher.does_not_see(w("numbers.wanted", counts="").strip())


async def test_what_was_asked_for_and_changed_since_is_not_granted(world: World) -> None:
    w = words("ru")
    teacher, owner, reference = await confirmed(world, w)
    await change(teacher, w, reference, "15 + 2")
    asked = owner.last
    await change(teacher, w, reference, "26 + 3")
    teacher.sees(w("numbers.changed", counts=f"26{PLUS}3"))
    booking = await booking_of(world, teacher)
    await owner.press_data(f"hz:{booking.id}:{booking.first.site_id}:1:1", asked)
    owner.sees(w("host.numbers.over"))
    assert (await counts(world, teacher))[:2] == (26, 3)


@LANGUAGES
@pytest.mark.parametrize(("typed", "numbers"), [("24 + 3", (24, 3)), ("5 взрослых", (27, 5))])
async def test_numbers_typed_anywhere_are_agreed_to_first(
    world: World, language: str, typed: str, numbers: tuple[int, int]
) -> None:
    w = words(language)
    teacher, _, _ = await confirmed(world, w, language)
    await teacher.writes(typed)
    assert (await counts(world, teacher))[:2] == (27, 3)
    await teacher.tap(w("numbers.meant", counts=f"{numbers[0]}{PLUS}{numbers[1]}"))
    assert (await counts(world, teacher))[:2] == numbers


@pytest.mark.parametrize(("chosen", "numbers"), [(0, (26, 3)), (1, (23, 3))])
async def test_a_bare_number_may_be_children_or_everybody(
    world: World, chosen: int, numbers: tuple[int, int]
) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await change(teacher, w, reference, "нас будет 26")
    labels = [w("numbers.meant", counts=f"{children}{PLUS}3") for children in (26, 23)]
    teacher.sees(*labels)
    await teacher.tap(labels[chosen])
    assert (await counts(world, teacher))[:2] == numbers
    await teacher.resend_last_tap()
    assert (await counts(world, teacher))[:2] == numbers


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("27 + 1", "refusal.not_enough_adults"),
        ("80 + 9", "refusal.session_full"),
        ("0 + 3", "refusal.not_enough_adults"),
        ("не знаю", "problem.no_numbers"),
        ("3 + 1", "refusal.group_too_small"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(world: World, typed: str, key: str) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await change(teacher, w, reference, typed)
    assert w.t._find(key).split("{")[0][:12] in teacher.last.text
    assert (await counts(world, teacher))[:2] == (27, 3)


@pytest.mark.long
async def test_after_the_last_moment_there_is_a_phone(world: World) -> None:
    w = words("ru")
    teacher, _, reference = await confirmed(world, w)
    await open_card(teacher, reference)
    card = teacher.last
    booking = await booking_of(world, teacher)
    day_before = booking.first.starts_at - timedelta(days=1)
    await world.move_to(day_before.replace(hour=OFFICE_CLOSES.hour - 3, minute=1))
    await teacher.tap(w("numbers.change"), message=card)
    teacher.sees(w("refusal.numbers_closed", phone="").split("{")[0][:30])
    await open_card(teacher, reference)
    assert w("numbers.change") not in teacher.buttons()


@LANGUAGES
async def test_within_three_days_everybody_at_the_site_knows(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await confirmed(world, w, language)
    guard = await host_of(world, "Семён", Role.GUARD, slug=PAPER_MILL, language=language)
    booking = await booking_of(world, teacher)
    await world.move_to(booking.first.starts_at - timedelta(days=2))
    await change(teacher, w, reference, "26 + 3")
    shown = w("host.recounted.title", reference=w.t.reference(reference), before=30, now=29)
    assert shown in owner.last.text
    assert shown in guard.last.text


async def test_guests_give_seats_back_and_take_more(world: World) -> None:
    w = words("ru")
    tourist = world.person("Марина")
    reference = await book_seats(world, tourist, w, 6, FELTING, nth_day=3)
    await change(tourist, w, reference, "5")
    assert (await counts(world, tourist))[1:] == (5, [5], [5])
    await change(tourist, w, reference, "7")
    assert (await counts(world, tourist))[1:] == (7, [7], [7])
    await change(tourist, w, reference, "11")
    tourist.sees(w("problem.seats_out_of_range", most=10)[:12])
    assert (await counts(world, tourist))[1:] == (7, [7], [7])


async def test_an_unanswered_request_changes_freely(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, w)
    await change(teacher, w, reference, "15 + 2")
    assert (await counts(world, teacher))[:2] == (15, 2)
    notice = next(each for each in owner.messages if tells_of(reference, each.text))
    assert str(w.t.count("count.children", 15)) in notice.text
