"""Counts the updates that are being handled, so that a shutdown can wait for them; tells how they went."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from bot.middlewares.update_info import kind_of

Watch = Callable[[str, float, bool], None]
"""Told of each update: its kind, the seconds that it took, whether it was handled."""


class InFlight(BaseMiddleware):
    """The outermost of ours: whoever waits for a turn in a chat counts too."""

    def __init__(self) -> None:
        self._count = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._watch: Watch | None = None

    @property
    def count(self) -> int:
        return self._count

    def watch(self, watch: Watch) -> None:
        """From now on ``watch`` is told of each update."""
        self._watch = watch

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        self._count += 1
        self._empty.clear()
        began = time.perf_counter()
        handled = False
        try:
            result = await handler(event, data)
            handled = True
            return result
        finally:
            if self._watch is not None and isinstance(event, Update):
                self._watch(kind_of(event), time.perf_counter() - began, handled)
            self._count -= 1
            if not self._count:
                self._empty.set()

    async def drained(self, seconds: float) -> bool:
        """Waits until nothing is being handled, at most so long; whether it came to that."""
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True
