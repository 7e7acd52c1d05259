"""What the people of a site print: who comes on a day (E4), posters and hand-outs (A8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.booking.duties import Duty
from bot.domain.catalogue.catalogue import Programme, Region, Route, Site
from bot.domain.desk.views import DayView
from bot.domain.links import Link
from bot.domain.model import BookingId
from bot.domain.time.quiet_hours import About

PRINT_VERSION = "А"
"""Of wording and layout of posters and hand-outs: stands at their foot; the next letter when one says
something else."""


@dataclass(frozen=True, slots=True)
class DaySheetView:
    """The groups of a day, in the order of the screen, with what was done for each; made at a moment (UTC).
    ``language``: of the paper, empty for the reader's."""

    day: DayView
    duties: Mapping[BookingId, tuple[Duty, ...]]
    made_at: datetime
    language: str = ""

    @property
    def about(self) -> About:
        return About(self.day.site)


class PrintSize(StrEnum):
    """In callback data, and as Typst calls them."""

    POSTER = "a4"
    HANDOUT = "a5"


@dataclass(frozen=True, slots=True)
class PrintView:
    """A poster or hand-out of one thing: ``shown`` is what ``link`` opens, ``site`` where it is."""

    region: Region
    site: Site | None
    shown: Site | Programme | Route
    link: Link
    size: PrintSize
    made_at: datetime
    language: str

    @property
    def about(self) -> About:
        return About(self.site or self.region)
