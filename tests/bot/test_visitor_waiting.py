"""A full day, and whoever waits for it: joining, an offer that keeps seats, passing it on (B12, K)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ui.formats.dates import bare_day_label, day_label
from sandbox.people import Person
from tests.bot.paths import (
    CODES,
    PAPER_MILL,
    Words,
    become_known,
    describe_class,
    is_bookable,
    is_day,
    open_calendar,
    open_programme,
    reference_on,
    tap_moment,
    tells_of,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def book_career(
    world: World, person: Person, w: Words, *, party: str = "10 А, 16", nth: int = 0
) -> str:
    """A class takes the n-th of the nearest days of a career visit, which receives one group a day."""
    await open_programme(world, person, PAPER_MILL, "career")
    await person.tap(w("programme.book"))
    await describe_class(person, w, party=party)
    await tap_moment(person, nth=nth)
    if w("consent.agree") in person.buttons():
        await become_known(person, w)
    await person.tap(w("summary.send"))
    return reference_on(person)


async def ask_for_full_day(world: World, person: Person, w: Words, *, party: str = "11 Б, 15") -> None:
    """Up to the calendar, and a tap on the day that is full."""
    await see_calendar(world, person, w, party=party)
    await person.tap(full_days(person)[-1])


async def see_calendar(world: World, person: Person, w: Words, *, party: str) -> None:
    await open_programme(world, person, PAPER_MILL, "career")
    await person.tap(w("programme.book"))
    await describe_class(person, w, party=party)
    await open_calendar(person)


def full_days(person: Person) -> list[str]:
    """Days of the calendar that cannot be had: too early first, then those that others have."""
    return [label for label in person.buttons() if is_day(label) and not is_bookable(label)]


def wait_button(person: Person) -> str:
    starts = tuple(words(code)("form.wait", day="").split("{")[0] for code in CODES)
    return next(label for label in person.buttons() if label.startswith(starts))


async def join(world: World, person: Person, w: Words, *, party: str = "11 Б, 15") -> None:
    await ask_for_full_day(world, person, w, party=party)
    await person.tap(wait_button(person))
    if w("consent.agree") in person.buttons():
        await become_known(person, w)
    person.sees(w("waiting.title"))


def plain(text: str) -> str:
    return re.sub("<[^>]+>", "", text)


def take_button(person: Person, w: Words) -> str:
    start = w("offer.take", when="")
    return next(label for label in person.buttons() if label.startswith(start))


async def cancel(person: Person, w: Words) -> None:
    await person.tap(w("sent.card"))
    await person.tap(w("mine.cancel_request"))
    await person.tap(w("cancel.illness"))


@LANGUAGES
@pytest.mark.shows("B12", "K")
async def test_a_full_day_is_waited_for_offered_and_taken(world: World, language: str) -> None:
    w = words(language)
    first = world.person("Анна", language_code=language)
    second = world.person("Игорь", language_code=language)
    taken = await book_career(world, first, w)
    await join(world, second, w)
    second.sees(w("waiting.place", n=1))
    second.reset_counts()
    await cancel(first, w)
    await world.settle()
    second.sees(w("offer.why.waiting", site=""), w("offer.asks_host"))
    # While they decide nobody else can have the day, and is told when it will be decided.
    third = world.person("Ольга", language_code=language)
    await ask_for_full_day(world, third, w)
    third.sees(w("refusal.day_promised", time="16:00", day="").rstrip("."))
    offer = second.last
    second.reset_counts()
    await second.tap(take_button(second, w))
    booked = reference_on(second)
    assert booked != taken
    assert (second.taps, second.typed) == (1, 0)
    await world.settle()
    shown = next(each for each in second.messages if each.message_id == offer.message_id)
    assert plain(w("offer.ended.taken", site="")) in shown.text
    # However often it is tapped, it is one booking, which is shown in place.
    before = len(second.messages)
    await second.resend_last_tap()
    assert len(second.messages) == before
    shown = next(each for each in second.messages if each.message_id == offer.message_id)
    assert tells_of(booked, shown.text)


@LANGUAGES
@pytest.mark.shows("B12", "K")
async def test_who_is_known_waits_in_two_taps(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    await book_career(world, first, w)
    await book_career(world, second, w, nth=1)
    await see_calendar(world, second, w, party="11 В, 15")
    before = len(second.messages)
    second.reset_counts()
    await second.tap(full_days(second)[-1])
    await second.tap(wait_button(second))
    second.sees(w("waiting.title"))
    assert (second.taps, second.typed) == (2, 0)
    assert len(second.messages) == before  # in place, with nothing asked


@pytest.mark.shows("B12", "K")
async def test_an_offer_nobody_takes_goes_on_to_the_next(world: World) -> None:
    w = words("ru")
    first, second, third = (world.person(name) for name in ("Анна", "Игорь", "Ольга"))
    await book_career(world, first, w)
    await join(world, second, w)
    await join(world, third, w, party="11 Г, 14")
    third.sees(w("waiting.place", n=2))
    await cancel(first, w)
    await world.settle()
    second.sees(w("offer.decline"))
    third.reset_counts()
    await world.move(timedelta(hours=4, minutes=1))
    second.sees(plain(w("offer.ended.lapsed.passed", site="")))
    second.sees(w("offer.waits_on"))
    third.sees(w("offer.why.waiting", site=""))
    # The old message of whoever was first takes nothing from the next.
    await second.tap(w("waiting.show"))
    second.sees(w("waiting.place", n=1))
    await third.tap(w("offer.decline"))
    third.sees(plain(w("offer.ended.declined", site="")))
    # Neither is offered the same seats again by themselves; once is no reason to lose one's place.
    monday = world.clock.now()
    second.reset_counts()
    await world.skip_to(monday + timedelta(hours=24, minutes=10))
    second.does_not_see(w("offer.why.waiting", site=""))
    await second.tap(w("waiting.show"))
    second.sees(w("waiting.place", n=1))


@pytest.mark.shows("B12", "G2", "K")
async def test_at_night_nobody_is_disturbed_and_nothing_lapses(world: World) -> None:
    w = words("ru")
    first, second = world.person("Анна"), world.person("Игорь")
    await book_career(world, first, w)
    await join(world, second, w)
    night = world.clock.now().replace(hour=20, minute=30)  # 23:30 at the site
    await world.skip_to(night)
    second.reset_counts()
    await cancel(first, w)
    await world.settle()
    second.does_not_see(w("offer.why.waiting", site=""))
    await world.move_to(night + timedelta(hours=8))  # 7:30
    second.does_not_see(w("offer.why.waiting", site=""))
    await world.move_to(night + timedelta(hours=8, minutes=45))  # 8:15
    second.sees(w("offer.why.waiting", site=""), "12:00")


@LANGUAGES
@pytest.mark.shows("B12", "K")
async def test_more_days_are_waited_for_in_one_tap(world: World, language: str) -> None:
    """«Любую среду»: whichever of them comes free is offered; no days are waited for of which some are
    free."""
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    await world.skip_to(datetime(2026, 12, 7, 9, tzinfo=UTC))
    # Of December are left, in time for a class, Wednesdays 23 and 30, and Friday 25.
    await book_career(world, first, w)
    await book_career(world, first, w, party="9 А, 16", nth=1)
    await join(world, second, w)
    second.sees(w("waiting.days", days=day_label(date(2026, 12, 30), w.t)))
    wednesdays, message = wider(w, "weekday.3"), second.last
    assert wider_buttons(second) == [wednesdays]  # no «any day»: the Friday is free
    second.reset_counts()
    await second.tap(wednesdays)
    assert (second.taps, second.typed) == (1, 0)
    second.sees(w("wish.weekday.3"), day_label(date(2026, 12, 31), w.t), w("waiting.place", n=1))
    assert wider_buttons(second) == []
    await second.resend_last_tap()
    assert second.last.message_id == message.message_id
    assert w("waiting.place", n=1) in second.last.text
    # The first of these days comes free.
    await first.writes("/my")
    await first.tap(next(label for label in first.buttons() if tells_of("К-0001", label)))
    await first.tap(w("mine.cancel_request"))
    await first.tap(w("cancel.illness"))
    await world.settle()
    await second.tap(take_button(second, w))
    second.sees("23", "10:00")
    # Whoever has one of them waits for none any more.
    await second.writes("/my")
    assert not [label for label in second.buttons() if label.startswith(w("waiting.button", day=""))]


def wider(w: Words, what: str) -> str:
    """«Ждать любую среду до 31 декабря»."""
    return w("waiting.wider", what=w(f"wish.{what}"), day=bare_day_label(date(2026, 12, 31), w.t))


def wider_buttons(person: Person) -> list[str]:
    starts = tuple(words(code)("waiting.wider", what="", day="").split()[0] for code in CODES)
    return [label for label in person.buttons() if label.startswith(starts)]
