"""The checks of `make check` find what they are there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings
from tools.documentation import GROUPS, dead_links, default_of, with_table
from tools.requirements import Requirement, Stage, marks_in, read_requirements
from tools.translations import places_of, problems_of, read_catalogues

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
RU = HEADER + '"Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);\\n"\n\n'
EN = HEADER + '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def text(key: str, value: str) -> str:
    return f'msgid "{key}"\nmsgstr "{value}"\n\n'


def plural(key: str, *forms: str) -> str:
    lines = "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(forms))
    return f'msgid "{key}"\nmsgid_plural "{key}"\n{lines}\n'


def problems(folder: Path, ru: str, en: str) -> list[str]:
    for language, body in (("ru", RU + ru), ("en", EN + en)):
        (folder / language).mkdir()
        (folder / language / "bot.po").write_text(body, encoding="utf-8")
    return list(problems_of(read_catalogues(folder)))


def test_like_catalogues_have_no_problems(tmp_path: Path) -> None:
    ru = text("hello", "<b>{name}</b>, здравствуйте") + plural("seats", "{n} место", "{n} места", "{n} мест")
    en = text("hello", "Hello <b>{name}</b>") + plural("seats", "one seat", "{n} seats")
    assert problems(tmp_path, ru, en) == []


@pytest.mark.parametrize(
    ("ru", "en", "expected"),
    [
        (text("a", "а") + text("b", "б"), text("a", "a"), "en/bot: b is missing"),
        (text("a", "а"), text("a", "a") + text("b", "b"), "ru/bot: b is missing"),
        (text("a", "а"), text("a", ""), "en/bot: a: is empty"),
        (text("a", "{name}"), text("a", "{nome}"), "a is filled in differently"),
        (text("a", "{name}"), text("a", "{name"), "en/bot: a has braces that do not match"),
        (text("a", "<b>а"), text("a", "<b>a</b>"), "ru/bot: a: <b> is not closed"),
        (text("a", "<b><i>а</b></i>"), text("a", "a"), "ru/bot: a: </b> closes nothing"),
        (text("a", "<div>а</div>"), text("a", "a"), "ru/bot: a: Telegram does not know <div>"),
        (plural("a", "а", "б"), plural("a", "a", "b"), "ru/bot: a: is empty"),
        (plural("a", "а", "", "в"), plural("a", "a", "b"), "ru/bot: a: is empty"),
        (text("a", "а"), plural("a", "a", "b"), "a has plural forms in some languages only"),
        ("#, fuzzy\n" + text("a", "а"), text("a", "a"), "ru/bot: a is marked as fuzzy"),
    ],
)
@pytest.mark.shows("I1")
def test_a_difference_between_catalogues_is_found(tmp_path: Path, ru: str, en: str, expected: str) -> None:
    assert any(problem.startswith(expected) for problem in problems(tmp_path, ru, en))


def test_places_have_their_formats_left_off() -> None:
    assert places_of("{day:%d} {n} {{no}}") == {"day", "n"}


def test_requirements_are_read_in_order() -> None:
    document = "# A\n- **A1** · built · Finding.\n- not one\n- **B2** · in part · Booking. C is missing.\n"
    assert read_requirements(document) == (
        Requirement("A1", Stage.BUILT, "Finding."),
        Requirement("B2", Stage.IN_PART, "Booking. C is missing."),
    )


@pytest.mark.parametrize(
    "document",
    ["- **A1** · soon · Finding.", "- **A1** Finding.", "- **A1** · built · x\n- **A1** · later · y"],
)
def test_a_requirement_out_of_form_is_an_error(document: str) -> None:
    with pytest.raises(ValueError, match="A1"):
        read_requirements(document)


def test_marks_are_found_on_functions_classes_modules_and_cases() -> None:
    source = """
import pytest
pytestmark = pytest.mark.shows("A1")
@pytest.mark.shows("B1", "B2")
async def test_one(): ...
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.shows("C1"))])
class TestTwo: ...
other.shows("D1")
"""
    assert sorted(mark.number for mark in marks_in(source, "x.py")) == ["A1", "B1", "B2", "C1"]
    assert {mark.place for mark in marks_in(source, "x.py") if mark.number == "B1"} == {"x.py:4"}


def test_each_setting_stands_in_one_group() -> None:
    grouped = [name for _, names in GROUPS for name in names]
    assert sorted(grouped) == sorted(Settings.model_fields)


def test_defaults_are_shown_as_one_writes_them() -> None:
    assert default_of("message_hours_weekday") == "08:00-20:00"
    assert default_of("message_hours_sunday") == "none"
    assert default_of("urgent_messages_from") == "07:00"
    assert default_of("database_url") == "sqlite:///var/prokhodnaya.sqlite3"
    assert default_of("bot_token") == ""


def test_a_readme_without_its_place_for_the_table_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"README\.md needs"):
        with_table("# Nothing")


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    document = tmp_path / "a.md"
    document.write_text(
        "[a](there.md#part) [b](gone.md) [c](https://example.org/x) [d](#here)", encoding="utf-8"
    )
    assert list(dead_links(document)) == ["gone.md"]
