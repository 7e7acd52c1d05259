"""A booking or a class card goes to a colleague: each side is told of the other, and the site too (A8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking
from bot.db.booking.enquiries import read_enquiries_about
from bot.db.booking.offers import read_offers_of
from bot.db.links.handovers import give_messages, read_handover
from bot.db.outbox.copies import read_copies_about, read_copies_with
from bot.domain.booking.booking import Booking
from bot.domain.messages.views import ForgottenView, PartView
from bot.domain.model import BookingId, HandoverId, HandoverState, PersonId, Priority, SiteId
from bot.domain.people.handover import ENDED, Handover, HandoverView
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import TellsAbout, Urgency
from bot.services.links.reading import handover_view
from bot.services.messages.booking.bookings import HOST_SOON, part_view
from bot.services.messages.booking.offers import (
    MoveAsked,
    MoveUnanswered,
    OfferGranted,
    OfferLapsed,
    OfferMade,
    OfferRefused,
    OfferWithdrawn,
)
from bot.services.messages.booking.visits import VisitorsOfDay
from bot.services.messages.message import Change, Message, ToOne
from bot.services.messages.people.forgotten import copy_of, load_copy
from bot.services.messages.readers import ANSWERING, AT_THE_SITE, Readers
from bot.services.messages.tell import with_copies
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _OfHandover(ToOne[HandoverView]):
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    handover_id: HandoverId
    recipient_id: PersonId

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def _view(self, tx: Tx, *states: HandoverState) -> HandoverView | None:
        found = read_handover(tx.connection, self.handover_id)
        if found is None or (states and found.state_at(tx.now) not in states):
            return None
        return handover_view(tx, found, self.recipient_id)


@dataclass(frozen=True, slots=True)
class HandoverAccepted(_OfHandover):
    """To whoever gives: a colleague would take it. They agree, or do not."""

    kind = "handover.accepted"

    def load(self, tx: Tx) -> HandoverView | None:
        return self._view(tx, HandoverState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class HandoverAcceptedChanged(Change[HandoverView], _OfHandover):
    """That message shows what became of it."""

    kind = "handover.accepted.update"

    change: str

    def changes(self) -> HandoverAccepted:
        return HandoverAccepted(self.handover_id, self.recipient_id)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self.changes().readers(who)

    def load(self, tx: Tx) -> HandoverView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class HandoverUnconfirmed(_OfHandover):
    """To whoever gives, once: a colleague still waits for their yes, and soon it is too late."""

    kind = "handover.late"
    urgency = Urgency.VISIT
    priority = Priority.REMINDER

    def load(self, tx: Tx) -> HandoverView | None:
        return self._view(tx, HandoverState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class HandoverUnconfirmedChanged(Change[HandoverView], _OfHandover):
    """The reminder shows what became of it."""

    kind = "handover.late.update"

    change: str

    def changes(self) -> HandoverUnconfirmed:
        return HandoverUnconfirmed(self.handover_id, self.recipient_id)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self.changes().readers(who)

    def load(self, tx: Tx) -> HandoverView | None:
        return self._view(tx)


def show_end(tx: Tx, handover: Handover, change: str) -> list[Message[TellsAbout]]:
    """What whoever gives was asked shows what became of it: the question, and what reminded of it if that has
    been sent."""
    reminder = HandoverUnconfirmedChanged(handover.id, handover.giver_id, change)
    return [
        HandoverAcceptedChanged(handover.id, handover.giver_id, change),
        *with_copies(tx, [reminder]),
    ]


@dataclass(frozen=True, slots=True)
class HandoverEnded(_OfHandover):
    """To the other side: it is theirs now, or it will not be."""

    kind = "handover.ended"

    def load(self, tx: Tx) -> HandoverView | None:
        return self._view(tx, *ENDED)


@dataclass(frozen=True, slots=True)
class LeaderChanged(Message[PartView]):
    """Somebody else comes with a group: who answers at the site knows whom to call, within three days
    everybody there."""

    kind = "host.handover"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    booking_id: BookingId
    site_id: SiteId
    handover_id: HandoverId
    soon: int = 0

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, AT_THE_SITE if self.soon else ANSWERING)

    def load(self, tx: Tx) -> PartView | None:
        booking = read_booking(tx.connection, self.booking_id)
        here = () if booking is None else booking.at(self.site_id)
        ahead = tuple(each for each in here if each.status.takes_seats and each.ends_at > tx.now)
        return None if booking is None else part_view(tx, booking, ahead)


@dataclass(frozen=True, slots=True)
class CopyHandedOver(Change[ForgottenView], ToOne[ForgottenView]):
    """A message about a booking shows its new leader; where it is not for its reader any more, only that it
    was handed over. ``copy``: the key of its row."""

    kind = "handover.copy"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    recipient_id: PersonId
    handover_id: HandoverId
    copy: str

    def changes(self) -> Message[TellsAbout]:
        return copy_of(self.copy)

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> ForgottenView | None:
        found, handover = (
            load_copy(tx, self.copy, self.recipient_id),
            read_handover(tx.connection, self.handover_id),
        )
        if found is None or handover is None:
            return found
        # Whatever the message was about, it is this booking that its reader has given away.
        return replace(found, reference=handover.reference)


_OF_OFFERS = (MoveAsked, MoveUnanswered, OfferGranted, OfferLapsed, OfferMade, OfferRefused, OfferWithdrawn)


def _prefixes(tx: Tx, booking: Booking) -> list[str]:
    """How keys of messages about what is offered for a booking begin."""
    offers = read_offers_of(tx.connection, booking.id)
    return [f"{kind.kind}:{offer.id}" for offer in offers for kind in _OF_OFFERS]


def follow_leader(tx: Tx, before: Booking, handover: Handover) -> list[CopyHandedOver]:
    """After a booking has another leader: what waits is told to them, and all copies of what was told show
    it. ``before``: as it was."""
    if handover.taker_id is None:
        raise ValueError("nobody has taken it")
    offers = _prefixes(tx, before)
    keys = give_messages(tx.connection, before.person_id, handover.taker_id, before.id, offers)
    own = [(key, before.person_id) for key in read_copies_with(tx.connection, keys)]
    found = [*own, *_of_others(tx, before, offers)]
    return [CopyHandedOver(reader, handover.id, key) for key, reader in dict.fromkeys(found)]


def _of_others(tx: Tx, booking: Booking, offers: Sequence[str]) -> list[tuple[str, PersonId]]:
    """Key and reader of what the people of its sites and coordinators have in their chats."""
    sites = {visit.site_id for visit in booking.visits}
    days = {
        f"{VisitorsOfDay.kind}:{site.id}:{local_day(visit.starts_at, ZoneInfo(site.timezone))}:"
        for visit in booking.visits
        for site in (tx.catalogue.site(visit.site_id),)
    }
    nobody = PersonId(0)
    prefixes = [*offers, *sorted(days)]
    regions = {booking.region_id}
    asked = [each.id for each in read_enquiries_about(tx.connection, [booking.id]).get(booking.id, ())]
    return read_copies_about(tx.connection, nobody, sites, regions, [booking.id], [], asked, prefixes)


def is_soon(tx: Tx, booking: Booking, site_id: SiteId) -> bool:
    return any(each.starts_at - tx.now <= HOST_SOON for each in booking.at(site_id))
