"""The queue of updates between Telegram and the bot (rules 28 to 30)."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final

from bot.clock import Clock
from sandbox.faults import FaultKind, Faults
from sandbox.model import PendingUpdate
from sandbox.rules import UPDATES_LIVE, ApiError

_OFF_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED_BY_POLL: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
TERMINATED_BY_WEBHOOK: Final = "terminated by setWebhook request"
_REMEMBERED: Final = 100


class UpdateQueue:
    """Updates in the order in which they happened; ids rise by one."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock = clock
        self._faults = faults
        self._waiting: deque[PendingUpdate] = deque()
        self._confirmed: deque[PendingUpdate] = deque(maxlen=_REMEMBERED)
        self._again: list[PendingUpdate] = []
        self._next_id = 100_000_001
        self._wakers: set[asyncio.Future[None]] = set()
        self._poll = 0
        self._ended_by = TERMINATED_BY_POLL
        self._allowed: frozenset[str] | None = None

    @property
    def allowed(self) -> frozenset[str] | None:
        """Kinds of updates that the bot asked for; None is Telegram's default."""
        return self._allowed

    def allow(self, kinds: list[str] | None) -> None:
        """Remembers ``allowed_updates`` for later updates; None changes nothing, ``[]`` is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def push(self, kind: str, queue: int, body: dict[str, Any]) -> int | None:
        """Queues an update and returns its id, or None where the bot does not want this kind."""
        wanted = kind not in _OFF_BY_DEFAULT if self._allowed is None else kind in self._allowed
        if not wanted:
            return None
        update = PendingUpdate(self._next_id, kind, queue, body, self._clock.now())
        self._next_id += 1
        self._waiting.append(update)
        self.wake()
        return update.update_id

    def pending(self) -> list[PendingUpdate]:
        """What waits for the bot; updates older than 24 hours are gone."""
        oldest = self._clock.now() - UPDATES_LIVE
        while self._waiting and self._waiting[0].at < oldest:
            self._waiting.popleft()
        return list(self._waiting)

    def drop_all(self) -> None:
        self._waiting.clear()

    def confirm(self, update: PendingUpdate) -> None:
        """One update is done (webhook)."""
        if update in self._waiting:
            self._waiting.remove(update)
            self._confirmed.append(update)
            self.wake()

    def redeliver(self, number: int = 1) -> None:
        """Delivers the last confirmed updates once more, as after a restart of Telegram or of the bot."""
        self._again = list(self._confirmed)[-number:] if number > 0 else []
        self.wake()

    @property
    def redelivers(self) -> bool:
        """Whether something is to be delivered once more."""
        return bool(self._again)

    def take_redelivered(self) -> list[PendingUpdate]:
        again, self._again = self._again, []
        return again

    async def poll(self, offset: int, limit: int, seconds: float) -> list[PendingUpdate]:
        """One ``getUpdates``: confirms what lies before the offset, then waits up to so many real seconds."""
        self.end_polls(TERMINATED_BY_POLL)
        mine = self._poll
        self._confirm_before(offset)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not (batch := self._batch(limit)):
            left = until - loop.time()
            if left <= 0:
                break
            await self.wait(left)
            if self._poll != mine:
                raise ApiError(409, self._ended_by)
        return batch

    def end_polls(self, reason: str) -> None:
        self._poll += 1
        self._ended_by = reason
        self.wake()

    async def wait(self, seconds: float | None) -> None:
        """Until something changes, at most so many real seconds."""
        waker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._wakers.add(waker)
        try:
            await asyncio.wait({waker}, timeout=seconds)
        finally:
            self._wakers.discard(waker)

    def wake(self) -> None:
        for waker in self._wakers:
            if not waker.done():
                waker.set_result(None)

    def _confirm_before(self, offset: int) -> None:
        waiting = self.pending()
        if offset < 0:
            keep = len(waiting) + offset
            for update in waiting[: max(keep, 0)]:
                self.confirm(update)
            return
        for update in waiting:
            if update.update_id >= offset:
                break
            self.confirm(update)

    def _batch(self, limit: int) -> list[PendingUpdate]:
        batch = self.pending()[:limit]
        if not batch:
            return self.take_redelivered()
        if fault := self._faults.on_updates(FaultKind.REDELIVER):
            self.redeliver(max(fault.retry_after, 1))
        batch = self.take_redelivered() + batch
        if self._faults.on_updates(FaultKind.DUPLICATE_UPDATES):
            batch = [update for update in batch for _ in range(2)]
        if fault := self._faults.on_updates(FaultKind.REORDER_UPDATES):
            if fault.rng is not None:
                fault.rng.shuffle(batch)
            else:
                batch.reverse()
        return batch
