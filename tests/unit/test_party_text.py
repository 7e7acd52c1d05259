"""Classes as teachers type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed.party import (
    GradeBand,
    PartyTextProblem,
    TypedParty,
    grade_band,
    read_age,
    read_class,
    read_count,
    read_party,
    youngest_age_for_grade,
)

pytestmark = pytest.mark.shows("B2")


@pytest.mark.parametrize(
    ("text", "grade", "letter", "children", "adults"),
    [
        ("7 Б, 27", 7, "Б", 27, None),
        ("7б 27+3", 7, "Б", 27, 3),
        ("7б27+3", 7, "Б", 27, 3),
        ("7-Б класс, 27 детей и 3 взрослых", 7, "Б", 27, 3),
        ("10 класс 15", 10, None, 15, None),
        ("27", None, None, 27, None),
        ("7B, 27", 7, "Б", 27, None),  # written in English: by sound
        ("7V, 27", 7, "В", 27, None),
        ("7B класс, 27", 7, "В", 27, None),  # between Russian words: by shape
        ("7A класс, 27", 7, "А", 27, None),
        ("grade 7, 27 + 3", 7, None, 27, 3),
        ("7th grade, 27 kids, 3 adults", 7, None, 27, 3),
        ("Year 8, 24 pupils and 2 teachers", 8, None, 24, 2),
        ("class 5: 20", 5, None, 20, None),
        ('11 "А" 24 ученика', 11, "А", 24, None),
        ("9 «В», 25-30 человек, 10:00", 9, "В", 30, None),
        ("10 А (15 чел.)", 10, "А", 15, None),
        ("5-й «А» класс: 22", 5, "А", 22, None),
        ("10й класс 15", 10, None, 15, None),
        ("класс 7 Б, 27", 7, "Б", 27, None),
        ("седьмой класс, 20", 7, None, 20, None),
        ("7 Б класс двадцать семь", 7, "Б", 27, None),
        ("двадцать семь детей и трое взрослых", None, None, 27, 3),
        ("детей 27 взрослых 3", None, None, 27, 3),
        ("детей: 27, взрослых: 3", None, None, 27, 3),
        ("27 детей, 3", None, None, 27, 3),
        ("27 детей и учитель", None, None, 27, 1),
        ("27 д + 3 в", None, None, 27, 3),
        ("27+3в", None, None, 27, 3),
        ("8 «К» 25 + 2 + 1", 8, "К", 25, 3),
        ("25 детей, 2 учителя, 1 родитель", None, None, 25, 3),
        ("27 плюс 3", None, None, 27, 3),
        ("27/3", None, None, 27, 3),
        ("27, 3", None, None, 27, 3),
        ("27 и 3", None, None, 27, 3),
        ("10 и 3", None, None, 10, 3),
        ("27 с 3 взрослыми", None, None, 27, 3),
        ("7 27", 7, None, 27, None),
        ("7, 27, 3", 7, None, 27, 3),
        ("7, 27 детей", 7, None, 27, None),
        ("7 с 27", 7, None, 27, None),
        ("27 + 3, 7 Б", 7, "Б", 27, 3),
        ("7 Б 27 ч", 7, "Б", 27, None),
        ("27-30", None, None, 30, None),
        ("8В-25", 8, "В", 25, None),
        ("школа № 12, 7 Б, 27", 7, "Б", 27, None),
        ("Лицей 5, 9 А, 20", 9, "А", 20, None),
        ("сборная группа 18", None, None, 18, None),
        ("group of 25", None, None, 25, None),
        ("７ Б，２７", 7, "Б", 27, None),
        ("  7   Б ;  27  ", 7, "Б", 27, None),
        ("7 Б, 27, Анна Петровна", 7, "Б", 27, None),  # the leader's name is passed over
    ],
)
def test_understood(
    text: str, grade: int | None, letter: str | None, children: int, adults: int | None
) -> None:
    assert read_party(text) == TypedParty(grade, letter, children, adults)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сборная 5-6 классов, 18", TypedParty(5, None, 18, None, grade_to=6)),
        ("5, 6, 7 классы, 40", TypedParty(5, None, 40, None, grade_to=7)),
        ("grades 5-6, 18", TypedParty(5, None, 18, None, grade_to=6)),
        ("7А и 8Б, 50", TypedParty(7, None, 50, None, grade_to=8)),
        ("7А и 7Б, 50", TypedParty(7, None, 50, None)),
        ("7 А и Б, 50 + 5", TypedParty(7, None, 50, 5)),
        ("1 курс, 20", TypedParty(None, None, 20, None, course=1)),
        ("20 студентов 2 курса", TypedParty(None, None, 20, None, course=2)),
        ("2nd year students, 20", TypedParty(None, None, 20, None, course=2)),
    ],
)
def test_mixed_groups_and_courses(text: str, expected: TypedParty) -> None:
    assert read_party(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("привет", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("/start", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("89121234567", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("1 2 3 4 5 6", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("очень " * 40 + "27", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("0", PartyTextProblem.NO_NUMBER),
        ("7 Б, 0", PartyTextProblem.NO_NUMBER),
        ("12 Б, 27", PartyTextProblem.GRADE_OUT_OF_RANGE),
        ("12-13 классы, 20", PartyTextProblem.GRADE_OUT_OF_RANGE),
        ("13 класс 20", PartyTextProblem.GRADE_OUT_OF_RANGE),
        ("0 класс 20", PartyTextProblem.GRADE_OUT_OF_RANGE),
        ("12 Ъ, 27", PartyTextProblem.NO_SUCH_LETTER),
        ("7ы 27", PartyTextProblem.NO_SUCH_LETTER),
        ("7 Q, 27", PartyTextProblem.NO_SUCH_LETTER),
        ("7 Б, 500", PartyTextProblem.TOO_MANY),
        ("7 Б, 290 + 11", PartyTextProblem.TOO_MANY),
        ("7 Б, 27, Иванова Мария", PartyTextProblem.LOOKS_LIKE_NAMES),
        ("7 Б: Иванов, Петров, Сидоров", PartyTextProblem.LOOKS_LIKE_NAMES),
        ("1. Иванов Иван\n2. Петрова Мария", PartyTextProblem.LOOKS_LIKE_NAMES),
    ],
)
@pytest.mark.shows("B2", "H4")
def test_not_understood(text: str, problem: PartyTextProblem) -> None:
    assert read_party(text) is problem


@given(
    grade=st.integers(1, 11),
    letter=st.sampled_from("АБВГДЕЖЗК"),
    children=st.integers(12, 200),
    adults=st.integers(1, 9),
)
def test_what_is_shown_back_is_understood_again(grade: int, letter: str, children: int, adults: int) -> None:
    expected = TypedParty(grade, letter, children, adults)
    assert read_party(f"{grade} {letter}, {children} + {adults}") == expected
    assert read_party(f"{grade}{letter.lower()} {children}+{adults}") == expected
    assert read_party(f"{grade} «{letter}» класс, {children} детей, {adults} взрослых") == expected


@given(st.text(max_size=200))
def test_any_text_gives_a_sensible_party_or_a_problem(text: str) -> None:
    party = read_party(text)
    if isinstance(party, TypedParty):
        assert party.children is None or 1 <= party.children <= 300
        assert party.grade is None or 1 <= party.grade <= 11
        assert party.letter is None or len(party.letter) == 1
        assert party.adults is None or party.adults >= 0


@pytest.mark.parametrize(
    ("grade", "age", "band"),
    [
        (1, 6, GradeBand.PRIMARY),
        (4, 9, GradeBand.PRIMARY),
        (5, 10, GradeBand.MIDDLE),
        (7, 12, GradeBand.MIDDLE),
        (9, 14, GradeBand.MIDDLE),
        (10, 15, GradeBand.SENIOR),
        (11, 16, GradeBand.SENIOR),
    ],
)
def test_ages_and_stages(grade: int, age: int, band: GradeBand) -> None:
    assert youngest_age_for_grade(grade) == age
    assert grade_band(grade) is band


@pytest.mark.parametrize("grade", [0, 12, -1])
def test_a_grade_that_does_not_exist_has_no_age(grade: int) -> None:
    with pytest.raises(ValueError, match="1 to 11"):
        youngest_age_for_grade(grade)
    with pytest.raises(ValueError, match="1 to 11"):
        grade_band(grade)


@pytest.mark.shows("B1")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 Б", TypedParty(8, "Б", None, None)),
        ("8б", TypedParty(8, "Б", None, None)),
        ("8", TypedParty(8, None, None, None)),
        ("11 класс", TypedParty(11, None, None, None)),
        ("8B", TypedParty(8, "Б", None, None)),
        ("2 курс", TypedParty(None, None, None, None, course=2)),
        ("0", PartyTextProblem.GRADE_OUT_OF_RANGE),
        ("12", PartyTextProblem.GRADE_OUT_OF_RANGE),
        ("восьмой", TypedParty(8, None, None, None)),
        ("привет", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("", PartyTextProblem.NOTHING_UNDERSTOOD),
        ("Иванов Иван", PartyTextProblem.NOTHING_UNDERSTOOD),
    ],
)
def test_a_class_alone_is_read_without_its_numbers(text: str, found: TypedParty | PartyTextProblem) -> None:
    assert read_class(text) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("25", 25),
        (" 0 ", 0),
        ("нас будет 25", 25),
        ("25 + 3", 28),
        ("25+3", 28),
        ("25 детей и 3 взрослых", 28),
        ("17 детей и двое взрослых", 19),
        ("14 детей", 14),
        ("сорок", 40),
        ("двадцать пять", 25),
        ("нас трое", 3),
        ("7 Б, 25", 25),
        ("7б 25+3", 28),
        ("we are 14", 14),
        ("fourteen", 14),
        ("-3", None),
        ("минус 3", None),
        ("2,5", None),
        ("2.5", None),
        ("14, заболели 6", None),
        ("не приедем", None),
        ("", None),
        ("10:00", None),
        ("89121234567", None),
        ("Иванов Пётр, Сидорова Анна, Петров Иван", None),
        ("1" * 100, None),
    ],
)
def test_how_many_people_a_text_says(text: str, count: int | None) -> None:
    assert read_count(text) == count


@given(st.text(max_size=80) | st.text("0123456789+- ,.бчи", max_size=20))
def test_any_text_gives_a_count_that_can_be_or_none(text: str) -> None:
    count = read_count(text)
    assert count is None or 0 <= count <= 20_000


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("12", 12),
        ("12 лет", 12),
        ("с 12 лет", 12),
        ("1 год", 1),
        ("12 years old", 12),
        ("двенадцать", 12),
        ("младшему 11", 11),
        ("самому младшему 11 лет", 11),
        ("мне 16", 16),
        ("мне 16 лет", 16),
        ("14–15", 14),
        ("18+", 18),
        ("I'm 16", 16),
        ("11,5", None),
        ("15 декабря", None),
        ("27 + 4", None),
        ("-5", None),
        ("", None),
    ],
)
def test_an_age(text: str, years: int | None) -> None:
    assert read_age(text) == years
