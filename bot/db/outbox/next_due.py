"""When something is due next: for whoever moves the clock by hand and must not jump over it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.db.tables import application, hold, outbox, visit
from bot.domain.model import ApplicationStatus, HoldState, OutboxState, VisitStatus


def next_message(connection: Connection) -> datetime | None:
    """When the next message is due, or is tried again (UTC); None when none waits."""
    moments = [
        connection.execute(
            select(func.min(outbox.c.due_at)).where(outbox.c.state == OutboxState.DUE)
        ).scalar_one(),
        connection.execute(
            select(func.min(outbox.c.leased_until)).where(outbox.c.state == OutboxState.SENDING)
        ).scalar_one(),
    ]
    return min((each for each in moments if each is not None), default=None)


def next_moment(connection: Connection) -> datetime | None:
    """The earliest of: a message is due, a hold ends, a request expires, a place for an applicant is kept no
    more (UTC); perhaps past already."""
    moments = [
        next_message(connection),
        connection.execute(
            select(func.min(hold.c.expires_at)).where(hold.c.state == HoldState.LIVE)
        ).scalar_one(),
        connection.execute(
            select(func.min(visit.c.expires_at)).where(visit.c.status == VisitStatus.PENDING)
        ).scalar_one(),
        connection.execute(
            select(func.min(application.c.offered_until)).where(
                application.c.status == ApplicationStatus.OFFERED
            )
        ).scalar_one(),
    ]
    return min((each for each in moments if each is not None), default=None)
