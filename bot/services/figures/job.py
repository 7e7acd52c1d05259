"""Counts the reports of large regions that somebody waits for, and tells them how far it is (F5).

A regular job of the process that sends. The count is one read, for which nobody waits; what comes of it is
kept for some minutes (``lately``), and the message that waits for it (``FiguresReady``) takes it from there.
It may stop at any moment: the message waits on, and has it counted again.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from bot.domain.figures.periods import PeriodKind, read_period
from bot.services.failures import Failures
from bot.services.figures.asked import Awaited, reports_awaited
from bot.services.figures.counting import Steps, today_in
from bot.services.figures.lately import count_once
from bot.services.messages.region.figures import FiguresCountingChanged
from bot.services.messages.tell import tell, with_copies
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes

AGAIN_AFTER: Final = timedelta(minutes=1)
"""A count that failed."""
WHOLE: Final = 100


@reads(SYSTEM_ONLY)
def count_awaited(tx: Tx, awaited: Awaited, steps: Steps) -> None:
    region = tx.catalogue.region(awaited.region_id)
    period = read_period(awaited.period, today_in(region, tx.now), PeriodKind.YEAR)
    count_once(tx, region, period, steps)


@writes(SYSTEM_ONLY)
def tell_how_far(tx: Tx, awaited: Awaited, percent: int) -> None:
    """In the messages of all who wait; whoever has none yet sees it there from the start."""
    changes = [
        FiguresCountingChanged(
            each.recipient_id, awaited.region_id, awaited.period, each.file.value, each.asked_at, percent
        )
        for each in awaited.by
    ]
    tell(tx, *with_copies(tx, changes))


async def count_reports(runner: Runner) -> int:
    """The regular job: one after another; how many were counted. One that fails does not stop the others."""
    reports = reports_awaited(runner.catalogue)
    done, failures, now = 0, Failures(), runner.clock.now()
    for key, awaited in list(reports.items()):
        if awaited.not_before is not None and now < awaited.not_before:
            continue
        with failures.kept():
            awaited.not_before = now + AGAIN_AFTER
            await _count(runner, awaited)
            del reports[key]
            done += 1
    failures.throw()
    return done


async def _count(runner: Runner, awaited: Awaited) -> None:
    """Counts in one task, and tells of each step in the other."""
    loop, came = asyncio.get_running_loop(), asyncio.Event()
    awaited.percent = 0

    def stepped(percent: int) -> None:
        awaited.percent = percent
        loop.call_soon_threadsafe(came.set)

    async def count() -> None:
        try:
            await runner.run(count_awaited, awaited, Steps(stepped))
        finally:
            awaited.percent = WHOLE
            came.set()

    async with asyncio.TaskGroup() as tasks:
        counting = tasks.create_task(count())
        told = 0
        while told < WHOLE:
            await came.wait()
            came.clear()
            percent = awaited.percent
            if percent > told and not (counting.done() and counting.exception()):
                await runner.run(tell_how_far, awaited, percent)
            told = percent
