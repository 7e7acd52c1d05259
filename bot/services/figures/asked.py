"""Reports of large regions that somebody waits for: which, for whom, and how far they are counted (F5).

In the memory of the process that counts, which is the one that sends. What is asked for stands in the outbox:
whoever's message has to wait says so here, again after a restart (``FiguresReady``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from weakref import WeakKeyDictionary

from bot.domain.figures.views import FileKind
from bot.domain.model import PersonId, RegionId
from bot.services.catalogue.cache import CatalogueCache


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked, for what, and when: as the message says that tells how far it is."""

    recipient_id: PersonId
    file: FileKind
    asked_at: datetime


@dataclass(slots=True)
class Awaited:
    """A report by its region and period. ``percent``: so far it is counted; ``by``: those who wait.
    ``not_before``: after a count that failed."""

    region_id: RegionId
    period: str
    percent: int = 0
    by: dict[Asked, None] = field(default_factory=dict)
    not_before: datetime | None = None


Reports = dict[tuple[RegionId, str], Awaited]

_reports: Final[WeakKeyDictionary[CatalogueCache, Reports]] = WeakKeyDictionary()


def reports_awaited(catalogue: CatalogueCache) -> Reports:
    return _reports.setdefault(catalogue, {})


def await_report(catalogue: CatalogueCache, region_id: RegionId, period: str, by: Asked) -> None:
    """Has it counted by the next look (``bot.services.figures.job``)."""
    reports = reports_awaited(catalogue)
    reports.setdefault((region_id, period), Awaited(region_id, period)).by[by] = None


def percent_of(catalogue: CatalogueCache, region_id: RegionId, period: str) -> int:
    found = reports_awaited(catalogue).get((region_id, period))
    return 0 if found is None else found.percent
