"""What people were reminded of, or asked, about a visit shows in their chats what became of it (G1).

Told by the events of visits (:mod:`bot.domain.booking.transitions`) and by duties that are done: a row only
for who has such a message in their chat, and none for the message under which the actor has just tapped,
since that shows it already.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking, read_person_names
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.duties import LIST_REMINDED
from bot.domain.desk.views import DayView
from bot.domain.messages.views import PartView, ReminderView
from bot.domain.model import BookingId, PersonId, Priority, Role, SiteId, VisitId, VisitStatus
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import Urgency
from bot.services.desk.reading import day_view
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.booking.duties import CountDue, ListDue, PoliceDue
from bot.services.messages.booking.visits import (
    FrostQuestion,
    VisitMissing,
    VisitorsMissing,
    VisitorsOfDay,
    VisitorsUnmarked,
    VisitSoon,
    VisitTomorrow,
)
from bot.services.messages.message import AnyMessage, Change
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell_in_chats
from bot.services.transaction import Tx

OfVisit: TypeAlias = (
    VisitTomorrow | VisitSoon | FrostQuestion | VisitMissing | VisitorsMissing | VisitorsUnmarked
)
OfDuty: TypeAlias = ListDue | PoliceDue | CountDue
Reminder: TypeAlias = OfVisit | OfDuty
About: TypeAlias = tuple[BookingId, VisitId, datetime]

_Table: TypeAlias = Mapping[str, tuple[Callable[[About, int], Reminder], Collection[int]]]

_BY_HOST: Final = 1

_TO_LEADER: Final[_Table] = MappingProxyType(
    {
        VisitTomorrow.kind: (lambda about, _: VisitTomorrow(*about), (0,)),
        VisitSoon.kind: (lambda about, _: VisitSoon(*about), (0,)),
        FrostQuestion.kind: (lambda about, _: FrostQuestion(*about), (0,)),
        VisitMissing.kind: (lambda about, number: VisitMissing(*about, by_host=number), (_BY_HOST,)),
        ListDue.kind: (lambda about, number: ListDue(*about, number), LIST_REMINDED),
        PoliceDue.kind: (lambda about, _: PoliceDue(*about), (0,)),
        CountDue.kind: (lambda about, _: CountDue(*about), (0,)),
    }
)
_TO_HOSTS: Final[_Table] = MappingProxyType(
    {
        VisitorsMissing.kind: (lambda about, _: VisitorsMissing(*about), (0,)),
        VisitorsUnmarked.kind: (lambda about, _: VisitorsUnmarked(*about), (0,)),
    }
)
"""Each kind: how its message is made, and the numbers by which several of the same are told apart."""

_ALL: Final = MappingProxyType({**_TO_LEADER, **_TO_HOSTS})

SEEN_OF_A_DAY: Final = (
    VisitStatus.PENDING,
    VisitStatus.CONFIRMED,
    VisitStatus.ARRIVED,
    VisitStatus.NO_SHOW,
)
"""States of groups that the changed list of a day shows: what was called off is gone from it."""


def _never_sent(about: About, _number: int) -> Reminder:
    """Of a kind that this release does not know: what nobody has in their chat."""
    return VisitMissing(*about)


_UNKNOWN: Final = (_never_sent, (0,))


@dataclass(frozen=True, slots=True)
class _ReminderChanged(Change[ReminderView]):
    """``earlier``: the kind of the earlier message. ``by``: who marked the group, and is named. ``change``
    tells one event from the others."""

    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    only_edits = True

    recipient_id: PersonId
    earlier: str
    booking_id: BookingId
    visit_id: VisitId
    starts_at: datetime
    number: int = 0
    by: PersonId | None = None
    change: str = ""

    def identity(self) -> tuple[object, ...]:
        about = (self.earlier, self.visit_id, f"{self.starts_at:%Y%m%d%H%M}", self.number)
        return (*about, self.change)

    def changes(self) -> Reminder:
        make, _ = _ALL.get(self.earlier, _UNKNOWN)
        return make((self.booking_id, self.visit_id, self.starts_at), self.number)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in self.changes().readers(who) if each == self.recipient_id]

    def load(self, tx: Tx) -> ReminderView | None:
        booking = read_booking(tx.connection, self.booking_id)
        visits = () if booking is None else booking.visits
        visit = next((each for each in visits if each.id == self.visit_id), None)
        if booking is None or visit is None:
            return None
        part = part_view(tx, booking, (visit, *self._with(tx, booking, visit)))
        if part is None:
            return None
        markers = () if visit.marked_by is None else (visit.marked_by,)
        name = next(iter(read_person_names(tx.connection, markers).values()), None)
        still, others = self.changes().still(tx), self._others(tx, booking, part.visits)
        return ReminderView(self.earlier, part, self.starts_at, still, name, others)

    def _with(self, tx: Tx, booking: Booking, visit: Visit) -> list[Visit]:
        """The other visits that the earlier message was about, and of which the same has become."""
        told = self._told(tx, booking, visit)
        return [each for each in told if each.id != visit.id and each.status is visit.status]

    def _others(self, tx: Tx, booking: Booking, shown: Collection[Visit]) -> tuple[PartView, ...]:
        """Of the rest something else has become: each end of its own."""
        ids = {each.id for each in shown}
        ends: dict[VisitStatus, list[Visit]] = {}
        for each in self._told(tx, booking, next(iter(shown))):
            if each.id not in ids and each.status is not VisitStatus.MOVED:
                ends.setdefault(each.status, []).append(each)
        parts = (part_view(tx, booking, tuple(each)) for each in ends.values())
        return tuple(each for each in parts if each is not None)

    def _told(self, tx: Tx, booking: Booking, visit: Visit) -> list[Visit]:
        """All visits that the earlier message was about."""
        if self.earlier in _OF_ONE:
            return [visit]
        zone = ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
        day = local_day(self.starts_at, zone)
        return [
            each
            for each in booking.at(visit.site_id)
            if self.earlier not in _OF_A_DAY or local_day(each.starts_at, zone) == day
        ]


@dataclass(frozen=True, slots=True)
class LeaderReminderChanged(_ReminderChanged):
    """The leader's: called off, moved, come, done."""

    kind = "visit.reminder.update"


