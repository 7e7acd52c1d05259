"""Reads of SQLite: a few threads with a connection each, and one hop to them for all that wait.

Over SQLAlchemy's adapter for asyncio each BEGIN, statement and ROLLBACK is a hop of its own, which cost a tap
two thirds of its speed. Here whole bodies run in a thread; those that are asked for at the same moment run
there together (``bot.db.engine.reading.together``).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from bot.db.engine.pending import Body
from bot.db.engine.reading.together import Outcome, ReadsTogether, answer_with

T = TypeVar("T")

_Call = tuple[asyncio.Future[Any], Callable[..., object], tuple[object, ...]]


class _ReadingThread:
    """Runs functions of its connection one after another. A thread of an executor would cost each hop 0.1 ms
    more, for locks that nobody here needs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="database-reader", daemon=True)
        self._thread.start()

    async def run(self, bodies: Sequence[Body[Any]]) -> Sequence[Outcome]:
        """Runs bodies in one transaction: what each came to. Fewer than asked for where one of them has ended
        the transaction."""
        return await self._call(self._in_transaction, bodies)

    async def close(self) -> None:
        if self._connection is not None:
            await self._call(self._connection.close)
        self._calls.put(None)
        self._thread.join()

    async def _call(self, function: Callable[..., T], *given: object) -> T:
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._calls.put((answer, function, given))
        return await answer

    # --- the thread --------------------------------------------------------------------------------

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            answer, function, given = call
            answer.get_loop().call_soon_threadsafe(answer_with, answer, Outcome.of(function, *given))

    def _in_transaction(self, bodies: Sequence[Body[Any]]) -> Sequence[Outcome]:
        connection = self._connection = self._connection or self._engine.connect()
        outcomes: list[Outcome] = []
        try:
            with connection.begin() as transaction:
                for body in bodies:
                    outcomes.append(Outcome.of(body, connection))
                    if not transaction.is_active:
                        break
        except Exception:
            # Whatever broke, the next read begins with a connection that knows nothing of it.
            self._connection = None
            with suppress(Exception):
                connection.close()
            raise
        return outcomes


class SqliteReads(ReadsTogether):
    """At most ``most`` threads, begun when they are first needed. A second helps only where the first takes
    long: threads that work at once take the interpreter from each other, and from the event loop, at every
    statement."""

    def __init__(self, engine: Engine, *, most: int) -> None:
        super().__init__(most=most)
        self._engine = engine
        self._idle: deque[_ReadingThread] = deque()

    async def _attempt(self, bodies: Sequence[Body[Any]]) -> Sequence[Outcome]:
        thread = self._idle.pop() if self._idle else _ReadingThread(self._engine)
        try:
            return await thread.run(bodies)
        finally:
            self._idle.append(thread)

    async def close(self) -> None:
        """Ends all threads; nothing may be reading any more."""
        await self._finish()
        while self._idle:
            await self._idle.pop().close()
        self._engine.dispose()
