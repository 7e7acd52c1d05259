"""Whoever deletes themselves goes from the chats of hosts and coordinators, too (H2), and so does a leader of
whom it need not be known any more who they were (H3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking, read_bookings_of
from bot.db.booking.enquiries import read_asked_by
from bot.db.booking.offers import read_offer
from bot.db.booking.owners import region_of_person
from bot.db.outbox.copies import read_copies_about, read_copies_of, read_decided, read_queued
from bot.db.placements.applications import read_application, read_applications_of
from bot.domain.booking.booking import Booking
from bot.domain.booking.views import Payload
from bot.domain.messages.views import ForgottenView
from bot.domain.model import ApplicationId, BookingId, OfferId, PersonId, Priority
from bot.domain.time.local_time import local_day
from bot.domain.time.quiet_hours import TellsAbout, Urgency
from bot.services.messages.booking.visits import VisitorsOfDay
from bot.services.messages.message import AnyMessage, Change, ToOne
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx

SAY_WHO_ANSWERED = (
    *("host.request:", "host.unanswered:", "host.application:", "host.application.late:"),
    *("region.unanswered:", "region.unattended:", "region.application.late:"),
    "region.application.unattended:",
    "region.complaint:",
)
"""Keys of messages that show who answered, once somebody has."""


@dataclass(frozen=True, slots=True)
class _Copy(ToOne[TellsAbout]):
    """What somebody has in their chat, by the key of its row: that of an earlier release may be another than
    its kind would make now."""

    row: str

    def key(self, _recipient_id: PersonId) -> str:
        return self.row

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return ()

    def load(self, _tx: Tx) -> None:
        return None


@dataclass(frozen=True, slots=True)
class CopyForgotten(Change[ForgottenView], ToOne[ForgottenView]):
    """A message about somebody who is deleted shows what is true now, without them; where it would not be
    told any more, or not to its reader, only that the data are gone. ``copy``: the key of its row."""

    kind = "forget.copy"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    recipient_id: PersonId
    deleted_id: PersonId
    copy: str

    def changes(self) -> _Copy:
        return copy_of(self.copy)

    def readers(self, _who: Readers) -> Collection[PersonId]:
        """Whoever has it in their chat, be their role over."""
        return (self.recipient_id,)

    def load(self, tx: Tx) -> ForgottenView | None:
        return load_copy(tx, self.copy, self.recipient_id)


@dataclass(frozen=True, slots=True)
class CopyOutOfTime(Change[ForgottenView], ToOne[ForgottenView]):
    """The same where nobody asked for it: the time is over for which the names in it were kept. Nothing is
    said where the message is there no more."""

    kind = "forget.time_over"
    urgency = Urgency.STATUS
    priority = Priority.DIGEST
    only_edits = True

    recipient_id: PersonId
    copy: str

    def changes(self) -> _Copy:
        return _Copy(self.copy)

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> ForgottenView | None:
        found = load_copy(tx, self.copy, self.recipient_id)
        return None if found is None else replace(found, by_time=True)


def copy_of(key: str) -> _Copy:
    return _Copy(key)


def load_copy(tx: Tx, key: str, recipient_id: PersonId) -> ForgottenView | None:
    """What somebody has in their chat, as it is true now, if it is still for them."""
    row = read_queued(tx.connection, key)
    if row is None:
        return None
    earlier = _as_it_stands(row.kind, row.payload, recipient_id)
    is_reader = earlier is not None and recipient_id in earlier.readers(Readers(tx.connection))
    shown = earlier.load(tx) if earlier is not None and is_reader else None
    kind = row.kind if earlier is None else earlier.kind
    return ForgottenView(kind, shown, _reference(tx, row.payload))


def _as_it_stands(kind: str, payload: Payload, recipient_id: PersonId) -> AnyMessage | None:
    """The message of a row, as whatever changes it shows it: that is never out of date. None: a kind that no
    release knows any more."""
    from bot.services.messages.registry import KINDS  # which knows this module

    found = KINDS.get(f"{kind}.update") or KINDS.get(kind)
    return None if found is None else found.of(payload, recipient_id)


def _reference(tx: Tx, payload: Payload) -> str | None:
    match payload:
        case {"booking_id": int(number)}:
            return _of_booking(tx, BookingId(number))
        case {"offer_id": int(number)}:
            offer = read_offer(tx.connection, OfferId(number))
            return None if offer is None or offer.booking_id is None else _of_booking(tx, offer.booking_id)
        case {"application_id": int(number)}:
            application = read_application(tx.connection, ApplicationId(number))
            return None if application is None else application.reference
    return None


def _of_booking(tx: Tx, booking_id: BookingId) -> str | None:
    booking = read_booking(tx.connection, booking_id)
    return None if booking is None else booking.reference


def forget_in_chats(tx: Tx, person_id: PersonId) -> list[CopyForgotten]:
    """A change for every message about a person in the chats of others: about their requests and questions,
    the digests of the days of their visits, what they have answered at a site, and about themselves."""
    bookings = read_bookings_of(tx.connection, person_id)
    applications = read_applications_of(tx.connection, person_id)
    sites = {visit.site_id for each in bookings for visit in each.visits}
    sites |= {each.site_id for each in applications}
    enquiries = read_asked_by(tx.connection, person_id)
    sites |= {each.site_id for each in enquiries}
    own = region_of_person(tx.connection, person_id)
    # Who looks around in another region now may have been told of to the coordinators of an earlier one.
    several = len(tx.catalogue.everything.regions) > 1
    regions = (
        None if own is None or several else {own, *(tx.catalogue.site(each).region_id for each in sites)}
    )
    found = read_copies_about(
        tx.connection,
        person_id,
        sites,
        regions,
        [each.id for each in bookings],
        [each.id for each in applications],
        [each.id for each in enquiries],
        _digests(tx, bookings),
    )
    decided = read_decided(tx.connection, person_id)
    answered = read_copies_about(
        tx.connection,
        person_id,
        decided.sites,
        {tx.catalogue.site(each).region_id for each in decided.sites},
        decided.bookings,
        decided.applications,
        decided.enquiries,
        [],
    )
    found += [(key, reader) for key, reader in answered if key.startswith(SAY_WHO_ANSWERED)]
    return [CopyForgotten(recipient_id, person_id, key) for key, recipient_id in dict.fromkeys(found)]


def _digests(tx: Tx, bookings: Iterable[Booking]) -> list[str]:
    """How the keys begin of what sites were told of the days of these visits."""
    days = {
        (site.id, local_day(visit.starts_at, ZoneInfo(site.timezone)))
        for each in bookings
        for visit in each.visits
        for site in (tx.catalogue.site(visit.site_id),)
    }
    return [f"{VisitorsOfDay.kind}:{site_id}:{day}:" for site_id, day in sorted(days)]


def forget_time_over(
    tx: Tx, *, bookings: Collection[BookingId] = (), applications: Collection[ApplicationId] = ()
) -> list[CopyOutOfTime]:
    """A change for every message in the chats of others about these, whose names nobody keeps any more."""
    visits = [each for one in bookings if (each := read_booking(tx.connection, one)) is not None]
    wanted = [asked for one in applications if (asked := read_application(tx.connection, one)) is not None]
    sites = {visit.site_id for each in visits for visit in each.visits} | {each.site_id for each in wanted}
    found = read_copies_of(
        tx.connection,
        sites,
        {tx.catalogue.site(each).region_id for each in sites},
        {each.id: each.person_id for each in visits},
        {each.id: each.entry.person_id for each in wanted},
        _digests(tx, visits),
    )
    return [CopyOutOfTime(recipient_id, key) for key, recipient_id in found]
