"""What a no rules out, so that nothing of it is offered instead (E2, E5).

A site under repair has no other day that anybody knows of; without a guide the day is lost; a party that does
not fit a programme fits it on no day. And what was refused once to the same people is not offered them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.booking.booking import Booking, Visit
from bot.domain.model import HostReason, ProgrammeId, SessionId, SiteId, VisitStatus
from bot.domain.time.local_time import local_day


class Reach(StrEnum):
    """How much a reason takes away."""

    SITE = "site"
    DAY = "day"
    """All that the site has on that day."""
    PROGRAMME = "programme"
    """For this party, on any day."""
    SESSION = "session"


REACH: Final[Mapping[HostReason, Reach]] = MappingProxyType(
    {
        HostReason.REPAIR: Reach.SITE,
        HostReason.SECURITY: Reach.SITE,
        HostReason.BREAKDOWN: Reach.SITE,
        HostReason.INSPECTION: Reach.SITE,
        HostReason.QUARANTINE: Reach.SITE,
        HostReason.NO_GUIDE: Reach.DAY,
        HostReason.WEATHER: Reach.DAY,
        HostReason.PARTY_UNSUITABLE: Reach.PROGRAMME,
        HostReason.ANOTHER_TIME: Reach.SESSION,
        HostReason.TOO_FEW: Reach.SESSION,
    }
)

REMEMBERED: Final = timedelta(days=30)
"""So long a site or a day that was lost counts as lost; a session and a rule of the site do always."""

_REFUSED = frozenset({VisitStatus.DECLINED, VisitStatus.CANCELLED_BY_HOST})


@dataclass(frozen=True, slots=True)
class RuledOut:
    """``days``: local days of a site."""

    sites: frozenset[SiteId]
    days: frozenset[tuple[SiteId, date]]
    programmes: frozenset[ProgrammeId]
    sessions: frozenset[SessionId]

    def rules_out(self, site_id: SiteId, programme_id: ProgrammeId) -> bool:
        """Every day of a programme."""
        return site_id in self.sites or programme_id in self.programmes


def reach_of(booking: Booking, visit: Visit, *, in_closed_days: bool = False) -> Reach | None:
    """How far the refusal of a visit goes; None: nobody refused it. A site at which the rest of the booking
    still stands is not closed, whatever the reason says; nor is one outside of the days that it has closed
    for that reason: in those nothing can be booked anyway."""
    if visit.status not in _REFUSED:
        return None
    if in_closed_days and visit.status is VisitStatus.CANCELLED_BY_HOST:
        return Reach.SESSION
    known = {each.value: reach for each, reach in REACH.items()}
    reach = known.get(visit.reason or "", Reach.SESSION)
    rest_stands = any(each.status.takes_seats for each in booking.at(visit.site_id))
    return Reach.SESSION if rest_stands and reach in {Reach.SITE, Reach.DAY} else reach


def ruled_out(
    booking: Booking,
    of_leader: Iterable[Booking],
    zone_of: Callable[[SiteId], tzinfo],
    now: datetime,
    in_closed_days: Callable[[Visit], bool] = lambda _visit: False,
) -> RuledOut:
    """What nobody should offer to the party of a booking. ``of_leader``: everything that its leader booked,
    this one among it. ``in_closed_days``: whether a visit was called off with all of its site's days."""
    refused = [
        (each, visit, reach)
        for each in of_leader
        for visit in (*each.visits, *each.replaced)
        if (reach := reach_of(each, visit, in_closed_days=in_closed_days(visit))) is not None
    ]
    recent = [
        (visit, reach)
        for _, visit, reach in refused
        if visit.decided_at is None or visit.decided_at > now - REMEMBERED
    ]
    asked_for = {visit.session_id for visit in booking.visits}
    return RuledOut(
        sites=frozenset(visit.site_id for visit, reach in recent if reach is Reach.SITE),
        days=frozenset(
            (visit.site_id, local_day(visit.starts_at, zone_of(visit.site_id)))
            for visit, reach in recent
            if reach is Reach.DAY
        ),
        programmes=frozenset(
            visit.programme_id
            for each, visit, reach in refused
            if reach is Reach.PROGRAMME and _is_same_party(each, booking)
        ),
        sessions=frozenset(visit.session_id for _, visit, _ in refused) | asked_for,
    )


def _is_same_party(one: Booking, other: Booking) -> bool:
    """The same class, whatever its numbers; of others whoever is as young and as many."""
    whose = [(each.audience, each.organisation_id, each.grade, each.letter) for each in (one, other)]
    sizes = [(each.party.youngest_age, each.party.seats) for each in (one, other)]
    return whose[0] == whose[1] and (one.grade is not None or sizes[0] == sizes[1])
