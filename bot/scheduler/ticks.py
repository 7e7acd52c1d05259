"""When the program looks whether something is due. What is due is decided by ``clock.now()`` alone.

APScheduler only ticks: interval jobs in memory. Its clock is the machine's, which the demo's is not, and its
stored jobs would be lost when they are a second late.

It plans by the time of day, so that a clock that is set back would stop every tick for as long as it was set
back, and one that is set on by a month would make up for millions of them. So its trigger makes up for
nothing, and a watch by the monotonic clock, which nobody sets, has everything planned anew after a jump.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.clock import Clock

LOOKS_AT_THE_CLOCK: Final = timedelta(seconds=1)
JUMP: Final = timedelta(seconds=1)
"""By so much the two clocks may come apart between two looks; more is a clock that was set."""
LATE_AFTER: Final = timedelta(minutes=1)
"""A tick that is missing for so long, and for three of its intervals, is not only a little late."""

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
        self._settled = settled
        self._started_at = clock.now()
        self._done_on: date | None = None

    async def __call__(self) -> None:
        now = self._clock.now()
        self._started_at = min(self._started_at, now)  # the clock was set back since
        if now < self._started_at + self._settled:
            return
        local = now.astimezone(self._zone)
        day = local.date() if local.time() >= self._at else local.date() - timedelta(days=1)
        if day == self._done_on:  # a later one too: then the clock was set back, and each day counts again
            return
        await self._run()
        self._done_on = day


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """So long after the tick before; what was missed is not made up for."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._every


class Ticks:
    """Runs jobs at their intervals; a job that fails is logged and looks again at its next tick.

    ``leads``: whether this process is the one that does what one process is enough for.
    """

    def __init__(self, jobs: Sequence[Job], leads: Callable[[], bool]) -> None:
        self._jobs = tuple(jobs)
        self._leads = leads
        self._scheduler: AsyncIOScheduler | None = None
        self._looked: dict[str, float] = {}
        self._watch: asyncio.TimerHandle | None = None
        self._on_jump: list[Callable[[], None]] = []

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Calls this in the event loop when the machine's clock was set."""
        self._on_jump.append(listener)

    def start(self) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")
        for job in self._jobs:
            scheduler.add_job(
                self._ticking(job),
                _Every(job.every),
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        scheduler.start()
        self._scheduler = scheduler
        loop = asyncio.get_running_loop()
        self._looked = {job.name: loop.time() for job in self._jobs}
        self._look_at_the_clock(loop, self._offset(loop))

    def stop(self) -> None:
        """Ends the ticking; a job that runs is cancelled."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    def late(self) -> list[str]:
        """The jobs that have not looked for far too long; none before the start and after the end."""
        if self._scheduler is None:
            return []
        now = asyncio.get_running_loop().time()
        return [
            job.name
            for job in self._jobs
            if now - self._looked[job.name] > max(3 * job.every, LATE_AFTER).total_seconds()
        ]

    def _offset(self, loop: asyncio.AbstractEventLoop) -> float:
        """Of the clock by which APScheduler plans, from the one that nobody sets."""
        return datetime.now(UTC).timestamp() - loop.time()  # noqa: TID251 - APScheduler's own clock

    def _look_at_the_clock(self, loop: asyncio.AbstractEventLoop, before: float) -> None:
        offset = self._offset(loop)
        if abs(offset - before) > JUMP.total_seconds():
            _log.warning("the machine's clock was set by %.0f s; everything is planned anew", offset - before)
            self._plan_anew()
        seconds = LOOKS_AT_THE_CLOCK.total_seconds()
        self._watch = loop.call_later(seconds, self._look_at_the_clock, loop, offset)

    def _plan_anew(self) -> None:
        scheduler: Any = self._scheduler
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))  # noqa: TID251 - APScheduler's own clock
        for listener in self._on_jump:
            listener()

    async def look(self) -> None:
        """Lets every job look once, one after another; for those who drive the clock by hand."""
        for job in self._jobs:
            await self._ticking(job)()

    def _ticking(self, job: Job) -> Callable[[], Awaitable[None]]:
        async def look() -> None:
            if self._scheduler is not None:
                self._looked[job.name] = asyncio.get_running_loop().time()
            if not job.everywhere and not self._leads():
                return
            try:
                await job.run()
            except Exception:
                _log.exception("the job %r failed", job.name)

        return look
