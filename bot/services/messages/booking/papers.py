"""Papers as files, calendars that change, and what comes after a visit (B14, B15, B18)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import raise_calendar_sequences, read_booking
from bot.db.outbox.queue import read_told
from bot.db.papers.feedback import read_feedback
from bot.db.papers.printed import was_printed
from bot.db.papers.reviews import read_reviews
from bot.domain.booking.booking import Booking, Visit
from bot.domain.messages.views import PartView
from bot.domain.model import BookingId, PersonId, Priority, SiteId, VisitId, VisitStatus
from bot.domain.papers.kinds import AFTER, PaperKind
from bot.domain.papers.review import ExpertReview
from bot.domain.papers.views import AfterVisitView, PaperView
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.message import ToOne
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, Telling, tell
from bot.services.papers.certificates import give_certificate, read_certificate, that_took_place
from bot.services.transaction import Tx

AFTER_THE_END = timedelta(hours=1)
ASKED_AGAIN_AFTER = timedelta(days=7)
MARKED_LATE = timedelta(minutes=10)
"""So long whoever marks groups afterwards has to mark the other subgroups, too, and to correct a number."""


@dataclass(frozen=True, slots=True)
class PaperReady(ToOne[PaperView]):
    """A paper that the leader asked for, as a file. It says what is true when it is sent."""

    kind = "paper"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    booking_id: BookingId
    site_id: SiteId
    paper: str
    language: str
    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.booking_id, self.site_id, self.paper, self.language, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> PaperView | None:
        booking = read_booking(tx.connection, self.booking_id)
        if booking is None:
            return None
        kind = PaperKind(self.paper)
        certificate = read_certificate(tx, booking, self.site_id)
        if kind is PaperKind.CERTIFICATE and certificate is None:
            return None
        part = part_view(tx, booking, _shown_on(kind, booking, self.site_id))
        if part is None:
            return None
        more = _elsewhere(tx, booking, self.site_id) if kind is PaperKind.CALENDAR else ()
        return PaperView(part, kind, self.language, tx.now, certificate, more=more)


def _shown_on(kind: PaperKind, booking: Booking, site_id: SiteId) -> tuple[Visit, ...]:
    """Calendars show what was called off, papers after the visit what took place, the others what stands."""
    if kind is PaperKind.CALENDAR:
        return booking.at(site_id)
    if kind in AFTER:
        return that_took_place(booking, site_id)
    return tuple(each for each in booking.at(site_id) if each.status.takes_seats)


def _elsewhere(tx: Tx, booking: Booking, site_id: SiteId) -> tuple[PartView, ...]:
    """What a calendar has of the other sites of a route."""
    others = dict.fromkeys(each.site_id for each in booking.visits if each.site_id != site_id)
    parts = (part_view(tx, booking, booking.at(each)) for each in others)
    return tuple(each for each in parts if each is not None)


@dataclass(frozen=True, slots=True)
class CalendarChanged(ToOne[PaperView]):
    """Whoever has put visits into a calendar gets the file anew when place, time or state have changed.
    ``sequence``: the sum of what the calendars of its visits count."""

    kind = "paper.calendar"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    booking_id: BookingId
    site_id: SiteId
    sequence: int

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> PaperView | None:
        booking = read_booking(tx.connection, self.booking_id)
        if booking is None or calendar_sequence(booking, self.site_id) != self.sequence:
            return None
        part = part_view(tx, booking, booking.at(self.site_id))
        if part is None:
            return None
        more = _elsewhere(tx, booking, self.site_id)
        return PaperView(part, PaperKind.CALENDAR, "", tx.now, more=more)


def calendar_sequence(booking: Booking, site_id: SiteId) -> int:
    """Of a site; of a route that of all its sites, whose visits one file has."""
    shown = booking.at(site_id) if booking.route_id is None else booking.visits
    return sum(each.calendar_sequence for each in shown)


def tell_calendar(tx: Telling, booking: Booking, site_id: SiteId) -> None:
    """After place, time or state of visits have changed, and their ``calendar_sequence`` with them."""
    if was_printed(tx.connection, booking.id, [PaperKind.CALENDAR]):
        changed = CalendarChanged(booking.id, site_id, calendar_sequence(booking, site_id))
        tell(tx, changed, who=Readers(tx.connection, booking))


def follow_place(tx: Telling, site_id: SiteId) -> None:
    """One meets somewhere else at a site: calendars follow."""
    for booking_id in raise_calendar_sequences(tx.connection, site_id, tx.now):
        booking = read_booking(tx.connection, booking_id)
        if booking is not None:
            tell_calendar(tx, booking, site_id)


# --- after the visit ------------------------------------------------------------------------------------


def reviews_of(tx: Tx, visits: Sequence[Visit]) -> tuple[ExpertReview, ...]:
    """What the experts of a job trial say of those of these groups that came, in their order (D1)."""
    came = [each.id for each in visits if each.status is VisitStatus.ARRIVED]
    said = read_reviews(tx.connection, came)
    return tuple(said[each] for each in came if each in said)


@dataclass(frozen=True, slots=True)
class _AfterVisit(ToOne[AfterVisitView]):
    """About the visits of a booking at a site on one local day, as far as they took place."""

    booking_id: BookingId
    site_id: SiteId
    day: date

    def prefix(self) -> str:
        return f"{self.kind}:{self.booking_id}:{self.site_id}:{self.day:%Y%m%d}:"

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def _view(self, tx: Tx) -> AfterVisitView | None:
        booking = read_booking(tx.connection, self.booking_id)
        if booking is None:
            return None
        zone = ZoneInfo(tx.catalogue.site(self.site_id).timezone)
        of_day = tuple(
            each
            for each in that_took_place(booking, self.site_id)
            if local_day(each.starts_at, zone) == self.day
        )
        part = part_view(tx, booking, of_day)
        if part is None:
            return None
        certificate = read_certificate(tx, booking, self.site_id)
        return AfterVisitView(part, certificate, reviews_of(tx, part.visits))


@dataclass(frozen=True, slots=True)
class VisitOver(_AfterVisit):
    """An hour after the end: certificate, text for the report, «как прошло?» (B18). ``due_at``: for when it
    was planned; one that found the mark taken back does not keep a later one from being sent. ``also``: a
    subgroup that was marked when the others had been told of: the certificate says another number now."""

    kind = "visit.over"
    urgency = Urgency.VISIT
    priority = Priority.REMINDER
    lasts = timedelta(days=14)

    due_at: datetime
    also: VisitId | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.booking_id, self.site_id, f"{self.day:%Y%m%d}", f"{self.due_at:%Y%m%d%H%M%S}")

    def load(self, tx: Tx) -> AfterVisitView | None:
        if self.also is not None:
            view = self._view(tx)
            came = view is not None and self.also in {each.id for each in view.part.visits}
            return replace(view, also=True) if view is not None and came else None
        sent = read_told(tx.connection, self.readers(Readers(tx.connection)), self.prefix())
        return None if sent else self._view(tx)


@dataclass(frozen=True, slots=True)
class FeedbackAskedAgain(_AfterVisit):
    """A week later, if nothing was said; then never again."""

    kind = "visit.feedback.again"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER
    lasts = timedelta(days=7)

    def identity(self) -> tuple[object, ...]:
        return (self.booking_id, self.site_id, f"{self.day:%Y%m%d}")

    def load(self, tx: Tx) -> AfterVisitView | None:
        if read_feedback(tx.connection, self.booking_id, self.site_id) is not None:
            return None
        return self._view(tx)


def plan_after_visit(tx: Tx, booking_id: BookingId, visit_id: VisitId, *, arrived: bool) -> None:
    """When a group is marked as arrived, or counted anew: what its leader gets afterwards.

    ``arrived``: it was not marked before.
    """
    booking = read_booking(tx.connection, booking_id)
    if booking is None:
        raise LookupError(f"booking {booking_id} vanished inside a transaction")
    visit = next(each for each in booking.visits if each.id == visit_id)
    zone = ZoneInfo(tx.catalogue.site(visit.site_id).timezone)
    day = local_day(visit.starts_at, zone)
    certificate = give_certificate(tx, booking, visit.site_id)
    due_at = max(_ends(booking.at(visit.site_id), day, zone)) + AFTER_THE_END
    if due_at <= tx.now:
        due_at = tx.now + MARKED_LATE
    over = VisitOver(booking_id, visit.site_id, day, due_at)
    who = Readers(tx.connection, booking)
    is_new = certificate is not None and certificate.issued_at == tx.now
    if arrived and is_new and read_told(tx.connection, who.leader(booking_id), over.prefix()):
        over = replace(over, also=visit_id)
    tell(
        tx,
        Later(over, due_at),
        Later(FeedbackAskedAgain(booking_id, visit.site_id, day), due_at + ASKED_AGAIN_AFTER),
        who=who,
    )


def _ends(visits: Sequence[Visit], day: date, zone: ZoneInfo) -> list[datetime]:
    """Of those that were awaited that day."""
    awaited = {VisitStatus.CONFIRMED, VisitStatus.ARRIVED}
    return [
        each.ends_at for each in visits if each.status in awaited and local_day(each.starts_at, zone) == day
    ]
