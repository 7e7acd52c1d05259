"""Before and after a visit: what the leader and the site are reminded of and asked (G1, E10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking
from bot.db.outbox.queue import read_sent
from bot.domain.booking.booking import NO_SHOW_AFTER, Booking, Visit
from bot.domain.booking.frost import may_freeze
from bot.domain.desk.views import DayView, last_mark_day
from bot.domain.messages.views import PartView
from bot.domain.model import BookingId, PersonId, Priority, Role, SiteId, VisitId, VisitStatus
from bot.domain.refusal import Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.quiet_hours import FROST_FROM, FROST_TO, Urgency
from bot.services.booking.rules import changeable
from bot.services.desk.reading import day_view, local_today
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.message import Change, Message, ToOne
from bot.services.messages.readers import ANSWERING, AT_THE_SITE, Readers
from bot.services.messages.tell import Later
from bot.services.transaction import Tx

DAY_BEFORE_AT = time(15)
DAY_AFTER_AT = time(9)
EARLIEST_REMINDER = time(7)
BEFORE_START = timedelta(hours=2)

_EXPECTED = (VisitStatus.PENDING, VisitStatus.CONFIRMED, VisitStatus.ARRIVED)


@dataclass(frozen=True, slots=True)
class _OfVisit(Message[PartView]):
    """``starts_at`` (UTC): the start for which this was planned; None in rows of earlier releases."""

    urgency = Urgency.VISIT
    priority = Priority.REMINDER

    booking_id: BookingId
    visit_id: VisitId
    starts_at: datetime | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.visit_id, f"{self.starts_at:%Y%m%d%H%M}")

    def _found(self, tx: Tx) -> tuple[Booking, Visit] | None:
        booking = read_booking(tx.connection, self.booking_id)
        visits = () if booking is None else booking.visits
        visit = next((each for each in visits if each.id == self.visit_id), None)
        return None if booking is None or visit is None else (booking, visit)

    def _same_day(self, tx: Tx) -> PartView | None:
        """The confirmed visits of the day at the site, which share a message."""
        found = self._found(tx)
        if found is None:
            return None
        booking, visit = found
        zone = ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
        day = local_day(self.starts_at or visit.starts_at, zone)
        visits = tuple(
            each
            for each in booking.at(visit.site_id)
            if each.status is VisitStatus.CONFIRMED and local_day(each.starts_at, zone) == day
        )
        return part_view(tx, booking, visits)

    def still(self, tx: Tx) -> PartView | None:
        """What a copy of it in a chat goes on saying, be its moment over; None: its visits came, are off, or
        were moved."""
        return self._same_day(tx)

    def _unmarked(self, tx: Tx) -> PartView | None:
        """The visit alone, if it was not moved and nobody has said what became of it."""
        found = self._found(tx)
        if found is None:
            return None
        booking, visit = found
        still = visit.status is VisitStatus.CONFIRMED and self.starts_at in {None, visit.starts_at}
        return part_view(tx, booking, (visit,) if still else ())


@dataclass(frozen=True, slots=True)
class _ToLeader(_OfVisit, ToOne[PartView]):
    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)


@dataclass(frozen=True, slots=True)
class VisitTomorrow(_ToLeader):
    """The day before: everything needed at the gate, and a way out."""

    kind = "visit.tomorrow"

    def load(self, tx: Tx) -> PartView | None:
        part = self._same_day(tx)
        if part is None or part.day != local_today(part.site, tx.now) + timedelta(days=1):
            return None
        whole = _with_the_rest(tx, part)
        if whole is None:
            return None
        return replace(whole, may_recount=not isinstance(changeable(tx, whole.booking), Refusal))

    def still(self, tx: Tx) -> PartView | None:
        part = self._same_day(tx) or self._rest_of_route(tx)
        whole = None if part is None else _with_the_rest(tx, part) or part
        if whole is None:
            return None
        return replace(whole, may_recount=not isinstance(changeable(tx, whole.booking), Refusal))

    def _rest_of_route(self, tx: Tx) -> PartView | None:
        """The first stop that stands of a day whose first stop, which it was sent for, does not."""
        found = self._found(tx)
        if found is None or found[0].route_id is None:
            return None
        booking, visit = found
        day = local_day(
            self.starts_at or visit.starts_at, ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
        )
        first = next((each for each in booking.visits if _stands_on(tx, each, day)), None)
        if first is None:
            return None
        return part_view(tx, booking, tuple(e for e in booking.at(first.site_id) if _stands_on(tx, e, day)))


def _stands_on(tx: Tx, visit: Visit, day: date) -> bool:
    zone = ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
    return visit.status is VisitStatus.CONFIRMED and local_day(visit.starts_at, zone) == day


def _with_the_rest(tx: Tx, part: PartView) -> PartView | None:
    """One message for a day of a route: with its first stop, the others of the day; None for them."""
    booking = part.booking
    if booking.route_id is None:
        return part
    of_day = [each for each in booking.visits if _stands_on(tx, each, part.day)]
    if of_day[0].site_id != part.site.id:
        return None
    rest = (
        part_view(tx, booking, tuple(each for each in of_day if each.site_id == site_id))
        for site_id in dict.fromkeys(each.site_id for each in of_day)
        if site_id != part.site.id
    )
    return replace(part, others=tuple(each for each in rest if each is not None))


@dataclass(frozen=True, slots=True)
class VisitSoon(_ToLeader):
    """Two hours before: the code and the phone."""

    kind = "visit.soon"

    def load(self, tx: Tx) -> PartView | None:
        part = self._same_day(tx)
        return None if part is None or part.first.starts_at <= tx.now else part


@dataclass(frozen=True, slots=True)
class FrostQuestion(_ToLeader):
    """«Актированный день?», on a winter morning before the visit of younger classes. Silence changes
    nothing (B11)."""

    kind = "visit.frost"
    urgency = Urgency.FROST

    def load(self, tx: Tx) -> PartView | None:
        part = self._same_day(tx)
        today = None if part is None else local_today(part.site, tx.now)
        if part is None or part.day != today or part.first.starts_at <= tx.now:
            return None
        # Who is on a route is asked before it begins.
        begun = any(each.starts_at < part.first.starts_at for each in part.booking.standing)
        return None if part.booking.route_id is not None and begun else part


@dataclass(frozen=True, slots=True)
class VisitMissing(_ToLeader):
    """«Вы в пути?», as soon as the site has said that nobody is there (E4).

    ``by_host``: 1; rows of earlier releases lack it, and asked without the site having said so.
    """

    kind = "visit.missing"
    priority = Priority.CHANGE

    by_host: int = 0

    def identity(self) -> tuple[object, ...]:
        asked = (self.visit_id, f"{self.starts_at:%Y%m%d%H%M}")
        return (*asked, "by_host") if self.by_host else asked

    def load(self, tx: Tx) -> PartView | None:
        return self._unmarked(tx) if self.by_host else None

    def still(self, tx: Tx) -> PartView | None:
        return self._unmarked(tx)


@dataclass(frozen=True, slots=True)
class VisitMissed(_ToLeader):
    """The site has marked the group as not come: whoever did come has to know at once, and whom to call."""

    kind = "visit.missed"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    def load(self, tx: Tx) -> PartView | None:
        found = self._found(tx)
        if found is None or found[1].status is not VisitStatus.NO_SHOW:
            return None
        return part_view(tx, found[0], (found[1],))


@dataclass(frozen=True, slots=True)
class VisitMissedChanged(Change[PartView], _ToLeader):
    """That message shows what is marked now. ``change`` tells one mark from the others."""

    kind = "visit.missed.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def identity(self) -> tuple[object, ...]:
        return (self.visit_id, f"{self.starts_at:%Y%m%d%H%M}", self.change)

    def changes(self) -> VisitMissed:
        return VisitMissed(self.booking_id, self.visit_id, self.starts_at)

    def load(self, tx: Tx) -> PartView | None:
        found = self._found(tx)
        return None if found is None else part_view(tx, found[0], (found[1],))


@dataclass(frozen=True, slots=True)
class VisitorsMissing(_OfVisit):
    """Half an hour after a start that nobody marked the site is asked; once a day about a booking, unless it
    has marked the group that it was asked about."""

    kind = "visit.missing.host"

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(who.site_of_visit(self.visit_id), AT_THE_SITE)

    def load(self, tx: Tx) -> PartView | None:
        part = self._unmarked(tx)
        if part is None or part.day != local_today(part.site, tx.now) or self._was_asked(part, tx):
            return None
        return part

    def still(self, tx: Tx) -> PartView | None:
        return self._unmarked(tx)

    def _was_asked(self, part: PartView, tx: Tx) -> bool:
        """Whether the site had the leader asked today, or still owes the answer about another group of the
        booking: once that one is marked, it is worth asking about the next."""
        if part.first.asked_at is not None:
            return True
        zone, people = ZoneInfo(part.site.timezone), Readers(tx.connection).at(part.site.id, AT_THE_SITE)
        others = [
            VisitorsMissing(self.booking_id, each.id, each.starts_at)
            for each in part.booking.at(part.site.id)
            if each.id != self.visit_id
            and each.status is VisitStatus.CONFIRMED
            and local_day(each.starts_at, zone) == part.day
        ]
        return bool(read_sent(tx.connection, [each.key(person) for each in others for person in people]))


@dataclass(frozen=True, slots=True)
class _Said(Message[PartView]):
    """The visits of a booking at a site, from this one to the end of its local day, of which the leader has
    said something."""

    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    booking_id: BookingId
    site_id: SiteId
    visit_id: VisitId
    after: str | None = None
    """«asked»: said after the site had the leader asked; an answer is a message of its own. Else the hour and
    minute of a later word, whose message came when the one before was no longer in sight."""

    def prefix(self) -> str:
        """How the keys of all messages about this group begin, whatever ``after`` they are."""
        return f"{self.kind}:{self.booking_id}:{self.site_id}:{self.visit_id}:"

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, AT_THE_SITE)

    def _spoken(self, tx: Tx) -> PartView | None:
        booking, site = read_booking(tx.connection, self.booking_id), tx.catalogue.site(self.site_id)
        here = () if booking is None else booking.at(site.id)
        first = next((each for each in here if each.id == self.visit_id), None)
        if booking is None or first is None:
            return None
        day = local_day(first.starts_at, ZoneInfo(site.timezone))
        visits = tuple(
            each
            for each in here
            if each.has_word
            and each.starts_at >= first.starts_at
            and local_day(each.starts_at, ZoneInfo(site.timezone)) == day
        )
        return part_view(tx, booking, visits)


@dataclass(frozen=True, slots=True)
class LeaderSaid(_Said):
    """The first word of the day: on the way, late, how many (B16)."""

    kind = "visit.said.host"

    def load(self, tx: Tx) -> PartView | None:
        part = self._spoken(tx)
        awaited = part is not None and any(each.status is VisitStatus.CONFIRMED for each in part.visits)
        return part if awaited else None


@dataclass(frozen=True, slots=True)
class LeaderSaidMore(_Said):
    """All copies of the first word show the newest. ``change`` tells one word from the others."""

    kind = "visit.said.host.update"

    change: str = ""

    def changes(self) -> LeaderSaid:
        return LeaderSaid(self.booking_id, self.site_id, self.visit_id, self.after)

    def load(self, tx: Tx) -> PartView | None:
        return self._spoken(tx)


@dataclass(frozen=True, slots=True)
class VisitorsUnmarked(_OfVisit):
    """The day after: who came? The report counts what was marked."""

    kind = "visit.unmarked.host"
    urgency = Urgency.NEWS

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(who.site_of_visit(self.visit_id), ANSWERING)

    def load(self, tx: Tx) -> PartView | None:
        return self._unmarked(tx)

    def still(self, tx: Tx) -> PartView | None:
        return self._unmarked(tx)


@dataclass(frozen=True, slots=True)
class VisitorsOfDay(Message[DayView]):
    """The digest: who comes on the local day that it is about; nobody means no message."""

    kind = "host.tomorrow"
    urgency = Urgency.DIGEST
    priority = Priority.DIGEST

    site_id: SiteId
    day: date

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, AT_THE_SITE)

    def load(self, tx: Tx) -> DayView | None:
        view = day_view(tx, tx.catalogue.site(self.site_id), self.day, Role.STAFF, _EXPECTED)
        return None if not view.entries or view.day < view.today else view


def reminders_of(booking: Booking, site_id: SiteId, timezone: str, now: datetime) -> list[Later]:
    """What is planned for the confirmed visits of a booking at a site."""
    confirmed = [each for each in booking.at(site_id) if each.status is VisitStatus.CONFIRMED]
    return plan_reminders(booking, confirmed, timezone, now)


def plan_reminders(booking: Booking, visits: Sequence[Visit], timezone: str, now: datetime) -> list[Later]:
    """The day before at 15:00, two hours before (not before 07:00), half an hour after an unmarked start,
    and the next morning, when the host is asked who came.

    Visits of one day share the first two messages. Only moments still ahead are planned; whether a
    message is still true is asked again when it is sent (G1).
    """
    zone = ZoneInfo(timezone)
    planned: list[Later] = []
    seen: set[date] = set()
    for each in sorted(visits, key=lambda one: one.starts_at):
        day = local_day(each.starts_at, zone)
        planned += () if day in seen else _before(booking, each, zone, now)
        planned += _after(booking, each, zone, now)
        seen.add(day)
    return planned


def _before(booking: Booking, visit: Visit, zone: ZoneInfo, now: datetime) -> list[Later]:
    starts_at, about = visit.starts_at, (booking.id, visit.id, visit.starts_at)
    day = local_day(starts_at, zone)
    eve = utc_at(day - timedelta(days=1), DAY_BEFORE_AT, zone)
    soon = max(starts_at - BEFORE_START, utc_at(day, EARLIEST_REMINDER, zone))
    planned = [
        Later(VisitTomorrow(*about), eve, utc_at(day, time(0), zone)),
        Later(VisitSoon(*about), soon, starts_at),
    ]
    if may_freeze(booking, starts_at, zone):
        planned.append(
            Later(FrostQuestion(*about), utc_at(day, FROST_FROM, zone), utc_at(day, FROST_TO, zone))
        )
    return [each for each in planned if each.due_at is not None and now <= each.due_at < starts_at]


def _after(booking: Booking, visit: Visit, zone: ZoneInfo, now: datetime) -> list[Later]:
    about = (booking.id, visit.id, visit.starts_at)
    day = local_day(visit.starts_at, zone)
    missing = visit.starts_at + NO_SHOW_AFTER
    if missing <= now:
        return []
    next_morning = utc_at(day + timedelta(days=1), DAY_AFTER_AT, zone)
    unmarkable = utc_at(last_mark_day(day, Role.OWNER), time(0), zone)
    return [
        Later(VisitorsMissing(*about), missing, visit.ends_at),
        Later(VisitorsUnmarked(*about), next_morning, unmarkable),
    ]
