"""How SQLite is opened: the recipe that makes it safe with many tasks and several processes.

The driver's own transaction control is switched off (``isolation_level=None``), because it begins too
late and lets a savepoint survive its outer rollback; instead every transaction begins with a BEGIN of
ours. WAL lets reads go on during a write; ``synchronous=FULL`` keeps a confirmed booking through a power cut.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from bot.db.engine.at_rest.files import make_private
from bot.db.engine.errors import DatabaseUnavailableError
from bot.db.engine.types import write_json

BUSY_TIMEOUT_MS = 10_000
"""Milliseconds that SQLite waits for another process's lock before it gives up."""

_FORGET_WAIT_S = 2.0
_WAL_ATTEMPTS = 200
_WAL_PAUSE_S = 0.05


def database_path(url: URL) -> Path:
    """The file of an SQLite URL; ValueError when it names no file (``:memory:`` is another database
    for every connection)."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise ValueError(f"an SQLite address must name a file, as in sqlite:///data/bot.sqlite3: {url}")
    return Path(url.database)


def create_folder(path: Path) -> None:
    """Makes the folder of the database file, and the file itself, for its owner alone.
    DatabaseUnavailableError when that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailableError(f"cannot make the folder of the database {path}: {error}") from error
    try:
        make_private(path)
    except OSError as error:
        raise DatabaseUnavailableError(f"cannot make {path}: {error.strerror}") from error


def forget_log(path: Path) -> bool:
    """Takes the changes in the ``-wal`` file into the database and empties it: what was deleted stands there
    until then. False: somebody reads an older state, ask again later."""
    connection = sqlite3.connect(path, timeout=_FORGET_WAIT_S, isolation_level=None)
    try:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        return False
    finally:
        connection.close()
    return not busy


def is_busy(error: BaseException | None) -> bool:
    """Whether SQLite says that another connection holds the lock."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF == sqlite3.SQLITE_BUSY


_ENGINE_FAILED = {
    sqlite3.SQLITE_PERM: "permission denied",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PROTOCOL: "its locks do not work",
    sqlite3.SQLITE_NOLFS: "the file is too large",
    sqlite3.SQLITE_NOTADB: "it is no database",
}


def what_broke(error: BaseException | None) -> str | None:
    """What is the matter with the machine or the file; None for an error of a statement."""
    code = getattr(error, "sqlite_errorcode", None)
    return _ENGINE_FAILED.get(code & 0xFF) if isinstance(code, int) else None


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The driver's connection below a synchronous SQLAlchemy connection."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(f"not an SQLite connection: {raw!r}")
    return raw


def writing_engine(
    path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS, foreign_keys: bool = True
) -> Engine:
    """An engine whose every transaction is a BEGIN IMMEDIATE; each connection is opened anew.

    ``foreign_keys=False`` is for migrations only, which rebuild tables that others refer to.
    """
    return _engine(
        path, busy_timeout_ms, "BEGIN IMMEDIATE", f"foreign_keys={'ON' if foreign_keys else 'OFF'}"
    )


def reading_engine(path: Path, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine that cannot write; a transaction sees one state of the database throughout."""
    return _engine(path, busy_timeout_ms, "BEGIN", "foreign_keys=ON", "query_only=ON")


def _engine(path: Path, busy_timeout_ms: int, beginning: str, *settings: str) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"isolation_level": None, "timeout": busy_timeout_ms / 1000},
        json_serializer=write_json,
    )

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        _pragma(connection, f"busy_timeout={busy_timeout_ms:d}")
        _switch_to_wal(connection)
        for setting in ("synchronous=FULL", *settings):
            _pragma(connection, setting)

    def begin(connection: Connection) -> None:
        driver_connection(connection).execute(beginning)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _pragma(connection: DBAPIConnection, setting: str) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA {setting}")
    finally:
        cursor.close()


def _switch_to_wal(connection: DBAPIConnection) -> None:
    """Two processes that open a new file at once collide here, and SQLite does not wait by itself.

    Once the file is in WAL mode (it stays so) this takes no lock.
    """
    for attempt in range(1, _WAL_ATTEMPTS + 1):
        try:
            _pragma(connection, "journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or attempt == _WAL_ATTEMPTS:
                raise
            time.sleep(_WAL_PAUSE_S)
        else:
            return
