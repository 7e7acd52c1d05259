"""Messages that wait for a moment which is another now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, update

from bot.db.outbox.queue import NewMessage
from bot.db.tables import outbox
from bot.domain.model import OutboxState

_MOVE = (
    update(outbox)
    .where(outbox.c.dedupe_key == bindparam("key"), outbox.c.state == OutboxState.DUE)
    .values(due_at=bindparam("moved_to"), stale_at=bindparam("until"))
)


def move_waiting(connection: Connection, messages: Collection[NewMessage]) -> None:
    """Gives those of these that wait already the moments that are planned for them now."""
    rows = [{"key": each.key, "moved_to": each.due_at, "until": each.stale_at} for each in messages]
    if rows:
        connection.execute(_MOVE, rows)
