"""Requests that await a site's answer: told to those who answer, at last to the coordinators (E2, E3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking.booking import Booking
from bot.domain.desk.views import QueueEntry, RequestView
from bot.domain.messages.views import OverdueView, UnansweredRequestView, UnattendedView
from bot.domain.model import BookingId, PersonId, Priority, Role, SiteId, VisitId, VisitStatus
from bot.domain.time.quiet_hours import Urgency
from bot.services.desk.reading import find_request, queued_request, request_view
from bot.services.messages.booking.bookings import about_refused
from bot.services.messages.booking.routes import about_losses
from bot.services.messages.message import AnyMessage, Change, Message, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.messages.tell import Later, with_copies
from bot.services.transaction import Tx

_GONE = frozenset({VisitStatus.CANCELLED, VisitStatus.EXPIRED, VisitStatus.CANCELLED_BY_HOST})


@dataclass(frozen=True, slots=True)
class _OfRequest(Message[V_co]):
    """About a booking at one site: to those who answer there."""

    booking_id: BookingId
    site_id: SiteId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def _request(self, tx: Tx) -> RequestView | None:
        booking = find_request(tx, self.booking_id, self.site_id)
        return None if booking is None else request_view(tx, booking, self.site_id)


@dataclass(frozen=True, slots=True)
class RequestNotice(_OfRequest[RequestView]):
    """A new request. One that was answered meanwhile shows who answered; one that is gone is not told of."""

    kind = "host.request"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    anew: int | None = None
    """The first visit of what the site is asked once more about a route; None: of the booking."""

    def load(self, tx: Tx) -> RequestView | None:
        request = self._request(tx)
        return None if request is None or request.status in _GONE else request


@dataclass(frozen=True, slots=True)
class RequestChanged(_OfRequest[RequestView]):
    """All copies of the notice show who decided and what. ``change`` tells one change from the others."""

    kind = "host.request.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    change: str = ""
    anew: int | None = None

    def changes(self) -> RequestNotice:
        return RequestNotice(self.booking_id, self.site_id, self.anew)

    def load(self, tx: Tx) -> RequestView | None:
        return self._request(tx)


@dataclass(frozen=True, slots=True)
class RequestUnanswered(_OfRequest[UnansweredRequestView]):
    """All who answer are reminded after one working day, owners after two."""

    kind = "host.unanswered"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    working_days: int = 1

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING if self.working_days == 1 else (Role.OWNER,))

    def load(self, tx: Tx) -> UnansweredRequestView | None:
        request = self._request(tx)
        if request is None or not request.awaits_answer:
            return None
        return UnansweredRequestView(request, self.working_days)


@dataclass(frozen=True, slots=True)
class ReminderChanged(Change[RequestView], _OfRequest[RequestView]):
    """A reminder of a request shows who decided and what: nobody keeps buttons that look as if they did."""

    kind = "host.unanswered.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    working_days: int = 1
    change: str = ""

    def changes(self) -> RequestUnanswered:
        return RequestUnanswered(self.booking_id, self.site_id, self.working_days)

    def load(self, tx: Tx) -> RequestView | None:
        return self._request(tx)


@dataclass(frozen=True, slots=True)
class RequestOverdue(_OfRequest[OverdueView]):
    """The site's answer is due now, and nobody gave it."""

    kind = "region.unanswered"
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(self.site_id)

    def load(self, tx: Tx) -> OverdueView | None:
        booking = find_request(tx, self.booking_id, self.site_id)
        entry = None if booking is None else queued_request(tx, booking, self.site_id)
        if booking is None or entry is None:
            return None
        start = min(each.starts_at for each in booking.at(self.site_id))
        return OverdueView(entry, booking.reference, start, tx.now)


