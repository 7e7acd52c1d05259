"""What is to be done for a booking, by when, and what is done already (B17, E8).

Classes and groups of operators have duties; families and tourists only come. Moments are UTC, days those of
the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.booking.booking import Booking, people_in
from bot.domain.booking.deadlines import head_count_deadline
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.limits import Limits
from bot.domain.model import DutyKind, ListKind, ListWay, PersonId, SiteId, Transport, VisitStatus
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar

REMINDED_AT: Final = time(10)
"""Of the days on which duties are reminded of."""
POLICE_REMINDED: Final = timedelta(days=4)
COUNT_REMINDED: Final = 2
"""Working days before the visit."""
LIST_REMINDED: Final = (3, 1)
"""Working days before the list is due."""

OF_LEADER: Final = (
    DutyKind.TRANSPORT,
    DutyKind.HAND_LIST,
    DutyKind.POLICE,
    DutyKind.FINAL_COUNT,
    DutyKind.PLATE,
)
OF_HOST: Final = (DutyKind.LIST_RECEIVED, DutyKind.PASSES_READY)
NAMED_LISTS: Final = frozenset({ListKind.NAMES, ListKind.NAMES_DOB, ListKind.NAMES_PASSPORT})
_OF_THE_LIST: Final = frozenset({DutyKind.HAND_LIST, *OF_HOST})
SAID_ONCE: Final = frozenset({DutyKind.TRANSPORT, DutyKind.POLICE, DutyKind.FINAL_COUNT, DutyKind.PLATE})
"""Of a route the same everywhere: what is said of one stop is true of the others (C3)."""
TAKEN_BACK_FOR: Final = timedelta(minutes=1)
"""So long a mark of the site is its own business: then its leader is told, and it stands (E8)."""
_STAYS: Final = frozenset({DutyKind.TRANSPORT, DutyKind.PLATE})
"""True on whatever day one comes."""


@dataclass(frozen=True, slots=True)
class Duty:
    """``people``, ``way``: who stand on the list, and how it went. ``detail``: how the class comes, or the
    plate of its bus."""

    kind: DutyKind
    due_at: datetime
    site_id: SiteId | None = None
    done_at: datetime | None = None
    done_by: PersonId | None = None
    people: int | None = None
    way: ListWay | None = None
    detail: str | None = None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def may_be_taken_back(self, now: datetime) -> bool:
        """Whether what a site has marked can still be taken back: nobody was told yet."""
        return self.done_at is not None and now < self.done_at + TAKEN_BACK_FOR

    def undone(self) -> Duty:
        return replace(self, done_at=None, done_by=None, people=None, way=None, detail=None)


def duty_of(duties: Iterable[Duty], kind: DutyKind, site_id: SiteId | None = None) -> Duty | None:
    """The duty of this kind at a site, or at the first that has it."""
    return next((each for each in duties if each.kind is kind and site_id in {None, each.site_id}), None)


def once(booking: Booking, duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """Duties as they are shown: of a route what is said once stands there once, with the soonest."""
    shown: list[Duty] = []
    for each in duties:
        again = each.kind in SAID_ONCE and any(one.kind is each.kind for one in shown)
        if booking.route_id is None or not again:
            shown.append(each)
    return tuple(shown)


def transport_of(duties: Iterable[Duty], site_id: SiteId | None) -> Transport | None:
    said = duty_of(duties, DutyKind.TRANSPORT, site_id)
    return None if said is None or said.detail is None else Transport(said.detail)


def police_hours(booking: Booking, site: Site, limits: Limits) -> int:
    """Within a town the police want to know later; a school of an unknown town may come from another."""
    same_town = booking.organisation_city is not None and booking.organisation_city == site.city.get("ru")
    return limits.police_hours_in_town if same_town else limits.police_hours_between_towns


def needs_police(booking: Booking, site_id: SiteId, limits: Limits) -> bool:
    """Whether so many children come that the police are told, if they come by bus."""
    children, _ = people_in(each for each in booking.standing if each.site_id == site_id)
    return children >= limits.police_least_children


def duties_at(
    booking: Booking,
    site: Site,
    programme: Programme,
    calendar: WorkingCalendar,
    limits: Limits,
    transport: Transport | None,
) -> tuple[Duty, ...]:
    """What has to be done for the visits of a class or an operator's group that lie ahead at a site, soonest
    first."""
    visits = [
        each for each in booking.at(site.id) if each.status in {VisitStatus.PENDING, VisitStatus.CONFIRMED}
    ]
    if not visits or not booking.is_organised:
        return ()
    first, zone = min(visits, key=lambda each: each.starts_at), ZoneInfo(site.timezone)
    starts_at, last_count = first.starts_at, head_count_deadline(first.starts_at, zone, calendar)
    asked_until = utc_at(local_day(starts_at, zone) - POLICE_REMINDED, REMINDED_AT, zone)
    found = {DutyKind.TRANSPORT: asked_until}
    if any(each.status is VisitStatus.CONFIRMED for each in visits):
        found[DutyKind.FINAL_COUNT] = last_count
        if programme.list_kind in NAMED_LISTS and first.list_due_at is not None:
            found |= dict.fromkeys(_OF_THE_LIST, first.list_due_at)
        if transport is Transport.BUS:
            if needs_police(booking, site.id, limits):
                found[DutyKind.POLICE] = starts_at - timedelta(hours=police_hours(booking, site, limits))
            if site.bus_plate:
                found[DutyKind.PLATE] = last_count
    made = [Duty(kind, due_at, site.id) for kind, due_at in found.items()]
    return tuple(sorted(made, key=in_order))


def in_order(duty: Duty) -> tuple[datetime, int]:
    """The soonest first, those of one moment in the order in which they come up."""
    return duty.due_at, list(DutyKind).index(duty.kind)


def renewed(stored: Duty, wanted: Duty, seats: int) -> Duty:
    """A duty after the visits have changed: what was done stays done where it is still true."""
    moved = stored.due_at != wanted.due_at and stored.kind not in _STAYS
    listed = stored.people or 0
    too_few = stored.kind in _OF_THE_LIST and listed < seats
    another = stored.kind is DutyKind.FINAL_COUNT and listed != seats
    still = replace(stored, due_at=wanted.due_at)
    return still.undone() if stored.is_done and (moved or too_few or another) else still


def next_of(duties: Sequence[Duty], now: datetime) -> Duty | None:
    """What the leader has to do next; how the class comes is asked beside it."""
    open_ones = [
        each
        for each in duties
        if each.kind in OF_LEADER
        and each.kind is not DutyKind.TRANSPORT
        and not each.is_done
        and each.due_at > now
    ]
    return min(open_ones, key=in_order, default=None)
