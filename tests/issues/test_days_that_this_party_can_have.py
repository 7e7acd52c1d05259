"""«В четверг» was the next Thursday though it was too near; of «на следующей неделе» one day was wanted."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ui.formats.dates import bare_day_label, day_label
from sandbox.people import Person
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    describe_class,
    moments_on,
    open_calendar,
    open_programme,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
FIRST_THURSDAY = date(2026, 12, 10)
"""The first one that the mill's ten working days leave."""


async def _class_at_day(world: World, w: Words, slug: str = PAPER_MILL) -> Person:
    teacher = world.person("Анна", language_code=w.t.code)
    await open_programme(world, teacher, slug)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    return teacher


@pytest.mark.shows("A4")
@pytest.mark.parametrize("over_the_calendar", [False, True])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("ru", each) for each in ("в четверг", "чт", "давайте в ближайший четверг", "ЧЕТВЕРГ!")),
        *(("en", each) for each in ("on Thursday", "Thu", "could we come on Thursday?")),
    ],
)
async def test_a_weekday_is_the_first_that_this_party_can_book(
    world: World, language: str, text: str, over_the_calendar: bool
) -> None:
    w = words(language)
    teacher = await _class_at_day(world, w)
    if over_the_calendar:
        await open_calendar(teacher)
    await teacher.writes(text)
    teacher.sees(w("form.taken", day=day_label(FIRST_THURSDAY, w.t)), w("consent.title"))
    await become_known(teacher, w)
    teacher.sees(day_label(FIRST_THURSDAY, w.t), w("summary.title"))


@LANGUAGES
@pytest.mark.shows("A4")
async def test_the_day_that_was_meant_is_not_explained(world: World, language: str) -> None:
    """Which is the day itself, and a weekday that is the next one to come."""
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await guest.writes("в четверг" if language == "ru" else "on Thursday")
    guest.sees(day_label(date(2026, 11, 26), w.t), w("form.time"))
    guest.does_not_see(w("form.taken", day="@").split("@")[0].strip())
    await guest.writes("в пятницу в 12:30" if language == "ru" else "on Friday at 12:30")
    guest.sees(w("consent.title"))
    guest.does_not_see(w("form.taken", day="@").split("@")[0].strip())


@LANGUAGES
@pytest.mark.shows("A4")
async def test_this_thursday_is_this_one(world: World, language: str) -> None:
    w = words(language)
    teacher = await _class_at_day(world, w)
    await teacher.writes("в этот четверг" if language == "ru" else "this Thursday")
    teacher.sees(w("refusal.too_late", lead_working_days=w.t.count("count.working_days_before", 10)))
    assert moments_on(teacher)


@LANGUAGES
@pytest.mark.shows("A4")
async def test_a_weekday_without_sessions_says_so(world: World, language: str) -> None:
    w = words(language)
    teacher = await _class_at_day(world, w)
    await teacher.writes("в пятницу" if language == "ru" else "on Friday")
    teacher.sees(w("refusal.no_sessions_on_day"))
    assert moments_on(teacher)


@LANGUAGES
@pytest.mark.shows("A4")
@pytest.mark.parametrize(
    ("russian", "english", "first", "last", "shown"),
    [
        ("после 10 декабря", "after 10 December", (12, 11), None, 15),
        ("с 15 декабря", "from 15 December", (12, 15), None, 15),
        ("7–18 декабря", "7-18 December", (12, 7), (12, 18), 8),
        ("в середине декабря", "mid-December", (12, 11), (12, 20), 15),
        ("до 17 декабря", "until 17 December", (11, 23), (12, 17), 8),
    ],
)
async def test_of_several_days_those_that_fit_are_shown(
    world: World,
    language: str,
    russian: str,
    english: str,
    first: tuple[int, int],
    last: tuple[int, int] | None,
    shown: int,
) -> None:
    w = words(language)
    teacher = await _class_at_day(world, w)
    await teacher.writes(russian if language == "ru" else english)
    begins = bare_day_label(date(2026, *first), w.t)
    if last is None:
        teacher.sees(w("form.day_since", first=begins))
    else:
        teacher.sees(w("form.day_within", first=begins, last=bare_day_label(date(2026, *last), w.t)))
    assert f" {shown} " in moments_on(teacher)[0].replace("\N{NO-BREAK SPACE}", " ")
    assert len(moments_on(teacher)) > 1
    await teacher.tap(moments_on(teacher)[1])
    teacher.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.shows("A4")
async def test_of_days_none_of_which_fits_the_nearest_are_shown(world: World, language: str) -> None:
    w = words(language)
    teacher = await _class_at_day(world, w)
    await teacher.writes("на следующей неделе" if language == "ru" else "next week")
    teacher.sees(w("refusal.too_late", lead_working_days=w.t.count("count.working_days_before", 10)))
    assert moments_on(teacher)
    await teacher.writes("на выходных" if language == "ru" else "at the weekend")
    teacher.sees(w("problem.no_days_there"))
    await teacher.writes("в начале декабря" if language == "ru" else "early December")
    teacher.sees(
        w(
            "form.day_within",
            first=bare_day_label(date(2026, 12, 1), w.t),
            last=bare_day_label(date(2026, 12, 10), w.t),
        )
    )


@LANGUAGES
@pytest.mark.shows("A4")
async def test_the_only_day_of_several_is_taken(world: World, language: str) -> None:
    w = words(language)
    teacher = await _class_at_day(world, w)
    await teacher.writes("9–11 декабря" if language == "ru" else "9-11 December")
    teacher.sees(w("form.taken", day=day_label(FIRST_THURSDAY, w.t)), w("consent.title"))


@LANGUAGES
@pytest.mark.shows("A4")
async def test_a_day_with_its_time_is_no_second_question(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await guest.writes("10 декабря в 9:15" if language == "ru" else "10 December at 9:15")
    guest.sees(w("problem.no_such_time"), w("form.time"), day_label(FIRST_THURSDAY, w.t))
    await guest.writes("10 декабря, 15:00" if language == "ru" else "10 December, 15:00")
    guest.sees(w("consent.title"))
    await become_known(guest, w, name=None)
    guest.sees("15:00", day_label(FIRST_THURSDAY, w.t))
