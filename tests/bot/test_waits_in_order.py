"""Who of those that wait comes first, and what the others are told: larger parties, the last hours (B12)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.db.tables import session
from bot.domain.model import Role
from bot.ui.formats.dates import day_label
from sandbox.people import Person
from tests.bot.hosts.site import host_of
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
from tests.bot.test_visitor_waiting import plain, take_button, wait_button
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
SATURDAY = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
"""11:00 at the dairy, where families come together."""


async def to_days(
    world: World, person: Person, w: Words, *, party: str, slug: str = "vychegda-sheet"
) -> None:
    await open_programme(world, person, slug)
    await person.tap(w("programme.book"))
    await describe_class(person, w, party=party)


async def book(world: World, person: Person, w: Words, *, party: str) -> str:
    await to_days(world, person, w, party=party)
    await tap_moment(person)
    if w("consent.agree") in person.buttons():
        await become_known(person, w)
    await person.tap(w("summary.send"))
    return reference_on(person)


async def wait(world: World, person: Person, w: Words, *, party: str, day: str = "08.12") -> None:
    await to_days(world, person, w, party=party)
    await person.writes(day)
    await person.tap(wait_button(person))
    if w("consent.agree") in person.buttons():
        await become_known(person, w)
    person.sees(w("waiting.title"))


async def cancel(person: Person, w: Words, reference: str, why: str) -> None:
    await person.writes("/my")
    await person.tap(next(label for label in person.buttons() if tells_of(reference, label)))
    await person.tap(w("mine.cancel_request" if why == "illness" else "mine.cancel"))
    await person.tap(w(f"cancel.{why}"))


@LANGUAGES
@pytest.mark.shows("B12", "K")
async def test_a_large_class_is_passed_over_named_and_told_how_many_could_come(
    world: World, language: str
) -> None:
    """27 + 3 need both sessions of the day, and one of them comes free: it goes to those who fit and wait
    behind them. The third time the site hears of them; when nobody is left they are told of it."""
    w = words(language)
    host = await host_of(world, "Ольга", Role.OWNER, language=language)
    first, large, small = (world.person(each, language_code=language) for each in ("Анна", "Игорь", "Ирина"))
    booked = await book(world, first, w, party="7 А, 17")
    await book(world, first, w, party="8 А, 17")
    await wait(world, large, w, party="7 Б, 27")
    large.sees("27 + 3", w("waiting.place", n=1))
    for letter in ("В", "Г", "Д"):
        await wait(world, small, w, party=f"7 {letter}, 15")
    small.sees(w("waiting.place", n=4))
    await large.waits()
    await host.waits()
    await cancel(first, w, booked, "illness")
    for turn in (1, 2, 3):
        assert take_button(small, w)
        (host.sees if turn == 3 else host.does_not_see)(w("host.waiting.what_next"))
        large.sees_nothing_new()
        await small.tap(w("offer.decline"))
    free = w.t.count("count.seats", 20)
    large.sees(w("waiting.smaller", free=free, site="").rstrip(": "), w("waiting.smaller.what_next"))
    take = w("waiting.take", counts="18 + 2")
    large.sees(take, w("message.other_day"), w("waiting.show"))
    opening = large.last
    await large.tap(w("waiting.show"))
    large.sees(w("waiting.place", n=1))
    large.reset_counts()
    await large.tap(take, message=opening)
    large.sees(w("summary.title"), "18 + 2", "10:00")
    await large.tap(w("summary.send"))
    assert (large.taps, large.typed) == (2, 0)
    assert tells_of("К-0003", large.last.text)
    # Who has a place is told so, however often the old button is tapped.
    await large.tap(take, message=opening)
    assert large.alert is not None
    assert tells_of("К-0003", large.alert.text)


async def seats(world: World, person: Person, w: Words, number: int) -> None:
    """A family up to the days of the dairy."""
    await open_programme(world, person, DAIRY)
    await person.tap(w("programme.book"))
    await person.tap(str(number))


@LANGUAGES
@pytest.mark.shows("B12", "K")
async def test_before_a_near_visit_there_is_an_hour_and_then_the_first_who_comes(
    world: World, language: str
) -> None:
    """Within two days an offer lasts an hour; where nothing can be kept any more whoever waits is told, first
    come; when the day can be had no more, whoever still waits is told so, with other days."""
    w = words(language)
    for_four = update(session).where(session.c.starts_at == SATURDAY, session.c.capacity == 25)
    for_four = for_four.values(capacity=4, minimum=None, decides_at=None, if_short=None, group_state=None)
    assert await world.db.write(lambda c: c.execute(for_four).rowcount) == 1
    anna, boris, vera, gleb, dora = (
        world.person(name, language_code=language) for name in ("Анна", "Борис", "Вера", "Глеб", "Дора")
    )
    references = []
    for each in (anna, boris):
        await seats(world, each, w, 2)
        await tap_moment(each)
        await become_known(each, w, name=None)
        await each.tap(w("summary.book"))
        references.append(reference_on(each))
    for each in (vera, gleb, dora):
        await seats(world, each, w, 2)
        await each.writes("подождём 28.11" if language == "ru" else "we'll wait, 28.11")
        await become_known(each, w, name=None)
        each.sees(w("waiting.title"), day_label(SATURDAY.date(), w.t))
    # Thursday, 12:00: two days less an hour ahead.
    await world.skip_to(datetime(2026, 11, 26, 9, tzinfo=UTC))
    await cancel(anna, w, references[0], "not_needed")
    vera.sees(w("offer.why.waiting", site=""), "13:00")
    vera.reset_counts()
    await vera.tap(take_button(vera, w))
    assert (vera.taps, vera.typed) == (1, 0)
    # Saturday, 8:20: at 9:00 it is too late to book, and nobody is asked to decide before 10:00.
    await world.skip_to(datetime(2026, 11, 28, 5, 20, tzinfo=UTC))
    gleb.reset_counts()
    await cancel(boris, w, references[1], "not_needed")
    free = w.t.count("count.seats", 2)
    for each in (gleb, dora):
        each.sees(w("waiting.first_come", free=free, site="").rstrip(": "), w("waiting.first_come.what_next"))
    await gleb.tap(next(each for each in gleb.buttons() if each.startswith(w("waiting.take", counts=""))))
    gleb.sees(w("summary.title"))
    await gleb.tap(w("summary.book"))
    assert tells_of("К-0004", gleb.last.text)
    # Whoever comes second is told that they are gone, with the nearest that there are.
    await dora.tap(next(each for each in dora.buttons() if each.startswith(w("waiting.take", counts=""))))
    assert dora.alert is not None
    assert plain(w("refusal.session_full", free=0, seats=2))[:10] in dora.alert.text
    await dora.waits()
    await world.skip_to(datetime(2026, 11, 28, 6, 10, tzinfo=UTC))
    dora.sees_nothing_new()
    await world.skip_to(datetime(2026, 11, 28, 7, 0, tzinfo=UTC))
    dora.sees(plain(w("waiting.over", site="")).rstrip(": "), w("waiting.over.others"))
    assert any(":" in each for each in dora.buttons())
