"""Shapes that hold the house together, looked for in its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

BOT = Path(bot.__file__).parent

OF_TRANSITIONS = frozenset({"move_visits", "mark_visit", "decide_application", "release", "release_all"})
"""Functions of ``bot.db`` that change the state of a visit or an application, or give back its seats."""
CALLERS = frozenset({"services/booking/transitions.py", "services/placements/transitions.py"})

OF_HOLDS = frozenset({"end_hold", "end_holds", "end_holds_on", "expire_holds"})
ENDS_HOLDS = frozenset({"services/booking/holds.py"})
"""There a form that takes others in the same step is told from one that gives its seats back."""


def names_from_the_database(tree: ast.Module) -> Iterator[str]:
    """What a module takes out of ``bot.db``: by name, or as an attribute of one of its modules."""
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition("bot.db")[1]:
            yield from (each.name for each in node.names)
            modules.update(each.asname or each.name for each in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield node.attr


def users_of(functions: frozenset[str]) -> set[str]:
    """Modules outside of ``bot.db`` that use these functions of it."""
    return {
        path.relative_to(BOT).as_posix()
        for path in BOT.rglob("*.py")
        if BOT / "db" not in path.parents
        and functions & set(names_from_the_database(ast.parse(path.read_text(encoding="utf-8"))))
    }


def test_one_service_changes_the_state_of_visits_and_of_applications() -> None:
    assert users_of(OF_TRANSITIONS) == CALLERS


def test_holds_end_where_those_who_wait_learn_of_it() -> None:
    assert users_of(OF_HOLDS) == ENDS_HOLDS


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
