"""The database as the rest of the program sees it: two verbs, ``write`` and ``read``.

Each takes a synchronous function of one connection, the transaction's body. It cannot await, so no network
call can happen inside a transaction. It changes nothing outside the connection (time, ids and random values
come in as arguments), so it can be run again. It reads its rows before it returns and never ends the
transaction itself.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.db.engine.errors import DatabaseBrokenError, DatabaseBusyError, DatabaseClosedError
from bot.db.engine.patience import current_patience
from bot.db.engine.pending import Body
from bot.db.engine.reading.reader import SqliteReads
from bot.db.engine.sqlite import (
    BUSY_TIMEOUT_MS,
    create_folder,
    database_path,
    is_busy,
    reading_engine,
    what_broke,
    writing_engine,
)
from bot.db.engine.writer import GroupCommitWriter, GroupLimits, refuse_open_cursor
from bot.domain.refusal import Refusal

if TYPE_CHECKING:  # memory for those who have a server
    from bot.db.engine.postgresql import PostgresqlLimits

__all__ = ["Body", "Database", "is_refusal", "parse_url"]

T = TypeVar("T")

_log = logging.getLogger(__name__)


def is_refusal(result: object) -> bool:
    """Whether a body's result rolls back what the body did."""
    return isinstance(result, Refusal)


def parse_url(address: str) -> URL:
    """The database's address with its asynchronous driver.

    ValueError, with what is possible instead, when it is not a file of SQLite or a PostgreSQL database.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise ValueError(f"not a database address: {error}") from error
    if url.drivername in {"sqlite", "sqlite+aiosqlite"}:
        database_path(url)
        return url.set(drivername="sqlite+aiosqlite")
    if url.drivername in {"postgresql", "postgresql+asyncpg"}:
        return url.set(drivername="postgresql+asyncpg")
    raise ValueError(
        f"the database {url.drivername!r} is not supported: use sqlite:///path/to/file "
        "or postgresql+asyncpg://user:password@host/name"
    )


def failure_of(error: Exception, *, reading: bool = False) -> Exception:
    """What a caller is told of an error of the engine: one of the family of ``DatabaseError`` where the
    machine, the file or the server failed; the same error where a statement was wrong. ``reading``: then a
    refusal to write is of our own making, and the statement is."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if reading and getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
        return error
    if (broken := what_broke(cause)) is not None:
        return DatabaseBrokenError(f"the database failed, {broken}: {cause}")
    if is_busy(cause):
        return DatabaseBusyError(f"another process keeps the database locked: {cause}")
    if isinstance(error, DBAPIError) and not isinstance(cause, sqlite3.Error):
        from bot.db.engine.postgresql import (
            READ_ONLY,
            is_broken,
            sqlstate,
            words_of,
        )  # for those who have one

        if is_broken(error) and not (reading and sqlstate(error) == READ_ONLY):
            return DatabaseBrokenError(f"the database failed: {words_of(error)}")
    return error


class _Reads(Protocol):
    async def read(self, body: Body[T]) -> T: ...

    async def close(self) -> None: ...


class _Writes(Protocol):
    async def write(self, body: Body[T]) -> T: ...

    async def close(self) -> None: ...


class Watch(Protocol):
    """Is told in the event loop how the database works."""

    def read(self, seconds: float) -> None: ...

    def written(self, seconds: float) -> None: ...

    def committed_together(self, bodies: int) -> None:
        """So many bodies shared one COMMIT of SQLite's writer."""
        ...


