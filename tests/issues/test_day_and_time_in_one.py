"""A day was chosen, then a time, from a month of sums of seats: now the nearest sessions are one tap (A4)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from bot.db.tables import session
from bot.domain.booking.availability import Asking, choose_days, nearest_options
from bot.domain.model import Audience, Party, SessionId
from bot.ui.formats.labels import ONE_IN_A_ROW
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.paths import (
    DAIRY,
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    book_class,
    describe_class,
    is_bookable,
    moments_on,
    open_calendar,
    open_programme,
    programme_id,
    tap_day,
    tap_moment,
    words,
)
from tests.bot.world import World
from tests.unit.test_availability import CLASS, NOW, RULES, SESSION, SHARED

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _at_the_choice(
    world: World, w: Words, party: str = "7 Б, 27", slug: str = PAPER_MILL, code: str = "tour"
) -> Person:
    teacher = world.person("Анна", language_code=w.t.code)
    await open_programme(world, teacher, slug, code)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=party)
    return teacher


def _days_of(labels: list[str]) -> list[str]:
    return [label.partition(",")[0] + re.findall(r"\d+", label)[0] for label in labels]


@LANGUAGES
@pytest.mark.shows("A4", "B13")
async def test_a_class_that_is_divided_sees_both_times(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_the_choice(world, w)
    shown = moments_on(teacher)
    both = w("date.times", others="10:00", last="13:30")
    assert len(shown) == len(set(_days_of(shown))) == 6, "each is another day"
    assert all(both in label and len(label) <= ONE_IN_A_ROW for label in shown)
    thursdays = [
        label for label in shown if label.startswith((w("date.weekday.4"), w("date.weekday.4").title()))
    ]
    assert thursdays == [label for label in shown if label.endswith("★")]
    assert thursdays
    teacher.sees(w("form.thursday", mark="★"), w("form.divided"))
    await teacher.tap(shown[3])
    await become_known(teacher, w)
    day = re.findall(r"\d+", shown[3])[0]
    teacher.sees("18 + 2", "9 + 1", f"{day} ")


@LANGUAGES
@pytest.mark.shows("A4")
async def test_a_class_that_fits_one_session_sees_no_sum_of_two(world: World, language: str) -> None:
    """17 + 2 go into one session of 20, also when somebody else has one of the two of a day."""
    w = words(language)
    await book_class(world, world.person("Игорь", language_code=language), w)
    teacher = await _at_the_choice(world, w, "7 В, 17")
    both = w("date.times", others="10:00", last="13:30")
    assert not [label for label in teacher.buttons() if both in label or "40" in label]
    teacher.does_not_see(w("form.divided"))
    await open_calendar(teacher)
    days = [label for label in teacher.buttons() if is_bookable(label)]
    assert days
    assert all(label.isdecimal() for label in days), "seats of a session of one's own are nobody's business"


@LANGUAGES
@pytest.mark.shows("A4")
async def test_the_calendar_stands_behind_another_day(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_the_choice(world, w)
    await teacher.tap(w("form.other_day"))
    teacher.sees(w("form.calendar"), w("form.calendar_hint"))
    legends = (w("form.calendar_hint"), w("form.calendar_few"), w("form.thursday", mark="★"))
    assert max(map(len, legends)) <= 36, "a line of a phone"
    await teacher.tap(w("button.back"))
    teacher.sees(w("form.day"))
    assert len(moments_on(teacher)) == 6
    await tap_day(teacher, nth=1)
    teacher.sees(w("consent.title"))


@pytest.mark.shows("A4")
@pytest.mark.parametrize("over_the_calendar", [False, True])
@pytest.mark.parametrize("text", ["17 декабря", "17.12", "17"])
async def test_a_typed_date_works_on_both(world: World, text: str, over_the_calendar: bool) -> None:
    w = words("ru")
    teacher = await _at_the_choice(world, w)
    if over_the_calendar:
        await open_calendar(teacher)
    await teacher.writes("3 декабря")
    teacher.sees(w("refusal.too_late", lead_working_days="10 рабочих дней"))
    assert moments_on(teacher), "the nearest that fit"
    await teacher.writes(text)
    teacher.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.shows("A4")
async def test_few_seats_are_said_and_many_are_not(world: World, language: str) -> None:
    w = words(language)
    programme = programme_id(world, FELTING, "class")

    def shrink(connection: Connection) -> None:
        of = session.c.programme_id == programme
        connection.execute(update(session).where(of).values(capacity=4))

    await world.db.write(shrink)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    assert all(str(w.t.count("count.seats", 4)) in label for label in moments_on(guest))
    await open_calendar(guest)
    guest.sees(w("form.calendar_few"))
    days = [label for label in guest.buttons() if is_bookable(label)]
    assert days
    assert all(label.endswith("·4") for label in days)


@pytest.mark.shows("A4")
async def test_nothing_possible_opens_the_calendar_and_other_ways(world: World) -> None:
    w = words("ru")
    guest = await _at_the_choice(world, w, "7 Б, 2 + 1")
    guest.sees(w("form.day_nothing"), "Нужна группа от 8 человек")
    assert not moments_on(guest)
    await guest.tap(w("form.shared_dates"))
    guest.sees(w("dates.title_shared"))


@LANGUAGES
@pytest.mark.shows("A6", "B13")
async def test_a_chosen_date_is_no_second_question_for_a_divided_class(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    programme = programme_id(world, PAPER_MILL)
    known = await _at_the_choice(world, w)
    await known.tap(w("button.cancel"))
    tap = f"book:{programme}:{await _session(world, programme, 15, 7)}"
    await teacher.press_data(tap)
    await describe_class(teacher, w)
    teacher.sees(w("consent.title"))
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    booking = await booking_of(world, teacher)
    assert [each.starts_at.day for each in booking.visits] == [15, 15]


async def _session(world: World, programme: int, day: int, hour: int) -> int:
    def body(connection: Connection) -> int:
        rows = connection.execute(session.select().where(session.c.programme_id == programme)).all()
        at = {(row.starts_at.month, row.starts_at.day, row.starts_at.hour): row.id for row in rows}
        return int(at[12, day, hour])

    return await world.db.read(body)


@LANGUAGES
@pytest.mark.shows("A4", "B1")
async def test_a_known_class_needs_four_taps_and_five_by_the_calendar(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    for number, (slug, by_calendar) in enumerate(
        ((PAPER_MILL, False), (PAPER_MILL, True), (DAIRY, False)), 2
    ):
        await open_programme(world, teacher, slug)
        teacher.reset_counts()
        await teacher.tap(w("programme.book"))
        await teacher.tap("7 Б · 27 + ")
        if by_calendar:
            await tap_day(teacher, nth=2)
        else:
            await tap_moment(teacher)
        await teacher.tap(w("summary.send"))
        teacher.sees(f"К-000{number}")
        assert (teacher.taps, teacher.typed) == (5 if by_calendar else 4, 0)


@pytest.mark.parametrize(("days", "hours", "most"), [(9, 3, 6), (2, 3, 6), (1, 9, 6), (4, 1, 6), (3, 2, 5)])
def test_the_nearest_are_spread_over_days(days: int, hours: int, most: int) -> None:
    sessions = [
        replace(
            SESSION,
            id=SessionId(day * 100 + hour),
            starts_at=(start := SESSION.starts_at + timedelta(days=day, hours=hour)),
            ends_at=start + timedelta(minutes=50),
        )
        for day in range(days)
        for hour in range(hours)
    ]
    options = nearest_options(choose_days(RULES, CLASS, sessions), most)
    assert len(options) == min(most, days * hours)
    assert [each.starts for each in options] == sorted(each.starts for each in options)
    shown = [RULES.local_day(each.starts[0]) for each in options]
    assert len(set(shown)) == min(days, most)
    counts = {shown.count(day) for day in shown}
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize(
    ("free", "few"), [((1,), 1), ((5,), 5), ((6,), None), ((2, 4), 4), ((2, 12), None), ((0, 3), 3)]
)
def test_few_are_the_seats_of_the_best_session(free: tuple[int, ...], few: int | None) -> None:
    sessions = [
        replace(SHARED, id=SessionId(number), taken=SHARED.capacity - each, parties=1)
        for number, each in enumerate(free)
    ]
    asking = Asking(Party(0, 1), Audience.FAMILY, NOW)
    (choice,) = choose_days(RULES, asking, sessions).values()
    assert choice.few == few
