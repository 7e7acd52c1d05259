"""Reads that are asked for at the same moment share a transaction, on either engine.

What a transaction costs before it has read anything is a hop to a thread on SQLite, and on PostgreSQL a round
trip for its BEGIN and another for its end. Most reads are one statement, so sharing saves more than half.
Another connection helps only when the first has kept somebody waiting.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from bot.db.engine.pending import Body, PendingCall, sendable

T = TypeVar("T")

PATIENCE_SECONDS: Final = 0.05
"""After which whoever waits gets a connection of their own, if there is one."""
MOST_TOGETHER: Final = 16
"""Bodies of one transaction."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a body came to."""

    result: object
    error: BaseException | None = None

    @classmethod
    def of(cls, function: Callable[..., object], *given: object) -> Outcome:
        try:
            return cls(function(*given))
        except BaseException as error:
            return cls(None, error)


def answer_with(answer: asyncio.Future[Any], outcome: Outcome) -> None:
    """Answers the caller, unless nobody waits any more."""
    if answer.done():
        return
    if outcome.error is None:
        answer.set_result(outcome.result)
    else:
        answer.set_exception(sendable(outcome.error))


class ReadsTogether(ABC):
    """At most ``most`` transactions at once."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._waiting: deque[PendingCall] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._serving = 0
        self._help: asyncio.TimerHandle | None = None

    @abstractmethod
    async def _attempt(self, bodies: Sequence[Body[Any]]) -> Sequence[Outcome]:
        """Runs bodies in one transaction: what each came to. Fewer than asked for where one of them has ended
        the transaction; those left run again, each alone."""

    async def read(self, body: Body[T]) -> T:
        """The body's result; it saw one state of the database, with all that was written before."""
        loop = asyncio.get_running_loop()
        asked = PendingCall(body, loop.create_future())
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

    async def _run(self, group: Sequence[PendingCall]) -> None:
        if not group:
            return
        try:
            outcomes = await self._attempt([each.body for each in group])
        except Exception as error:
            if len(group) == 1:
                answer_with(group[0].answer, Outcome(None, error))
                return
            outcomes = []  # each alone then, with an error of its own
        for asked, outcome in zip(group, outcomes, strict=False):
            answer_with(asked.answer, outcome)
        for asked in group[len(outcomes) :]:
            await self._run([asked])

    async def _finish(self) -> None:
        """Waits for what was asked for."""
        if self._help is not None:
            self._help.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)
