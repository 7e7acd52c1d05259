"""Days on which a site receives nobody (E5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.domain.model import ClosureId, SiteId


@dataclass(frozen=True, slots=True)
class Closure:
    """Local days of the site, both counted. ``is_live``: nobody has opened them again."""

    id: ClosureId
    site_id: SiteId
    first_day: date
    last_day: date
    reason: str
    is_live: bool

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def is_closed(closures: Collection[Closure], day: date) -> bool:
    return any(each.is_live and each.covers(day) for each in closures)
