"""The figures of a region and of a site, as screens and tables show them. Sums only: nobody is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.desk.sources import SourceLine
from bot.domain.figures.counts import Counts, Hours, Origins, growth, median_hours
from bot.domain.figures.periods import Period, Week
from bot.domain.texts import Texts
from bot.domain.time.quiet_hours import About


class FileKind(StrEnum):
    """As what a report comes."""

    XLSX = "xlsx"
    CSV = "csv"
    PICTURE = "png"
    TEXT = "text"
    """Of a region so large that counting takes longer than a tap may."""


Reasons = Mapping[str, int]
"""How many visits were called off for which reason (its code)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: a site, a municipality, a month, or all together."""

    counts: Counts = field(default_factory=Counts)
    origins: Origins = field(default_factory=Origins)
    hours: Hours = field(default_factory=dict)
    published: int = 0
    """Programmes that visitors can see today."""
    active: int = 0
    """Programmes to which somebody came."""
    visitors_before: int = 0
    """In the period before, up to the same day if this one is going on."""
    visitors_year_before: int = 0
    why_by_visitor: Reasons = field(default_factory=dict)
    why_by_site: Reasons = field(default_factory=dict)

    @property
    def median_hours(self) -> float | None:
        return median_hours(self.hours)

    @property
    def growth(self) -> float | None:
        return growth(self.counts.visitors, self.visitors_before)

    @property
    def growth_year(self) -> float | None:
        return growth(self.counts.visitors, self.visitors_year_before)


@dataclass(frozen=True, slots=True)
class Place:
    """What a line is of: a site, or a municipality and all that is in it."""

    municipality: Texts
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class FiguresView:
    """The report of a ``region``, or the figures of one ``site`` of it. ``today``: on its clock."""

    region: Region
    site: Site | None
    period: Period
    today: date
    made_at: datetime
    total: Line
    by_site: tuple[tuple[Place, Line], ...]
    by_municipality: tuple[tuple[Place, Line], ...]
    by_month: tuple[tuple[date, Line], ...]
    sources: tuple[SourceLine, ...]
    kind: FileKind = FileKind.TEXT

    @property
    def about(self) -> About:
        return About(self.site or self.region)

    @property
    def goes_on(self) -> bool:
        return self.period.holds(self.today)

    @property
    def is_empty(self) -> bool:
        return self.total.counts == Counts()


@dataclass(frozen=True, slots=True)
class WeekView:
    """What took place in a region in a week that is over. ``unanswered``: what waits longer than promised for
    the answer of a site, at this moment."""

    region: Region
    week: Week
    line: Line
    unanswered: int

    @property
    def about(self) -> About:
        return About(self.region)

    @property
    def is_empty(self) -> bool:
        line = self.line
        happened = line.counts.came or line.counts.no_show or line.why_by_visitor or line.why_by_site
        return not (happened or self.unanswered)


@dataclass(frozen=True, slots=True)
class CountingView:
    """What was asked for is on its way: a file, or the figures of a region that is too large for a tap."""

    region: Region
    site: Site | None
    period: Period
    today: date
    kind: FileKind
    percent: int = 0
    """So far it is counted, where that is told."""

    @property
    def about(self) -> About:
        return About(self.site or self.region)
