"""Complaints about requests, and who is blocked because of them (F11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict, values_of
from bot.db.tables import complaint, person
from bot.domain.model import BookingId, ComplaintState, EnquiryId, PersonId, RegionId
from bot.domain.people.complaint import Complaint

OPEN = (ComplaintState.PROPOSED, ComplaintState.BLOCKED)


def add_complaint(connection: Connection, entry: Complaint) -> bool:
    """False: there was one about this booking, or this question."""
    return insert_ignoring_conflict(connection, complaint, **values_of(entry)) is not None


def read_complaint(connection: Connection, booking_id: BookingId) -> Complaint | None:
    row = connection.execute(select(complaint).where(complaint.c.booking_id == booking_id)).one_or_none()
    return None if row is None else from_row(Complaint, row)


def read_complaint_of_question(connection: Connection, enquiry_id: EnquiryId) -> Complaint | None:
    row = connection.execute(select(complaint).where(complaint.c.enquiry_id == enquiry_id)).one_or_none()
    return None if row is None else from_row(Complaint, row)


def read_complaints(connection: Connection, region_id: RegionId) -> Sequence[Complaint]:
    """Those of a region on which somebody has to decide, then those that block somebody; newest first."""
    rows = connection.execute(
        select(complaint)
        .where(complaint.c.region_id == region_id, complaint.c.state.in_(OPEN))
        .order_by(
            complaint.c.state == ComplaintState.BLOCKED,
            complaint.c.proposed_at.desc(),
            complaint.c.id.desc(),
        )
    )
    return [from_row(Complaint, row) for row in rows]


def decide_complaint(
    connection: Connection,
    found: Complaint,
    before: ComplaintState,
    after: ComplaintState,
    *,
    by: PersonId | None,
    now: datetime,
) -> bool:
    """Changes the state of a complaint that is still in ``before`` (invariant 5)."""
    decided = connection.execute(
        update(complaint)
        .where(
            complaint.c.booking_id == found.booking_id
            if found.enquiry_id is None
            else complaint.c.enquiry_id == found.enquiry_id,
            complaint.c.state == before,
        )
        .values(state=after, decided_by=by, decided_at=now)
    )
    return decided.rowcount == 1


def count_undecided(connection: Connection, region_id: RegionId) -> int:
    found = select(func.count()).select_from(complaint)
    of_region = complaint.c.region_id == region_id, complaint.c.state == ComplaintState.PROPOSED
    return connection.execute(found.where(*of_region)).scalar_one()


def block_person(connection: Connection, person_id: PersonId, now: datetime) -> None:
    """From now on; who is blocked already stays so since then."""
    connection.execute(
        update(person).where(person.c.id == person_id, person.c.blocked_at.is_(None)).values(blocked_at=now)
    )


def unblock_person(connection: Connection, person_id: PersonId) -> bool:
    """False: another complaint blocks the person, and does so still."""
    others = exists().where(complaint.c.person_id == person_id, complaint.c.state == ComplaintState.BLOCKED)
    freed = connection.execute(
        update(person).where(person.c.id == person_id, ~others).values(blocked_at=None)
    )
    return freed.rowcount == 1
