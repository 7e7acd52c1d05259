"""Seats that are kept for somebody: told when nobody is disturbed by it, and how it ended (K)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from bot.db.booking.offers import read_offer
from bot.domain.booking.offer_views import OfferView
from bot.domain.model import OfferId, OfferState, PersonId, Priority
from bot.domain.time.quiet_hours import Urgency
from bot.services.booking.offer_reading import offer_view
from bot.services.messages.message import Change, ToOne
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _OfOffer(ToOne[OfferView]):
    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    state: ClassVar[OfferState]

    offer_id: OfferId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.offered(self.offer_id)

    def load(self, tx: Tx) -> OfferView | None:
        offer = read_offer(tx.connection, self.offer_id)
        return offer_view(tx, offer) if offer is not None and offer.state is self.state else None


@dataclass(frozen=True, slots=True)
class OfferMade(_OfOffer):
    """Of no use when its time is over, or it was taken from another screen."""

    kind = "offer.made"
    state = OfferState.LIVE

    def load(self, tx: Tx) -> OfferView | None:
        offer = read_offer(tx.connection, self.offer_id)
        return offer_view(tx, offer) if offer is not None and offer.is_live(tx.now) else None


@dataclass(frozen=True, slots=True)
class OfferLapsed(_OfOffer):
    kind = "offer.lapsed"
    state = OfferState.LAPSED


@dataclass(frozen=True, slots=True)
class OfferWithdrawn(_OfOffer):
    kind = "offer.withdrawn"
    state = OfferState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class OfferChanged(Change[OfferView]):
    """The offer's own message shows how it ended."""

    kind = "offer.update"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    offer_id: OfferId

    def changes(self) -> OfferMade:
        return OfferMade(self.offer_id)

    def load(self, tx: Tx) -> OfferView | None:
        offer = read_offer(tx.connection, self.offer_id)
        return None if offer is None else offer_view(tx, offer)
