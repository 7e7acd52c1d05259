"""A full day in the calendar ended with «Выберите другой день» and left which one to guessing (A4, B3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from bot.domain.model import SessionId
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.ui.formats.dates import short_moment_label
from bot.ui.refusals import refusal_alert, refusal_text
from bot.ui.toast import MOST_CHARACTERS
from bot.ui.translator import languages, translator_for
from bot.ui.visitor.booking.calendar import NO_SESSIONS_CELL
from sandbox.people import Person
from tests.bot.paths import (
    PAPER_MILL,
    Words,
    book_class,
    describe_class,
    moments_on,
    open_calendar,
    open_programme,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _at_the_calendar(world: World, name: str, w: Words) -> Person:
    teacher = world.person(name, language_code=w.t.code)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 В, 17")
    await open_calendar(teacher)
    return teacher


async def _sees_the_nearest_and_takes_one(person: Person, w: Words) -> None:
    offered = moments_on(person)
    assert 2 <= len(offered) <= 3
    assert person.alert is not None
    assert person.alert.show_alert
    for label in offered[:2]:
        day = re.search(r"\d+", label)
        assert day is not None
        date = f" {day[0]}.12, 10:00" if w.t.code == "ru" else f" {day[0]} Dec, 10:00"
        assert date in person.alert.text
    await person.tap(offered[0])
    person.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.shows("A4")
async def test_the_alert_names_two_dates_and_the_screen_offers_them(world: World, language: str) -> None:
    w = words(language)
    await book_class(world, world.person("Анна", language_code=language), w)
    second = await _at_the_calendar(world, "Игорь", w)
    assert "8·" in second.buttons()
    await second.tap("8·")
    second.sees(w("refusal.day_taken"))
    await _sees_the_nearest_and_takes_one(second, w)


@LANGUAGES
@pytest.mark.shows("B3")
async def test_a_day_taken_meanwhile_does_the_same(world: World, language: str) -> None:
    w = words(language)
    second = await _at_the_calendar(world, "Игорь", w)
    assert "8" in second.buttons()
    await book_class(world, world.person("Анна", language_code=language), w)
    await second.tap("8")
    second.sees(w("refusal.day_taken"))
    await _sees_the_nearest_and_takes_one(second, w)


@LANGUAGES
async def test_a_month_ahead_stays_on_screen(world: World, language: str) -> None:
    """Why not is said where one looks: the calendar does not jump back to its first month."""
    w = words(language)
    teacher = await _at_the_calendar(world, "Игорь", w)
    await teacher.tap(next(label for label in teacher.buttons() if label.endswith("›")))
    month = teacher.buttons()[0]
    closed = [label for label in teacher.buttons() if label.endswith("·")]
    if closed:
        await teacher.tap(closed[0])
    else:
        await teacher.tap(NO_SESSIONS_CELL)
    assert teacher.buttons()[0] == month


FACTS: dict[str, int | str] = {
    "seats": 121,
    "free": 21,
    "capacity": 120,
    "needed": 22,
    "adults": 21,
    "min_group": 10,
    "lead_working_days": 22,
    "foreign_lead_days": 45,
    "horizon_days": 120,
    "cutoff": 120,
    "min_age": 12,
    "youngest_age": 10,
}


@pytest.mark.parametrize("language", [each.code for each in languages()])
@pytest.mark.parametrize(
    "reason",
    [
        Reason.TOO_LATE,
        Reason.TOO_LATE_FOREIGN,
        Reason.BEYOND_HORIZON,
        Reason.CUT_OFF,
        Reason.NO_SEATS_ON_DAY,
        Reason.SESSION_FULL,
        Reason.PRIVATE_TAKEN,
        Reason.GROUP_TOO_LARGE,
        Reason.GROUP_TOO_SMALL,
        Reason.NOT_ENOUGH_ADULTS,
        Reason.WRONG_AUDIENCE,
        Reason.SESSION_CLOSED,
        Reason.DAY_TAKEN,
        Reason.DAY_CUT_OFF,
        Reason.DAY_FOR_OTHERS,
        Reason.DAY_CLOSED,
        Reason.DAY_OVER,
    ],
)
def test_an_alert_has_room_for_its_reason_and_two_dates(language: str, reason: Reason) -> None:
    t = translator_for(language)
    starts = [datetime(2026, 12, day, 10, 30, tzinfo=UTC) for day in (23, 24)]
    ways = tuple(
        OtherSession(SessionId(number), start, "Europe/Moscow", 20) for number, start in enumerate(starts)
    )
    alert = refusal_alert(Refusal(reason, FACTS, ways), t)
    assert len(alert) <= MOST_CHARACTERS
    assert str(refusal_text(Refusal(reason, FACTS), t)) in alert
    for start in starts:
        assert short_moment_label(start, "Europe/Moscow", t) in alert
