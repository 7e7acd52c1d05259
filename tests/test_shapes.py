"""The check of shapes finds what it is there to find."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.handlers.forms import PAGES
from bot.services.messages.registry import ALL
from bot.services.transaction import USE_CASES
from tools import shapes
from tools.shapes import (
    MOST_MODULES,
    ONE_CALLER,
    faults_of_callers,
    faults_of_folders,
    names_from_the_database,
)


def test_everything_has_its_shape() -> None:
    shapes.import_everything()
    assert [each for find in shapes.CHECKS for each in find()] == []


@pytest.mark.parametrize("function", sorted({name for rule in ONE_CALLER for name in rule.functions}))
def test_another_caller_is_found(tmp_path: Path, function: str) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "quick.py").write_text(
        f"from bot.db.anywhere import {function}\n", encoding="utf-8"
    )
    found = list(faults_of_callers(tmp_path))
    assert any(each.startswith(f"handlers/quick.py uses {function}: ") for each in found), found


def test_a_caller_that_is_none_any_more_is_found(tmp_path: Path) -> None:
    assert len(list(faults_of_callers(tmp_path))) == sum(len(rule.callers) for rule in ONE_CALLER)


@pytest.mark.parametrize(
    "source",
    [
        "from bot.db.booking.bookings import move_visits",
        "from bot.db.booking.bookings import move_visits as change",
        "from bot.db import bookings\nbookings.move_visits(1)",
        "from bot.db import bookings as stored\nstored.move_visits(1)",
        "def body():\n    from bot.db.booking.bookings import move_visits\n",
    ],
)
def test_no_way_of_importing_is_overlooked(source: str) -> None:
    assert "move_visits" in set(names_from_the_database(ast.parse(source)))


@pytest.mark.parametrize("registry", ["KINDS", "PAGES"])
def test_a_form_without_questions_or_pages_is_found(monkeypatch: pytest.MonkeyPatch, registry: str) -> None:
    shapes.import_everything()
    whole = dict(getattr(shapes, registry))
    form = next(iter(whole))
    monkeypatch.setattr(shapes, registry, {key: value for key, value in whole.items() if key is not form})
    assert [each.split(" (")[0] for each in shapes.faults_of_forms()] == [
        f"{form.__name__} has no {'questions' if registry == 'KINDS' else 'pages'}"
    ]


def test_a_form_of_which_the_union_knows_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes.import_everything()
    more: dict[type, object] = {**PAGES, dict: None}
    monkeypatch.setattr(shapes, "PAGES", more)
    assert list(shapes.faults_of_forms()) == ["dict has pages (form_pages), but does not stand in Form"]


def test_a_message_without_a_renderer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "all_renderers", lambda _operator, _links: {})
    (fault,) = shapes.faults_of_messages()
    assert fault.count("has no a renderer") == len(tuple(ALL))


def test_a_use_case_in_a_handler_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes.import_everything()
    name, case = next(iter(USE_CASES.items()))
    monkeypatch.setattr(shapes, "USE_CASES", {name: case})
    monkeypatch.setattr(case.body, "__module__", "bot.handlers.quick")
    assert list(shapes.faults_of_use_cases()) == [f"{name} stands outside of bot/services"]


@pytest.mark.parametrize("more", [0, 1])
def test_a_folder_that_is_too_full(tmp_path: Path, more: int) -> None:
    topic = tmp_path / "services" / "topic"
    topic.mkdir(parents=True)
    for each in ["__init__", *(f"module_{number}" for number in range(MOST_MODULES + more))]:
        (topic / f"{each}.py").touch()
    assert len(list(faults_of_folders(tmp_path))) == more
