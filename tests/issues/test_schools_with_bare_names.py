"""A school named in the line of the class without a number or quotes was asked for once more."""

from __future__ import annotations

import pytest

from bot.domain.typed.party import PartyTextProblem, TypedParty, read_party
from bot.domain.typed.school_in_text import take_school_out
from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    ("text", "school", "party"),
    [
        ("7 Б, 27 детей, школа Северный ключ", "школа Северный ключ", (7, "Б", 27, None)),
        ("8А 25 чел гимназия им. Пушкина", "гимназия им. Пушкина", (8, "А", 25, None)),
        (
            "5 класс 20 человек лицей Созвездие города Ухта",
            "лицей Созвездие города Ухта",
            (5, None, 20, None),
        ),
        ("Школа Северный ключ 7 Б 27 + 3", "Школа Северный ключ", (7, "Б", 27, 3)),
        ("7Б, 27, гимназия имени А. С. Пушкина", "гимназия имени А. С. Пушкина", (7, "Б", 27, None)),
        (
            "9 А лицей им. И. А. Куратова, г. Сыктывкар, 24 чел.",
            "лицей им. И. А. Куратова",
            (9, "А", 24, None),
        ),
        ("колледж Мастеровой 20 студентов, 2 курс", "колледж Мастеровой", (None, None, 20, None)),
        ("school Northern Spring, 7 B, 27", "school Northern Spring", (7, "Б", 27, None)),
        ("Лицей Рассвет 7 Б 27", "Лицей Рассвет", (7, "Б", 27, None)),
        ("7 Б, школа Белые ночи Ухта, 27 и 3 взрослых", "школа Белые ночи Ухта", (7, "Б", 27, 3)),
    ],
)
def test_a_bare_name_is_taken(text: str, school: str, party: tuple[object, ...]) -> None:
    found = read_party(text)
    assert isinstance(found, TypedParty), found
    assert found.school == school
    assert (found.grade, found.letter, found.children, found.adults) == party


@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    "text",
    [
        "7 Б, 27, школа Завтра приедем",
        "школа Нас 27, 7 Б",
        "7 Б школа едет 27 детей",
        "школа Ждём ответа, 7 Б, 27",
        "7 Б, 27, наша школа Хочет приехать в четверг",
        "школа В декабре, 7 Б, 27",
        "7 Б, школа, 27",
        "школа северная, 7 Б, 27",
        "7 Б, 27 детей, школа Учитель Анна",
        "School We are 27, 7 B",
    ],
)
def test_what_is_no_name_of_a_school_is_none(text: str) -> None:
    assert take_school_out(text)[0] is None


@pytest.mark.shows("H4")
@pytest.mark.parametrize(
    "text", ["школа Иванов Иван, 7 Б, 27", "7 Б школа Северный ключ Иванов Иван, Петрова Анна, Сидоров Пётр"]
)
def test_a_list_of_names_hides_behind_no_school(text: str) -> None:
    assert read_party(text) is PartyTextProblem.LOOKS_LIKE_NAMES


@LANGUAGES
@pytest.mark.shows("B2")
async def test_it_is_shown_back_and_asked_for_no_more(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 детей, школа Северный ключ")
    teacher.does_not_see(w("form.school"))
    teacher.sees("Северный ключ", w("form.agree", counts="27 + 3", age=12))


@pytest.mark.shows("B2")
async def test_one_that_nobody_knows_is_shown_before_it_counts(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("8А 25 чел гимназия им. Пушкина")
    teacher.sees("гимназия им. Пушкина", w("form.school_new"))
    await teacher.tap(w("form.school_new"))
    teacher.sees("гимназия им. Пушкина", "8 А · 25")
