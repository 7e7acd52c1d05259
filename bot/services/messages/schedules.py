"""Rules of a programme's sessions were changed, and somebody has a place that no rule makes any more (E5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.db.booking.bookings import read_booking
from bot.db.booking.sessions import read_sessions
from bot.db.placements.applications import read_application
from bot.domain.booking.transitions import VISIT_TRANSITIONS, VisitEvent
from bot.domain.desk.views import ApplicationView, SessionEntry
from bot.domain.messages.views import PartView, SessionsView
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    BookingId,
    PersonId,
    Priority,
    ProgrammeId,
    SessionId,
    SiteId,
)
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.message import Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.placements.reading import application_view
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _OffSchedule(Message[V_co]):
    """Told once for each change of the rules: ``rules`` are the first signs of their fingerprint."""

    urgency = Urgency.STATUS
    priority = Priority.CHANGE


@dataclass(frozen=True, slots=True)
class OffSchedule(_OffSchedule[PartView], ToOne[PartView]):
    """To a leader: the visit stands; look at its moment, since a site's zone may be what was changed."""

    kind = "booking.off_schedule"

    booking_id: BookingId
    site_id: SiteId
    sessions: tuple[SessionId, ...]
    rules: str

    def identity(self) -> tuple[object, ...]:
        return (self.booking_id, self.site_id, self.rules)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> PartView | None:
        booking = read_booking(tx.connection, self.booking_id)
        if booking is None:
            return None
        expected = VISIT_TRANSITIONS[VisitEvent.CLOSE].before
        visits = tuple(
            each
            for each in booking.at(self.site_id)
            if each.session_id in self.sessions and each.status in expected and each.starts_at > tx.now
        )
        return part_view(tx, booking, visits)


@dataclass(frozen=True, slots=True)
class PlacementOffSchedule(_OffSchedule[ApplicationView], ToOne[ApplicationView]):
    """To a trainee who was accepted: the place stands."""

    kind = "application.off_schedule"

    application_id: ApplicationId
    rules: str

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.applicant(self.application_id)

    def load(self, tx: Tx) -> ApplicationView | None:
        application = read_application(tx.connection, self.application_id)
        if application is None or application.status is not ApplicationStatus.ACCEPTED:
            return None
        return application_view(tx, application)


@dataclass(frozen=True, slots=True)
class _SessionsOffSchedule(_OffSchedule[SessionsView]):
    """These sessions stay, since somebody is in them."""

    programme_id: ProgrammeId
    site_id: SiteId
    sessions: tuple[SessionId, ...]
    rules: str

    def identity(self) -> tuple[object, ...]:
        return (self.programme_id, self.rules)

    def load(self, tx: Tx) -> SessionsView | None:
        programme = tx.catalogue.programme(self.programme_id)
        found = read_sessions(tx.connection, self.sessions)
        ahead = [each for each in found.values() if each.taken and each.starts_at > tx.now]
        entries = tuple(
            SessionEntry(each, programme) for each in sorted(ahead, key=lambda one: one.starts_at)
        )
        return SessionsView(tx.catalogue.site(self.site_id), programme, entries) if entries else None


@dataclass(frozen=True, slots=True)
class SessionsOffSchedule(_SessionsOffSchedule):
    """To whoever answers at the site."""

    kind = "host.off_schedule"

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)


@dataclass(frozen=True, slots=True)
class SessionsClash(Message[SessionsView]):
    """To whoever answers at the site: these visits stand in each other's way, as they need more time between
    them, and nobody is offered them. ``change`` tells one such finding from the others (E11)."""

    kind = "host.clash"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    site_id: SiteId
    sessions: tuple[SessionId, ...]
    change: str

    def identity(self) -> tuple[object, ...]:
        return (self.site_id, self.change)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def load(self, tx: Tx) -> SessionsView | None:
        found = read_sessions(tx.connection, self.sessions).values()
        ahead = [each for each in found if each.clashes and each.ends_at > tx.now]
        entries = tuple(
            SessionEntry(each, tx.catalogue.programme(each.programme_id))
            for each in sorted(ahead, key=lambda one: (one.starts_at, one.id))
        )
        if not entries:
            return None
        return SessionsView(tx.catalogue.site(self.site_id), entries[0].programme, entries)


@dataclass(frozen=True, slots=True)
class SessionsOffScheduleInRegion(_SessionsOffSchedule):
    """To whoever coordinates the site's region."""

    kind = "region.off_schedule"

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators_at(self.site_id)
