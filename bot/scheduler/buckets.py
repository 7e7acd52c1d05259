"""Telegram's limits on what a bot sends: about 30 messages a second in all, one a second in a chat (short
bursts are let pass), 20 a minute in a group. The exact figures are not published.

What the bot starts by itself waits for its turn; answers to taps take their turn without waiting, and the
rest waits the longer for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

started_by_bot: ContextVar[bool] = ContextVar("started_by_bot", default=False)
"""True where a request has waited for its turn already."""

OVERALL_BURST = 5
CHAT_PER_SECOND = 1.0
CHAT_BURST = 3
GROUP_PER_SECOND = 20 / 60
GROUP_BURST = 20
_MANY_CHATS = 5000


class TimeSource(Protocol):
    """Seconds that only go forward; tests bring their own."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class MachineTime:
    """The machine's monotonic clock."""

    def now(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class Bucket:
    """``left`` may fall below zero: then those who come wait until their own token has dripped in."""

    size: float
    per_second: float
    left: float
    at: float

    @classmethod
    def full(cls, size: float, per_second: float, now: float) -> Bucket:
        return cls(size, per_second, size, now)

    def take(self, now: float) -> float:
        """Takes one token; seconds until it is really there."""
        self.left = self.level(now) - 1
        self.at = now
        return max(-self.left / self.per_second, 0.0)

    def put_back(self) -> None:
        """A token was not needed."""
        self.left += 1

    def level(self, now: float) -> float:
        return min(self.size, self.left + (now - self.at) * self.per_second)


class Pace:
    """One for everything that a bot sends. ``per_second``: messages a second to all chats together."""

    def __init__(self, time_source: TimeSource, *, per_second: float = 30.0) -> None:
        self._time = time_source
        self.per_second = per_second
        self._overall = Bucket.full(OVERALL_BURST, per_second, time_source.now())
        self._chats: dict[int, Bucket] = {}
        self._refused_until: dict[int, float] = {}
        self._stopped_until = time_source.now()
        self.refusals = 0
        """How often Telegram has said 429 so far."""

    async def turn(self, chat_id: int) -> None:
        """Waits until one more message may go to this chat. First come, first served."""
        seconds = self._take(chat_id)
        if seconds > 0:
            await self._time.sleep(seconds)

    def debit(self, chat_id: int) -> None:
        """Counts a message that does not wait."""
        self._take(chat_id)

    def give_back(self, chat_id: int) -> None:
        """A turn in this chat was not used. Those who wait already go on waiting; who comes next does not."""
        self._overall.put_back()
        if (bucket := self._chats.get(chat_id)) is not None:
            bucket.put_back()

    def refused(self, chat_id: int, retry_after: float) -> None:
        """Telegram said 429. It does not say whether it means the chat or everything: two chats at once
        mean everything."""
        self.refusals += 1
        now = self._time.now()
        self._refused_until = {chat: until for chat, until in self._refused_until.items() if until > now}
        self._refused_until[chat_id] = max(now + retry_after, self._refused_until.get(chat_id, now))
        if len(self._refused_until) > 1:
            self._stopped_until = max(self._stopped_until, now + retry_after)

    def stopped_for(self) -> float:
        """Seconds for which nothing at all should be sent; 0 when sending is allowed."""
        return max(self._stopped_until - self._time.now(), 0.0)

    def _take(self, chat_id: int) -> float:
        now = self._time.now()
        return max(self._overall.take(now), self._bucket(chat_id, now).take(now))

    def _bucket(self, chat_id: int, now: float) -> Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            if len(self._chats) >= _MANY_CHATS:
                self._forget(lambda each: each.level(now) >= each.size)
            size, rate = (CHAT_BURST, CHAT_PER_SECOND) if chat_id > 0 else (GROUP_BURST, GROUP_PER_SECOND)
            bucket = self._chats[chat_id] = Bucket.full(size, rate, now)
        return bucket

    def _forget(self, rested: Callable[[Bucket], bool]) -> None:
        """A full bucket says no more than no bucket."""
        self._chats = {chat: bucket for chat, bucket in self._chats.items() if not rested(bucket)}
