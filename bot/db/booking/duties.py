"""Duties of bookings: what is to be done by when, and by whom it was done (B17, E8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from bot.db.engine.statements import from_row, insert_all_ignoring_conflict
from bot.db.tables import booking, duty, session, visit
from bot.domain.booking.availability import CLASSES
from bot.domain.booking.duties import Duty, in_order
from bot.domain.model import BookingId, DutyKind, SiteId, VisitStatus

# Made once: making a statement costs several times what running it does.
_OF_SOME = select(duty).where(duty.c.booking_id.in_(bindparam("ids", expanding=True)))
_OF_BOOKING = select(duty).where(duty.c.booking_id == bindparam("of_booking"))
_ONE = (
    duty.c.booking_id == bindparam("of_booking"),
    duty.c.site_id == bindparam("of_site"),
    duty.c.kind == bindparam("of_kind"),
)
_NOTED = ("due_at", "done_at", "done_by", "people", "way", "detail")
_NOTE = update(duty).where(*_ONE).values({name: bindparam(f"new_{name}") for name in _NOTED})
_FORGET = delete(duty).where(*_ONE, duty.c.done_at.is_(None))


def read_duties(connection: Connection, booking_id: BookingId) -> tuple[Duty, ...]:
    """All of a booking, the soonest first."""
    found = connection.execute(_OF_BOOKING, {"of_booking": booking_id})
    return tuple(sorted((from_row(Duty, row) for row in found), key=in_order))


def read_all_duties(
    connection: Connection, booking_ids: Collection[BookingId]
) -> dict[BookingId, tuple[Duty, ...]]:
    """The same of several bookings."""
    found: dict[BookingId, list[Duty]] = defaultdict(list)
    if booking_ids:
        for row in connection.execute(_OF_SOME, {"ids": list(booking_ids)}):
            found[BookingId(row.booking_id)].append(from_row(Duty, row))
    return {each: tuple(sorted(found[each], key=in_order)) for each in booking_ids}


def add_duties(connection: Connection, booking_id: BookingId, duties: Sequence[Duty]) -> None:
    """Those that are there already stay as they are."""
    rows = [
        {"booking_id": booking_id, "site_id": each.site_id, "kind": each.kind, "due_at": each.due_at}
        for each in duties
    ]
    insert_all_ignoring_conflict(connection, duty, rows)


def find_without_duties(connection: Connection, now: datetime, *, most: int) -> list[BookingId]:
    """Confirmed bookings of classes that are ahead and have none: some, confirmed by an earlier release."""
    found = (
        select(booking.c.id)
        .where(
            booking.c.audience.in_(sorted(CLASSES)),
            booking.c.id.in_(
                select(visit.c.booking_id)
                .join(session, session.c.id == visit.c.session_id)
                .where(visit.c.status == VisitStatus.CONFIRMED, session.c.starts_at > now)
            ),
            ~exists().where(duty.c.booking_id == booking.c.id),
        )
        .order_by(booking.c.id)
        .limit(most)
    )
    return [BookingId(each) for each in connection.execute(found).scalars()]


def note_duty(connection: Connection, booking_id: BookingId, noted: Duty) -> None:
    """Stores a duty of a booking that is locked as it is now."""
    values = {f"new_{name}": getattr(noted, name) for name in _NOTED}
    connection.execute(_NOTE, {**_key(booking_id, noted), **values})


def forget_duty(connection: Connection, booking_id: BookingId, undone: Duty) -> None:
    """A duty that is not to be done any more; one that was done stays."""
    connection.execute(_FORGET, _key(booking_id, undone))


def _key(booking_id: BookingId, of: Duty) -> dict[str, BookingId | SiteId | DutyKind | None]:
    return {"of_booking": booking_id, "of_site": of.site_id, "of_kind": of.kind}
