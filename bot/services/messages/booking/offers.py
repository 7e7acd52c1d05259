"""Seats that are kept for somebody: told when nobody is disturbed by it, and how it ended (K)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from bot.db.booking.offers import read_offer
from bot.domain.booking.offers.views import OfferView
from bot.domain.model import OfferId, OfferState, PersonId, Priority, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.booking.offers.reading import offer_view
from bot.services.messages.message import Change, Message, ToOne
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.papers.outdated import outdated_papers
from bot.services.transaction import Tx

LATE = timedelta(days=1)


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
    """Nobody cares any more a day later."""

    kind = "offer.lapsed"
    state = OfferState.LAPSED

    def load(self, tx: Tx) -> OfferView | None:
        view = _OfOffer.load(self, tx)
        return None if view is None or view.offer.expires_at < tx.now - LATE else view


@dataclass(frozen=True, slots=True)
class OfferWithdrawn(_OfOffer):
    kind = "offer.withdrawn"
    state = OfferState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class OfferGranted(_OfOffer):
    """The site agreed to what its leader asked for."""

    kind = "offer.granted"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER
    state = OfferState.TAKEN

    def load(self, tx: Tx) -> OfferView | None:
        view = _OfOffer.load(self, tx)
        if view is None or view.before is None:
            return view
        return replace(view, outdated=outdated_papers(tx, view.before))


@dataclass(frozen=True, slots=True)
class OfferRefused(_OfOffer):
    kind = "offer.refused"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER
    state = OfferState.DECLINED


@dataclass(frozen=True, slots=True)
class _OfSite(Message[OfferView]):
    """To those who answer at the site."""

    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    offer_id: OfferId
    site_id: SiteId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def load(self, tx: Tx) -> OfferView | None:
        offer = read_offer(tx.connection, self.offer_id)
        return None if offer is None else offer_view(tx, offer)


@dataclass(frozen=True, slots=True)
class MoveAsked(_OfSite):
    """A leader asks for another time of a visit that the site has confirmed (B9)."""

    kind = "host.move"

    def load(self, tx: Tx) -> OfferView | None:
        offer = read_offer(tx.connection, self.offer_id)
        return offer_view(tx, offer) if offer is not None and offer.is_live(tx.now) else None


@dataclass(frozen=True, slots=True)
class MoveAskedChanged(Change[OfferView], _OfSite):
    """All copies show for whom it is asked now, or how it ended. ``change`` tells one change from the others;
    None: the end."""

    kind = "host.move.update"

    change: str | None = None

    def changes(self) -> MoveAsked:
        return MoveAsked(self.offer_id, self.site_id)


@dataclass(frozen=True, slots=True)
class MoveUnanswered(MoveAsked):
    """The site's answer is due, and nobody gave it (E3)."""

    kind = "host.move.late"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER


@dataclass(frozen=True, slots=True)
class MoveUnansweredChanged(Change[OfferView], _OfSite):
    kind = "host.move.late.update"

    change: str | None = None

    def changes(self) -> MoveUnanswered:
        return MoveUnanswered(self.offer_id, self.site_id)


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
