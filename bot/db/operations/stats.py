"""Figures for whoever watches the bot; no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.db.tables import booking, outbox
from bot.domain.model import OutboxState


@dataclass(frozen=True, slots=True)
class Figures:
    """``due``: messages that could be sent now. ``oldest_due_at``: since when the first of them waits (UTC).
    ``bookings``: all that are stored, in whatever state."""

    due: int
    oldest_due_at: datetime | None
    bookings: int


def read_figures(connection: Connection, now: datetime) -> Figures:
    """The figures at a moment (UTC)."""
    waiting = connection.execute(
        select(func.count(), func.min(outbox.c.due_at)).where(
            outbox.c.state.in_([OutboxState.DUE, OutboxState.SENDING]), outbox.c.due_at <= now
        )
    ).one()
    bookings = connection.execute(select(func.count()).select_from(booking)).scalar_one()
    return Figures(waiting[0], waiting[1], bookings)
