"""When something is due next: for whoever moves the clock by hand and must not jump over it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.db.outbox import next_due
from bot.db.tables import hold, visit
from bot.domain.model import HoldState, VisitStatus


def next_message(connection: Connection) -> datetime | None:
    """When the next message is due (UTC); None when none waits."""
    return next_due(connection)


def next_moment(connection: Connection) -> datetime | None:
    """The earliest of: a message is due, a hold ends, a request expires (UTC); perhaps past already."""
    moments = [
        next_due(connection),
        connection.execute(
            select(func.min(hold.c.expires_at)).where(hold.c.state == HoldState.LIVE)
        ).scalar_one(),
        connection.execute(
            select(func.min(visit.c.expires_at)).where(visit.c.status == VisitStatus.PENDING)
        ).scalar_one(),
    ]
    return min((each for each in moments if each is not None), default=None)
