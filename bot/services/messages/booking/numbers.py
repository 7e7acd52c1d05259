"""Other numbers of a party: the site is told or asked, and the leader what it answered (B8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking
from bot.domain.booking.booking import Booking
from bot.domain.booking.deadlines import escalations, head_count_deadline
from bot.domain.messages.views import NumbersAskedView, PartView, RecountedView
from bot.domain.model import BookingId, PersonId, Priority, Role, SiteId, VisitStatus
from bot.domain.time.quiet_hours import TellsAbout, Urgency
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.message import AnyMessage, Change, Message, ToOne
from bot.services.messages.readers import ANSWERING, AT_THE_SITE, Readers
from bot.services.messages.tell import Later, with_copies
from bot.services.papers.outdated import outdated_papers
from bot.services.transaction import Tx

_COMING = frozenset({VisitStatus.CONFIRMED})


def _part(tx: Tx, booking: Booking | None, site_id: SiteId) -> PartView | None:
    here = () if booking is None else booking.at(site_id)
    visits = tuple(each for each in here if each.status in _COMING and each.starts_at > tx.now)
    return None if booking is None else part_view(tx, booking, visits)


@dataclass(frozen=True, slots=True)
class VisitorsRecounted(Message[RecountedView]):
    """A party of one of the next days has changed its numbers: everybody at the site knows, the gate too."""

    kind = "host.recounted"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    booking_id: BookingId
    site_id: SiteId
    version: int
    before: int

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, AT_THE_SITE)

    def load(self, tx: Tx) -> RecountedView | None:
        part = _part(tx, read_booking(tx.connection, self.booking_id), self.site_id)
        return None if part is None else RecountedView(part, self.before)


@dataclass(frozen=True, slots=True)
class _Asked(Message[NumbersAskedView]):
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    booking_id: BookingId
    site_id: SiteId
    children: int
    adults: int
    version: int

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def _view(self, tx: Tx) -> NumbersAskedView | None:
        booking = read_booking(tx.connection, self.booking_id)
        part = _part(tx, booking, self.site_id)
        if booking is None or part is None:
            return None
        wanted = (booking.wanted_children, booking.wanted_adults) == (self.children, self.adults)
        open_still = wanted and booking.version == self.version
        return NumbersAskedView(part, self.children, self.adults, self.version, waits=open_still)


@dataclass(frozen=True, slots=True)
class NumbersAsked(_Asked):
    """The leader of a confirmed party wants other numbers than the host has agreed to."""

    kind = "host.numbers"

    def load(self, tx: Tx) -> NumbersAskedView | None:
        view = self._view(tx)
        return view if view is not None and view.waits else None


@dataclass(frozen=True, slots=True)
class NumbersAskedChanged(Change[NumbersAskedView], _Asked):
    """All copies show that it was answered, or asked for nothing any more."""

    kind = "host.numbers.update"

    def changes(self) -> Message[TellsAbout]:
        return NumbersAsked(self.booking_id, self.site_id, self.children, self.adults, self.version)

    def load(self, tx: Tx) -> NumbersAskedView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class NumbersUnanswered(_Asked):
    """Nobody has answered yet: all who answer are reminded after one working day, owners after two (``nth``),
    and all once more before it is too late."""

    kind = "host.numbers.late"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    nth: int = 1

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, (Role.OWNER,) if self.nth == OF_OWNERS else ANSWERING)

    def load(self, tx: Tx) -> NumbersAskedView | None:
        view = self._view(tx)
        return view if view is not None and view.waits else None


@dataclass(frozen=True, slots=True)
class NumbersReminderChanged(Change[NumbersAskedView], _Asked):
    """A reminder shows that it was answered: nobody keeps buttons that look as if they did something."""

    kind = "host.numbers.late.update"

    nth: int = 1

    def changes(self) -> Message[TellsAbout]:
        return NumbersUnanswered(
            self.booking_id, self.site_id, self.children, self.adults, self.version, self.nth
        )

    def load(self, tx: Tx) -> NumbersAskedView | None:
        return self._view(tx)


OF_OWNERS = 2
LAST = 3
BEFORE_TOO_LATE = timedelta(hours=3)
"""So long before numbers are closed, all are reminded for the last time."""


def plan_numbers_asked(tx: Tx, asked: NumbersAsked, starts_at: datetime) -> list[Later]:
    """The question to the site, for a visit that begins then (UTC), and what reminds of it as long as nobody
    answers (E3). Nothing comes when numbers are closed, as the old ones stand then."""
    site, calendar = tx.catalogue.site(asked.site_id), tx.catalogue.calendar(asked.site_id)
    zone = ZoneInfo(site.timezone)
    closes = head_count_deadline(starts_at, zone, calendar)
    first, second = escalations(tx.now, zone, calendar)
    moments = ((1, first), (OF_OWNERS, second), (LAST, closes - BEFORE_TOO_LATE))
    about = (asked.booking_id, asked.site_id, asked.children, asked.adults, asked.version)
    reminders = [
        Later(NumbersUnanswered(*about, nth), moment, closes)
        for nth, moment in moments
        if tx.now < moment < closes and (nth == LAST or moment < closes - BEFORE_TOO_LATE)
    ]
    return [Later(asked, until=starts_at), *reminders]


def about_numbers_asked(
    tx: Tx, asked: tuple[BookingId, SiteId, int, int, int], who: Readers
) -> list[AnyMessage]:
    """Every copy of the question and of its reminders shows that it is asked no more."""
    reminders = [NumbersReminderChanged(*asked, nth) for nth in (1, OF_OWNERS, LAST)]
    return [NumbersAskedChanged(*asked), *with_copies(tx, reminders, who)]


@dataclass(frozen=True, slots=True)
class NumbersAnswered(ToOne[NumbersAskedView]):
    """What the host said; ``granted``: 0 is no, and the old numbers stand."""

    kind = "booking.numbers"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    booking_id: BookingId
    site_id: SiteId
    children: int
    adults: int
    version: int
    granted: int

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> NumbersAskedView | None:
        part = _part(tx, read_booking(tx.connection, self.booking_id), self.site_id)
        if part is None:
            return None
        told = (part, self.children, self.adults, self.version)
        outdated = outdated_papers(tx, part.booking) if self.granted else ()
        return NumbersAskedView(*told, waits=False, granted=bool(self.granted), outdated=outdated)
