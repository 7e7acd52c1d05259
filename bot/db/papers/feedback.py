"""What leaders say of a visit afterwards (B18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import feedback
from bot.domain.desk.feedback import Ratings
from bot.domain.model import BookingId, SiteId
from bot.domain.papers.views import Feedback


def read_feedback(connection: Connection, booking_id: BookingId, site_id: SiteId) -> Feedback | None:
    found = select(feedback).where(feedback.c.booking_id == booking_id, feedback.c.site_id == site_id)
    row = connection.execute(found).one_or_none()
    return None if row is None else from_row(Feedback, row)


def read_ratings(
    connection: Connection, site_ids: Collection[SiteId], since: datetime
) -> dict[SiteId, Ratings]:
    """The scores of sites since a moment (UTC); a site without any is not there."""
    found = (
        select(
            feedback.c.site_id,
            feedback.c.score,
            func.count().label("number"),
            func.max(feedback.c.id).label("newest"),
        )
        .where(feedback.c.site_id.in_(sorted(site_ids)), feedback.c.created_at > since)
        .group_by(feedback.c.site_id, feedback.c.score)
    )
    scores: dict[SiteId, dict[int, int]] = {}
    newest: dict[SiteId, int] = {}
    for row in connection.execute(found):
        site_id = SiteId(row.site_id)
        scores.setdefault(site_id, {})[row.score] = row.number
        newest[site_id] = max(newest.get(site_id, 0), row.newest)
    return {site_id: Ratings(by_score, newest[site_id]) for site_id, by_score in scores.items()}


def read_said_at(connection: Connection, site_id: SiteId, since: datetime) -> list[tuple[Feedback, datetime]]:
    """What was said of a site since a moment (UTC) with more than a score, the newest first; and when."""
    found = (
        select(feedback)
        .where(
            feedback.c.site_id == site_id,
            feedback.c.created_at > since,
            or_(feedback.c.text.is_not(None), feedback.c.hands.is_not(None)),
        )
        .order_by(feedback.c.created_at.desc(), feedback.c.id.desc())
    )
    return [(from_row(Feedback, row), row.created_at) for row in connection.execute(found)]


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
