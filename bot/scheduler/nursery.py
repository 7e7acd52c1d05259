"""The one place where background tasks are started.

``asyncio.create_task`` elsewhere is banned by the linter: a task that nobody keeps may be collected in the
middle of its work, its exception is only told when it is collected, and nobody ends it at shutdown. Tasks
of a nursery are kept, their failures are logged at once, and :meth:`Nursery.close` ends them all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

_log = logging.getLogger(__name__)


class Nursery:
    """Keeps background tasks. One that fails does not end the others."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Starts the work; ``name`` stands in the log if it fails. RuntimeError after :meth:`close`."""
        if self._closed:
            work.close()
            raise RuntimeError(f"the nursery is closed: {name} is not started")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    async def idle(self) -> None:
        """Waits until every task has ended, also those that are started meanwhile."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Cancels what still runs and waits for its end; nothing can be started any more. Idempotent."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            _log.error("background task %r failed", task.get_name(), exc_info=error)
