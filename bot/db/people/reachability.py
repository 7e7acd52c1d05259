"""Who can be written to (G4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.tables import person
from bot.domain.model import PersonId


def note_reachable(connection: Connection, telegram_id: int) -> None:
    """The person is back."""
    connection.execute(
        update(person)
        .where(person.c.telegram_id == telegram_id, person.c.unreachable_since.is_not(None))
        .values(unreachable_since=None)
    )


def note_unreachable(connection: Connection, telegram_id: int, now: datetime) -> PersonId | None:
    """The person blocked the bot or vanished; the first such moment is kept. None for somebody unknown."""
    found = connection.execute(
        select(person.c.id, person.c.unreachable_since).where(person.c.telegram_id == telegram_id)
    ).one_or_none()
    if found is None:
        return None
    if found.unreachable_since is None:
        connection.execute(
            update(person)
            .where(person.c.id == found.id, person.c.unreachable_since.is_(None))
            .values(unreachable_since=now)
        )
    return PersonId(found.id)