@dataclass(frozen=True, slots=True)
class HostReminderChanged(_ReminderChanged):
    """The site's: what was marked, by whom and when."""

    kind = "host.reminder.update"


@dataclass(frozen=True, slots=True)
class DigestChanged(Change[DayView]):
    """The list of a day that a site was sent the day before: who comes, as it stands now. ``change`` tells
    one event from the others."""

    kind = "host.tomorrow.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    only_edits = True

    recipient_id: PersonId
    site_id: SiteId
    day: date
    change: str = ""

    def changes(self) -> VisitorsOfDay:
        return VisitorsOfDay(self.site_id, self.day)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in self.changes().readers(who) if each == self.recipient_id]

    def load(self, tx: Tx) -> DayView | None:
        """Without groups, too, but for a day that is over."""
        view = day_view(tx, tx.catalogue.site(self.site_id), self.day, Role.STAFF, SEEN_OF_A_DAY)
        return None if view.day < view.today else view


_OF_ONE: Final = frozenset({VisitMissing.kind, VisitorsMissing.kind, VisitorsUnmarked.kind})
"""About a visit alone: the others are about all of a day, or of a site."""
_OF_A_DAY: Final = frozenset({VisitTomorrow.kind, VisitSoon.kind, FrostQuestion.kind})

LISTED_AHEAD: Final = timedelta(days=14)
"""The list of a day is sent on the working day before, and no holidays are longer."""

_Found: TypeAlias = dict[str, Callable[[PersonId], AnyMessage]]
"""By the key of a message that somebody may have in their chat: what changes it, for its recipient."""


def tell_reminded(
    tx: Tx,
    booking: Booking,
    change: str,
    of: Collection[VisitId] = (),
    *others: Booking,
    by: PersonId | None = None,
) -> None:
    """After an event of a booking's visits: everything of them that is in a chat shows the present state.
    ``of``: to which it happened; ``others``: the booking at another moment, whose visits may begin at other
    times."""
    who, moment, bookings = Readers(tx.connection, booking), _moment(tx, change, of), (booking, *others)
    found = {**_reminders(who, bookings, of, by, moment), **_digests(tx, who, bookings, moment)}
    tell_in_chats(tx, found, who)


def tell_digests(tx: Tx, booking: Booking, change: str, of: Collection[VisitId], *others: Booking) -> None:
    """The same of an event of which nobody was reminded: the lists of its days alone."""
    who = Readers(tx.connection, booking)
    tell_in_chats(tx, _digests(tx, who, (booking, *others), _moment(tx, change, of)), who)


def _moment(tx: Tx, change: str, of: Collection[VisitId]) -> str:
    return "-".join((change, *map(str, sorted(of)[:1]), f"{tx.now:%m%d%H%M%S%f}"))


def _reminders(
    who: Readers, bookings: Collection[Booking], of: Collection[VisitId], by: PersonId | None, moment: str
) -> _Found:
    found: _Found = {}
    tables: tuple[tuple[type[_ReminderChanged], _Table], ...]
    tables = (LeaderReminderChanged, _TO_LEADER), (HostReminderChanged, _TO_HOSTS)
    for about in dict.fromkeys(
        (each.id, visit.id, visit.starts_at) for each in bookings for visit in each.visits
    ):
        for changed, kinds in tables:
            for kind, (make, numbers) in kinds.items():
                if kind in _OF_ONE and about[1] not in of:
                    continue
                for number in numbers:
                    earlier = make(about, number)
                    for reader in earlier.readers(who):
                        found[earlier.key(reader)] = partial(
                            _of_reminder, changed, kind, about, number, by, moment
                        )
    return found


def _of_reminder(
    changed: type[_ReminderChanged],
    kind: str,
    about: About,
    number: int,
    by: PersonId | None,
    moment: str,
    recipient_id: PersonId,
) -> AnyMessage:
    return changed(recipient_id, kind, *about, number, by, moment)


def _digests(tx: Tx, who: Readers, bookings: Collection[Booking], moment: str) -> _Found:
    found: _Found = {}
    for site_id, starts_at in dict.fromkeys(
        (visit.site_id, visit.starts_at) for each in bookings for visit in each.visits
    ):
        zone = ZoneInfo(tx.catalogue.site(site_id).timezone)
        day, today = local_day(starts_at, zone), local_day(tx.now, zone)
        if today <= day <= today + LISTED_AHEAD:
            earlier = VisitorsOfDay(site_id, day)
            for reader in earlier.readers(who):
                found[earlier.key(reader)] = partial(_of_day, site_id, day, moment)
    return found


def _of_day(site_id: SiteId, day: date, moment: str, recipient_id: PersonId) -> AnyMessage:
    return DigestChanged(recipient_id, site_id, day, moment)
