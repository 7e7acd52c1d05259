"""«10 декабря» typed over the calendar became a group of ten, and the class of 27 was gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.ui.formats.dates import month_label
from sandbox.people import Person
from tests.bot.paths import PAPER_MILL, describe_class, is_bookable, open_calendar, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
IN_WORDS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}


def _first_free_day(teacher: Person) -> int:
    return next(int(label.partition("·")[0]) for label in teacher.buttons() if is_bookable(label))


def _month_on_screen(world: World, teacher: Person, language: str) -> date:
    """The month that the calendar shows: this one or the next."""
    this = world.clock.now().date().replace(day=1)
    months = (this, (this + timedelta(days=31)).replace(day=1))
    return next(each for each in months if month_label(each, words(language).t) in teacher.buttons())


async def _at_the_calendar(world: World, language: str) -> Person:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 Б, 17 + 3")
    await open_calendar(teacher)
    return teacher


@LANGUAGES
@pytest.mark.parametrize("shape", ["{day}", "{day}.{month}", "{day} {name}", "{day} {name}, 10:00"])
@pytest.mark.shows("B3")
async def test_a_typed_day_is_picked_as_by_a_tap(world: World, language: str, shape: str) -> None:
    w = words(language)
    teacher = await _at_the_calendar(world, language)
    month = _month_on_screen(world, teacher, language).month
    name = IN_WORDS[language].split()[month - 1]
    await teacher.writes(shape.format(day=_first_free_day(teacher), month=month, name=name))
    if "10:00" not in shape:
        teacher.sees("7 Б · 17 + 3", w("form.time"))
        await teacher.writes("10:00")
    teacher.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.parametrize("text", ["три", "99", "17 + 3", "когда-нибудь", "10 12"])
@pytest.mark.shows("B2")
async def test_what_is_no_day_leaves_the_class_alone(world: World, language: str, text: str) -> None:
    w = words(language)
    teacher = await _at_the_calendar(world, language)
    day = _first_free_day(teacher)
    await teacher.writes(text)
    teacher.sees("7 Б · 17 + 3", w("problem.tap_a_day"), w("form.day"))
    await teacher.writes(str(day))
    await teacher.writes(text)
    teacher.sees("7 Б · 17 + 3", w("problem.tap_a_time"), w("form.time"))


async def test_a_day_without_sessions_says_so(world: World) -> None:
    teacher = await _at_the_calendar(world, "ru")
    await teacher.writes("1 января 2030")
    teacher.sees("7 Б · 17 + 3", words("ru")("refusal.no_sessions_on_day"))


async def test_a_class_written_whole_still_corrects_the_party(world: World) -> None:
    teacher = await _at_the_calendar(world, "ru")
    await teacher.writes("8 А, 25")
    teacher.sees("8 А · 25 + ")
