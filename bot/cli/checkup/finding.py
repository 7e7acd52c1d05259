"""One thing that was looked at, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    FINE = "ok"
    DOUBTFUL = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``advice`` is empty when it is fine."""

    what: str
    verdict: Verdict
    seen: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"\n       -> {self.advice}" if self.advice else ""
        return f"{self.verdict:>4}   {self.what}: {self.seen}{advice}"
