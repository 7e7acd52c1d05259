"""Which requirements of docs/product.md does a test show? Run as ``python -m tools.requirements``.

Reads the source of the tests only, so that it needs no imports and takes a moment. What no test shows is
printed, not failed; a mark with a number that does not exist is an error.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LINE = re.compile(r"^- \*\*(?P<number>[A-Z]\d*)\*\* · (?P<stage>built|in part|later) · (?P<text>\S.*)$")


class Stage(StrEnum):
    BUILT = "built"
    IN_PART = "in part"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Requirement:
    number: str
    stage: Stage
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One number in one ``shows`` mark, and where it stands."""

    number: str
    place: str


def read_requirements(document: str) -> tuple[Requirement, ...]:
    """The numbered lines of docs/product.md, in order. ValueError for a line out of form and for a twin."""
    found: dict[str, Requirement] = {}
    for line in document.splitlines():
        if not re.match(r"^- \*\*[A-Z]\d*\*\*", line):
            continue
        match = _LINE.match(line)
        if match is None:
            raise ValueError(f"a requirement needs number, stage and text: {line[:60]}")
        if match["number"] in found:
            raise ValueError(f"{match['number']} stands twice")
        found[match["number"]] = Requirement(match["number"], Stage(match["stage"]), match["text"])
    return tuple(found.values())


def marks_in(source: str, name: str) -> Iterator[Mark]:
    """All ``@pytest.mark.shows("A1", "B2")`` and ``pytestmark = pytest.mark.shows(...)`` of one file."""
    for node in ast.walk(ast.parse(source, filename=name)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "shows"
            and isinstance(node.func.value, ast.Attribute)
            and node.func.value.attr == "mark"
        ):
            for argument in node.args:
                number = argument.value if isinstance(argument, ast.Constant) else ast.unparse(argument)
                yield Mark(str(number), f"{name}:{node.lineno}")


def main() -> int:
    requirements = read_requirements((ROOT / "docs" / "product.md").read_text(encoding="utf-8"))
    marks = [
        mark
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for mark in marks_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]
    known = {requirement.number for requirement in requirements}
    unknown = [mark for mark in marks if mark.number not in known]
    for mark in unknown:
        print(f"  {mark.place}: docs/product.md has no requirement {mark.number}")
    shown = {mark.number for mark in marks}
    for stage in Stage:
        of_stage = [requirement.number for requirement in requirements if requirement.stage is stage]
        missing = [number for number in of_stage if number not in shown]
        print(f"  {stage}: {len(of_stage)}, no test shows {len(missing)}: {' '.join(missing) or '-'}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
