"""Complaints about requests, and who is blocked because of them (F11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict, values_of
from bot.db.tables import complaint, person
from bot.domain.model import BookingId, ComplaintState, PersonId, RegionId
from bot.domain.people.complaint import Complaint

OPEN = (ComplaintState.PROPOSED, ComplaintState.BLOCKED)


def add_complaint(connection: Connection, entry: Complaint) -> bool:
    """False: there was one about this booking."""
    return insert_ignoring_conflict(connection, complaint, **values_of(entry)) is not None


def read_complaint(connection: Connection, booking_id: BookingId) -> Complaint | None:
    row = connection.execute(select(complaint).where(complaint.c.booking_id == booking_id)).one_or_none()
    return None if row is None else from_row(Complaint, row)


def read_complaints(connection: Connection, region_id: RegionId, most: int) -> Sequence[Complaint]:
    """Those of a region on which somebody has to decide, or that block somebody; newest first."""
    rows = connection.execute(
        select(complaint)
        .where(complaint.c.region_id == region_id, complaint.c.state.in_(OPEN))
        .order_by(complaint.c.proposed_at.desc(), complaint.c.id.desc())
        .limit(most)
    )
    return [from_row(Complaint, row) for row in rows]


def decide_complaint(
    connection: Connection,
    booking_id: BookingId,
    before: ComplaintState,
    after: ComplaintState,
    *,
    by: PersonId | None,
    now: datetime,
) -> bool:
    """Changes the state of a complaint that is still in ``before`` (invariant 5)."""
    decided = connection.execute(
        update(complaint)
        .where(complaint.c.booking_id == booking_id, complaint.c.state == before)
        .values(state=after, decided_by=by, decided_at=now)
    )
    return decided.rowcount == 1


def put_block_right(connection: Connection, person_id: PersonId, now: datetime) -> bool:
    """Blocks whoever a complaint blocks, and nobody else; whether the person is blocked now."""
    blocks = select(complaint.c.id).where(
        complaint.c.person_id == person_id, complaint.c.state == ComplaintState.BLOCKED
    )
    blocked = connection.execute(blocks.limit(1)).first() is not None
    of_person = update(person).where(person.c.id == person_id)
    if blocked:
        connection.execute(of_person.where(person.c.blocked_at.is_(None)).values(blocked_at=now))
    else:
        connection.execute(of_person.values(blocked_at=None))
    return blocked
