"""«7Б» and then «27» lost the class, «27 + 6» at the check lost class and age, a family in a class's form
was asked for its school, and an old «Верно» confirmed another party."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.bot.hosts.site import data_of
from tests.bot.paths import (
    DAIRY,
    FELTING,
    PAPER_MILL,
    Words,
    book_class,
    open_programme,
    reach_summary,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _asked_who_comes(
    world: World, language: str = "ru", slug: str = PAPER_MILL, code: str = "tour"
) -> tuple[Person, Words]:
    w = words(language)
    guest = world.person("Анна", language_code=language)
    await open_programme(world, guest, slug, code)
    await guest.tap(w("programme.book"))
    return guest, w


async def _at_the_check(world: World, party: str, language: str = "ru") -> tuple[Person, Words]:
    teacher, w = await _asked_who_comes(world, language)
    await teacher.writes(party)
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    return teacher, w


@LANGUAGES
@pytest.mark.parametrize(
    ("first", "asked", "second"),
    [
        ("7Б", "problem.no_number", "27"),
        ("7Б", "problem.no_number", "27 человек"),
        ("7 «Б» класс", "problem.no_number", "27 детей"),
        ("7Б 15 + 14", "problem.unclear_numbers", "27"),
        ("кадетский класс 27", "form.which_grade", "7Б"),
    ],
)
@pytest.mark.shows("B2")
async def test_what_was_said_first_is_kept(
    world: World, language: str, first: str, asked: str, second: str
) -> None:
    teacher, w = await _asked_who_comes(world, language)
    await teacher.writes(first)
    teacher.sees(w(asked).replace("<b>", "").replace("</b>", ""))
    await world.restart()
    await teacher.writes(second)
    teacher.sees("7 Б · 27 + 3", w("form.school"))


async def test_a_class_of_several_grades_is_no_dead_end(world: World) -> None:
    teacher, w = await _asked_who_comes(world)
    await teacher.writes("кадетские классы, 24")
    await teacher.tap(w("form.any_grade"))
    teacher.sees("группа · 24 + 3", w("form.school"))


@pytest.mark.parametrize(
    ("typed", "party", "age"),
    [
        ("27 + 6", "7 Б · 27 + 6", 12),
        ("25", "7 Б · 25 + 3", 12),
        ("25 детей", "7 Б · 25 + 3", 12),
        ("5", "7 Б · 27 + 5", 12),
        ("5 взрослых", "7 Б · 27 + 5", 12),
        ("взрослых 4", "7 Б · 27 + 4", 12),
        ("+4", "7 Б · 27 + 4", 12),
        ("младшему 13", "7 Б · 27 + 3", 13),
        ("12 лет", "7 Б · 27 + 3", 12),
        ("8А", "8 А · 27 + 3", 13),
        ("8 А, 20", "8 А · 20 + 2", 13),
        ("7В", "7 В · 27 + 3", 12),
        ("7 Б, 27 + 4, младшему 13", "7 Б · 27 + 4", 13),
    ],
)
@pytest.mark.shows("B2")
async def test_a_correction_at_the_check_corrects_one_thing(
    world: World, typed: str, party: str, age: int
) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3")
    await teacher.writes(typed)
    counts = party.partition("· ")[2]
    teacher.sees(party, "Северный ключ", w("form.agree", counts=counts, age=age))


@LANGUAGES
@pytest.mark.parametrize(
    "typed",
    ["завтра", "15 декабря", "10.12", "10:00", "-1", "27 - 1", "в четверг", "спасибо", "25-26 декабря"],
)
@pytest.mark.shows("B2")
async def test_what_is_no_correction_changes_nothing(world: World, language: str, typed: str) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3", language)
    await teacher.writes(typed)
    teacher.sees("❌", "7 Б · 27 + 3", w("form.agree", counts="27 + 3", age=12))


async def test_a_stated_age_that_is_too_low_is_refused_at_the_check(world: World) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3")
    await teacher.writes("младшему 11")
    teacher.sees(w("refusal.too_young", min_age=12, youngest_age=11), "7 Б · 27 + 3")


@pytest.mark.parametrize("number", ["14", "999"])
async def test_a_number_that_may_mean_two_things_is_asked_about(world: World, number: str) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3")
    await teacher.writes(number)
    teacher.sees("❌", w("form.agree", counts="27 + 3", age=12))


@LANGUAGES
@pytest.mark.parametrize("typed", ["да", "Да!", "верно", "всё верно", "yes", "OK", "Да, всё правильно"])
@pytest.mark.shows("B2")
async def test_yes_in_words_is_the_button(world: World, language: str, typed: str) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3", language)
    await teacher.writes(typed)
    teacher.sees("7 Б · 27 + 3", w("form.day"))


@pytest.mark.parametrize("typed", ["27+4", "27 детей, 4 взрослых", "7 Б, 27 + 4", "4 взрослых"])
async def test_numbers_at_the_school_correct_the_class(world: World, typed: str) -> None:
    teacher, w = await _asked_who_comes(world)
    await teacher.writes("7 Б, 27 + 3")
    await teacher.writes(typed)
    teacher.sees("7 Б · 27 + 4", w("form.school"))
    assert w("form.school_new") not in teacher.buttons()


@pytest.mark.parametrize("typed", ["27 + 4", "5 взрослых", "младшему 13", "8 А"])
async def test_the_party_is_corrected_over_the_calendar(world: World, typed: str) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3")
    await teacher.writes("да")
    await teacher.writes(typed)
    teacher.sees("Северный ключ", w("form.agree_no_age", counts=""))


@pytest.mark.parametrize("typed", ["Другая школа", "школа 5"])
async def test_another_school_keeps_the_rest(world: World, typed: str) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 4")
    if typed == "школа 5":
        await teacher.writes(typed)
    else:
        await teacher.tap(w("form.change_school"))
        await teacher.writes("№ 5")
    await teacher.tap(w("form.school_new"))
    school = "школа 5" if typed == "школа 5" else "Школа № 5"
    teacher.sees("7 Б · 27 + 4", school, w("form.agree", counts="27 + 4", age=12))


@LANGUAGES
@pytest.mark.parametrize(
    ("button", "typed", "party", "age"),
    [
        ("form.change_adults", "27 + 4", "27 + 4", 12),
        ("form.change_adults", "5 взрослых", "27 + 5", 12),
        ("form.change_adults", "5", "27 + 5", 12),
        ("form.change_age", "младшему 13", "27 + 3", 13),
        ("form.change_age", "13 лет", "27 + 3", 13),
        ("form.change_age", "тринадцать", "27 + 3", 13),
        ("form.change_age", "27 + 4", "27 + 4", 12),
    ],
)
async def test_a_question_of_the_check_takes_its_own_answer(
    world: World, language: str, button: str, typed: str, party: str, age: int
) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3", language)
    await teacher.tap(w(button, n="").strip())
    await teacher.writes(typed)
    teacher.sees(w("form.agree", counts=party, age=age))


@LANGUAGES
@pytest.mark.shows("B2")
async def test_an_old_button_does_not_confirm_another_party(world: World, language: str) -> None:
    teacher, w = await _at_the_check(world, "7 Б, 27 + 3", language)
    agree = w("form.agree_no_age", counts="").strip()
    old = data_of(teacher, next(label for label in teacher.buttons() if label.startswith(agree)))
    await teacher.writes("27 + 4")
    await teacher.press_data(old)
    teacher.sees(
        w("refusal.party_changed", was="7 Б, 27 + 3", now="7 Б, 27 + 4"),
        w("form.agree", counts="27 + 4", age=12),
    )
    await teacher.writes("младшему 13")
    teacher.sees(w("form.agree", counts="27 + 4", age=13))
    await teacher.press_data(old.partition(":ok")[0] + ":ok:")
    teacher.sees(w("problem.old_button"), w("form.agree", counts="27 + 4", age=13))
    await teacher.tap(w("form.agree", counts="27 + 4", age=13))
    teacher.does_not_see(w("problem.old_button"))


@LANGUAGES
@pytest.mark.shows("B1")
async def test_whose_school_is_known_is_not_asked_again(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await open_programme(world, teacher, DAIRY)
    await teacher.tap(w("programme.book"))
    await teacher.writes("9 В, 20 + 3")
    teacher.sees("9 В · 20 + 3", "Северный ключ", w("form.agree", counts="20 + 3", age=14))
    await teacher.tap(w("button.back"))
    teacher.sees(w("form.school"))
    await teacher.tap("Северный ключ")
    teacher.sees(w("form.agree", counts="20 + 3", age=14))


@LANGUAGES
@pytest.mark.shows("B1")
async def test_more_adults_than_were_saved_are_said_on_the_button(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await open_programme(world, teacher, DAIRY)
    await teacher.tap(w("programme.book"))
    teacher.sees(w("form.why_raised", ratio=8))
    await teacher.tap(w("form.card_raised", party="7 Б · 27 + 4", saved=3))
    teacher.sees("7 Б · 27 + 4", w("form.adults_raised", adults=str(w.t.count("count.adults", 4))))
    await tap_moment(teacher)
    await teacher.tap(w("summary.send"))
    teacher.sees("27 + 4")
    await teacher.writes("/classes")
    teacher.sees("7 Б · 27 + 3")


@LANGUAGES
@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("2+1", 3),
        ("2 взрослых и ребёнок 7 лет", 3),
        ("нас трое", 3),
        ("мама, папа и двое детей", 4),
        ("втроём", 3),
        ("5", 5),
        ("2 взрослых", 2),
        ("семья из четырёх человек", 4),
    ],
)
@pytest.mark.shows("C1")
async def test_a_family_is_no_class(world: World, language: str, typed: str, people: int) -> None:
    guest, w = await _asked_who_comes(world, language, FELTING, "class")
    await guest.writes(typed)
    guest.sees(str(w.t.count("count.people", people)), w("form.day"))


async def test_a_child_too_young_is_said_at_once(world: World) -> None:
    guest, w = await _asked_who_comes(world, "ru", FELTING, "class")
    await guest.writes("2 взрослых и ребёнок 5 лет")
    guest.sees(w("refusal.too_young", min_age=6, youngest_age=5))
    await guest.writes("2 взрослых и ребёнок 6 лет")
    guest.sees(str(w.t.count("count.people", 3)), w("form.day"))


@pytest.mark.parametrize("typed", ["8", "9", "10"])
@pytest.mark.shows("C1")
async def test_a_typed_number_means_what_its_button_means(world: World, typed: str) -> None:
    guest, w = await _asked_who_comes(world)
    assert typed in guest.buttons()
    await guest.writes(typed)
    guest.sees(str(w.t.count("count.people", int(typed))), w("form.day"))


async def test_fewer_than_the_buttons_are_told_where_they_may_go(world: World) -> None:
    guest, w = await _asked_who_comes(world)
    await guest.writes("2+1")
    guest.sees("❌", w("form.fewer", n=8))


@LANGUAGES
@pytest.mark.parametrize(("typed", "people"), [("5 детей", 5), ("6 учеников и 2 взрослых", 8), ("3 Б, 8", 8)])
@pytest.mark.shows("C1")
async def test_not_a_school_is_a_button(world: World, language: str, typed: str, people: int) -> None:
    guest, w = await _asked_who_comes(world, language, FELTING, "class")
    await guest.writes(typed)
    guest.sees(w("form.school"))
    await guest.writes("Северный")
    await guest.tap(w("form.no_school"))
    guest.sees(str(w.t.count("count.people", people)), w("form.day"))


async def test_a_large_group_without_a_school_gives_its_name(world: World) -> None:
    guest, w = await _asked_who_comes(world)
    await guest.writes("27")
    await guest.writes("Клуб «Север»")
    await guest.tap(w("form.school_new"))
    guest.sees("Клуб «Север»", "27 + 3")


@LANGUAGES
async def test_where_only_classes_come_others_are_told_so(world: World, language: str) -> None:
    guest, w = await _asked_who_comes(world, language, "voilokno", "trial")
    await guest.writes("2+1")
    guest.sees(w("problem.only_classes"))
    await guest.writes("8 А, 10")
    await guest.tap(w("form.no_school"))
    guest.sees(w("problem.only_classes"), w("form.school"))


async def test_a_saved_class_that_is_none_can_be_removed(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.press_data("cls:1:ask:school")
    await teacher.tap(w("form.no_school"))
    teacher.sees(w("classes.remove_ask", name="7 Б"))


@pytest.mark.parametrize(
    ("typed", "card"),
    [("8 А", "8 А"), ("8 А, 25 + 2", "8 А"), ("7-1 класс", "7-1")],
)
async def test_a_card_takes_what_is_typed_with_the_class(world: World, typed: str, card: str) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.press_data("cls:1:ask:class")
    await teacher.writes(typed)
    numbers = (25, 2) if "25" in typed else (27, 3)
    teacher.sees(
        card,
        *(str(w.t.count(f"count.{key}", n)) for key, n in zip(("children", "adults"), numbers, strict=True)),
    )


@LANGUAGES
@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("16", ""),
        ("мне 16 лет", ""),
        ("16–17", ""),
        ("18+", ""),
        ("12", "application.refused.too_young"),
        ("15", "application.refused.too_young"),
        ("привет", "problem.age_band_unclear"),
    ],
)
@pytest.mark.shows("D2")
async def test_an_age_is_typed_where_it_is_asked_for(
    world: World, language: str, typed: str, refused: str
) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await open_programme(world, parent, "sloist", "intern")
    await parent.tap(w("programme.apply"))
    await parent.tap(w("application.i_am.parent"))
    await parent.writes(typed)
    assert ("16–17" in parent.buttons()) == bool(refused)
    if refused:
        parent.sees("❌", w(refused, min_age=16))
    else:
        parent.does_not_see("❌")


@LANGUAGES
@pytest.mark.parametrize(("typed", "count"), [("нет", 0), ("никого", 0), ("двое", 2), ("2", 2)])
@pytest.mark.shows("B2")
async def test_none_of_them_is_a_number_too(world: World, language: str, typed: str, count: int) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.tap(w("summary.change_wheelchairs"))
    await teacher.writes(typed)
    teacher.sees(w("summary.wheelchairs", count=count) if count else w("summary.no_wheelchairs"))
