"""Why an answer was refused stood above the question, and on a phone that line had scrolled away: only the
buttons and what stands right above them are seen."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.model import Role
from bot.ui.formats.html import Html
from bot.ui.kit import why_last
from bot.ui.screen import Screen
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import (
    PAPER_MILL,
    Words,
    book_class,
    book_seats,
    describe_class,
    open_calendar,
    open_programme,
    reach_summary,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])

Refused = Callable[[World, Words], Awaitable[Person]]


def _ends_with_why(person: Person, w: Words, key: str, question: str) -> None:
    """The question is there, and the last line of the text is the reason."""
    shown = person.last.text or ""
    assert _plain(w(question, age="", who="")).split("\n")[0] in _plain(shown), shown
    assert _plain(shown.splitlines()[-1]).startswith(f"❌ {_plain(w(key))}"), shown


def _plain(text: str) -> str:
    return re.sub("<[^>]+>", "", text).replace("\u00a0", " ")


async def _teacher_at(world: World, w: Words, *, to: str) -> Person:
    teacher = world.person("Анна", language_code=w.t.code)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    if to == "party":
        return teacher
    if to in {"school", "check"}:
        await teacher.writes("7 Б, 27")
        if to == "check":
            await teacher.writes("Северный")
            await teacher.tap("Северный ключ")
        return teacher
    await describe_class(teacher, w)
    if to == "day":
        return teacher
    if to == "calendar":
        await open_calendar(teacher)
        return teacher
    await tap_moment(teacher)
    await teacher.tap(w("consent.agree"))
    if to == "phone":
        await teacher.writes("Анна Петровна")
    return teacher


@LANGUAGES
@pytest.mark.parametrize(
    ("to", "typed", "why", "question"),
    [
        ("party", "ыыы", "problem.nothing_understood", "form.party_both"),
        ("school", "???", "problem.not_an_organisation", "form.school"),
        ("day", "32 декабря", "problem.no_such_day", "form.day"),
        ("calendar", "32 декабря", "problem.no_such_day", "form.day"),
        ("name", "12", "problem.name_digits", "form.name"),
        ("phone", "11223", "problem.phone_no_code", "form.phone"),
    ],
)
@pytest.mark.shows("B2")
async def test_the_reason_stands_right_above_the_buttons(
    world: World, language: str, to: str, typed: str, why: str, question: str
) -> None:
    w = words(language)
    teacher = await _teacher_at(world, w, to=to)
    await teacher.writes(typed)
    _ends_with_why(teacher, w, why, question)


@LANGUAGES
async def test_what_is_no_text_is_refused_below_the_question(world: World, language: str) -> None:
    w = words(language)
    teacher = await _teacher_at(world, w, to="party")
    await teacher.sends_location(61.6, 50.8)
    shown, why = _plain(teacher.last.text or ""), _plain(w("last.unexpected")).split("\n")[0]
    assert shown.index(_plain(w("form.party_both", age="")).split("\n")[0]) < shown.index(why)


@LANGUAGES
@pytest.mark.shows("B1")
async def test_of_a_class_card_and_of_oneself(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    await teacher.tap(w("classes.change_class"))
    await teacher.writes("ыыы")
    _ends_with_why(teacher, w, "problem.class_unclear", "classes.ask_class")
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_phone"))
    await teacher.writes("11223")
    _ends_with_why(teacher, w, "problem.phone_no_code", "profile.ask_phone")


@LANGUAGES
@pytest.mark.shows("E5")
async def test_of_a_new_session_which_asks_again_at_once(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    await owner.writes("когда-нибудь")
    _ends_with_why(owner, w, "host.refusal.text_refused.not_a_day", "host.new.day")
    await owner.writes("завтра" if language == "ru" else "tomorrow")
    await owner.writes("25:99")
    _ends_with_why(owner, w, "host.refusal.text_refused.not_a_time", "host.new.time")


@LANGUAGES
@pytest.mark.shows("E4")
async def test_of_a_head_count(world: World, language: str) -> None:
    w = words(language)
    guard = await host_of(world, "Семён", Role.GUARD, slug="warm-trace", language=language)
    tourist = world.person("Марина")
    await book_seats(world, tourist, words("ru"))
    booking = await booking_of(world, tourist)
    await world.move_to(booking.first.starts_at)
    await guard.press_data(f"hv:{booking.first.id}:other")
    await guard.writes("много")
    _ends_with_why(guard, w, "problem.head_count_unclear", "host.count.title")


@LANGUAGES
async def test_of_a_summary(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.writes("Иванова Маша, Петров Саша")
    assert (teacher.last.text or "").splitlines()[-1].startswith("❌"), teacher.screen


def test_without_a_reason_a_screen_stays_as_it_is() -> None:
    screen = Screen(Html("Вопрос"))
    assert why_last(screen, None, words("ru").t) is screen
