"""A database that is looked after in a test, and ways to damage it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.clock import MovableClock
from bot.db.engine.database import Database, parse_url
from bot.db.engine.types import write_json
from bot.db.operations.self_audit import Report, audit
from bot.domain.limits import Limits
from bot.domain.model import PersonId
from bot.services.catalogue.cache import CatalogueCache
from bot.services.people.deletion import delete_again
from bot.services.runner import Runner

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, 12:00 in Moscow and Syktyvkar."""
COORDINATOR = 700_000_001
"""The Telegram id of the region's coordinator."""


@dataclass(slots=True)
class Kept:
    url: str
    db: Database
    clock: MovableClock

    async def audit(self) -> Report:
        return await self.db.read(partial(audit, moments=self.clock.now()))

    async def damage(self, body: Callable[[Connection], object]) -> None:
        await damage(self.url, body)


async def damage(url: str, body: Callable[[Connection], object]) -> None:
    """Does what no constraint would allow: foreign keys and CHECKs are not looked at meanwhile."""
    engine = create_async_engine(parse_url(url), poolclass=NullPool, json_serializer=write_json)
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(text("SET LOCAL session_replication_role = replica"))
                await connection.run_sync(_drop_checks)
            else:
                await connection.execute(text("PRAGMA ignore_check_constraints = ON"))
            await connection.run_sync(body)
    finally:
        await engine.dispose()


async def delete(db: Database, person_id: PersonId, now: datetime) -> None:
    """Somebody leaves for good at this moment."""
    clock = MovableClock(now)
    content = CatalogueCache(db, clock)
    await content.refresh()
    await Runner(db, clock, content, Limits(), bytes).run(delete_again, person_id)


def _drop_checks(connection: Connection) -> None:
    for table in ("session", "claim", "membership"):
        rows = connection.execute(
            text("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = CAST(:t AS regclass)"),
            {"t": table},
        )
        for name in rows.scalars().all():
            connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))


def allow_twins(connection: Connection) -> None:
    """Takes away what keeps two messages from having one key."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE outbox DROP CONSTRAINT uq_outbox_dedupe_key"))
        return
    connection.execute(text("CREATE TABLE bare AS SELECT * FROM outbox"))
    connection.execute(text("DROP TABLE outbox"))
    connection.execute(text("ALTER TABLE bare RENAME TO outbox"))
