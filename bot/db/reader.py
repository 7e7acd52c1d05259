"""Reads of SQLite: a few connections, each in a thread of aiosqlite, and one hop to it for all that wait.

Over SQLAlchemy's own adapter each BEGIN, statement and ROLLBACK is a hop of its own, which cost a tap two
thirds of its speed. Here whole bodies run in the connection's thread; those that are asked for at the same
moment run there together, in one transaction. A second connection helps only where the first takes long:
threads that work at once take the interpreter from each other, and from the event loop, at every statement.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar, cast

import aiosqlite
from sqlalchemy import Connection, Engine

from bot.db.asked import Asked, Body, sendable
from bot.db.sqlite import driver_connection

T = TypeVar("T")

PATIENCE_SECONDS: Final = 0.05
"""After which whoever waits gets a connection of their own, if there is one."""
MOST_TOGETHER: Final = 16
"""Bodies of one transaction."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: object
    error: BaseException | None = None

    def tell(self, asked: Asked) -> None:
        """Answers the caller, unless nobody waits any more."""
        if asked.answer.done():
            return
        if self.error is None:
            asked.answer.set_result(self.result)
        else:
            asked.answer.set_exception(sendable(self.error))


class _ReadingConnection(aiosqlite.Connection):
    """A connection that SQLAlchemy opens, and prepares, in the thread that aiosqlite keeps for it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(self._open, iter_chunk_size=64)
        self._engine = engine
        self._sql: Connection | None = None

    def _open(self) -> sqlite3.Connection:
        self._sql = self._engine.connect()
        return driver_connection(self._sql)

    async def run(self, bodies: Sequence[Body[Any]]) -> Sequence[_Outcome]:
        """Runs bodies in one transaction, in the thread: what each came to. Fewer than asked for where one
        of them has ended the transaction."""
        return cast("Sequence[_Outcome]", await self._in_thread(partial(self._in_transaction, bodies)))

    async def _in_thread(self, function: Callable[[], object]) -> object:
        # What all methods of aiosqlite go through; it has no public name there.
        return await self._execute(function)  # type: ignore[no-untyped-call]  # without types there

    def _in_transaction(self, bodies: Sequence[Body[Any]]) -> Sequence[_Outcome]:
        if self._sql is None:
            raise ValueError("the connection is not open")
        outcomes: list[_Outcome] = []
        with self._sql.begin() as transaction:
            for body in bodies:
                try:
                    outcomes.append(_Outcome(body(self._sql)))
                except BaseException as error:
                    outcomes.append(_Outcome(None, error))
                if not transaction.is_active:
                    break
        return outcomes

    async def close(self) -> None:
        """Lets SQLAlchemy close it in its own thread, then ends the thread."""
        if self._sql is not None:
            await self._in_thread(self._sql.close)
        await super().close()


class SqliteReads:
    """At most ``most`` connections, opened when they are first needed."""

    def __init__(self, engine: Engine, *, most: int) -> None:
        self._engine = engine
        self._most = most
        self._waiting: deque[Asked] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._serving = 0
        self._help: asyncio.TimerHandle | None = None
        self._idle: deque[_ReadingConnection] = deque()
        self._opened: list[_ReadingConnection] = []

    async def read(self, body: Body[T]) -> T:
        """The body's result; it saw one state of the database, with all that was written before."""
        loop = asyncio.get_running_loop()
        asked = Asked(body, loop.create_future())
        self._waiting.append(asked)
        if not self._serving:
            self._serve_more()  # from the loop's next round on: whoever asks in this one comes along
        elif self._help is None:
            self._help = loop.call_later(PATIENCE_SECONDS, self._send_help)
        return cast("T", await asked.answer)

    def _send_help(self) -> None:
        self._help = None
        if self._waiting and self._serving < self._most:
            self._serve_more()
            self._help = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._send_help)

    def _serve_more(self) -> None:
        self._serving += 1
        task = asyncio.get_running_loop().create_task(self._serve(), name="read from the database")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self) -> None:
        try:
            while self._waiting:
                together = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
                # A body whose caller is gone need not run; one that runs goes on without its caller.
                await self._run([each for each in together if not each.answer.done()])
        finally:
            # Before any caller goes on, who may ask again at once.
            self._serving -= 1

    async def _run(self, group: Sequence[Asked]) -> None:
        if not group:
            return
        try:
            connection = self._idle.pop() if self._idle else await self._open()
            try:
                outcomes = await connection.run([each.body for each in group])
            finally:
                self._idle.append(connection)
        except Exception as error:
            if len(group) == 1:
                _Outcome(None, error).tell(group[0])
                return
            outcomes = []  # each alone then, with an error of its own
        for asked, outcome in zip(group, outcomes, strict=False):
            outcome.tell(asked)
        for asked in group[len(outcomes) :]:
            await self._run([asked])

    async def _open(self) -> _ReadingConnection:
        connection = _ReadingConnection(self._engine)
        await connection
        self._opened.append(connection)
        return connection

    async def close(self) -> None:
        """Ends all threads; nothing may be reading any more."""
        if self._help is not None:
            self._help.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)
        while self._opened:
            await self._opened.pop().close()
        self._idle.clear()
        self._engine.dispose()
