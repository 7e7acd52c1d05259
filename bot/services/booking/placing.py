"""Visits of a booking are stored: with their arrival codes and deadlines, and the seats somebody has kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import VisitEntry, add_visit, is_code_used
from bot.db.booking.seats import ForHold, ForOffer, hand_over
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.codes import code_from
from bot.domain.booking.deadlines import answer_due, expires_at, list_deadline
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import Part
from bot.domain.model import BookingId, Confirmation, SessionId, VisitStatus
from bot.services.transaction import Tx

CODE_TRIES = 24
CODE_BYTES = 8


def place_visits(
    tx: Tx,
    booking_id: BookingId,
    programme: Programme,
    parts: Sequence[Part],
    sessions: Mapping[SessionId, SessionFacts],
    holder: ForHold | ForOffer,
    *,
    first_position: int = 1,
    granted: bool = False,
) -> None:
    """A visit for every part, whose seats are handed over to it. ``granted``: the site has agreed to these
    sessions already; else a request awaits its answer where one of them is confirmed by the host."""
    site = tx.catalogue.site(programme.site_id)
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    first_start = min(sessions[part.session_id].starts_at for part in parts)
    list_due = list_deadline(
        first_start, zone, calendar, list_lead_working_days=programme.list_lead_working_days
    )
    by_host = not granted and any(
        sessions[part.session_id].confirmation is Confirmation.HOST for part in parts
    )
    due = gone = None
    if by_host:
        due = answer_due(
            tx.now,
            first_start,
            zone,
            calendar,
            answer_working_days=tx.limits.answer_working_days,
            list_lead_working_days=programme.list_lead_working_days,
        )
        gone = expires_at(
            due, first_start, zone, calendar, list_lead_working_days=programme.list_lead_working_days
        )
    around = timedelta(days=2)
    fresh = (
        code
        for code in _codes(tx.draw(CODE_BYTES * CODE_TRIES))
        if not is_code_used(tx.connection, site.id, code, first_start - around, first_start + around)
    )
    for position, part in enumerate(parts, start=first_position):
        visit_id = add_visit(
            tx.connection,
            VisitEntry(
                booking_id=booking_id,
                site_id=site.id,
                session_id=part.session_id,
                position=position,
                status=VisitStatus.PENDING if by_host else VisitStatus.CONFIRMED,
                children=part.children,
                adults=part.adults,
                code=next(fresh),
                answer_due_at=due,
                expires_at=gone,
                list_due_at=list_due,
            ),
        )
        if not hand_over(tx.connection, holder, part, visit_id):
            raise LookupError(f"{holder} has no live claim on session {part.session_id}")


def _codes(drawn: bytes) -> Iterator[str]:
    """Arrival codes, each another, out of random bytes; made as they are needed."""
    seen: set[str] = set()
    for start in range(0, len(drawn), CODE_BYTES):
        code = code_from(drawn[start : start + CODE_BYTES])
        if code not in seen:
            seen.add(code)
            yield code
