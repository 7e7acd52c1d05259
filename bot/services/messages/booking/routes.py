"""A route of which a stop was refused: what stands, what fell and why, and until when its leader decides
(C3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db.booking.bookings import read_booking
from bot.db.booking.offers import read_offer, read_offers_of
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import Offer
from bot.domain.booking.offers.views import OfferView
from bot.domain.booking.routes.progress import LOST
from bot.domain.booking.routes.views import RouteLossView
from bot.domain.model import BookingId, OfferId, OfferPurpose, OfferState, PersonId, Priority, VisitId
from bot.domain.time.quiet_hours import Urgency
from bot.services.booking.offers.reading import offer_view
from bot.services.booking.routes.places import places_of
from bot.services.messages.message import AnyMessage, Change, ToOne
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _OfLoss(ToOne[RouteLossView]):
    """``visits``: those that fell together."""

    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    booking_id: BookingId
    visits: tuple[VisitId, ...]

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def _view(self, tx: Tx) -> RouteLossView | None:
        booking = read_booking(tx.connection, self.booking_id)
        if booking is None or booking.route_id is None:
            return None
        all_visits = (*booking.visits, *booking.replaced)
        fell = tuple(each for each in all_visits if each.id in self.visits and each.status in LOST)
        if not fell:
            return None
        fell_at = fell[0].decided_at
        offers = [
            each
            for each in read_offers_of(tx.connection, booking.id)
            if each.purpose is OfferPurpose.ROUTE and (fell_at is None or each.created_at >= fell_at)
        ]
        return RouteLossView(
            booking=booking,
            route=tx.catalogue.route(booking.route_id),
            places=places_of(tx, all_visits),
            fell=fell,
            offer=offer_view(tx, offers[-1]) if offers else None,
            now=tx.now,
        )


@dataclass(frozen=True, slots=True)
class RoutePartial(_OfLoss):
    """Told at once; nothing else of the route is dropped."""

    kind = "route.partial"

    def load(self, tx: Tx) -> RouteLossView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class RoutePartialChanged(Change[RouteLossView], _OfLoss):
    """That message shows what was decided, or what else has fallen. ``offer_id`` and ``change`` tell one
    change from the others."""

    kind = "route.partial.update"

    offer_id: int = 0
    change: str = ""

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def changes(self) -> RoutePartial:
        return RoutePartial(self.booking_id, self.visits)

    def load(self, tx: Tx) -> RouteLossView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class RouteSettled(ToOne[OfferView]):
    """The time to decide is over, and nobody did: the stops that stand, stand."""

    kind = "route.settled"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    offer_id: OfferId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.offered(self.offer_id)

    def load(self, tx: Tx) -> OfferView | None:
        offer = read_offer(tx.connection, self.offer_id)
        if offer is None or offer.state is not OfferState.LAPSED:
            return None
        view = offer_view(tx, offer)
        before = view.before
        return (
            view if before is not None and any(each.starts_at > tx.now for each in before.standing) else None
        )


def about_loss(booking: Booking, offer: Offer) -> list[AnyMessage]:
    """Changes of the messages that told of what fell when this offer was made, or before it."""
    return [
        RoutePartialChanged(booking.id, visits, offer.id)
        for fell_at, visits in _fell_together(booking).items()
        if fell_at <= offer.created_at
    ]


def about_losses(booking: Booking, change: str) -> list[AnyMessage]:
    """Changes of all messages that told of what fell: what stands is another thing now."""
    return [
        RoutePartialChanged(booking.id, visits, change=change) for visits in _fell_together(booking).values()
    ]


def _fell_together(booking: Booking) -> dict[datetime, tuple[VisitId, ...]]:
    """The visits of each message that told of what fell, by its moment (UTC)."""
    found: dict[datetime, tuple[VisitId, ...]] = {}
    if booking.route_id is None:
        return found
    for each in sorted((*booking.visits, *booking.replaced), key=lambda visit: visit.id):
        if each.decided_at is not None and each.status in LOST:
            found[each.decided_at] = (*found.get(each.decided_at, ()), each.id)
    return found
