"""How far a route is: each of its hosts answers by themselves (C3).

A route is whole when all of its stops are confirmed, partial while some stand and some do not, absent when
none stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.booking.booking import Booking, Visit
from bot.domain.model import VisitStatus

LOST = frozenset({VisitStatus.DECLINED, VisitStatus.EXPIRED, VisitStatus.CANCELLED_BY_HOST})
"""States of visits that a site does not receive, for whatever reason."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of stops. Of one in subgroups of which some were refused, ``lost`` is said too."""

    stops: int
    confirmed: int
    waiting: int
    lost: int
    standing: int

    @property
    def is_partial(self) -> bool:
        return self.lost > 0 and self.standing > 0


def progress_of(booking: Booking) -> Progress:
    stops = booking.stops
    waiting = [any(each.status is VisitStatus.PENDING for each in visits) for visits in stops]
    return Progress(
        stops=len(stops),
        confirmed=sum(
            not waits and all(each.status.takes_seats for each in visits)
            for waits, visits in zip(waiting, stops, strict=True)
        ),
        waiting=sum(waiting),
        lost=sum(any(each.status in LOST for each in visits) for visits in stops),
        standing=sum(any(each.status.takes_seats for each in visits) for visits in stops),
    )


def lost_visits(booking: Booking) -> tuple[Visit, ...]:
    """Those whose stop has lost its place, and nothing has been taken instead."""
    return tuple(each for each in booking.visits if each.status in LOST)
