"""A site whose messages, log and freed seats are looked at before and after an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select

from bot.db.booking.bookings import read_booking
from bot.db.booking.drafts import start_draft
from bot.db.booking.holds import take_hold, use_hold_of
from bot.db.booking.seats import ForHold
from bot.db.booking.session_admin import open_instead
from bot.db.booking.sessions import read_session
from bot.db.engine.connection import Connection
from bot.db.placements.applications import read_application
from bot.db.tables import audit, outbox
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.transitions import (
    APPLICATION_TRANSITIONS,
    VISIT_TRANSITIONS,
    ApplicationEvent,
    Seats,
    VisitEvent,
)
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.limits import Limits
from bot.domain.model import (
    ApplicationId,
    CancelReason,
    DraftId,
    HostReason,
    OutboxState,
    PersonId,
    SessionId,
    VisitStatus,
)
from bot.domain.people.access import Actor
from bot.domain.placements.application import Application
from bot.domain.refusal import Refusal
from bot.services.booking.transitions import Changed, change_visits, mark, move_to, retime
from bot.services.messages import applications
from bot.services.messages.tell import Outside, tell
from bot.services.placements.transitions import Change, change_application
from bot.services.transaction import SYSTEM, Tx
from tests.host.site import Site

R = TypeVar("R")

SECOND = timedelta(seconds=1)

MARKS = {VisitEvent.ARRIVE, VisitEvent.RECOUNT, VisitEvent.MISS, VisitEvent.UNDO}
REASONS: dict[VisitEvent, CancelReason | HostReason] = {
    VisitEvent.DECLINE: HostReason.NO_GUIDE,
    VisitEvent.CLOSE: HostReason.REPAIR,
    VisitEvent.CANCEL: CancelReason.NO_BUS,
}


@dataclass(frozen=True)
class Message:
    key: str
    kind: str
    recipient_id: int
    state: OutboxState
    payload: dict[str, object]


@dataclass(frozen=True)
class Stored:
    messages: dict[str, Message]
    records: list[tuple[str, int | None, dict[str, object]]]


@dataclass
class Changes:
    told: list[Message]
    dropped: list[Message]
    records: list[tuple[str, int | None, dict[str, object]]]


def store(connection: Connection) -> Stored:
    rows = connection.execute(select(outbox).order_by(outbox.c.id))
    messages = {
        row.dedupe_key: Message(row.dedupe_key, row.kind, row.recipient_id, row.state, row.payload)
        for row in rows
    }
    logged = connection.execute(
        select(audit.c.action, audit.c.actor_id, audit.c.details).order_by(audit.c.id)
    )
    return Stored(messages, [(row.action, row.actor_id, row.details) for row in logged])


def changes(before: Stored, after: Stored) -> Changes:
    return Changes(
        told=[each for key, each in after.messages.items() if key not in before.messages],
        dropped=[
            each
            for key, each in after.messages.items()
            if each.state is OutboxState.DROPPED and before.messages[key].state is OutboxState.DUE
        ],
        records=after.records[len(before.records) :],
    )


@dataclass
class Watched:
    """A site at which it is noted of which sessions seats came free."""

    site: Site
    freed: list[list[SessionId]]

    async def write(self, actor: Actor, body: Callable[[Tx], R]) -> R:
        site, now = self.site, self.site.clock.now()
        drawn = site.random.randbytes(256)
        return await site.db.write(
            lambda connection: body(Tx(connection, now, actor, site.content, Limits(), lambda: drawn))
        )

    async def visit_event(self, booking: Booking, event: VisitEvent) -> None:
        """Brings an event about at all visits of a booking, without asking whether it may be."""
        by = {"leader": self.site.leader, "system": SYSTEM}.get(VISIT_TRANSITIONS[event].by, self.site.owner)

        def body(tx: Tx) -> None:
            found = read_booking(tx.connection, booking.id)
            assert found is not None
            if event not in MARKS:
                change_visits(tx, found, found.visits, event, REASONS.get(event))
                return
            for visit in found.visits:
                came = VISIT_TRANSITIONS[event].after is VisitStatus.ARRIVED
                at = visit.starts_at if came else None
                mark(tx, found, visit, event, arrived_at=at, count=7 if came else None)

        await self.write(by, body)

    async def move(self, booking: Booking, event: VisitEvent, *sessions: SessionFacts) -> None:
        """All visits of a booking go to these sessions, of which the leader has a hold."""
        draft_id = await hold(self, *sessions)

        def body(tx: Tx) -> Changed | Refusal:
            found, held = read_booking(tx.connection, booking.id), use_hold_of(tx.connection, draft_id)
            assert found is not None
            assert held is not None
            parts = [Part(each.id, 9, 1) for each in sessions]
            facts = {each.id: each for each in sessions}
            how = {"granted": event is VisitEvent.MOVE, "anew": event is VisitEvent.ASK_ANEW}
            return move_to(tx, found, found.visits, parts, facts, ForHold(held.id), **how)

        self.freed.clear()
        await self.write(self.site.leader, body)

    async def retime(self, booking: Booking, session: SessionFacts, by: timedelta) -> SessionFacts:
        """The site receives a booking in one like this session, so much later; that one."""

        def body(tx: Tx) -> SessionFacts:
            found = read_booking(tx.connection, booking.id)
            assert found is not None
            new_id = open_instead(
                tx.connection, session.id, session.starts_at + by, session.ends_at + by, tx.now
            )
            to = None if new_id is None else read_session(tx.connection, new_id)
            assert to is not None
            assert not isinstance(retime(tx, found, found.visits, to), Refusal)
            return to

        return await self.site.session((await self.write(self.site.owner, body)).id)

    async def application_event(self, application_id: ApplicationId, event: ApplicationEvent) -> Change:
        sides = {"leader": self.site.leader, "system": SYSTEM}
        by = sides.get(APPLICATION_TRANSITIONS[event].by, self.site.owner)

        def body(tx: Tx) -> Change:
            found = read_application(tx.connection, application_id)
            assert found is not None
            takes = APPLICATION_TRANSITIONS[event].seats is Seats.TAKE
            offers = event is ApplicationEvent.OFFER
            declines = event in {ApplicationEvent.DECLINE, ApplicationEvent.CLOSE}
            return change_application(
                tx,
                found,
                event,
                session_id=found.entry.first_session_id if takes else None,
                reason=HostReason.REPAIR if declines else None,
                offered_until=tx.now + timedelta(days=2) if offers else None,
            )

        return await self.write(by, body)

    async def stored(self) -> Stored:
        return await self.site.db.read(store)

    async def taken(self, sessions: Sequence[SessionFacts]) -> list[int]:
        return [(await self.site.session(each.id)).taken for each in sessions]

    async def application(self, application_id: ApplicationId) -> Application:
        found = await self.site.db.read(lambda connection: read_application(connection, application_id))
        assert found is not None
        return found

    def people(self, who: str) -> set[PersonId]:
        site = self.site
        if who == "leader":
            return {site.leader.person_id}
        return {site.owner.person_id, site.staff.person_id}

    def actor(self, who: str) -> PersonId | None:
        if who == "system":
            return None
        return (self.site.leader if who == "leader" else self.site.owner).person_id


async def two_sessions(site: Site) -> tuple[SessionFacts, SessionFacts]:
    first, second = (await site.sessions(site.programme("tour").id, after=timedelta(days=14)))[:2]
    return first, second


async def placed(watched: Watched) -> tuple[ApplicationId, SessionFacts]:
    """An application with the reminders to answer it, and the intake that it wants."""
    site = watched.site
    intake = (await site.sessions(site.programme("intern").id, after=timedelta(days=14)))[0]
    application_id = await site.apply(intake)
    application = await watched.application(application_id)
    now = site.clock.now()
    moments = (now + timedelta(days=1), now + timedelta(days=2))
    planned = applications.plan_escalations(application, moments, until=intake.starts_at)
    await site.db.write(lambda connection: tell(Outside(connection, now), *planned))
    return application_id, intake


async def hold(watched: Watched, *sessions: SessionFacts) -> DraftId:
    """The leader's, for a quarter of an hour."""
    site, now = watched.site, watched.site.clock.now()

    def body(connection: Connection) -> DraftId:
        form = BookingForm(sessions[0].programme_id)
        draft_id = start_draft(connection, site.leader.person_id, form, Question.PARTY, now)
        parts = [Part(each.id, 9, 1) for each in sessions]
        until = now + timedelta(minutes=15)
        assert take_hold(connection, site.leader.person_id, draft_id, parts, now, until).refused is None
        return draft_id

    return await site.db.write(body)
