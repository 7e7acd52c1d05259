"""Visits of a booking are stored: with their arrival codes and deadlines, and the seats somebody has kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import VisitEntry, add_visit, is_code_used
from bot.db.booking.seats import ForHold, ForOffer, hand_over
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.codes import code_from
from bot.domain.booking.deadlines import answer_due, expires_at, list_deadline
from bot.domain.booking.no_shows import asks_host
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import Part
from bot.domain.model import BookingId, OrganisationId, PersonId, SessionId, VisitId, VisitStatus
from bot.services.booking.no_shows import waits_by_no_shows
from bot.services.transaction import Tx

CODE_TRIES = 24
CODE_BYTES = 8
Whose = tuple[OrganisationId | None, PersonId]


def place_visits(
    tx: Tx,
    booking_id: BookingId,
    programme: Programme,
    parts: Sequence[Part],
    sessions: Mapping[SessionId, SessionFacts],
    holder: ForHold | ForOffer,
    *,
    whose: Whose,
    granted: bool = False,
    first_position: int = 1,
) -> None:
    """A visit for every part, whose seats are handed over to it. ``whose``, ``granted``, ``first_position``:
    see :func:`visit_entries`."""
    entries = visit_entries(
        tx,
        booking_id,
        programme,
        parts,
        sessions,
        whose=whose,
        granted=granted,
        first_position=first_position,
    )
    for part, entry in zip(parts, entries, strict=True):
        take_over(tx, holder, part, add_visit(tx.connection, entry))


def take_over(tx: Tx, holder: ForHold | ForOffer, part: Part, visit_id: VisitId) -> None:
    """The visit has the seats that were kept for it."""
    if not hand_over(tx.connection, holder, part, visit_id):
        raise LookupError(f"{holder} has no live claim on session {part.session_id}")


def visit_entries(
    tx: Tx,
    booking_id: BookingId,
    programme: Programme,
    parts: Sequence[Part],
    sessions: Mapping[SessionId, SessionFacts],
    *,
    whose: Whose,
    granted: bool = False,
    first_position: int = 1,
) -> Iterator[VisitEntry]:
    """What is stored of the visit of each part: its state, code and deadlines. ``granted``: the site has
    agreed to these sessions already; else a request awaits its answer where one of them asks for it, or the
    party has been missing before (C1): ``whose`` it is, its organisation and leader."""
    site = tx.catalogue.site(programme.site_id)
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    first_start = min(sessions[part.session_id].starts_at for part in parts)
    list_due = list_deadline(
        first_start, zone, calendar, list_lead_working_days=programme.list_lead_working_days
    )
    chosen = [sessions[part.session_id] for part in parts]
    by_host = not granted and (asks_host(chosen) or waits_by_no_shows(tx, chosen, *whose))
    due = gone = None
    if by_host:
        due, gone = answer_times(tx, programme, first_start)
    last_start = max(sessions[part.session_id].starts_at for part in parts)
    around = timedelta(days=2)
    fresh = (
        code
        for code in _codes(tx.draw(CODE_BYTES * CODE_TRIES))
        if not is_code_used(tx.connection, site.id, code, first_start - around, last_start + around)
    )
    for position, part in enumerate(parts, start=first_position):
        yield VisitEntry(
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
            stop=part.stop,
        )


def answer_times(tx: Tx, programme: Programme, first_start: datetime) -> tuple[datetime, datetime]:
    """When the site's answer to what is asked now is due, and when the question ends without one (B6)."""
    site = tx.catalogue.site(programme.site_id)
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    lead = programme.list_lead_working_days
    due = answer_due(
        tx.now,
        first_start,
        zone,
        calendar,
        answer_working_days=tx.limits_at(site.id).answer_working_days,
        list_lead_working_days=lead,
    )
    return due, expires_at(due, first_start, zone, calendar, list_lead_working_days=lead)


def _codes(drawn: bytes) -> Iterator[str]:
    """Arrival codes, each another, out of random bytes; made as they are needed."""
    seen: set[str] = set()
    for start in range(0, len(drawn), CODE_BYTES):
        code = code_from(drawn[start : start + CODE_BYTES])
        if code not in seen:
            seen.add(code)
            yield code
