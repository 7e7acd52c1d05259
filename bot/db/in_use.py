"""Who else has the database open: a bot, as a rule."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.db.engine import parse_url
from bot.db.errors import DatabaseUnavailableError
from bot.db.postgresql import words_of
from bot.db.sqlite import database_path, is_busy

_WAIT_S = 0.5


async def others_using(url: str) -> bool:
    """Whether another program has it open now. Looks only; for the command line, since it may block.

    DatabaseUnavailableError when the database cannot be asked.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = database_path(parsed)
        return path.exists() and _is_locked(str(path))
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


def _is_locked(path: str) -> bool:
    """Whoever has opened a file in WAL mode keeps others from having it alone; so that is asked for."""
    with closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if is_busy(error):
                return True
            raise DatabaseUnavailableError(f"cannot read {path}: {error}") from error
    return False
