"""What a measurement says, as a table for people and as JSON for comparing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Measured:
    """A ratio with its spread over the repetitions. ``goal``: None for what is only reported; ``at_least``:
    on which side of the goal it should be."""

    name: str
    what: str
    ratios: tuple[float, ...]
    goal: float | None
    at_least: bool
    note: str = ""

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def reached(self) -> bool:
        if self.goal is None:
            return True
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def table(results: Sequence[Measured]) -> str:
    """A Markdown table."""
    lines = ["| | what | ratio | spread | goal | |", "|---|---|---|---|---|---|"]
    for each in results:
        if each.goal is None:
            goal, verdict = "", "reported"
        else:
            goal = f"{'≥' if each.at_least else '≤'} {each.goal:g}"
            verdict = "reached" if each.reached else "**missed**"
        spread = f"{min(each.ratios):.2f}–{max(each.ratios):.2f}"
        what = f"{each.what}; {each.note}" if each.note else each.what
        lines.append(f"| {each.name} | {what} | {each.ratio:.2f} | {spread} | {goal} | {verdict} |")
    return "\n".join(lines)


def write_json(results: Sequence[Measured], file: Path) -> None:
    """Replaces the figures that were measured now and keeps the others."""
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    for each in results:
        known[each.name] = {
            "ratio": round(each.ratio, 3),
            "low": round(min(each.ratios), 3),
            "high": round(max(each.ratios), 3),
            "goal": each.goal,
        }
    text = json.dumps(dict(sorted(known.items())), indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")
