"""How long whoever asks can wait for the database, over everything that they ask.

Each wait has its end (for a connection, for a lock), but a handler asks several times, and its waits add up
until it is taken for dead. So an update has a budget, from which every call is paid.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from bot.db.engine.errors import DatabaseError, DatabaseSlowError


class Patience:
    """So many seconds of waiting, for one asker."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._trouble: DatabaseError | None = None

    def note(self, trouble: DatabaseError) -> None:
        """Why it takes long: what the asker is told if it does not end in time."""
        self._trouble = trouble

    @asynccontextmanager
    async def spending(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        limit = asyncio.timeout(max(self._left, 0))
        try:
            async with limit:
                yield
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise self._trouble or DatabaseSlowError("the database did not answer in time") from error
        finally:
            self._left -= loop.time() - began


_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patient(patience: Patience) -> Iterator[None]:
    """What is asked inside is paid from this; elsewhere there is all the time that the engine allows."""
    token = _patience.set(patience)
    try:
        yield
    finally:
        _patience.reset(token)


def current_patience() -> Patience | None:
    return _patience.get()
