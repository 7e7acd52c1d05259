"""Long polling that loses nothing.

An update is confirmed to Telegram (by a higher offset) only after it and all before it were handled; what a
dying process had in hand is delivered again. While something is in hand the loop polls without waiting and
skips what it knows. Telegram shows at most 100 unconfirmed updates, which bounds what runs at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod

from bot.incoming import Incoming, RawUpdate
from bot.scheduler.nursery import Nursery

LONGEST_POLL_SECONDS = 30
SHORT_PAUSE_SECONDS = 0.075
"""Between two polls while updates are in hand."""
_SPARE_SECONDS = 15
_FIRST_BACKOFF = 1.0
_LONGEST_BACKOFF = 30.0

_log = logging.getLogger(__name__)


class PollingError(Exception):
    """Polling cannot go on; the text says why and what to do."""


class GetRawUpdates(TelegramMethod[Any]):
    """``getUpdates`` whose result is not looked into: one update of a strange shape would hide all others."""

    __returning__ = Any
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


HELD = Response[Any]
"""As in ``bot.telegram``: else pydantic makes this class anew for every poll."""


class Polling:
    """Fetches updates and has them handled. One at a time may poll for a bot."""

    def __init__(
        self,
        bot: Bot,
        incoming: Incoming,
        nursery: Nursery,
        *,
        rng: Random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._incoming = incoming
        self._nursery = nursery
        self._rng = rng
        self._sleep = sleep
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._done: set[int] = set()
        self._next: int | None = None
        self._progress = asyncio.Event()

    @property
    def in_hand(self) -> int:
        """Updates that were received and are not handled yet."""
        return len(self._in_hand)

    @property
    def offset(self) -> int | None:
        """The first update that is not confirmed; None before the first one came."""
        return min(self._in_hand, default=self._next)

    async def step(self, wait_seconds: int = 0) -> int:
        """One ``getUpdates``: confirms what was handled, starts what is new; how many were new.

        ``wait_seconds``: how long Telegram holds the call when there is nothing; not at all while updates
        are in hand.
        """
        offset = self.offset
        timeout = 0 if self._in_hand else wait_seconds
        updates = await self._bot(
            GetRawUpdates(offset=offset, limit=100, timeout=timeout, allowed_updates=self._incoming.wanted),
            request_timeout=timeout + _SPARE_SECONDS,
        )
        if offset is not None:
            self._done = {each for each in self._done if each >= offset}
        return self._start_new(updates)

    def _start_new(self, given: object) -> int:
        new = 0
        updates: list[RawUpdate] = [
            raw
            for raw in (given if isinstance(given, list) else ())
            if isinstance(raw, dict) and type(raw.get("update_id")) is int
        ]
        for raw in sorted(updates, key=_id_of):
            update_id = _id_of(raw)
            if update_id in self._in_hand or update_id in self._done:
                continue
            new += 1
            self._in_hand[update_id] = self._nursery.start(
                self._handle(update_id, raw), name=f"update {update_id}"
            )
        if updates:
            # Ids may begin anew at any number after a quiet week: the newest batch counts, not the maximum.
            self._next = max(_id_of(raw) for raw in updates) + 1
        return new

    async def _handle(self, update_id: int, raw: RawUpdate) -> None:
        cancelled = False
        try:
            await self._incoming.handle(raw)
        except asyncio.CancelledError:
            cancelled = True
            raise
        except Exception as error:
            # Only what fails outside of the error boundary comes here.
            await self._incoming.give_up(raw, error)
        finally:
            if not cancelled:
                self._done.add(update_id)
                self._in_hand.pop(update_id, None)
            self._progress.set()

    async def idle(self) -> None:
        """Waits until everything in hand is handled."""
        while self._in_hand:
            self._progress.clear()
            await self._progress.wait()

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until told to stop. PollingError where going on makes no sense."""
        polling = self._nursery.start(self._poll_for_ever(), name="polling")
        stopping = self._nursery.start(stop.wait(), name="wait for the end of polling")
        done, _ = await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        polling.cancel()
        if polling in done:
            polling.result()

    async def drain(self, seconds: float) -> bool:
        """Waits for what is in hand, at most so long, and confirms it; whether all of it was handled.

        What is left is not confirmed: Telegram delivers it to whoever polls next.
        """
        try:
            async with asyncio.timeout(seconds):
                await self.idle()
        except TimeoutError:
            _log.warning("%d updates are left unhandled; Telegram will deliver them again", self.in_hand)
        drained = not self._in_hand
        for task in list(self._in_hand.values()):
            task.cancel()
        if self.offset is not None:
            await self._confirm(self.offset)
        return drained

    async def _confirm(self, offset: int) -> None:
        """Tells Telegram how far we came; what it answers is left for the next process."""
        try:
            await self._bot(GetRawUpdates(offset=offset, limit=1, timeout=0), request_timeout=_SPARE_SECONDS)
        except AiogramError as failure:
            _log.warning("the last updates are not confirmed and will come again: %s", type(failure).__name__)

    async def _poll_for_ever(self) -> None:
        backoff = _FIRST_BACKOFF
        while True:
            try:
                await self.step(LONGEST_POLL_SECONDS)
            except TelegramUnauthorizedError as refusal:
                raise PollingError(
                    "Telegram does not accept the token any more: was it revoked at @BotFather? "
                    "Put the new one into BOT_TOKEN and start again."
                ) from refusal
            except TelegramConflictError as refusal:
                _log.error(
                    "another program polls with this token, or a webhook is set (%s): stop the other one; "
                    "trying again in %.0f s",
                    refusal.message,
                    backoff,
                )
                backoff = await self._back_off(backoff)
            except TelegramRetryAfter as refusal:
                await self._sleep(refusal.retry_after)
            except (AiogramError, TimeoutError) as failure:
                hint = "; is BOT_API_URL a Bot API server?" if isinstance(failure, TelegramNotFound) else ""
                _log.warning(
                    "no updates from Telegram: %s; again in %.0f s%s", type(failure).__name__, backoff, hint
                )
                backoff = await self._back_off(backoff)
            except Exception:
                _log.exception("polling failed by a defect of ours; it goes on in %.0f s", backoff)
                backoff = await self._back_off(backoff)
            else:
                backoff = _FIRST_BACKOFF
                if self._in_hand:
                    await self._pause()

    async def _pause(self) -> None:
        """A moment, or until something was handled."""
        self._progress.clear()
        try:
            async with asyncio.timeout(SHORT_PAUSE_SECONDS):
                await self._progress.wait()
        except TimeoutError:
            return

    async def _back_off(self, seconds: float) -> float:
        await self._sleep(seconds * self._rng.uniform(0.75, 1.25))
        return min(seconds * 2, _LONGEST_BACKOFF)


def _id_of(raw: RawUpdate) -> int:
    update_id: int = raw["update_id"]
    return update_id
