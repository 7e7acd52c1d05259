"""Requests: the queue of those without an answer, and answering one (E2, E3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.db.applications import read_open_applications
from bot.db.audit import record
from bot.db.bookings import move_visits, read_booking, read_unanswered
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.locks import lock_booking
from bot.db.outbox import queue, withdraw
from bot.db.seats import ForVisit, release_all
from bot.domain.access import Actor
from bot.domain.booking import Booking
from bot.domain.catalogue import Site
from bot.domain.host_views import Outcome, QueueEntry, QueueView, RequestView, is_awaited
from bot.domain.model import BookingId, HostReason, SiteId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services import notices
from bot.services.content import Content
from bot.services.host.reading import find_request, request_view

ENTRIES_A_PAGE = 6


def read_queue(
    connection: Connection, content: Content, site_ids: list[SiteId], now: datetime
) -> list[QueueEntry]:
    """Everything that awaits an answer of these sites, oldest first. Past its time it awaits none."""
    sites = content.everything.sites
    wanted = set(site_ids)
    found: list[QueueEntry] = []
    for booking in read_unanswered(connection, site_ids):
        for site_id in sorted(wanted & {each.site_id for each in booking.visits}):
            awaited = [each for each in booking.at(site_id) if is_awaited(each, now)]
            if awaited:
                due = min(each.answer_due_at or each.starts_at for each in awaited)
                programme = content.programme(awaited[0].programme_id)
                found.append(QueueEntry(sites[site_id], programme, booking.created_at, due, booking=booking))
    for application in read_open_applications(connection, site_ids):
        entry = application.entry
        found.append(
            QueueEntry(
                sites[entry.site_id],
                content.programme(entry.programme_id),
                entry.created_at,
                entry.answer_due_at,
                application=application,
            )
        )
    return sorted(found, key=lambda each: each.created_at)


@dataclass(frozen=True, slots=True)
class ShowQueue:
    """Unanswered requests and applications of one's sites, oldest first, some a page (E3).

    Who may: owners and staff. Without a site all sites that one answers for, together.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, site_id: SiteId | None = None, page: int = 0
    ) -> QueueView | Refusal:
        own = [each for each in dict.fromkeys(actor.site_ids) if actor.may_answer(each)]
        if site_id is not None:
            if not actor.may_answer(site_id):
                return Refusal(Reason.NOT_ALLOWED)
            wanted = [site_id]
        else:
            wanted = own
        if not wanted:
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()
        entries = await self.db.read(lambda connection: read_queue(connection, self.content, wanted, now))
        pages = max(-(-len(entries) // ENTRIES_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        first = page * ENTRIES_A_PAGE
        return QueueView(
            entries=tuple(entries[first : first + ENTRIES_A_PAGE]),
            total=len(entries),
            page=page,
            pages=pages,
            site=None if site_id is None else self.content.site(site_id),
            several_sites=len(own) > 1,
            now=now,
        )


@dataclass(frozen=True, slots=True)
class ShowRequest:
    """One request as it is now, with whoever decided it. Who may: owners and staff of the site."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, booking_id: BookingId, site_id: SiteId) -> RequestView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> RequestView | Refusal:
            found = find_request(connection, self.content, actor, booking_id, site_id)
            if isinstance(found, Refusal):
                return found
            return request_view(connection, self.content, *found, now)

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """Confirms or declines all visits of a booking at a site (E2). The first answer wins.

    Who may: owners and staff of the site. Whoever comes later changes nothing and sees who decided and
    what. Told: the leader, and all other copies of the notice. A declined visit gives its seats back.
    """

    db: Database
    clock: Clock
    content: Content

    async def confirm(self, actor: Actor, booking_id: BookingId, site_id: SiteId) -> RequestView | Refusal:
        return await self._answer(actor, booking_id, site_id, None)

    async def decline(
        self, actor: Actor, booking_id: BookingId, site_id: SiteId, reason: HostReason
    ) -> RequestView | Refusal:
        return await self._answer(actor, booking_id, site_id, reason)

    async def _answer(
        self, actor: Actor, booking_id: BookingId, site_id: SiteId, reason: HostReason | None
    ) -> RequestView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> RequestView | Refusal:
            lock_booking(connection, booking_id)
            found = find_request(connection, self.content, actor, booking_id, site_id)
            if isinstance(found, Refusal):
                return found
            booking, site = found
            outcome = _decide(connection, actor, booking, site, reason, now)
            if isinstance(outcome, Refusal):
                return outcome
            if outcome is Outcome.DONE:
                booking = _reread(connection, booking_id)
                _tell(connection, booking, site, reason, now)
            return request_view(connection, self.content, booking, site, now, outcome)

        return await self.db.write(body)


def _decide(
    connection: Connection,
    actor: Actor,
    booking: Booking,
    site: Site,
    reason: HostReason | None,
    now: datetime,
) -> Outcome | Refusal:
    after = VisitStatus.CONFIRMED if reason is None else VisitStatus.DECLINED
    waiting = [each.id for each in booking.at(site.id) if is_awaited(each, now)]
    if not waiting:
        mine = any(
            each.status is after and each.decided_by == actor.person_id for each in booking.at(site.id)
        )
        if mine:
            return Outcome.REPEATED
        decided = {VisitStatus.CONFIRMED, VisitStatus.DECLINED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW}
        if any(each.status in decided for each in booking.at(site.id)):
            return Outcome.DECIDED_BEFORE
        return Outcome.OVER
    moved = move_visits(
        connection,
        waiting,
        {VisitStatus.PENDING},
        after,
        now=now,
        by=actor.person_id,
        reason=None if reason is None else reason.value,
    )
    if moved != len(waiting):
        # Somebody else's transaction came in between; what this one did is rolled back.
        return Refusal(Reason.ALREADY_DECIDED)
    if reason is not None:
        release_all(connection, [ForVisit(each) for each in waiting], now)
    record(
        connection,
        actor.person_id,
        "request.confirmed" if reason is None else "request.declined",
        "booking",
        booking.id,
        {"visits": len(waiting), "reason": None if reason is None else reason.value},
        region_id=booking.region_id,
        site_id=site.id,
        now=now,
    )
    return Outcome.DONE


def _reread(connection: Connection, booking_id: BookingId) -> Booking:
    booking = read_booking(connection, booking_id)
    if booking is None:
        raise LookupError(f"booking {booking_id} vanished inside a transaction")
    return booking


def _tell(
    connection: Connection, booking: Booking, site: Site, reason: HostReason | None, now: datetime
) -> None:
    withdraw_escalations(connection, booking.id, site.id)
    change = "confirmed" if reason is None else "declined"
    notices.tell_leader(connection, f"booking.{change}", booking, site.id, now)
    notices.tell_request_changed(connection, booking.id, site.id, now, change=change)
    if reason is None:
        confirmed = [each for each in booking.at(site.id) if each.status is VisitStatus.CONFIRMED]
        queue(connection, notices.visit_reminders(connection, booking, confirmed, site.timezone, now), now)


def withdraw_escalations(connection: Connection, booking_id: BookingId, site_id: SiteId) -> None:
    """Reminders of an unanswered request have no more reason to leave."""
    for kind in ("host.unanswered", "region.unanswered"):
        withdraw(connection, f"{kind}:{booking_id}:{site_id}:")
