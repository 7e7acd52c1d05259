"""«Первый возможный день — сб, 6 февраля», without a session; a full day answered for one hour only;
«свободных дней пока нет» stood beside «первый возможный день …» (A4, B3).

What is named can be had by this very party: it stands on a button that leads on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from bot.db.tables import session
from bot.domain.booking.availability import Asking, SessionFacts, choose_on_day
from bot.domain.model import Audience, Party, SessionId, SessionStatus
from bot.domain.refusal import Reason
from bot.ui.formats.dates import moment_label
from bot.ui.visitor.booking.calendar import NO_SESSIONS_CELL
from sandbox.people import Person
from tests.bot.paths import (
    DAIRY,
    FELTING,
    PAPER_MILL,
    Words,
    describe_class,
    moments_on,
    open_calendar,
    open_programme,
    programme_id,
    words,
)
from tests.bot.world import World
from tests.unit.test_availability import CLASS, NOW, RULES, SESSION, SHARED

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
PARTIES = [
    (PAPER_MILL, "tour", "7 Б, 27"),
    (PAPER_MILL, "tour", "7 Б, 17"),
    (PAPER_MILL, "tour", "9"),
    (DAIRY, "tour", "7 Б, 20"),
    (DAIRY, "tour", "4"),
    (FELTING, "class", "7 Б, 27"),
    (FELTING, "class", "10"),
]


async def _at_the_choice(world: World, name: str, w: Words, slug: str, code: str, party: str) -> Person:
    person = world.person(name, language_code=w.t.code)
    await open_programme(world, person, slug, code)
    await person.tap(w("programme.book"))
    if party.isdecimal():
        await person.tap(party)
    else:
        await describe_class(person, w, party=party)
    return person


@LANGUAGES
@pytest.mark.parametrize(("slug", "code", "party"), PARTIES)
@pytest.mark.shows("A4", "B3")
@pytest.mark.sampled(3)
async def test_every_day_that_is_refused_names_only_what_can_be_had(
    world: World, language: str, slug: str, code: str, party: str
) -> None:
    w = words(language)
    person = await _at_the_choice(world, "Анна", w, slug, code, party)
    for label in moments_on(person):
        await person.tap(label)
        person.sees(w("consent.title"))
        await person.tap(w("button.back"))
        world.clock.move(timedelta(seconds=20))
    await open_calendar(person)
    refused = [each for each in person.buttons() if re.fullmatch(r"\d+·", each)]
    for label in [*refused[:3], *refused[-1:]]:
        world.clock.move(timedelta(seconds=20))
        await open_calendar(person)
        await person.tap(label)
        named = moments_on(person)
        assert named, "the nearest that fit"
        assert person.alert is not None
        assert not re.search(r"[Пп]ервый возможный|first possible", person.last.text + person.alert.text)
        days = [re.findall(r"\d+", each)[0] for each in named]
        for day in re.findall(r"(\d+)\.\d\d,", person.alert.text):
            assert day in days, person.alert.text
        await person.tap(named[0])
        person.sees(w("consent.title"))
        await person.tap(w("button.back"))


@pytest.mark.shows("B3")
async def test_guests_from_abroad_are_shown_a_session_and_no_bare_day(world: World) -> None:
    w = words("ru")
    teacher = await _at_the_choice(world, "Анна", w, PAPER_MILL, "tour", "7 Б, 17")
    await teacher.tap(moments_on(teacher)[0])
    await teacher.tap(w("consent.agree"))
    await teacher.writes("Анна Петровна")
    await teacher.shares_contact()
    await teacher.tap(w("summary.change_foreign"))
    await teacher.tap("2")
    teacher.sees("пропуск оформляют 30 дней")
    teacher.does_not_see("Первый возможный")
    await teacher.tap(moments_on(teacher)[0])
    teacher.sees(w("summary.foreign", count=2), w("summary.title"))


@pytest.mark.shows("B3")
async def test_where_nothing_is_possible_nothing_is_named(world: World) -> None:
    """All sessions with time enough are taken: «свободных дней нет», and other sites' dates."""
    w = words("ru")
    programme = programme_id(world, PAPER_MILL)

    def close(connection: Connection) -> None:
        late = session.c.starts_at > datetime(2026, 12, 5, tzinfo=UTC)
        of = (session.c.programme_id == programme) & late
        connection.execute(update(session).where(of).values(status=SessionStatus.CLOSED))

    await world.db.write(close)
    teacher = await _at_the_choice(world, "Анна", w, PAPER_MILL, "tour", "7 Б, 17")
    teacher.sees(w("form.day_nothing"))
    teacher.does_not_see("возможный", "Ближайш")
    await teacher.tap("24·")
    assert teacher.alert is not None
    assert teacher.alert.text == w("refusal.too_late", lead_working_days="10 рабочих дней")
    await teacher.tap(w("form.other_sites"))
    teacher.sees(w("dates.title"))
    assert [label for label in teacher.buttons() if ":" in label]


