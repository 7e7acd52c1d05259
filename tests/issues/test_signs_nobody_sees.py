"""Signs that nobody sees, and those that turn the direction of a line, got into names, schools and remarks:
they hid words from every check and turned other people's screens around."""

from __future__ import annotations

import unicodedata
from itertools import chain

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select

from bot.db.tables import booking, draft, person
from bot.domain.catalogue.fields import Line
from bot.domain.typed.signs import readable
from bot.ui.formats.html import escape, isolated
from bot.ui.translator import translator_for
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_moment, words
from tests.bot.world import World

READINGS: list[tuple[str, str]] = [
    ("Анна Петровна", "Анна Петровна"),
    ("7 Б, 27 + 3", "7 Б, 27 + 3"),
    ("Ан\u200bна", "Анна"),  # zero width space
    ("Ан\u00adна", "Анна"),  # soft hyphen
    ("Ан\u2060на", "Анна"),  # word joiner
    ("\ufeffАнна", "Анна"),  # byte order mark
    ("Ан\u200dна", "Анна"),  # joiners that join nothing
    ("Ан\u200cна", "Анна"),
    ("Ан\u034fна", "Анна"),  # grapheme joiner
    ("Ан\u180eна", "Анна"),
    ("Ан\ufe0fна", "Анна"),  # variation of a letter that has none
    ("Ан\U000e0101на", "Анна"),
    ("Анна\U000e0041\U000e0042", "Анна"),  # tags: a text inside the text
    ("\u202eандарП\u202c", "андарП"),
    ("\u202aАнна\u202c", "Анна"),
    ("\u2066Анна\u2069", "Анна"),
    ("\u2068Анна", "Анна"),
    ("Анна\u200e\u200f\u061c", "Анна"),
    ("Анна\x00", "Анна"),
    ("Ан\x07на\x1b[31m", "Анна[31m"),
    ("Анна\u2028Петровна\u2029", "Анна\nПетровна\n"),
    ("Анна\r\nПетровна\rОля", "Анна\nПетровна\nОля"),
    ("Анна\tПетровна", "Анна\tПетровна"),
    ("Анна\u3164Петровна", "Анна Петровна"),  # blanks that are letters by their name
    ("Анна\u2800Петровна", "Анна Петровна"),
    ("Анна\u115fПетровна\uffa0", "Анна Петровна "),
    ("Анна\ud800", "Анна"),  # half a sign
    ("Анна\uffff", "Анна"),
    ("Анна \ufffc", "Анна "),  # the place of an object
    ("А\u0301нна", "А\u0301нна"),
    ("й\u0306" * 1, "й\u0306"),
    ("А" + "\u0301" * 40 + "нна", "А" + "\u0301" * 4 + "нна"),  # a tower of marks
    ("👩\u200d🏫 Анна", "👩\u200d🏫 Анна"),
    ("👩🏽\u200d🏫", "👩🏽\u200d🏫"),
    ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
    ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
    ("7\ufe0f\u20e3", "7\ufe0f\u20e3"),
    ("☀\ufe0f", "☀\ufe0f"),
    ("👩\u200d", "👩"),
    ("\u200d🏫", "🏫"),
    ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
    ("🇷🇺", "🇷🇺"),
    ("क्\u200dष", "क्\u200dष"),  # Hindi: the joiner keeps the half letter
    ("शर्\u200dमा", "शर्\u200dमा"),
    ("राज्\u200cय", "राज्\u200cय"),
    ("ශ්\u200dරී", "ශ්\u200dරී"),  # Sinhala
    ("مریم\u200cالسادات", "مریم\u200cالسادات"),  # Persian
    ("مریم\u200c", "مریم"),
    ("葛\U000e0100城", "葛\U000e0100城"),  # the form of a sign in a Japanese name
    ("葛\U000e0100\U000e0101城", "葛\U000e0100城"),
    ("ᠮᠣᠩ\u180bᠭᠣᠯ", "ᠮᠣᠩ\u180bᠭᠣᠯ"),
    ("Nguyễn", "Nguyễn"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "reading"), READINGS)
def test_what_is_left_of_a_text(typed: str, reading: str) -> None:
    assert readable(typed) == reading
    assert readable(reading) == reading


def test_nothing_unseen_is_left_of_any_sign() -> None:
    """Each sign between two letters, but for the many of Chinese: what stays can be seen, or is a space."""
    planes = (range(0x3400), range(0xA000, 0xAC00), range(0xD7A0, 0x10000), range(0x1B000, 0x1F000))
    for code in chain(*planes, range(0xE0000, 0xE1000)):
        left = readable(f"а{chr(code)}б")[1:-1]
        assert (
            left in {"", " ", "\n"}
            or unicodedata.category(left) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
            or (left == "\t")
        ), hex(code)


def test_what_somebody_typed_does_not_turn_the_line_around_it() -> None:
    """Only a text that runs from right to left has to be kept apart; it is on every screen and button."""
    assert isolated("Анна, 7 Б") == "Анна, 7 Б"
    assert isolated("محمد") == "\u2068محمد\u2069"
    assert escape("<محمد>") == "\u2068&lt;محمد&gt;\u2069"
    t = translator_for("ru")
    assert "\u2068محمد\u2069" in t.html("profile.name", name="محمد")
    assert "\u2068محمد\u2069" in t.label("profile.name", name="محمد")


def test_a_file_is_cleaned_as_what_is_typed() -> None:
    line = TypeAdapter(Line)
    assert line.validate_python({"ru": "Слой\u200b за \u202eслоем"}) == {"ru": "Слой за слоем"}
    with pytest.raises(ValueError, match="must not be empty"):
        line.validate_python({"ru": "\u200b\u2060"})


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("H4")
async def test_nothing_unseen_is_stored_of_what_is_typed(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="\u202e7 Б,\u200b 27")
    await tap_moment(teacher)
    await teacher.tap(w("consent.agree"))
    await teacher.writes("\u202eАн\u200bна Пет\u00adровна\x00")
    await teacher.shares_contact()
    teacher.sees("Анна Петровна", w("summary.title"))
    await teacher.tap(w("summary.change_comment"))
    await teacher.writes("Нужна\u200b парковка\u2066 у ворот")
    await teacher.tap(w("summary.send"))
    kept = await world.db.read(
        lambda c: [
            *c.execute(select(person.c.name)).scalars(),
            *c.execute(select(booking.c.comment)).scalars(),
            *map(str, c.execute(select(draft.c.form)).scalars()),
        ]
    )
    assert "Нужна парковка у ворот" in kept
    assert "Анна Петровна" in kept
    assert not any(sign in f"{kept}" for sign in "\u200b\u202e\u00ad\u2066\x00")


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_text_of_nothing_that_is_seen_is_answered(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("\u200b\u2800\u3164")
    teacher.sees(w("problem.nothing_understood"))
