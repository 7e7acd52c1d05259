"""A booking with its visits, as it is stored and read: values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.booking.availability import CLASSES
from bot.domain.catalogue.minimum import Group
from bot.domain.forms import Remarks
from bot.domain.model import (
    Audience,
    BookingId,
    ClassCardId,
    Confirmation,
    DayWord,
    DraftId,
    OrganisationId,
    Party,
    PersonId,
    ProgrammeId,
    RegionId,
    RouteId,
    SessionId,
    SiteId,
    VisitId,
    VisitStatus,
)

WITHIN_A_DAY = timedelta(hours=16)
"""No two visits of one day begin farther apart, and hardly any of two days begin nearer."""
EARLY_AT_THE_GATE = timedelta(hours=1)
"""So long before the start a group that stands at the gate is no surprise."""


@dataclass(frozen=True, slots=True)
class Visit:
    """The part of a party that goes to one session. Moments in UTC."""

    id: VisitId
    booking_id: BookingId
    site_id: SiteId
    session_id: SessionId
    programme_id: ProgrammeId
    starts_at: datetime
    ends_at: datetime
    confirmation: Confirmation
    position: int
    status: VisitStatus
    children: int
    adults: int
    code: str
    answer_due_at: datetime | None
    expires_at: datetime | None
    list_due_at: datetime | None
    decided_by: PersonId | None
    decided_at: datetime | None
    reason: str | None
    arrived_at: datetime | None
    arrived_count: int | None
    said: DayWord | None = None
    """What the leader said last on the day of the visit, and ``said_at`` when (B16)."""
    said_at: datetime | None = None
    asked_at: datetime | None = None
    """When the leader was asked where the group is, because the site saw nobody (E4)."""
    coming: int | None = None
    """How many the leader said will come, of the whole party that day; no seats have changed."""
    marked_by: PersonId | None = None
    """Who made the present mark at the gate, and ``marked_at`` when."""
    marked_at: datetime | None = None
    calendar_sequence: int = 0
    """How often its place, time or state has changed, as calendars count it (B15)."""
    group: Group | None = None
    """That of its session, where it needs one (C2)."""
    stop: int | None = None
    """To which stop of a route it goes, from 1 (C3)."""
    replaced: bool = False
    """It was refused, and another visit of the booking has taken its place in the route."""
    line: str | None = None
    """What the site wrote beside the reason of its no (E2)."""

    @property
    def gathers(self) -> bool:
        """Whether it is confirmed, and takes place only if its group comes together."""
        return self.status is VisitStatus.CONFIRMED and self.group is not None and self.group.gathers

    @property
    def seats(self) -> int:
        return self.children + self.adults

    @property
    def has_word(self) -> bool:
        """Whether the leader has said anything on the day of the visit."""
        return self.said is not None or self.coming is not None

    @property
    def mark(self) -> str:
        """What is marked of the group, for a button to say what it was shown with: how many came, «n» for
        nobody; empty as long as somebody has yet to count."""
        if self.status is VisitStatus.NO_SHOW:
            return "n"
        return "" if self.arrived_count is None else str(self.arrived_count)

    @property
    def noted_at(self) -> datetime | None:
        """When the mark was made; None where an earlier release did not keep it: ``arrived_at`` is no later
        than the end, whenever the mark was made."""
        if self.marked_at is not None:
            return self.marked_at
        return None if self.arrived_at == self.ends_at else self.arrived_at

    def is_its_hour(self, now: datetime) -> bool:
        """Whether somebody with the code of this visit is expected: an hour before it, until its end."""
        return self.starts_at - EARLY_AT_THE_GATE <= now < self.ends_at

    @property
    def has_answered(self) -> bool:
        """Whether the leader has said something since the site had them asked."""
        return self.asked_at is not None and self.said_at is not None and self.said_at >= self.asked_at

    @property
    def expected_at(self) -> datetime | None:
        """When a group that said it is late will be there: so many minutes after the start, and after the
        word if the start was over by then."""
        if self.said is None or self.said_at is None or not self.said.minutes_late:
            return None
        return max(self.starts_at, self.said_at) + timedelta(minutes=self.said.minutes_late)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many parties came, and how many did not although they were expected."""

    came: int = 0
    missed: int = 0

    def __add__(self, other: Turnout) -> Turnout:
        return Turnout(self.came + other.came, self.missed + other.missed)

    def __bool__(self) -> bool:
        return self.came + self.missed > 0


NO_SHOW_AFTER = timedelta(minutes=30)
"""So long after the start a group may be marked as not come, and the site is asked where it is; the leader
only when the site says so."""


def next_awaited(awaited: Sequence[Visit], now: datetime) -> Visit:
    """Of the visits of a day that are not over, in order, the one of which a word of the leader is meant: the
    next, or the one under way. A class on a route that has long been at a stop speaks of the next one
    (B16)."""
    if awaited[0].stop is None:
        return awaited[0]

    def is_meant(visit: Visit) -> bool:
        asked = visit.asked_at is not None and not visit.has_answered
        return asked or visit.starts_at + NO_SHOW_AFTER > now

    return next((each for each in awaited if is_meant(each)), awaited[-1])


_MOST_URGENT_FIRST = (
    VisitStatus.PENDING,
    VisitStatus.CONFIRMED,
    VisitStatus.ARRIVED,
    VisitStatus.NO_SHOW,
    VisitStatus.DECLINED,
    VisitStatus.EXPIRED,
    VisitStatus.CANCELLED_BY_HOST,
    VisitStatus.CANCELLED,
    VisitStatus.MOVED,
)