async def test_an_empty_day_says_so(world: World) -> None:
    w = words("ru")
    teacher = await _at_the_choice(world, "Анна", w, PAPER_MILL, "tour", "7 Б, 17")
    await open_calendar(teacher)
    await teacher.tap(NO_SESSIONS_CELL)
    assert teacher.alert is not None
    assert teacher.alert.text == w("nothing.no_sessions")


TAKEN = replace(SESSION, taken=20, parties=1)
LATER = timedelta(hours=3)
FAMILY = Asking(Party(0, 4), Audience.FAMILY, NOW)


def _later(facts: SessionFacts) -> SessionFacts:
    return replace(facts, id=SessionId(2), starts_at=facts.starts_at + LATER, ends_at=facts.ends_at + LATER)


@pytest.mark.parametrize(
    ("asking", "sessions", "reason", "free"),
    [
        (CLASS, (TAKEN,), Reason.DAY_TAKEN, None),
        (CLASS, (TAKEN, _later(TAKEN)), Reason.DAY_TAKEN, None),
        (CLASS, (replace(SESSION, status=SessionStatus.CLOSED), _later(TAKEN)), Reason.DAY_TAKEN, None),
        (CLASS, (replace(SESSION, capacity=12), _later(TAKEN)), Reason.NO_SEATS_ON_DAY, 12),
        (CLASS, (SHARED, _later(SHARED)), Reason.DAY_FOR_OTHERS, None),
        (CLASS, (replace(SESSION, status=SessionStatus.CLOSED),) * 2, Reason.DAY_CLOSED, None),
        (FAMILY, (replace(SHARED, taken=18, parties=3), _later(replace(SHARED, taken=17, parties=3))),
         Reason.NO_SEATS_ON_DAY, 3),
        (FAMILY, (replace(SHARED, taken=20, parties=3),) * 2, Reason.DAY_TAKEN, None),
        (FAMILY, (replace(SHARED, capacity=3),), Reason.NO_SEATS_ON_DAY, 3),
    ],
)  # fmt: skip
@pytest.mark.shows("B3")
def test_a_day_answers_for_all_its_hours(
    asking: Asking, sessions: Sequence[SessionFacts], reason: Reason, free: int | None
) -> None:
    choice = choose_on_day(RULES, asking, RULES.local_day(SESSION.starts_at), sessions)
    assert choice.refusal is not None
    assert (choice.refusal.reason, choice.refusal.params.get("free")) == (reason, free)
    assert not {"first_day", "last_day", "day"} & set(choice.refusal.params)


@LANGUAGES
@pytest.mark.shows("A2", "A3", "A6")
async def test_cards_and_lists_name_no_session_that_nobody_can_have(world: World, language: str) -> None:
    """Tuesday, 11:30 at the felters: 12:30 is within the cut-off of two hours, 15:00 is not."""
    w = words(language)
    await world.move_to(datetime(2026, 11, 24, 8, 30, tzinfo=UTC))
    near, free = (
        moment_label(datetime(2026, 11, 24, hour, minute, tzinfo=UTC), "Europe/Moscow", w.t)
        for hour, minute in ((9, 30), (12, 0))
    )
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, FELTING, "class")
    guest.sees(free)
    guest.does_not_see(near)
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    assert [label for label in moments_on(guest) if free in label]
    assert not [label for label in moments_on(guest) if near in label]
    await guest.writes("/book")
    guest.does_not_see("24.11, 12:30")


@pytest.mark.both_engines
@pytest.mark.shows("A6")
async def test_dates_for_guests_of_a_kind_are_sessions_for_them(world: World) -> None:
    """The dairy's Saturdays are for families: a class that filters by its age is not led there, and of what
    is confirmed at once only what leaves the lead time of classes."""
    w = words("ru")
    teacher = world.person("Анна")
    await teacher.start()
    for people in ("g8", "fam"):
        await teacher.press_data(f"near::::{people}::0:False")
        text = ""
        for _ in range(6):
            text += teacher.last.text
            world.clock.move(timedelta(seconds=5))
            await teacher.tap("›")
        assert ("сб 28.11, 11:00 — Экскурсия с дегустацией" in text) == (people == "fam")
        assert (", 10:00 — Мастер-класс по валянию" in text.partition("чт 26.11")[0]) == (people == "fam")
    await teacher.tap(w("dates.sites"))
