"""Messages that wait, and what they would say: never something that has ended, as if it still held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.db.engine.statements import from_row
from bot.db.outbox.queue import OutboxMessage
from bot.db.tables import outbox, person
from bot.domain.model import (
    DraftState,
    GroupState,
    HandoverState,
    HoldState,
    OfferState,
    OutboxState,
    SessionStatus,
    VisitStatus,
    WaitState,
)
from bot.domain.people.handover import ENDED
from tests.promises.stored import STANDING, Row, Stored

Payload = Mapping[str, Any]
Holds = Callable[[Stored, Payload, datetime], bool]


def read_waiting(connection: Connection) -> list[OutboxMessage]:
    """Everything that waits to be sent, as the sender would claim it."""
    rows = connection.execute(
        select(outbox, person.c.telegram_id, person.c.language, person.c.quiet_hours, person.c.quiet_weekends)
        .join(person, person.c.id == outbox.c.recipient_id)
        .where(outbox.c.state == OutboxState.DUE)
        .order_by(outbox.c.due_at, outbox.c.id)
    )
    return [from_row(OutboxMessage, row) for row in rows]


def holds(stored: Stored, kind: str, payload: Payload, now: datetime) -> bool:
    """Whether what a message of this kind says holds then. What tells of the past, and what shows the present
    state whatever it is, does."""
    judged = _HOLDS.get(kind)
    return judged is None or judged(stored, payload, now)


# --- what each kind says --------------------------------------------------------------------------------


def _visits(stored: Stored, payload: Payload) -> Iterator[Row]:
    """Those that the message names, or all of its booking at its site."""
    named = str(payload.get("visits", "")).split("-")
    for each in stored.visits_of(payload["booking_id"]):
        at_site = payload.get("site_id") in {None, each.site_id}
        if at_site and (named == [""] or str(each.id) in named):
            yield each


def _some(*states: VisitStatus) -> Holds:
    def judge(stored: Stored, payload: Payload, now: datetime) -> bool:
        return any(each.status in states for each in _visits(stored, payload))

    return judge


def _comes(stored: Stored, payload: Payload, now: datetime) -> bool:
    """A visit of the booking is confirmed for that day."""
    day = datetime.fromisoformat(payload["starts_at"]).date()
    return any(
        each.status is VisitStatus.CONFIRMED and stored.sessions[each.session_id].starts_at.date() == day
        for each in stored.visits_of(payload["booking_id"])
    )


def _comes_then(stored: Stored, payload: Payload, now: datetime) -> bool:
    """The visit stands at that very moment."""
    each = stored.visits[payload["visit_id"]]
    same = stored.sessions[each.session_id].starts_at == datetime.fromisoformat(payload["starts_at"])
    return same and each.status in STANDING


def _is_live(stored: Stored, payload: Payload, now: datetime) -> bool:
    offer = stored.offers[payload["offer_id"]]
    return offer.state is OfferState.LIVE and offer.expires_at > now


def _ended_as(state: OfferState) -> Holds:
    def judge(stored: Stored, payload: Payload, now: datetime) -> bool:
        return stored.offers[payload["offer_id"]].state is state

    return judge


def _has_room(stored: Stored, payload: Payload, now: datetime) -> bool:
    wait, session = stored.waiting[payload["waiting_id"]], stored.sessions[payload["session_id"]]
    free = session.capacity - session.taken if session.parties < session.max_parties else 0
    return wait.state is WaitState.WAITING and free > 0


def _waits(*states: WaitState) -> Holds:
    def judge(stored: Stored, payload: Payload, now: datetime) -> bool:
        return stored.waiting[payload["waiting_id"]].state in states

    return judge


def _is_unsent(stored: Stored, payload: Payload, now: datetime) -> bool:
    """The form is open, and holds no seats."""
    held = any(
        each.draft_id == payload["draft_id"] and each.state is HoldState.LIVE and each.expires_at > now
        for each in stored.holds.values()
    )
    return stored.drafts[payload["draft_id"]].state is DraftState.OPEN and not held


def _takes_place(stored: Stored, payload: Payload, now: datetime) -> bool:
    """The booking has a place in an open session whose group came together."""
    session = stored.sessions[payload["session_id"]]
    has_place = any(
        each.session_id == session.id and each.status in STANDING
        for each in stored.visits_of(payload["booking_id"])
    )
    return has_place and (session.status, session.group_state) == (SessionStatus.OPEN, GroupState.RUNS)


def _gathers(stored: Stored, payload: Payload, now: datetime) -> bool:
    session = stored.sessions[payload["session_id"]]
    return session.group_state is GroupState.GATHERING and now < session.starts_at


def _is_decided(stored: Stored, payload: Payload, now: datetime) -> bool:
    return stored.sessions[payload["session_id"]].group_state is not GroupState.GATHERING


def _is_handover(*states: HandoverState) -> Holds:
    def judge(stored: Stored, payload: Payload, now: datetime) -> bool:
        each = stored.handovers[payload["handover_id"]]
        ran_out = each.ended_at is None and each.expires_at <= now
        return (HandoverState.EXPIRED if ran_out else each.state) in states

    return judge


def _is_wanted(stored: Stored, payload: Payload, now: datetime) -> bool:
    each = stored.bookings[payload["booking_id"]]
    return (each.wanted_children, each.wanted_adults) == (payload["children"], payload["adults"])


_LOST: Final = (VisitStatus.DECLINED, VisitStatus.EXPIRED, VisitStatus.CANCELLED_BY_HOST)

_HOLDS: Final[Mapping[str, Holds]] = MappingProxyType(
    {
        "booking.confirmed": _some(VisitStatus.CONFIRMED),
        "booking.declined": _some(VisitStatus.DECLINED),
        "booking.expired": _some(VisitStatus.EXPIRED),
        "booking.closed": _some(VisitStatus.CANCELLED_BY_HOST),
        "booking.numbers": _some(VisitStatus.CONFIRMED),
        "route.partial": _some(*_LOST),
        "visit.tomorrow": _comes,
        "visit.soon": _comes,
        "visit.frost": _comes,
        "visit.missing.host": _comes_then,
        "visit.unmarked.host": _comes_then,
        "duty.list": _comes_then,
        "duty.police": _comes_then,
        "duty.count": _comes_then,
        "host.request": _some(VisitStatus.PENDING, VisitStatus.CONFIRMED, VisitStatus.DECLINED),
        "host.unanswered": _some(VisitStatus.PENDING),
        "region.unanswered": _some(VisitStatus.PENDING),
        "host.booked": _some(VisitStatus.CONFIRMED),
        "host.moved": _some(VisitStatus.CONFIRMED),
        "host.recounted": _some(VisitStatus.CONFIRMED),
        "host.cancelled": _some(VisitStatus.CANCELLED),
        "host.numbers": _is_wanted,
        "host.numbers.late": _is_wanted,
        "host.move": _is_live,
        "host.move.late": _is_live,
        "offer.made": _is_live,
        "offer.lapsed": _ended_as(OfferState.LAPSED),
        "offer.withdrawn": _ended_as(OfferState.WITHDRAWN),
        "offer.granted": _ended_as(OfferState.TAKEN),
        "offer.refused": _ended_as(OfferState.DECLINED),
        "route.settled": _ended_as(OfferState.LAPSED),
        "waiting.smaller": _has_room,
        "waiting.first_come": _has_room,
        "waiting.over": _waits(WaitState.OVER),
        "host.waiting.passed": _waits(WaitState.WAITING, WaitState.OFFERED),
        "hold.expired": _is_unsent,
        "group.runs": _takes_place,
        "host.group": _gathers,
        "host.group.decided": _is_decided,
        "handover.accepted": _is_handover(HandoverState.ACCEPTED),
        "handover.late": _is_handover(HandoverState.ACCEPTED),
        "handover.ended": _is_handover(*ENDED),
    }
)
