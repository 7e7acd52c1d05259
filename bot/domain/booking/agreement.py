"""What «Верно» under the check of a party confirms, as its button says it (B2)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.typed.numbers import read_number


@dataclass(frozen=True, slots=True)
class AgreedParty:
    """``grade``: 0 for a group without one."""

    children: int
    adults: int
    grade: int
    letter: str

    def named(self, prefix: str) -> dict[str, int | str]:
        """Its parts, by names for a text that tells of two parties: ``was_children``."""
        return {f"{prefix}_{name}": getattr(self, name) for name in ("children", "adults", "grade", "letter")}


def read_agreement(said: str) -> AgreedParty | None:
    """The party of ``BookingForm.agreement``; None for one that does not say, from an earlier release, or
    that is damaged."""
    parts = said.split(".")
    if len(parts) != 6:
        return None
    children, adults, grade = (read_number(parts[each]) for each in (0, 1, 3))
    if children is None or adults is None or grade is None:
        return None
    return AgreedParty(children, adults, grade, parts[4])
