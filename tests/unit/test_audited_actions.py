"""Every action that the audit log notes is known, of a kind, and said in every language (F8)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bot
from bot.domain.audit import ACTIONS, ActionGroup, actions_of
from bot.domain.booking.offers.offer import OFFER_TRANSITIONS
from bot.domain.booking.transitions import (
    APPLICATION_TRANSITIONS,
    GROUP_TRANSITIONS,
    VISIT_TRANSITIONS,
)
from bot.domain.catalogue.merging import IMPORTED
from bot.ui.translator import languages, translator_for

BOT = Path(bot.__file__).parent
NAME = re.compile(r"[a-z_]+\.[a-z_]+")
NOTING = {"record", "_record", "record_change", "_changed", "_change_card", "_end"}
"""Functions that are given the name of an action."""


def _said(node: ast.expr) -> Iterator[str]:
    """The names of actions in an argument; of one that is put together, a pattern of all that it can be."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            pieces = [
                re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"\w+"
                for each in part.values
            ]
            yield "".join(pieces)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and NAME.fullmatch(part.value):
            yield re.escape(part.value)


@cache
def _noted() -> frozenset[str]:
    """Patterns of all that the code notes."""
    found = {
        re.escape(each.audit)
        for table in (VISIT_TRANSITIONS, APPLICATION_TRANSITIONS, GROUP_TRANSITIONS, OFFER_TRANSITIONS)
        for each in table.values()
    }
    for file in sorted((BOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in NOTING and isinstance(node, ast.Call):
                found.update(each for argument in node.args for each in _said(argument))
    found.add(re.escape(IMPORTED))
    return frozenset(each for each in found if "." in each)


@pytest.mark.shows("F8")
def test_every_action_in_the_code_is_known() -> None:
    """A new one gets its line in bot/domain/audit.py, and its text."""
    noted = _noted()
    assert len(noted) > 60
    assert {each for each in noted if not any(re.fullmatch(each, action) for action in ACTIONS)} == set()


@pytest.mark.shows("F8")
def test_no_action_is_known_that_nobody_takes() -> None:
    noted = _noted()
    assert {action for action in ACTIONS if not any(re.fullmatch(each, action) for each in noted)} == set()


@pytest.mark.shows("F8")
@pytest.mark.parametrize("language", [each.code for each in languages()])
def test_every_action_and_kind_has_a_text(language: str) -> None:
    t = translator_for(language)
    assert [each for each in ACTIONS if not t.has(f"my_data.action.{each}")] == []
    assert [each for each in ActionGroup if not t.has(f"journal.group.{each.value}")] == []


def test_every_kind_has_actions() -> None:
    assert all(actions_of(each) for each in ActionGroup)
    assert sum(len(actions_of(each)) for each in ActionGroup) == len(ACTIONS)
