"""One update of a chat at a time, in the order in which they came; chats do not wait for each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.types import TelegramObject


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted_by: int = 0


class Turns:
    """A lock per key that exists only while somebody has it or waits for it."""

    def __init__(self) -> None:
        self._turns: dict[int, _Turn] = {}

    def __len__(self) -> int:
        return len(self._turns)

    @asynccontextmanager
    async def take(self, key: int) -> AsyncIterator[None]:
        """First come, first served."""
        turn = self._turns.setdefault(key, _Turn())
        turn.wanted_by += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.wanted_by -= 1
            if not turn.wanted_by:
                del self._turns[key]


class ChatIsolation(BaseMiddleware):
    """Only tidiness: what must not happen twice at once is guarded in the database, for all processes."""

    def __init__(self) -> None:
        self.turns = Turns()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        context: EventContext = data["event_context"]
        key = context.chat_id if context.chat_id is not None else context.user_id
        if key is None:
            return await handler(event, data)
        async with self.turns.take(key):
            return await handler(event, data)
