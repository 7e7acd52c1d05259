"""Twelve at a Saturday for families were asked for their school; a third class at 12+ was «Верно» at first;
«7B» was «7 Б» without a word."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select, update

from bot.db.catalogue.reading import note_change
from bot.db.tables import programme as programme_table
from bot.db.tables import session
from sandbox.people import Person
from tests.bot.paths import (
    DAIRY,
    FELTING,
    PAPER_MILL,
    Words,
    describe_class,
    moments_on,
    open_programme,
    programme_id,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _at_party(world: World, w: Words, slug: str = PAPER_MILL, code: str = "tour") -> Person:
    person = world.person("Анна", language_code=w.t.code)
    await open_programme(world, person, slug, code)
    await person.tap(w("programme.book"))
    return person


async def _at_a_familys_saturday(world: World, w: Words) -> Person:
    programme = programme_id(world, DAIRY)

    def of_families(connection: Connection) -> int:
        rows = connection.execute(
            select(session).where(session.c.programme_id == programme).order_by(session.c.starts_at)
        ).all()
        return next(int(row.id) for row in rows if row.audience == ["family"])

    person = world.person("Анна", language_code=w.t.code)
    await person.start()
    await person.press_data(f"book:{programme}:{await world.db.read(of_families)}")
    return person


async def _of_families_only(world: World, slug: str, code: str) -> None:
    programme = programme_id(world, slug, code)

    def change(connection: Connection) -> None:
        of = programme_table.c.id == programme
        connection.execute(update(programme_table).where(of).values(audience=["tourist", "family"]))
        connection.execute(
            update(session).where(session.c.programme_id == programme).values(audience=["tourist", "family"])
        )
        note_change(connection)

    await world.db.write(change)
    await world.app.content.refresh()


def _too_many(w: Words, seats: int, requests: int, part: int) -> str:
    t = w.t
    return w(
        "problem.seats_too_many",
        most=10,
        seats_n=seats,
        requests=str(t.count("count.requests", requests)),
        part=str(t.count("count.people", part)),
        part_n=part,
    )


# --- who is no class -------------------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("C1")
@pytest.mark.parametrize("of_session", [True, False])
@pytest.mark.parametrize(
    ("russian", "english", "seats"),
    [
        ("12", "12", 12),
        ("нас 12", "we are 12", 12),
        ("нас двенадцать", "twelve people", 12),
        ("12 человек", "12 people", 12),
        ("10 + 2", "10 + 2", 12),
        ("25 детей и 4 взрослых", "25 children and 4 adults", 29),
    ],
)
async def test_many_where_no_class_comes_are_told_how_many_fit(
    world: World, language: str, of_session: bool, russian: str, english: str, seats: int
) -> None:
    w = words(language)
    if of_session:
        guest = await _at_a_familys_saturday(world, w)
    else:
        await _of_families_only(world, FELTING, "class")
        guest = await _at_party(world, w, FELTING, "class")
    guest.does_not_see("7 Б", "7 B", w("form.no_school"))
    await guest.writes(russian if language == "ru" else english)
    requests = -(-seats // 10)
    guest.sees(_too_many(w, seats, requests, -(-seats // requests)))
    guest.does_not_see(w("form.no_school"), w("form.school"))
    await guest.writes("6")
    guest.sees(w("consent.title") if of_session else str(w.t.count("count.people", 6)))


@LANGUAGES
@pytest.mark.shows("C1")
async def test_examples_speak_to_the_reader(world: World, language: str) -> None:
    """Nothing about classes at a programme for families, whatever is typed."""
    w = words(language)
    await _of_families_only(world, FELTING, "class")
    guest = await _at_party(world, w, FELTING, "class")
    guest.sees(w("form.party_seats", age=6))
    for text in (
        "абв",
        "?",
        "12 Ъ класс",
        "0",
        "мама",
        "Иванов Петя, Сидоров Вася, Козлов Ваня",
        "три-четыре",
    ):
        await guest.writes(text)
        guest.does_not_see("7 Б", "7 B")
    await guest.writes("7 Б, 27")
    guest.sees(w("problem.no_classes"))


@LANGUAGES
@pytest.mark.shows("B2")
async def test_where_classes_come_twelve_may_be_one(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    teacher.sees("7 Б, 27" if language == "ru" else "7 B, 27")
    await teacher.writes("нас 12" if language == "ru" else "12 people")
    assert w("form.no_school") in teacher.buttons()


@LANGUAGES
@pytest.mark.shows("C1")
async def test_a_family_of_twelve_is_none_anywhere(world: World, language: str) -> None:
    w = words(language)
    guest = await _at_party(world, w)
    await guest.writes("семья 12 человек" if language == "ru" else "family of 12")
    guest.sees(_too_many(w, 12, 2, 6))


# --- too young for sure, and perhaps ---------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("A4", "B3")
@pytest.mark.parametrize("text", ["3 А, 25", "3А 25", "1 Б, 20", "5 А 25"])
async def test_a_class_too_young_hears_it_at_once(world: World, language: str, text: str) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await teacher.writes(text)
    age = int(text[0]) + 5
    refusal = w("refusal.class_too_young", min_age=12, youngest_age=age)
    teacher.sees(refusal)
    assert teacher.last.text.rstrip().endswith(refusal), "the reason stands right above the buttons"
    others = [label for label in teacher.buttons() if " · " in label]
    assert others, "what fits its age"
    await teacher.tap(others[0])
    teacher.sees(w("programme.book"))


@LANGUAGES
@pytest.mark.shows("B3")
async def test_the_age_said_with_the_class_is_believed(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await teacher.writes("3 А, 25, младшему 12" if language == "ru" else "grade 3, 25, youngest 12")
    teacher.sees(w("form.school"))


@LANGUAGES
@pytest.mark.shows("B3")
async def test_a_correction_that_is_too_young_is_refused_at_once(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await describe_class(teacher, w)
    await teacher.writes("3 А, 25")
    teacher.sees(w("refusal.class_too_young", min_age=12, youngest_age=8), "7 Б · 27 + 3")


@LANGUAGES
@pytest.mark.shows("B3")
async def test_who_may_be_old_enough_says_so_with_a_button(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await teacher.writes("6 А, 27")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    teacher.sees(w("form.age_guess_low", age=11, min_age=12).strip())
    assert w("form.agree", counts="27 + 3", age=11) not in teacher.buttons(), "what would be refused"
    assert [label for label in teacher.buttons() if " · " in label], teacher.screen
    await teacher.tap(w("form.old_enough", age=12))
    teacher.sees(w("form.day"))
    assert moments_on(teacher)


# --- letters ---------------------------------------------------------------------------------------------


@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    ("text", "letters"),
    [("7B, 27", "ВБ"), ("7b 27", "ВБ"), ("7P, 27", "РП"), ("8H 20", "НХ"), ("7-B 27+3", "ВБ")],
)
async def test_a_latin_letter_with_two_readings_is_asked_about(world: World, text: str, letters: str) -> None:
    w = words("ru")
    teacher = await _at_party(world, w)
    await teacher.writes(text)
    for letter in letters:
        assert f"{text[0]} {letter}" in [
            each.replace("\N{NO-BREAK SPACE}", " ") for each in teacher.buttons()
        ]
    await teacher.tap(f"{text[0]}\N{NO-BREAK SPACE}{letters[0]}")
    teacher.sees(f"{text[0]} {letters[0]}", w("form.school"))


@pytest.mark.shows("B2")
@pytest.mark.parametrize(("typed", "letter"), [("Б", "Б"), ("в", "В"), ("7 Б", "Б"), ("«В»", "В")])
async def test_the_letter_may_be_typed(world: World, typed: str, letter: str) -> None:
    w = words("ru")
    teacher = await _at_party(world, w)
    await teacher.writes("7B, 27")
    await teacher.writes(typed)
    teacher.sees(f"7 {letter}", w("form.school"))


@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("7A 27", "А"),
        ("7E 27", "Е"),
        ("7K 27", "К"),
        ("7M 27", "М"),
        ("7C 27", "С"),
        ("7T 27", "Т"),
        ("7X 27", "Х"),
    ],
)
async def test_a_latin_letter_with_one_reading_is_that(world: World, text: str, letter: str) -> None:
    w = words("ru")
    teacher = await _at_party(world, w)
    await teacher.writes(text)
    teacher.sees(f"7 {letter}", w("form.school"))


@pytest.mark.shows("B2")
async def test_who_reads_english_writes_by_sound(world: World) -> None:
    w = words("en")
    teacher = await _at_party(world, w)
    await teacher.writes("7 B, 27")
    teacher.sees("7 Б", w("form.school"))


# --- a school among other things -------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("7Б, Школа «Северный ключ», 27", True),
        ("школа «Северный ключ», 7 Б, 27 + 3", True),
        ("7Б, школа 987, 27", False),
        ("7 Б МБОУ СОШ № 987, 27", False),
        ("987 школа, 7Б, 27", False),
    ],
)
async def test_a_school_typed_with_the_class_is_not_asked_for(
    world: World, language: str, text: str, known: bool
) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await teacher.writes(text)
    teacher.does_not_see(w("form.school"))
    if known:
        teacher.sees("Северный ключ", w("form.agree", counts="27 + 3", age=12))
    else:
        teacher.sees("987", w("form.school_new"))
        await teacher.tap(w("form.school_new"))
        teacher.sees("987", w("form.agree", counts="27 + 3", age=12))


@LANGUAGES
@pytest.mark.shows("B2")
@pytest.mark.parametrize("text", ["7 «Б» (27)", "7«Б», 27", '7 "Б" - 27 чел.', "8-А(25)", "7 Б 26"])
async def test_a_class_at_the_question_of_the_school_corrects_it(
    world: World, language: str, text: str
) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await teacher.writes("9 В, 20")
    await teacher.writes(text)
    teacher.sees(f"{text[0]} ", w("form.school"))
    teacher.does_not_see("9 В", w("problem.class_for_a_school"))


@LANGUAGES
@pytest.mark.shows("B2")
async def test_the_same_class_said_twice_is_no_school(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_party(world, w)
    await teacher.writes("7 Б, 27")
    await teacher.writes("7 «Б» (27)")
    teacher.sees("7 Б · 27 + 3", w("form.school"))
    assert w("form.school_new") not in teacher.buttons()
