"""A stop in the middle of a look left an error with a traceback in the log, though nothing was wrong."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.scheduler.ticks import Job, Ticks


@pytest.mark.parametrize("begun", [True, False], ids=["in the middle", "before its first step"])
async def test_a_job_that_a_stop_cancels_is_no_error(begun: bool, caplog: pytest.LogCaptureFixture) -> None:
    looks = asyncio.Event()
    for_ever = asyncio.Event()

    async def look() -> None:
        looks.set()
        await for_ever.wait()

    ticks = Ticks([Job("look", timedelta(milliseconds=1), look)], leads=lambda: True)
    ticks.start()
    if begun:
        await looks.wait()
    else:
        while len(asyncio.all_tasks()) == 1:  # noqa: ASYNC110 - APScheduler tells nobody
            await asyncio.sleep(0)
        assert not looks.is_set()
    ticks.stop()
    for _ in range(3):
        await asyncio.sleep(0)
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


async def test_a_job_that_fails_is_one(caplog: pytest.LogCaptureFixture) -> None:
    async def look() -> None:
        raise RuntimeError("a defect")

    ticks = Ticks([Job("look", timedelta(seconds=1), look)], leads=lambda: True)
    await ticks.look()
    assert [each.getMessage() for each in caplog.records] == ["the job 'look' failed"]
