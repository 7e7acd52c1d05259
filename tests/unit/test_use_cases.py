"""How use cases are declared."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import bot.services
from bot.domain.refusal import Refusal
from bot.services.permissions import ANYONE, NOT_BLOCKED, SELF, SYSTEM_ONLY, works_at
from bot.services.transaction import USE_CASES, Tx, reads, writes

for each in pkgutil.walk_packages(bot.services.__path__, "bot.services."):
    importlib.import_module(each.name)

ROOT = Path(bot.services.__file__).parents[2]
NEVER_REFUSE = frozenset({ANYONE, SELF, SYSTEM_ONLY})
"""SYSTEM_ONLY refuses people, and only the system runs what it is declared of (``Runner.run``)."""


DECLARED = [name for name, case in USE_CASES.items() if case.body.__module__.startswith("bot.services.")]


@pytest.mark.parametrize("name", DECLARED)
def test_what_may_be_refused_says_so_in_its_type(name: str) -> None:
    case = USE_CASES[name]
    if set(case.permissions) <= NEVER_REFUSE:
        return
    returned = get_type_hints(case.body)["return"]
    assert Refusal in {returned, *get_args(returned)}


@pytest.mark.parametrize("declare", [reads, writes])
def test_a_use_case_says_who_may(declare: Callable[..., Any]) -> None:
    def show_nothing(tx: Tx) -> None: ...

    with pytest.raises(TypeError, match="says of nobody"):
        declare()(show_nothing)
    with pytest.raises(TypeError, match="no parameter 'site_id'"):
        declare(works_at("site_id"))(show_nothing)
    declare(NOT_BLOCKED)(show_nothing)
    del USE_CASES[f"{__name__}.show_nothing"]


def test_use_cases_are_declared_in_services_only() -> None:
    declaring = {
        file.relative_to(ROOT).parts[:2]
        for folder in ("bot", "sandbox", "tools", "bench")
        for file in (ROOT / folder).rglob("*.py")
        if imports_declaration(file)
    }
    assert declaring == {("bot", "services")}


def imports_declaration(file: Path) -> bool:
    text = file.read_text(encoding="utf-8")
    return "bot.services.transaction" in text and any(
        isinstance(node, ast.ImportFrom)
        and node.module == "bot.services.transaction"
        and any(each.name in {"reads", "writes"} for each in node.names)
        for node in ast.walk(ast.parse(text))
    )