class _Commits:
    """Who wants to know of commits."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[], None]] = []
        self.watch: Watch | None = None

    def tell(self) -> None:
        for listener in self.listeners:
            try:
                listener()
            except Exception:
                _log.exception("a listener to commits failed; the commit itself is done")

    def tell_group(self, bodies: int) -> None:
        if self.watch is not None:
            self.watch.committed_together(bodies)


async def _in_patience(answer: Coroutine[Any, Any, T]) -> T:
    """The answer; DatabaseSlowError where whoever asks has no time left for it."""
    patience = current_patience()
    if patience is None:
        return await answer
    async with patience.spending():
        return await answer


class Database:
    """An open database. Belongs to the event loop in which it was opened; close it in the same."""

    def __init__(self, reads: _Reads, writes: _Writes, commits: _Commits) -> None:
        """Use :meth:`open`."""
        self._reads = reads
        self._writes = writes
        self._commits = commits
        self._reads_in_flight = 0
        self._all_read = asyncio.Event()
        self._all_read.set()
        self._closed = False

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        read_pool_size: int = 4,
        rolls_back: Callable[[object], bool] = is_refusal,
        limits: GroupLimits | None = None,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
        begin_attempts: int = 2,
        postgresql: PostgresqlLimits | None = None,
    ) -> Database:
        """Opens ``sqlite:///path`` (its folder is made) or ``postgresql+asyncpg://…``.

        ``read_pool_size``: how many reads run at once, others wait. ``busy_timeout_ms`` times
        ``begin_attempts``: how long a write waits for another process that keeps SQLite locked.
        ``postgresql``: connections and time-outs there.
        ValueError for an address that cannot be used, DatabaseUnavailableError when it cannot be opened.
        The tables are made by the migrations, not here.
        """
        parsed = parse_url(url)
        if parsed.get_backend_name() == "postgresql":
            return await cls._open_postgresql(parsed, read_pool_size, rolls_back, postgresql)
        path = database_path(parsed)
        create_folder(path)

        commits = _Commits()
        writer = GroupCommitWriter(
            writing_engine(path, busy_timeout_ms=busy_timeout_ms),
            rolls_back=rolls_back,
            committed=commits.tell,
            grouped=commits.tell_group,
            limits=limits or GroupLimits(),
            begin_attempts=begin_attempts,
        )
        await writer.start()
        reads = SqliteReads(reading_engine(path, busy_timeout_ms=busy_timeout_ms), most=read_pool_size)
        return cls(reads, writer, commits)

    @classmethod
    async def _open_postgresql(
        cls,
        url: URL,
        read_pool_size: int,
        rolls_back: Callable[[object], bool],
        limits: PostgresqlLimits | None,
    ) -> Database:
        from bot.db.engine.postgresql import (
            PostgresqlLimits,
            PostgresqlReads,
            PostgresqlWrites,
            check_connection,
            postgresql_engine,
        )

        limits = limits or PostgresqlLimits()
        commits = _Commits()
        reading = postgresql_engine(url, limits, most=read_pool_size, reads_only=True)
        writing = postgresql_engine(url, limits, most=limits.writing_connections, reads_only=False)
        writes = PostgresqlWrites(writing, limits, rolls_back=rolls_back, committed=commits.tell)
        database = cls(PostgresqlReads(reading, limits, most=read_pool_size), writes, commits)
        try:
            await check_connection(writing)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, body: Body[T]) -> T:
        """Runs the body in a transaction; returns its result once that is durable.

        A Refusal rolls back what the body did and is returned. An exception of the body does too and is
        raised. DatabaseError when nothing could be stored; CommitUnknownError when nobody knows whether it
        is. When the caller is cancelled, its body may run all the same, or run again: what it does must be
        safe to repeat.
        """
        began = time.perf_counter()
        try:
            return await _in_patience(self._writes.write(body))
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise failure_of(error) from error
        finally:
            if self._commits.watch is not None:
                self._commits.watch.written(time.perf_counter() - began)

    async def read(self, body: Body[T]) -> T:
        """Runs the body in a transaction that sees one state of the database and cannot change it.

        It sees everything whose ``write`` has returned.
        """
        if self._closed:
            raise DatabaseClosedError("the database is closed")
        self._reads_in_flight += 1
        self._all_read.clear()
        began = time.perf_counter()
        try:
            result = await _in_patience(self._reads.read(body))
            refuse_open_cursor(result)
            return result
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise failure_of(error, reading=True) from error
        finally:
            if self._commits.watch is not None:
                self._commits.watch.read(time.perf_counter() - began)
            self._reads_in_flight -= 1
            if not self._reads_in_flight:
                self._all_read.set()

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Calls this in the event loop after each commit that stored something of this process.

        One call may stand for several writes. It comes before the writers' tasks go on, must be quick
        (set an event, drop a cached view), and its errors are only logged.
        """
        self._commits.listeners.append(listener)

    def watch(self, watch: Watch) -> None:
        """From now on ``watch`` is told of each read and write, also of those that fail."""
        self._commits.watch = watch

    async def close(self) -> None:
        """Finishes the writes and reads that were asked for, then lets go of the database; idempotent."""
        self._closed = True
        await self._all_read.wait()
        await self._reads.close()
        await self._writes.close()
