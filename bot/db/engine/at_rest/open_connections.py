"""Who else has the database open: a bot, as a rule."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import aiosqlite
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.db.engine.at_rest.files import refuse_faulty
from bot.db.engine.database import parse_url
from bot.db.engine.errors import DatabaseUnavailableError
from bot.db.engine.postgresql import words_of
from bot.db.engine.sqlite import database_path, is_busy

_WAIT_S = 0.5


async def others_using(url: str) -> bool:
    """Whether another program has it open now. Looks only.

    DatabaseUnavailableError when the database cannot be asked.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = database_path(parsed)
        refuse_faulty(path)
        return path.exists() and await _is_locked(path)
    engine = create_async_engine(parsed, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            others = await connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND application_name LIKE 'prokhodnaya%'"
                )
            )
            return int(others.scalar_one()) > 0
    except (OSError, DBAPIError) as error:
        shown = parsed.render_as_string(hide_password=True)
        raise DatabaseUnavailableError(f"cannot connect to {shown}: {words_of(error)}") from error
    finally:
        await engine.dispose()


async def _is_locked(path: Path) -> bool:
    """Whoever has opened a file in WAL mode keeps others from having it alone; so that is asked for."""
    async with aiosqlite.connect(path, timeout=_WAIT_S, isolation_level=None) as connection:
        try:
            await connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            await connection.execute_fetchall("SELECT 1 FROM sqlite_master")
        except sqlite3.Error as error:
            if is_busy(error):
                return True
            raise DatabaseUnavailableError(f"cannot read {path}: {error}") from error
    return False
