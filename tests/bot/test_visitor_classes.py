"""Class cards: the class, its letter and its school are changed; the eleventh is said not to be kept (B1)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from bot.db.people.organisations import CardEntry, find_organisations, read_cards, save_card
from bot.db.people.people import read_actor
from bot.domain.limits import Limits
from bot.domain.model import Audience
from bot.domain.people.organisation import ClassCard
from sandbox.people import Person
from tests.bot.paths import (
    DAIRY,
    PAPER_MILL,
    Words,
    become_known,
    book_class,
    describe_class,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
SCHOOL, OTHER_SCHOOL = "Северный ключ", "Белые ночи"


async def cards_of(world: World, person: Person) -> list[ClassCard]:
    def body(connection: Connection) -> list[ClassCard]:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        return list(read_cards(connection, actor.person_id))

    return await world.db.read(body)


async def _open_card(world: World, w: Words) -> Person:
    """A teacher with one card, «7 Б, 27 + 3», which is on screen."""
    teacher = world.person("Анна", language_code=w.t.code)
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    return teacher


@LANGUAGES
@pytest.mark.parametrize(
    ("typed", "grade", "letter", "age"),
    [("8 В", 8, "В", 13), ("8в", 8, "В", 13), ("9", 9, None, 14), ("10 класс", 10, None, 15)],
)
@pytest.mark.shows("B1")
async def test_the_class_and_its_letter_are_typed_anew(
    world: World, language: str, typed: str, grade: int, letter: str | None, age: int
) -> None:
    w = words(language)
    teacher = await _open_card(world, w)
    await teacher.tap(w("classes.change_class"))
    teacher.sees(w("classes.ask_class").replace("<b>", "").replace("</b>", "")[:25])
    await teacher.writes(typed)
    teacher.sees(str(w.t.count("count.children", 27)), SCHOOL)
    (card,) = await cards_of(world, teacher)
    assert (card.grade, card.letter, card.youngest_age) == (grade, letter, age)
    assert (card.children, card.adults) == (27, 3)
    # The same class goes on in the next request.
    await open_programme(world, teacher, DAIRY)
    await teacher.tap(w("programme.book"))
    assert [label for label in teacher.buttons() if "27" in label and str(grade) in label]


@LANGUAGES
@pytest.mark.shows("B1")
async def test_the_school_is_typed_and_chosen_or_added(world: World, language: str) -> None:
    w = words(language)
    teacher = await _open_card(world, w)
    await teacher.tap(w("classes.change_school"))
    await world.restart()
    await teacher.writes("Белые")
    await teacher.tap(OTHER_SCHOOL)
    teacher.sees(OTHER_SCHOOL)
    (card,) = await cards_of(world, teacher)
    assert OTHER_SCHOOL in card.organisation.title
    await teacher.resend_last_tap()
    await teacher.tap(w("classes.change_school"))
    await teacher.writes("Школа № 77 посёлка Дальний")
    await teacher.tap(w("form.school_new"))
    teacher.sees("Школа № 77 посёлка Дальний")
    await teacher.resend_last_tap()
    (card,) = await cards_of(world, teacher)
    assert card.organisation.name == "Школа № 77 посёлка Дальний"
    assert (card.grade, card.letter) == (7, "Б")


@LANGUAGES
@pytest.mark.parametrize(
    ("button", "typed", "key"),
    [
        ("classes.change_class", "привет", "problem.class_unclear"),
        ("classes.change_class", "15 Б класс", "problem.grade_out_of_range"),
        (
            "classes.change_class",
            "1. Иванов Иван\n2. Петрова Мария\n3. Сидоров Пётр",
            "problem.class_unclear",
        ),
        ("classes.change_school", "Ш", "problem.too_short"),
        ("classes.change_school", "да", "problem.not_an_organisation"),
        ("classes.change_school", "Иванов Иван, Петрова Мария, Сидоров Пётр", "problem.person_for_a_school"),
    ],
)
@pytest.mark.shows("B1")
@pytest.mark.shows("H4")
@pytest.mark.sampled(3)
async def test_a_wrong_answer_is_explained_and_changes_nothing(
    world: World, language: str, button: str, typed: str, key: str
) -> None:
    w = words(language)
    teacher = await _open_card(world, w)
    before = await cards_of(world, teacher)
    await teacher.tap(w(button))
    await teacher.writes(typed)
    teacher.sees(w(key))
    assert await cards_of(world, teacher) == before
    for leave in ("tap", "back", "cancel"):
        if leave == "tap":
            await teacher.tap(w("button.back"))
        else:
            await teacher.tap(w(button))
            await teacher.writes(w(f"button.{leave}").strip("‹ "))
        teacher.sees(w("classes.remove"))
    await teacher.writes("8 В")
    teacher.sees(w("home.catalogue"))
    assert await cards_of(world, teacher) == before


async def _have_cards(world: World, person: Person, grades: list[int]) -> None:
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        region = next(iter(world.app.content.everything.regions))
        school = find_organisations(connection, region, SCHOOL)[0].id
        for grade in grades:
            entry = CardEntry(school, Audience.SCHOOL, grade, "А", 20, 2, grade + 5)
            kept = save_card(connection, actor.person_id, entry, now, most=Limits().max_class_cards)
            assert kept is not None

    await world.db.write(body)


@LANGUAGES
@pytest.mark.shows("B1")
async def test_two_cards_are_not_made_one_class(world: World, language: str) -> None:
    w = words(language)
    teacher = await _open_card(world, w)
    await _have_cards(world, teacher, [8])
    before = await cards_of(world, teacher)
    await teacher.tap(w("classes.change_class"))
    await teacher.writes("8 А")
    teacher.sees(w("problem.card_exists"))
    assert await cards_of(world, teacher) == before


@LANGUAGES
@pytest.mark.shows("B1")
async def test_the_eleventh_class_is_booked_and_said_not_to_be_kept(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await _have_cards(world, teacher, list(range(1, 11)))
    await open_programme(world, teacher, DAIRY)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="11 Я, 20")
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0001", w("refusal.too_many_cards", most=10))
    sent = teacher.last.text
    assert len(sent) <= 700
    await teacher.resend_last_tap()
    assert teacher.last.text == sent
    await teacher.tap(w("classes.title"))
    teacher.sees(w("classes.title"))
    assert len(await cards_of(world, teacher)) == 10
    # Whoever makes room has the next one kept.
    await teacher.tap("1 А")
    await teacher.tap(w("classes.remove"))
    await teacher.tap(w("classes.remove_sure"))
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="11 Э, 20")
    await tap_moment(teacher)
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0002")
    teacher.does_not_see(w("refusal.too_many_cards", most=10))
    assert {card.letter for card in await cards_of(world, teacher)} == {"А", "Э"}
