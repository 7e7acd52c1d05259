"""What the bot is made of besides our own code: pinned, declared, used, under licences that we may use.

Whether holes are known in it is asked by ``make audit``, which needs the network.
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from tests.test_house import IMPORTED_AS, LOCKS, ROOT, call_make, make, pinned, required, script, text_of

__all__ = ["make"]

LICENCES = {"MIT", "MIT-CMU", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "PSF-2.0"}
"""They ask for nothing but their notice of whoever uses a library unchanged. Another one is a decision."""
DECIDED = {"docxtpl": "LGPL-2.1-only", "fontpkg-pt-sans": "OFL-1.1"}
"""Decision 18: a library that is imported as it is, and a font that is not sold by itself."""
CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""How packages say it that do not write an SPDX expression yet."""
TOOLS = {
    "coverage",
    "import-linter",
    "mypy",
    "pytest-asyncio",
    "pytest-cov",
    "pytest-xdist",
    "ruff",
    "types-openpyxl",
}
"""Are called, or found by pytest, and imported by nobody."""


def licences_of(package: str) -> list[set[str]]:
    """The licences of an installed package: one of each set must be kept to."""
    about = metadata.metadata(package)
    words = about["License-Expression"] or about["License"] or ""
    if not LICENCES & set(re.findall(r"[\w.-]+", words)):
        classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or ()]
        return [{CLASSIFIERS[each] for each in classified if each in CLASSIFIERS}]
    plain = words.strip("()").removesuffix(" license")
    return [set(re.split(r"\s+OR\s+", part)) for part in re.split(r"\s+AND\s+", plain)]


def test_every_library_has_a_licence_that_we_may_use() -> None:
    doubtful = {}
    for package in pinned(LOCKS[0]):
        try:
            asked = licences_of(package)
        except metadata.PackageNotFoundError:
            assert re.search(rf"^{package}==\S+ ; ", text_of(LOCKS[0]), re.MULTILINE), "of other systems only"
            continue
        if package in DECIDED:
            about = metadata.metadata(package)
            assert DECIDED[package] in {about["License-Expression"], about["License"]}
        elif not all(choice & LICENCES for choice in asked):
            doubtful[package] = asked
    assert doubtful == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_exact_versions_and_nothing_else(lock: str) -> None:
    lines = [line for line in text_of(lock).splitlines() if line and not line.startswith((" ", "#"))]
    assert [line for line in lines if not re.match(r"[a-z0-9-]+==[\w.]+( ;.*)? \\$", line)] == []


def imported_by(*folders: str) -> set[str]:
    found: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {path.name for path in ROOT.iterdir() if path.is_dir()}


def test_what_tests_and_tools_import_is_required_and_the_other_way_round() -> None:
    """For the bot itself this is shown in tests/test_house.py."""
    project = tomllib.loads(text_of("pyproject.toml"))
    running, developing = (
        {IMPORTED_AS.get(name, name) for name in required(names)}
        for names in (project["project"]["dependencies"], project["dependency-groups"]["dev"])
    )
    imported = imported_by("tests", "tools", "bench")
    assert imported - running <= developing | {"pydantic_core", "_pytest"}
    assert developing - imported <= TOOLS


def test_the_audit_takes_no_silence_for_an_answer(make: Path) -> None:
    """A package that the database of holes does not know fails it; and what is asked is what the bot runs."""
    called = make / "called"
    for folder, program in ((".venv", "python"), (".venv-audit", "pip-audit")):
        (make / folder / "bin").mkdir(parents=True)
        shutil.copy(script(make, program, f'echo "$@" >> {called}'), make / folder / "bin" / program)
    assert call_make(make, "audit").returncode == 0
    assert called.read_text() == "--strict --require-hashes --disable-pip --requirement requirements.lock\n"