@dataclass(frozen=True, slots=True)
class OverdueChanged(Change[OverdueView | RequestView], _OfRequest[OverdueView | RequestView]):
    """The coordinator's notice of an unanswered request: as it is since, as long as nobody answers, then what
    became of it."""

    kind = "region.unanswered.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> RequestOverdue:
        return RequestOverdue(self.booking_id, self.site_id)

    def load(self, tx: Tx) -> OverdueView | RequestView | None:
        return self.changes().load(tx) or self._request(tx)


@dataclass(frozen=True, slots=True)
class RequestUnattended(_OfRequest[UnattendedView]):
    """A request, or a booking that needed no answer, reaches nobody at its site: coordinators are told at
    once. Not told when somebody has joined meanwhile."""

    kind = "region.unattended"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(self.site_id)

    def load(self, tx: Tx) -> UnattendedView | None:
        request = self._request(tx)
        if request is None or request.status in _GONE:
            return None
        if Readers(tx.connection).is_attended(self.site_id, request.booking.created_at):
            return None
        first = min(request.visits, key=lambda each: each.starts_at)
        entry = QueueEntry(
            request.site,
            tx.catalogue.programme(first.programme_id),
            request.booking.created_at,
            first.answer_due_at or first.starts_at,
            booking=request.booking,
        )
        return UnattendedView(entry, first.starts_at, tx.now, waits=request.awaits_answer)


@dataclass(frozen=True, slots=True)
class UnattendedChanged(Change[UnattendedView | RequestView], _OfRequest[UnattendedView | RequestView]):
    """The coordinators' notice: as it is since, while nobody is there who could be told, then what became of
    it."""

    kind = "region.unattended.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> RequestUnattended:
        return RequestUnattended(self.booking_id, self.site_id)

    def load(self, tx: Tx) -> UnattendedView | RequestView | None:
        return self.changes().load(tx) or self._request(tx)


def about_change(
    tx: Tx, booking_id: BookingId, site_id: SiteId, change: str, who: Readers
) -> list[AnyMessage]:
    """Every message of a request that carries its state or its buttons shows the present one, and so do those
    that told its leader what of it was refused."""
    reminders: list[AnyMessage] = [
        ReminderChanged(booking_id, site_id, 1, change),
        ReminderChanged(booking_id, site_id, 2, change),
        OverdueChanged(booking_id, site_id, change),
        UnattendedChanged(booking_id, site_id, change),
    ]
    booking = who.booking(booking_id)
    if booking is not None:
        reminders += (*about_refused(booking, change), *about_losses(booking, change))
    if booking is not None and booking.route_id is not None:
        reminders += (RequestChanged(booking_id, site_id, change, each.id) for each in booking.at(site_id))
    return [RequestChanged(booking_id, site_id, change), *with_copies(tx, reminders, who)]


def about_new(
    booking: Booking, site_id: SiteId, moments: Sequence[datetime], anew: VisitId | None = None
) -> list[AnyMessage | Later]:
    """What a new request has told: every owner and staff member at once (E2), and as long as nobody answers
    at these moments (UTC), after one and two working days, and when the answer is due (E3). ``anew``: the
    first of the visits about which the site is asked once more."""
    return [RequestNotice(booking.id, site_id, anew), *plan_escalations(booking, site_id, moments)]


def plan_escalations(booking: Booking, site_id: SiteId, moments: Sequence[datetime]) -> list[Later]:
    """Hosts are reminded at these moments; the one that is not before the answer is due is the coordinators'.
    All are dropped when sent if the request has been answered by then."""
    here = booking.at(site_id)
    first = next((each for each in here if each.status is VisitStatus.PENDING), here[0])
    due_at = first.answer_due_at
    if due_at is None:
        return []
    reminders = [
        Later(RequestUnanswered(booking.id, site_id, number), moment, first.expires_at)
        for number, moment in enumerate(moments[:2], start=1)
        if moment < due_at
    ]
    return [*reminders, Later(RequestOverdue(booking.id, site_id), due_at, first.expires_at)]
