"""What leaders say of a visit afterwards (B18)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import feedback
from bot.domain.model import BookingId, SiteId
from bot.domain.papers.views import Feedback


def read_feedback(connection: Connection, booking_id: BookingId, site_id: SiteId) -> Feedback | None:
    found = select(feedback).where(feedback.c.booking_id == booking_id, feedback.c.site_id == site_id)
    row = connection.execute(found).one_or_none()
    return None if row is None else from_row(Feedback, row)


def set_score(
    connection: Connection, booking_id: BookingId, site_id: SiteId, score: int, now: datetime
) -> None:
    """The last one counts."""
    new = {"booking_id": booking_id, "site_id": site_id, "score": score, "created_at": now}
    if insert_ignoring_conflict(connection, feedback, **new) is None:
        _change(connection, booking_id, site_id, score=score)


def set_text(connection: Connection, booking_id: BookingId, site_id: SiteId, text: str) -> None:
    _change(connection, booking_id, site_id, text=text)


def set_hands(connection: Connection, booking_id: BookingId, site_id: SiteId, hands: int) -> None:
    _change(connection, booking_id, site_id, hands=hands)


def _change(connection: Connection, booking_id: BookingId, site_id: SiteId, **values: int | str) -> None:
    connection.execute(
        update(feedback)
        .where(feedback.c.booking_id == booking_id, feedback.c.site_id == site_id)
        .values(**values)
    )
