"""A parent was shown «учусь на лаборанта»; ages that nobody takes stood on buttons; «10» stayed «10»."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.bot.paths import Words, book_class, words
from tests.bot.test_application import begin, short
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
FIRST_PERSON = {"ru": "учусь", "en": "I study"}


async def _at_course(world: World, w: Words, who: str = "parent", age: str = "16–17") -> Person:
    person = world.person("Мария", language_code=w.t.code)
    await begin(world, person, w)
    await person.tap(w(f"application.i_am.{who}"))
    await person.tap(age)
    for _ in range(2):
        await person.tap(person.buttons()[0])
    return person


@LANGUAGES
@pytest.mark.shows("D2")
@pytest.mark.parametrize(
    ("who", "age", "voice"),
    [("parent", "16–17", "_child"), ("teacher", "16–17", ""), ("self", "18+", "_own")],
)
async def test_questions_and_examples_speak_of_whom_they_are_about(
    world: World, language: str, who: str, age: str, voice: str
) -> None:
    w = words(language)
    person = world.person("Мария", language_code=language)
    await begin(world, person, w)
    await person.tap(w(f"application.i_am.{who}"))
    person.sees(w(f"application.age{voice}", age=16))
    assert "14–15" not in person.buttons(), "the placement takes people from 16"
    await person.tap(age)
    for _ in range(2):
        await person.tap(person.buttons()[0])
    await person.writes("10 класс")
    person.sees(w(f"application.motivation{voice}")[:30])
    for text in ("хочу", "Иванов Пётр, Сидорова Анна, Ким Олег", "Всё обо мне: t.me/masha, www.example.org"):
        await person.writes(text)
        assert (FIRST_PERSON[language] in person.last.text) == (who == "self"), text


@LANGUAGES
@pytest.mark.shows("D2")
@pytest.mark.parametrize(
    ("who", "age", "typed", "key", "number"),
    [
        ("parent", "16–17", "10", "party.grade", 10),
        ("parent", "16–17", "11-й", "party.grade", 11),
        ("parent", "16–17", "2", "application.course_year", 2),
        ("self", "18+", "5", "application.course_year", 5),
    ],
)
async def test_a_bare_number_is_shown_back_as_what_it_is_taken_for(
    world: World, language: str, who: str, age: str, typed: str, key: str, number: int
) -> None:
    w = words(language)
    person = await _at_course(world, w, who, age)
    await person.writes(typed)
    person.sees(w(key, grade=number), w("application.motivation")[:6])


@LANGUAGES
@pytest.mark.shows("D2")
@pytest.mark.parametrize("typed", ["0", "5", "12", "27"])
async def test_a_number_that_is_no_class_is_asked_about(world: World, language: str, typed: str) -> None:
    w = words(language)
    parent = await _at_course(world, w)
    await parent.writes(typed)
    parent.sees(w("problem.course_unclear"))


@pytest.mark.shows("B1")
async def test_a_saved_class_with_a_latin_letter_is_asked_about(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б")
    await teacher.tap(w("classes.change_class"))
    await teacher.writes("8B")
    teacher.sees(w("problem.which_letter", one="8 В", other="8 Б"))
    await teacher.writes("8 В")
    teacher.sees("8 В")


@LANGUAGES
@pytest.mark.shows("D2")
async def test_a_weekday_is_that_of_the_first_dates_that_can_be_had(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await begin(world, parent, w)
    await parent.tap(w("application.i_am.parent"))
    await parent.tap("16–17")
    await parent.writes("в понедельник" if language == "ru" else "on Monday")
    parent.does_not_see(w("problem.no_intake"))
    parent.sees(short(w, (28, 12), (19, 1)), w("application.second_date"))
