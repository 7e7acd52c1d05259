"""When the program looks whether something is due. What is due is decided by ``clock.now()`` alone.

APScheduler only ticks: interval jobs in memory. Its clock is the machine's, which the demo's is not, and its
stored jobs would be lost when they are a second late.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock

_log = logging.getLogger(__name__)


def _is_no_cancelling(record: logging.LogRecord) -> bool:
    """APScheduler says "error" of a job that its own shutdown has cancelled."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


logging.getLogger("apscheduler.executors.default").addFilter(_is_no_cancelling)


@dataclass(frozen=True, slots=True)
class Job:
    """Looks every so often (real time) whether it has something to do. Repeating it must be harmless.

    ``everywhere``: in every process that shares the database; else only where the sender's role is.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    everywhere: bool = False


class OnceADay:
    """Does something once a local day, at the first look after ``at``; after a start at the first look.

    ``settled``: how long after the start it waits with that, for work that must neither delay the start nor
    look at what the bot is still catching up with.
    """

    def __init__(
        self,
        clock: Clock,
        zone: ZoneInfo,
        run: Callable[[], Awaitable[object]],
        *,
        at: time = time(3),
        settled: timedelta = timedelta(0),
    ) -> None:
        self._clock = clock
        self._zone = zone
        self._run = run
        self._at = at
        self._not_before = clock.now() + settled
        self._done_on: date | None = None

    async def __call__(self) -> None:
        now = self._clock.now()
        if now < self._not_before:
            return
        local = now.astimezone(self._zone)
        day = local.date() if local.time() >= self._at else local.date() - timedelta(days=1)
        if self._done_on is not None and day <= self._done_on:
            return
        await self._run()
        self._done_on = day


class Ticks:
    """Runs jobs at their intervals; a job that fails is logged and looks again at its next tick.

    ``leads``: whether this process is the one that does what one process is enough for.
    """

    def __init__(self, jobs: Sequence[Job], leads: Callable[[], bool]) -> None:
        self._jobs = tuple(jobs)
        self._leads = leads
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")
        for job in self._jobs:
            scheduler.add_job(
                self._ticking(job),
                "interval",
                seconds=job.every.total_seconds(),
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Ends the ticking; a job that runs is cancelled."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def look(self) -> None:
        """Lets every job look once, one after another; for those who drive the clock by hand."""
        for job in self._jobs:
            await self._ticking(job)()

    def _ticking(self, job: Job) -> Callable[[], Awaitable[None]]:
        async def look() -> None:
            if not job.everywhere and not self._leads():
                return
            try:
                await job.run()
            except Exception:
                _log.exception("the job %r failed", job.name)

        return look
