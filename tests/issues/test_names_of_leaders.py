"""«Иванова О.В.» was no name, nor a Hindi one; a closing smile and a hyphen of typographers were refused, and
the refusal never said what was wrong."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.people.leader_names import LeaderNameProblem, read_leader_name
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_moment, words
from tests.bot.world import World

P = LeaderNameProblem
SHY, ZWSP, BOM, ZWJ, VS16 = "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\ufeff", "\u200d", "\ufe0f"
STRESS = "\N{COMBINING ACUTE ACCENT}"

READINGS: list[tuple[str, str | LeaderNameProblem]] = [
    ("Анна Петровна", "Анна Петровна"),
    ("анна петровна", "анна петровна"),
    ("ИВАНОВА АННА ПЕТРОВНА", "ИВАНОВА АННА ПЕТРОВНА"),
    ("Иванова О.В.", "Иванова О.В."),
    ("Иванова О. В.", "Иванова О. В."),
    ("Иванова О.В", "Иванова О.В"),
    ("Иванова О В", "Иванова О В"),
    ("Иванова ОВ", "Иванова ОВ"),
    ("О.В. Иванова", "О.В. Иванова"),
    ("О.В.Иванова", "О.В. Иванова"),
    ("Иванова,О.В.", P.SEVERAL),
    ("О. В. Иванова", "О. В. Иванова"),
    ("Ю.-Т. Ким", "Ю.-Т. Ким"),
    ("Игорь В.", "Игорь В."),
    ("Анна Петровна.", "Анна Петровна"),
    ("Анна Петровна!", "Анна Петровна"),
    ("«Анна Петровна»", "Анна Петровна"),
    ("  Анна \n Петровна ", "Анна Петровна"),
    ("Анна\u00a0Петровна", "Анна Петровна"),
    ("Сидорова-Петрова Мария", "Сидорова-Петрова Мария"),
    ("Сидорова\u2010Петрова Мария", "Сидорова-Петрова Мария"),
    ("Сидорова\u2011Петрова Мария", "Сидорова-Петрова Мария"),
    ("Сидорова–Петрова Мария", "Сидорова-Петрова Мария"),
    ("Сидорова — Петрова Мария", "Сидорова-Петрова Мария"),
    ("Сидорова\u2212Петрова Мария", "Сидорова-Петрова Мария"),
    ("O'Neil", "O'Neil"),
    ("O’Neil", "O'Neil"),
    ("O`Neil", "O'Neil"),
    ("Д'Артаньян Ш.", "Д'Артаньян Ш."),
    ("Gʻulom Oʻktamovich", "Gʻulom Oʻktamovich"),
    ("Ӧньӧ Микай", "Ӧньӧ Микай"),
    (unicodedata.normalize("NFD", "Ӧньӧ Йӧгор"), "Ӧньӧ Йӧгор"),
    (unicodedata.normalize("NFD", "Зоя Йорданова"), "Зоя Йорданова"),
    (f"А{STRESS}нна Петро{STRESS}вна", f"А{STRESS}нна Петро{STRESS}вна"),
    ("Nguyễn Thị Hồng", "Nguyễn Thị Hồng"),
    ("अनिल शर्मा", "अनिल शर्मा"),
    ("र्‍याक शर्मा", "र्‍याक शर्मा"),  # with the joiner that this spelling needs
    ("مریم‌السادات حسینی", "مریم‌السادات حسینی"),  # with the non-joiner that this one needs
    ("محمد أحمد", "محمد أحمد"),
    ("李雷", "李雷"),
    ("约翰·史密斯", "约翰·史密斯"),
    ("김민준", "김민준"),
    ("Гусейнов Ариф Рашид оглы", "Гусейнов Ариф Рашид оглы"),
    ("María del Carmen García López", "María del Carmen García López"),
    ("Анна Петровна 🙂", "Анна Петровна"),
    ("Анна Петровна🌸🌸", "Анна Петровна"),
    ("🌸 Анна Петровна 🌸", "Анна Петровна"),
    (f"Анна Петровна ☀{VS16}", "Анна Петровна"),
    (f"Анна Петровна 👩{ZWJ}🏫", "Анна Петровна"),
    ("Анна Петровна 👋🏽", "Анна Петровна"),
    ("Анна Петровна 🇷🇺", "Анна Петровна"),
    ("Анна Петровна :)", "Анна Петровна"),
    ("Анна Петровна)))", "Анна Петровна"),
    (f"Ан{ZWSP}на Пет{SHY}ровна{BOM}", "Анна Петровна"),
    ("\u202eАнна Петровна\u202c", "Анна Петровна"),
    ("Меня зовут Анна Петровна", "Анна Петровна"),
    ("меня зовут: Анна", "Анна"),
    ("Я Анна Петровна", "Анна Петровна"),
    ("My name is Mary Brown", "Mary Brown"),
    ("I'm Mary", "Mary"),
    ("Здравствуйте, Анна Петровна", P.SEVERAL),
    ("Яна", "Яна"),
    ("", P.EMPTY),
    ("   ", P.EMPTY),
    ("🙂", P.EMPTY),
    ("!!!", P.EMPTY),
    ("А", P.TOO_SHORT),
    ("А. П.", P.TOO_SHORT),
    ("А.П.", P.TOO_SHORT),
    ("+7 912 345-67-89", P.DIGITS),
    ("89123456789", P.DIGITS),
    ("12345", P.DIGITS),
    ("Анна 7Б", P.DIGITS),
    ("Анна Петровна 89123456789", P.DIGITS),
    ("१२३", P.DIGITS),
    ("Анна, Мария", P.SEVERAL),
    ("Иванов Иван, Петрова Мария", P.SEVERAL),
    ("Анна и Мария", P.SEVERAL),
    ("Анна & Мария", P.SEVERAL),
    ("Mary and John", P.SEVERAL),
    ("anna@example.org", P.SIGNS),
    ("@anna", P.SIGNS),
    ("Анна_Петровна", P.SIGNS),
    ("Анна (завуч)", P.SIGNS),
    ("Анна/Мария", P.SIGNS),
    ("<b>Анна</b>", P.SIGNS),
    ("https://t.me/anna", P.SIGNS),
    ("/start", P.NO_NAME),
    ("Назад", P.NO_NAME),
    ("нет", P.NO_NAME),
    ("ok", P.NO_NAME),
    ("Да.", P.NO_NAME),
    ("не скажу", P.NO_NAME),
    ("зачем вам это", P.NO_NAME),
    ("Приедем в десять утра завтра", P.TOO_MANY_WORDS),
    ("Мария Анна Ольга Вера Надежда Любовь Софья", P.TOO_MANY_WORDS),
    ("А" * 61, P.TOO_LONG),
]


@pytest.mark.parametrize(("typed", "reading"), READINGS)
@pytest.mark.shows("B2")
def test_how_a_leader_wants_to_be_called(typed: str, reading: str | LeaderNameProblem) -> None:
    assert read_leader_name(typed) == reading


@pytest.mark.parametrize("typed", [typed for typed, reading in READINGS if not isinstance(reading, P)])
def test_a_name_that_was_read_is_read_as_itself(typed: str) -> None:
    name = read_leader_name(typed)
    assert read_leader_name(str(name)) == name


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B2")
async def test_the_question_says_what_is_wrong_and_takes_the_rest(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    await teacher.tap(w("consent.agree"))
    for typed, problem in (
        ("Анна 7Б", "name_digits"),
        ("Анна, Мария", "name_several"),
        ("А.П.", "name_short"),
        ("Анна (завуч)", "name_signs"),
        ("🙂", "not_a_name"),
    ):
        await teacher.writes(typed)
        teacher.sees(w(f"problem.{problem}"), w("form.name")[:20])
    await teacher.writes(f"Иванова О.В. 👩{ZWJ}🏫")
    await teacher.shares_contact()
    teacher.sees("Иванова О.В.", w("summary.title"))
    assert "👩" not in teacher.last.text