def people_in(visits: Iterable[Visit]) -> tuple[int, int]:
    """Children and adults who go to these visits: subgroups are different people, stops of a route not."""
    stops: dict[int | None, tuple[int, int]] = {}
    for each in visits:
        children, adults = stops.get(each.stop, (0, 0))
        stops[each.stop] = children + each.children, adults + each.adults
    return max(stops.values(), key=sum, default=(0, 0))


def status_of_all(visits: Iterable[Visit]) -> VisitStatus:
    """The state of several visits together: that of the one which asks for most attention."""
    return min((each.status for each in visits), key=_MOST_URGENT_FIRST.index)


@dataclass(frozen=True, slots=True)
class Booking(Remarks):
    """One party, one reference, one thread of messages, 1..n visits in order of their start; those that were
    moved are left out, as if they had never been elsewhere."""

    id: BookingId
    region_id: RegionId
    person_id: PersonId
    draft_id: DraftId
    reference: str
    audience: Audience
    organisation_id: OrganisationId | None
    organisation_title: str | None
    class_card_id: ClassCardId | None
    grade: int | None
    letter: str | None
    party: Party
    leader_name: str | None
    leader_phone: str | None
    cancel_reason: str | None
    created_at: datetime
    visits: tuple[Visit, ...]
    organisation_city: str | None = None
    version: int = 0
    """Rises with each change of its numbers."""
    agreed_seats: int | None = None
    """With how many people the host has agreed, where the leader has changed their number since."""
    wanted_children: int | None = None
    wanted_adults: int | None = None
    """The numbers that the host is asked for (B8)."""
    route_id: RouteId | None = None
    """Its visits are the stops of this route (C3)."""
    replaced: tuple[Visit, ...] = ()
    """Visits that were refused, and in whose place others are: they take no part any more."""

    @property
    def is_operator(self) -> bool:
        """The group of a tour operator or another organisation that is no school (C4)."""
        return self.audience not in CLASSES and self.organisation_id is not None

    @property
    def is_organised(self) -> bool:
        """Comes under an organisation, and so has duties and papers (B14, B17)."""
        return self.audience in CLASSES or self.organisation_id is not None

    @property
    def status(self) -> VisitStatus:
        return status_of_all(self.visits)

    @property
    def standing(self) -> tuple[Visit, ...]:
        """The visits that were not called off."""
        return tuple(each for each in self.visits if each.status.takes_seats)

    @property
    def standing_seats(self) -> int:
        """How many people come, as it stands."""
        return sum(people_in(self.standing))

    @property
    def gathers(self) -> bool:
        """Whether something of it waits for its group (C2)."""
        return self.status is VisitStatus.CONFIRMED and any(each.gathers for each in self.visits)

    @property
    def ended_alike(self) -> bool:
        """Whether one state and reason is true of all visits. Of two subgroups one may stand, or the site
        called off one and the leader the other: then each is told of by itself."""
        return len({(each.status, each.reason) for each in self.visits}) == 1

    def is_over(self, now: datetime) -> bool:
        """Whether the time of every visit that stands is over."""
        return all(each.ends_at <= now for each in self.standing)

    def next_visit(self, now: datetime) -> Visit:
        """The visit by which the booking is found in a list: the first that stands and is not over, else the
        first that stood, else the first."""
        return self.visits_now(now)[0]

    def visits_now(self, now: datetime) -> tuple[Visit, ...]:
        """Those that a text about the booking is about: that stand and are not over, else that stood, else
        all."""
        ahead = tuple(each for each in self.standing if each.ends_at > now)
        return ahead or self.standing or self.visits

    def ahead(self, now: datetime) -> tuple[Visit, ...]:
        """Those that can still be called off or moved: that have not begun, and where nobody has come yet."""
        waits = {VisitStatus.PENDING, VisitStatus.CONFIRMED}
        return tuple(each for each in self.visits if each.status in waits and each.starts_at > now)

    def left_alone(self, now: datetime) -> tuple[Visit, ...]:
        """What calling off or moving the booking does not touch, where something lies ahead: who has come,
        and what has begun."""
        ahead = self.ahead(now)
        return tuple(each for each in self.standing if each not in ahead) if ahead else ()

    def starts_now(self, now: datetime) -> tuple[datetime, ...]:
        """When those of them begin that are at one site with the first."""
        shown = self.visits_now(now)
        return tuple(each.starts_at for each in shown if each.site_id == shown[0].site_id)

    def counted_with(self, visit: Visit) -> tuple[Visit, ...]:
        """The visits whose people the leader counted together when they said how many come: this one and the
        subgroups that were awaited beside it that day (B16)."""
        return tuple(
            each
            for each in self.visits
            if (each.coming, each.stop) == (visit.coming, visit.stop)
            and each.status.takes_seats
            and abs(each.starts_at - visit.starts_at) < WITHIN_A_DAY
        )

    @property
    def first(self) -> Visit:
        return self.visits[0]

    @property
    def stops(self) -> tuple[tuple[Visit, ...], ...]:
        """The visits of each stop of a route, in order; those of any other booking are one."""
        numbers = sorted({each.stop or 0 for each in self.visits})
        return tuple(tuple(each for each in self.visits if (each.stop or 0) == number) for number in numbers)

    def at(self, site_id: SiteId) -> tuple[Visit, ...]:
        """The visits that one site receives and decides on together."""
        return tuple(each for each in self.visits if each.site_id == site_id)
