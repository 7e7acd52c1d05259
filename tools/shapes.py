"""Has everything the shape that decisions 12 to 15 give it? Run as ``python -m tools.shapes``.

A use case without its permission and a message or form that contradicts itself cannot even be imported; here
is what only the whole shows: a form that has no pages or no place in ``Form``, a message that nobody renders,
a state that is moved past the table of transitions, a folder that is too full. Every fault is printed, and
makes it fail.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import bot.handlers
import bot.services
from bot.documents.messages import all_renderers
from bot.domain.forms import DraftKind, Form
from bot.handlers.forms import PAGES
from bot.services.forms.engine import KINDS
from bot.services.messages.registry import ALL, IncompleteMessageError, check
from bot.services.transaction import USE_CASES
from bot.ui.links import Links
from bot.ui.visitor.consent import Operator

BOT = Path(bot.services.__file__).parent.parent


@dataclass(frozen=True, slots=True)
class OneCaller:
    """Functions of ``bot.db`` that only these modules of ``bot`` may use, and why."""

    functions: frozenset[str]
    callers: frozenset[str]
    why: str


ONE_CALLER = (
    OneCaller(
        frozenset(
            {
                "move_visits",
                "replace_visits",
                "mark_visit",
                "decide_application",
                "release",
                "release_all",
            }
        ),
        frozenset(
            {
                "services/booking/holds.py",
                "services/booking/offers/ends.py",
                "services/booking/transitions.py",
                "services/placements/transitions.py",
            }
        ),
        "states move, and seats come free, by the table of transitions",
    ),
    OneCaller(
        frozenset({"move_group"}),
        frozenset({"services/booking/groups.py"}),
        "groups come together and are called off by the table of transitions",
    ),
    OneCaller(
        frozenset({"end_holds", "end_holds_on", "expire_holds"}),
        frozenset({"services/booking/holds.py"}),
        "holds end where those who wait learn of it",
    ),
    OneCaller(
        frozenset({"end_offer"}),
        frozenset({"services/booking/offers/ends.py"}),
        "offers end where those who wait learn of it",
    ),
)


NOBODY = Operator("", "", "", "", "", "", 1, 1)
"""Renderers need somebody to name; here nothing is shown."""


def import_everything() -> None:
    """What registers itself does so when it is imported."""
    for package in (bot.services, bot.handlers):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(each.name)


def faults_of_forms() -> Iterator[str]:
    """Of one kind of form each: a class in ``Form``, a kind of draft, questions, pages."""
    declared = set(get_args(Form))
    for found, place in ((KINDS.keys(), "questions (form_kind)"), (PAGES.keys(), "pages (form_pages)")):
        yield from (f"{each.__name__} has no {place}" for each in sorted(declared - found, key=repr))
        yield from (
            f"{each.__name__} has {place}, but does not stand in Form"
            for each in sorted(found - declared, key=repr)
        )
    kinds = Counter(each.kind for each in declared)
    yield from (f"{number} forms are stored as {kind}" for kind, number in kinds.items() if number > 1)
    yield from (f"no form is stored as {kind}" for kind in DraftKind if kind not in kinds)


def faults_of_messages() -> Iterator[str]:
    """A message lacks a part or its renderer."""
    try:
        check(ALL, all_renderers(NOBODY, Links("")))
    except IncompleteMessageError as problem:
        yield str(problem)


def faults_of_use_cases() -> Iterator[str]:
    """A use case of which nobody may, or that stands outside of ``bot.services``."""
    for name, case in USE_CASES.items():
        if not case.permissions:
            yield f"{name} says of nobody that they may"
        if not case.body.__module__.startswith("bot.services."):
            yield f"{name} stands outside of bot/services"


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


def faults_of_callers(folder: Path = BOT) -> Iterator[str]:
    """A module outside of ``bot.db`` uses what is another's alone; or nobody uses it any more."""
    used: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("*.py")):
        if folder / "db" not in file.parents:
            names = set(names_from_the_database(ast.parse(file.read_text(encoding="utf-8"))))
            for each in names:
                used.setdefault(each, set()).add(file.relative_to(folder).as_posix())
    for rule in ONE_CALLER:
        for function in sorted(rule.functions):
            others = used.get(function, set()) - rule.callers
            yield from (f"{each} uses {function}: {rule.why}" for each in sorted(others))
        idle = rule.callers - {file for each in rule.functions for file in used.get(each, ())}
        yield from (
            f"{each} is named here, but uses none of {sorted(rule.functions)}" for each in sorted(idle)
        )


MOST_MODULES = 15
"""A folder with more is sorted by topics: a room must be found in under a minute."""
GROWS_BY_ITSELF = "db/migrations/versions"


def faults_of_folders(folder: Path = BOT) -> Iterator[str]:
    """A folder has become too full to be looked through."""
    modules = Counter(each.parent.relative_to(folder).as_posix() for each in folder.rglob("*.py"))
    for name, number in sorted(modules.items()):
        inside = number - (folder / name / "__init__.py").exists()
        if inside > MOST_MODULES and name != GROWS_BY_ITSELF:
            yield f"{name} has {inside} modules, more than {MOST_MODULES}: sort them by topics"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    faults_of_forms,
    faults_of_messages,
    faults_of_use_cases,
    faults_of_callers,
    faults_of_folders,
)


def main() -> int:
    import_everything()
    faults = [each for find in CHECKS for each in find()]
    for each in faults:
        print(f"  {each}", file=sys.stderr)
    if not faults:
        print(
            f"  {len(USE_CASES)} use cases, {len(KINDS)} forms, {len(tuple(ALL))} messages have their shape"
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
