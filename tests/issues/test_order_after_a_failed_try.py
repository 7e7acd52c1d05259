"""A message whose try had failed was overtaken at its next one: by a reminder to the same person that had
been planned before it, and had fallen due after it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.outbox.deliveries import retry_at
from bot.db.outbox.queue import NewMessage, claim_due, mark, queue
from bot.db.tables import person
from bot.domain.model import OutboxState, PersonId
from tests.bot.world import START

MINUTE = timedelta(minutes=1)


@pytest.mark.both_engines
@pytest.mark.shows("G4")
async def test_what_fell_due_first_is_tried_first(empty_db: Database, engine: str) -> None:
    def prepare(connection: Connection) -> None:
        statement = insert(person).values(telegram_id=700_000_001, language="ru", created_at=START)
        reader = PersonId(connection.execute(statement.returning(person.c.id)).scalar_one())
        planned = NewMessage(
            kind="reminder", recipient_id=reader, payload={}, key="planned", due_at=START + 2 * MINUTE
        )
        at_once = NewMessage(kind="change", recipient_id=reader, payload={}, key="at once")
        queue(connection, [planned, at_once], START)
        [change] = claim_due(connection, START, MINUTE, 10)
        assert change.kind == "change"
        retry_at(connection, change, START + 3 * MINUTE, "TimeoutError")

    def claim(connection: Connection) -> list[str]:
        claimed = claim_due(connection, START + 3 * MINUTE, MINUTE, 10)
        for each in claimed:
            mark(connection, each, OutboxState.SENT, now=START, telegram_message_id=1)
        return [each.kind for each in claimed]

    await empty_db.write(prepare)
    assert [await empty_db.write(claim) for _ in range(3)] == [["change"], ["reminder"], []]
