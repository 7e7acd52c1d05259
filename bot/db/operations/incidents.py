"""Updates that could not be handled: a number for the person, the place in the code for the operator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from bot.db.tables import incident


def store_incident(
    connection: Connection,
    *,
    number: str,
    at: datetime,
    update_id: int,
    update_kind: str,
    error: str,
    traceback: str,
) -> None:
    """Keeps an incident. ``error`` and ``traceback`` name classes and places in the code, never values."""
    connection.execute(
        insert(incident).values(
            number=number,
            at=at,
            update_id=update_id,
            update_kind=update_kind[:32],
            error=error[:120],
            traceback=traceback,
        )
    )
