"""What leaders said of their visits, as a site and its region read it: scores, sentences, nobody (B18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.retention import YEAR

SHOWN_FOR: Final[timedelta] = YEAR
"""Older scores say little of a site as it is; older sentences are deleted."""
LEAST_RATINGS: Final = 3
"""Fewer say nothing of a site."""
LOW: Final = 3.5
"""An average below this is a matter for the coordinator."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """How many leaders gave each score, from 1 to 5. ``newest``: the id of the last one, 0 without."""

    by_score: Mapping[int, int]
    newest: int = 0

    @property
    def count(self) -> int:
        return sum(self.by_score.values())

    @property
    def average(self) -> float:
        """0 where nobody gave any."""
        return sum(score * n for score, n in self.by_score.items()) / self.count if self.count else 0.0

    @property
    def is_low(self) -> bool:
        return self.count >= LEAST_RATINGS and self.average < LOW


@dataclass(frozen=True, slots=True)
class Said:
    """One leader's words; of which month (its first day), as a day would tell whose they are. ``hands``: how
    many children would like to work there."""

    score: int
    text: str | None
    hands: int | None
    month: date


@dataclass(frozen=True, slots=True)
class SiteFeedbackView:
    """One page of what was said of a site within a year, the newest first, and the scores of all.
    ``works_there``: its reader is a host there, else a coordinator."""

    site: Site
    ratings: Ratings
    entries: tuple[Said, ...]
    page: int
    pages: int
    works_there: bool


@dataclass(frozen=True, slots=True)
class LowRatedView:
    """The sites of a region whose ratings are low, the lowest first."""

    region: Region
    sites: tuple[tuple[Site, Ratings], ...]
