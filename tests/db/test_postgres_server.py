"""The server that tests of PostgreSQL get."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.db.engine.database import Database
from bot.db.operations.revisions import pending


def test_each_test_gets_a_migrated_database(postgres_url: str) -> None:
    assert pending(postgres_url) == []


def _write(connection: Connection) -> None:
    connection.execute(text("INSERT INTO content_version VALUES (1, 7)"))


def _read(connection: Connection) -> object:
    return connection.execute(text("SELECT version FROM content_version")).scalar_one()


async def test_the_database_can_be_written(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    try:
        await database.write(_write)
        assert await database.read(_read) == 7
    finally:
        await database.close()
