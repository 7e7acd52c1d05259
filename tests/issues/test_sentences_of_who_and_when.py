"""A sentence that says who would come and when, and answers nothing, opens what they can have (A5, A6)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.typed.moments import read_day_within, read_days
from tests.bot.paths import words
from tests.bot.world import World

MONDAY = date(2026, 11, 23)


@pytest.mark.shows("A6")
@pytest.mark.parametrize(
    ("language", "said", "since"),
    [
        ("ru", "Семья из трёх человек в субботу", "сб, 28 ноября"),
        ("ru", "в субботу семьёй втроём", "сб, 28 ноября"),
        ("ru", "мы с мужем и двое детей, выходные", "сб, 28 ноября"),
        ("ru", "семья 4 человека, 12 декабря", "сб, 12 декабря"),
        ("ru", "вдвоём в субботу", "сб, 28 ноября"),
        ("ru", "с ребёнком 8 лет в выходные", "сб, 28 ноября"),
        ("ru", "мама, папа и сын 7 лет завтра", "вт, 24 ноября"),
        ("en", "Family of 3 on Saturday", "Sat, 28 November"),
        ("en", "we are a family of three, Saturday", "Sat, 28 November"),
        ("en", "family this weekend", "Sat, 28 November"),
        ("en", "Saturday with two kids", "Sat, 28 November"),
        ("en", "2 adults and 2 children on Saturday", "Sat, 28 November"),
        ("en", "two adults, one child, Saturday 11:00", "Sat, 28 November"),
    ],
)
async def test_a_family_and_a_day(world: World, language: str, said: str, since: str) -> None:
    w = words(language)
    mother = world.person("Анна", language_code=language)
    await mother.start()
    await mother.writes(said)
    mother.sees(w("dates.title"), since)


@pytest.mark.shows("A6")
@pytest.mark.parametrize("said", ["мы семья из 4 человек", "мама и двое детей"])
async def test_a_family_without_a_day(world: World, said: str) -> None:
    w = words("ru")
    mother = world.person("Анна")
    await mother.start()
    await mother.writes(said)
    mother.sees(w("dates.title"), w("people.fam"))


@pytest.mark.shows("A6")
@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("7 класс, 25 человек, 10 декабря", "people.g8"),
        ("25 детей, 3 класс на следующей неделе", "people.g4"),
        ("группа студентов 15 человек на 12 декабря", "people.spo"),
    ],
)
async def test_a_class_and_a_day(world: World, said: str, people: str) -> None:
    w = words("ru")
    teacher = world.person("Ольга")
    await teacher.start()
    await teacher.writes(said)
    teacher.sees(w("dates.title"), w(people))


@pytest.mark.shows("A5")
@pytest.mark.parametrize(
    ("language", "said", "found"),
    [
        ("ru", "7 класс на завод в Печору", "Тёплый след"),
        ("ru", "25 детей на бумажную фабрику в четверг", "Вычегодский лист"),
        ("ru", "в Емву с семьёй в субботу", "Слоист"),
        ("en", "class of 25 to a paper mill", "Vychegda Sheet"),
        ("en", "family of 4 to Pechora this weekend", "Warm Trace"),
    ],
)
async def test_what_is_named_beside_them_is_found(world: World, language: str, said: str, found: str) -> None:
    person = world.person("Ольга", language_code=language)
    await person.start()
    await person.writes(said)
    person.sees(found)
    assert len(person.buttons()) < 9, "and nothing else of the catalogue"


@pytest.mark.shows("A5")
@pytest.mark.parametrize(
    ("language", "said", "key"),
    [
        ("ru", "во сколько приезжать", "mine.title"),
        ("ru", "к какому часу нам быть", "mine.title"),
        ("en", "what time should we come", "mine.title"),
        ("ru", "позовите человека", ""),
        ("en", "can I talk to someone", ""),
    ],
)
async def test_more_ways_to_ask(world: World, language: str, said: str, key: str) -> None:
    w = words(language)
    person = world.person("Ольга", language_code=language)
    await person.start()
    await person.writes(said)
    assert w("unread.text") not in person.screen
    if key:
        person.sees(w(key))


@pytest.mark.shows("A6")
def test_a_number_before_a_weekday_is_a_near_day_or_people() -> None:
    assert read_days("3 в субботу", MONDAY, bare_numbers=False) == "not_a_day", (
        "the next such one is in April"
    )
    for said, day in {
        "Family of 3 on Saturday": date(2026, 11, 28),
        "нас 5 в субботу": date(2026, 11, 28),
        "семья 4 в воскресенье": date(2026, 11, 29),
        "12 в субботу": date(2026, 12, 12),
        "будем 5 декабря": date(2026, 12, 5),
        "группа 12 декабря": date(2026, 12, 12),
        "пятница 25": date(2026, 12, 25),
    }.items():
        named = read_day_within(said, MONDAY)
        assert named is not None, said
        assert named.day == day, said
