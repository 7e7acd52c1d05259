"""Whether the sessions of a route's stops leave time for the ways between them (F4).

Nobody asks to come: that the seats of a day are taken is no fault of a route. What a party can have is said
by :mod:`bot.domain.booking.routes.days`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.booking.availability import SessionFacts, group_by_day
from bot.domain.booking.routes.days import Leg


class Misfit(StrEnum):
    """Why nobody can have all stops; the text is ``region_route.misfit.<value>``."""

    NO_GUESTS = "no_guests"
    """Nobody is welcome at all of them."""
    NO_SESSIONS = "no_sessions"
    """A stop has none ahead."""
    OTHER_DAYS = "other_days"
    """Never on the day on which one comes from the stop before."""
    TOO_TIGHT = "too_tight"
    """Always before one could be there."""


@dataclass(frozen=True, slots=True)
class RouteFit:
    """``first``: the soonest local day of the first stop on which all are had; None: there is none.
    ``misfit``: why not; ``stop``: the one that is not reached, from 1; ``lacking``: minutes, on the day on
    which the fewest are."""

    first: date | None = None
    misfit: Misfit | None = None
    stop: int = 0
    lacking: int = 0

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        """How near it comes: the later the stop, and the fewer minutes are lacking, the nearer."""
        return (self.first is not None, self.stop, self.misfit is Misfit.TOO_TIGHT, -self.lacking)


def fit_of(legs: Sequence[Leg], sessions: Sequence[Sequence[SessionFacts]]) -> RouteFit:
    """``sessions``: of each leg, those that are offered ahead."""
    for leg, of_leg in zip(legs, sessions, strict=True):
        if not of_leg:
            return RouteFit(misfit=Misfit.NO_SESSIONS, stop=leg.stop or 0)
    by_day = [group_by_day(each, leg.rules.timezone) for leg, each in zip(legs, sessions, strict=True)]
    nearest: RouteFit | None = None
    for first in sorted(by_day[0]):
        found = _on_day(first, legs, by_day)
        if found.first is not None:
            return found
        if nearest is None or found.rank > nearest.rank:
            nearest = found
    return nearest or RouteFit(misfit=Misfit.NO_SESSIONS, stop=1)


def _on_day(
    first: date, legs: Sequence[Leg], by_day: Sequence[Mapping[date, Sequence[SessionFacts]]]
) -> RouteFit:
    """At each stop what is over soonest of what can be reached: if there is any way, this is one."""
    over: datetime | None = None
    for leg, days in zip(legs, by_day, strict=True):
        stop = leg.stop or 0
        on_day = days.get(first + timedelta(days=leg.day), ())
        if not on_day:
            return RouteFit(misfit=Misfit.OTHER_DAYS, stop=stop)
        there = None if over is None else over + leg.travel
        reached = [each for each in on_day if there is None or each.starts_at >= there]
        if not reached and there is not None:
            lacking = there - max(each.starts_at for each in on_day)
            return RouteFit(
                misfit=Misfit.TOO_TIGHT, stop=stop, lacking=-(-int(lacking.total_seconds()) // 60)
            )
        over = min(each.ends_at for each in reached)
    return RouteFit(first=first)
