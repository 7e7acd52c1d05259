"""Reads of SQLite: a few connections, each in a thread of aiosqlite, and one hop to it a transaction.

Over SQLAlchemy's own adapter each BEGIN, statement and ROLLBACK is a hop of its own, which cost a tap two
thirds of its speed. Here the whole body runs in the connection's thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, Engine

from bot.db.sqlite import driver_connection

T = TypeVar("T")
Body = Callable[[Connection], T]


class _ReadingConnection(aiosqlite.Connection):
    """A connection that SQLAlchemy opens, and prepares, in the thread that aiosqlite keeps for it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(self._open, iter_chunk_size=64)
        self._engine = engine
        self._sql: Connection | None = None

    def _open(self) -> sqlite3.Connection:
        self._sql = self._engine.connect()
        return driver_connection(self._sql)

    async def run(self, body: Body[T]) -> T:
        """Runs a body in a transaction, in the thread."""
        return cast("T", await self._in_thread(partial(self._in_transaction, body)))

    async def _in_thread(self, function: Callable[[], object]) -> object:
        # What all methods of aiosqlite go through; it has no public name there.
        return await self._execute(function)  # type: ignore[no-untyped-call]  # without types there

    def _in_transaction(self, body: Body[T]) -> T:
        if self._sql is None:
            raise ValueError("the connection is not open")
        with self._sql.begin():
            return body(self._sql)

    async def close(self) -> None:
        """Lets SQLAlchemy close it in its own thread, then ends the thread."""
        if self._sql is not None:
            await self._in_thread(self._sql.close)
        await super().close()


class SqliteReads:
    """At most ``most`` bodies run at once, others wait. Connections are opened when they are first needed."""

    def __init__(self, engine: Engine, *, most: int) -> None:
        self._engine = engine
        self._places = asyncio.Semaphore(most)
        self._idle: deque[_ReadingConnection] = deque()
        self._opened: list[_ReadingConnection] = []

    async def read(self, body: Body[T]) -> T:
        """The body's result; it saw one state of the database."""
        async with self._places:
            connection = self._idle.pop() if self._idle else await self._open()
            try:
                # When the caller is cancelled the body goes on; whoever comes next queues behind it.
                return await connection.run(body)
            finally:
                self._idle.append(connection)

    async def _open(self) -> _ReadingConnection:
        connection = _ReadingConnection(self._engine)
        await connection
        self._opened.append(connection)
        return connection

    async def close(self) -> None:
        """Ends all threads; nothing may be reading any more."""
        while self._opened:
            await self._opened.pop().close()
        self._idle.clear()
        self._engine.dispose()
