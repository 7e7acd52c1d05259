"""What becomes of a booking: decisions to its leader, what was booked or called off to the site (E2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self

from bot.db.booking.bookings import read_booking
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.offers.offer import Offer
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.messages.views import PartView, RefusedView, RetimedView
from bot.domain.model import BookingId, PersonId, Priority, SiteId, VisitId, VisitStatus
from bot.domain.time.quiet_hours import Urgency
from bot.services.booking.offers.instead import instead_of
from bot.services.messages.message import AnyMessage, Change, Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.papers.outdated import outdated_papers
from bot.services.transaction import Tx

HOST_SOON = timedelta(days=3)
"""Bookings no farther ahead reach hosts at once; later ones wait for the digest."""


def _read_part(
    tx: Tx,
    booking_id: BookingId,
    site_id: SiteId,
    status: VisitStatus,
    ids: Collection[VisitId] = (),
) -> PartView | None:
    """The visits at a site that are in a state, of these only if some are given."""
    booking = read_booking(tx.connection, booking_id)
    found = () if booking is None else booking.at(site_id)
    visits = tuple(each for each in found if each.status is status and (not ids or each.id in ids))
    return None if booking is None else part_view(tx, booking, visits)


def part_view(tx: Tx, booking: Booking, visits: tuple[Visit, ...]) -> PartView | None:
    """These visits of a booking, all at one site; None if there are none."""
    if not visits:
        return None
    first = visits[0]
    site, programme = tx.catalogue.site(first.site_id), tx.catalogue.programme(first.programme_id)
    return PartView(booking, site, programme, visits, tx.now)


@dataclass(frozen=True, slots=True)
class _ToLeader(ToOne[V_co]):
    """A change of state of visits at one site, told once a state and set of visits. Never waits."""

    urgency = Urgency.STATUS
    priority = Priority.ANSWER
    status: ClassVar[VisitStatus]

    booking_id: BookingId
    site_id: SiteId
    visits: tuple[VisitId, ...] = ()
    """Empty in rows of earlier releases: all at the site."""
    again: int | None = None
    """Of a route, whose visits may come to the same state once more: how often they have changed."""

    @classmethod
    def at(cls, booking: Booking, site_id: SiteId) -> Self:
        here = booking.at(site_id)
        again = None if booking.route_id is None else sum(each.calendar_sequence for each in here)
        return cls(booking.id, site_id, tuple(each.id for each in here), again)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def _part(self, tx: Tx) -> PartView | None:
        return _read_part(tx, self.booking_id, self.site_id, self.status, self.visits)


@dataclass(frozen=True, slots=True)
class BookingConfirmed(_ToLeader[PartView]):
    kind = "booking.confirmed"
    status = VisitStatus.CONFIRMED

    def load(self, tx: Tx) -> PartView | None:
        return self._part(tx)


@dataclass(frozen=True, slots=True)
class _Refused(_ToLeader[RefusedView]):
    """Says no, and so says what is possible instead."""

    def load(self, tx: Tx) -> RefusedView | None:
        part = self._part(tx)
        return None if part is None else instead_of(tx, part)


@dataclass(frozen=True, slots=True)
class BookingDeclined(_Refused):
    kind = "booking.declined"
    status = VisitStatus.DECLINED


@dataclass(frozen=True, slots=True)
class BookingExpired(_Refused):
    kind = "booking.expired"
    status = VisitStatus.EXPIRED


@dataclass(frozen=True, slots=True)
class BookingClosed(_Refused):
    """The site called it off."""

    kind = "booking.closed"
    status = VisitStatus.CANCELLED_BY_HOST


@dataclass(frozen=True, slots=True)
class _RefusedChanged(Change[RefusedView], _ToLeader[RefusedView]):
    """What was kept instead is taken, or kept no more, or the rest of the booking is not what it was: the
    message that said no shows it. ``offer_id`` and ``change`` tell one change from the others."""

    offer_id: int = 0
    change: str = ""

    def identity(self) -> tuple[object, ...]:
        """A visit is of one such message alone: the first says which it is."""
        return (self.booking_id, self.site_id, *self.visits[:1], self.offer_id, self.change)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> RefusedView | None:
        part = self._part(tx)
        return None if part is None else instead_of(tx, part)


@dataclass(frozen=True, slots=True)
class DeclinedChanged(_RefusedChanged):
    kind = "booking.declined.update"
    status = VisitStatus.DECLINED

    def changes(self) -> BookingDeclined:
        return BookingDeclined(self.booking_id, self.site_id, self.visits)


@dataclass(frozen=True, slots=True)
class ExpiredChanged(_RefusedChanged):
    kind = "booking.expired.update"
    status = VisitStatus.EXPIRED

    def changes(self) -> BookingExpired:
        return BookingExpired(self.booking_id, self.site_id, self.visits)


@dataclass(frozen=True, slots=True)
class ClosedChanged(_RefusedChanged):
    kind = "booking.closed.update"
    status = VisitStatus.CANCELLED_BY_HOST

    def changes(self) -> BookingClosed:
        return BookingClosed(self.booking_id, self.site_id, self.visits)


_CHANGED = {each.status: each for each in (DeclinedChanged, ExpiredChanged, ClosedChanged)}


def about_no(booking: Booking, offer: Offer) -> list[AnyMessage]:
    """Changes of the messages that said no when the offer was made instead."""
    return [
        _CHANGED[status](booking.id, site_id, visits, offer_id=offer.id)
        for (site_id, status, said_at), visits in _refused_together(booking).items()
        if said_at == offer.created_at
    ]


def about_refused(booking: Booking, change: str) -> list[AnyMessage]:
    """Changes of all messages that said no to a part of a booking: what of it stands, and what is possible
    instead, is another thing now."""
    return [
        _CHANGED[status](booking.id, site_id, visits, change=change)
        for (site_id, status, _), visits in _refused_together(booking).items()
    ]


def _refused_together(
    booking: Booking,
) -> dict[tuple[SiteId, VisitStatus, datetime | None], tuple[VisitId, ...]]:
    """The visits of each message that said no. Of a route that is told otherwise: ``routes.about_losses``."""
    found: dict[tuple[SiteId, VisitStatus, datetime | None], tuple[VisitId, ...]] = {}
    for each in booking.visits if booking.route_id is None else ():
        if each.status in _CHANGED:
            about = each.site_id, each.status, each.decided_at
            found[about] = (*found.get(about, ()), each.id)
    return found


@dataclass(frozen=True, slots=True)
class BookingRetimed(ToOne[RetimedView]):
    """The site receives a visit at another time of the day: ``before`` and ``after`` (UTC) are its starts. Of
    no use when it was changed once more, called off or moved."""

    kind = "booking.retimed"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    booking_id: BookingId
    visit_id: VisitId
    before: datetime
    after: datetime

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> RetimedView | None:
        booking = read_booking(tx.connection, self.booking_id)
        visits = () if booking is None else booking.visits
        found = tuple(each for each in visits if each.id == self.visit_id and each.status in CANCELLABLE)
        part = None if booking is None else part_view(tx, booking, found)
        still = part is not None and part.first.starts_at == self.after > tx.now
        if part is None or not still:
            return None
        return RetimedView(part, self.before, outdated_papers(tx, part.booking))


@dataclass(frozen=True, slots=True)
class _ToSite(Message[PartView]):
    """Of no use any more when the last of its visits is over."""

    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    status: ClassVar[VisitStatus]

    booking_id: BookingId
    site_id: SiteId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def load(self, tx: Tx) -> PartView | None:
        part = _read_part(tx, self.booking_id, self.site_id, self.status)
        return None if part is None or part.visits[-1].ends_at <= tx.now else part


@dataclass(frozen=True, slots=True)
class VisitorsBooked(_ToSite):
    """Guests who booked at once for one of the next days."""

    kind = "host.booked"
    status = VisitStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class ProposedTaken(_ToSite):
    """Guests took a time that the site had named to them, however far ahead."""

    kind = "host.proposed"
    status = VisitStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class VisitorsMoved(_ToSite):
    """Guests moved their visit away from one of the next days, or to one; ``starts_at`` (UTC): the new time,
    which tells one move from another."""

    kind = "host.moved"
    status = VisitStatus.CONFIRMED

    starts_at: datetime


@dataclass(frozen=True, slots=True)
class VisitorsCancelled(_ToSite):
    kind = "host.cancelled"
    status = VisitStatus.CANCELLED

    visits: tuple[VisitId, ...] = ()
    """Of subgroups one may be called off before the others; empty in rows of earlier releases: all."""

    def load(self, tx: Tx) -> PartView | None:
        part = _read_part(tx, self.booking_id, self.site_id, self.status, self.visits)
        return None if part is None or part.visits[-1].ends_at <= tx.now else part
