"""People as such: the question about news, and those to whom the bot cannot write (H1, G4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.db.booking.bookings import read_booking
from bot.db.booking.owners import region_of_person
from bot.db.engine.connection import Connection
from bot.db.outbox.queue import OutboxMessage, mark
from bot.db.people.members import read_team
from bot.db.people.people import read_contact, was_consent_given
from bot.db.people.reachability import note_unreachable
from bot.db.placements.applications import read_application
from bot.domain.booking.views import Payload
from bot.domain.catalogue.catalogue import Region
from bot.domain.messages.views import LateAnswerView, RegionView, UnreachableView
from bot.domain.model import (
    ApplicationId,
    BookingId,
    ConsentKind,
    OutboxState,
    PersonId,
    Priority,
    SiteId,
)
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, Outside, tell
from bot.services.transaction import Tx

NEWS_ASKED_AFTER = timedelta(minutes=10)
"""The answer to a request is read first, and whoever books for several classes is not interrupted."""


@dataclass(frozen=True, slots=True)
class AskAboutNews(Message[RegionView]):
    """The question about news: once a person, after the first booking. Not asked if they agreed meanwhile."""

    kind = "news.ask"
    urgency = Urgency.NEWS
    priority = Priority.ANNOUNCEMENT
    lasts = timedelta(days=7)
    """Later nobody would know why they are asked."""

    recipient_id: PersonId

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> RegionView | None:
        if was_consent_given(tx.connection, self.recipient_id, ConsentKind.NEWS):
            return None
        return RegionView(_region_of(tx, self.recipient_id))


def ask_about_news(person_id: PersonId, now: datetime) -> Later:
    return Later(AskAboutNews(person_id), now + NEWS_ASKED_AFTER)


@dataclass(frozen=True, slots=True)
class PersonUnreachable(Message[UnreachableView]):
    """Told once a person, day (UTC) and request that did not arrive; nobody is told of their own being
    unreachable. ``booking_id``, ``application_id``, ``site_id``: what the message was about, if known."""

    kind = "person.unreachable"
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    person_id: PersonId
    day: date | None = None
    """None in rows of earlier releases."""
    booking_id: BookingId | None = None
    application_id: ApplicationId | None = None
    site_id: SiteId | None = None

    def identity(self) -> tuple[object, ...]:
        about = [each for each in (self.booking_id, self.application_id, self.site_id) if each is not None]
        return (self.person_id, f"{self.day:%Y%m%d}", *about)

    def readers(self, who: Readers) -> Collection[PersonId]:
        if self.booking_id is not None:
            concerned = who.coordinators_of(self.booking_id)
        elif self.application_id is not None:
            concerned = who.coordinators_at(who.site_of_application(self.application_id))
        else:
            concerned = who.others_concerned(self.person_id)
        return [each for each in concerned if each != self.person_id]

    def load(self, tx: Tx) -> UnreachableView | None:
        contact = read_contact(tx.connection, self.person_id)
        if contact is None:
            return None
        about = self._about(tx)
        if about is None:
            return UnreachableView(contact, _region_of(tx, self.person_id))
        site_id, reference, asked_by = about
        site = tx.catalogue.site(site_id)
        return UnreachableView(
            contact,
            tx.catalogue.region(site.region_id),
            site=site,
            reference=reference,
            role=next(
                (each.role for each in read_team(tx.connection, site_id) if each.person_id == self.person_id),
                None,
            ),
            asked=asked_by == self.person_id,
        )

    def _about(self, tx: Tx) -> tuple[SiteId, str | None, PersonId | None] | None:
        """The site, the reference and whose request it is."""
        if self.booking_id is not None and (booking := read_booking(tx.connection, self.booking_id)):
            return self.site_id or booking.first.site_id, booking.reference, booking.person_id
        if self.application_id is not None:
            application = read_application(tx.connection, self.application_id)
            if application is not None:
                return application.site_id, application.reference, application.entry.person_id
        return None if self.site_id is None else (self.site_id, None, None)


@dataclass(frozen=True, slots=True)
class LateAnswer(Message[LateAnswerView]):
    """What a tap, a command or a text brought about, where Telegram was away when that was to be shown.

    The row names what was done; the screen is made anew when it is sent, by doing the same again, which
    changes nothing that has happened (invariant 3).
    """

    kind = "answer.late"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(days=1)

    recipient_id: PersonId
    update_id: int
    day: date
    """Telegram may number updates anew after a quiet week."""
    tapped: str | None = None
    command: str | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.update_id, f"{self.day:%Y%m%d}")

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, _tx: Tx) -> LateAnswerView | None:
        return LateAnswerView(self.tapped, self.command)


def _region_of(tx: Tx, person_id: PersonId) -> Region | None:
    region_id = region_of_person(tx.connection, person_id)
    return None if region_id is None else tx.catalogue.region(region_id)


def give_up_person(
    connection: Connection, row: OutboxMessage, telegram_id: int, *, error: str, now: datetime
) -> bool:
    """Ends a message that its recipient cannot get: the row is dead, the person is marked, and the
    coordinators are told, unless it was news, for which nobody waits. False: its lease was lost; the rest is
    true anyway."""
    ended = mark(connection, row, OutboxState.DEAD, now=now, error=error)
    note_unreachable(connection, telegram_id, now)
    if row.priority >= Priority.ANNOUNCEMENT.rank:
        return ended
    about = {name: value for name in _ABOUT if isinstance(value := row.payload.get(name), int)}
    tell(Outside(connection, now), PersonUnreachable.of({**about, **_who(row, now)}, row.recipient_id))
    return ended


_ABOUT = ("booking_id", "application_id", "site_id")
"""Fields under which any message carries what it is about."""


def _who(row: OutboxMessage, now: datetime) -> Payload:
    return {"person_id": row.recipient_id, "day": now.date().isoformat()}
