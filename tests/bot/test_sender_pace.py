"""The parts of the sender that need no Telegram: buckets, background tasks, ticks."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import MovableClock
from bot.scheduler.buckets import CHAT_BURST, OVERALL_BURST, Bucket, Pace
from bot.scheduler.nursery import Nursery
from bot.scheduler.ticks import Job, OnceADay, Ticks
from tests.bot.world import START, SteppingTime

MOSCOW = ZoneInfo("Europe/Moscow")


def stepping() -> SteppingTime:
    return SteppingTime(MovableClock(START), moves_clock=False)


@given(
    waits=st.lists(st.floats(0, 2), min_size=1, max_size=60),
    size=st.integers(1, 10),
    per_second=st.floats(0.1, 40),
)
def test_a_bucket_never_gives_more_than_its_size_and_what_dripped_in(
    waits: list[float], size: int, per_second: float
) -> None:
    """In any stretch of time: tokens that were there by then are at most size + rate x length."""
    bucket, now, given_at = Bucket.full(size, per_second, 0.0), 0.0, []
    for wait in waits:
        now += wait
        given_at.append(now + bucket.take(now))
    given_at.sort()
    for first in range(len(given_at)):
        for last in range(first, len(given_at)):
            length = given_at[last] - given_at[first]
            assert last - first + 1 <= size + per_second * length + 1 + 1e-6


async def test_turns_come_at_the_rate_that_is_allowed() -> None:
    time_source = stepping()
    pace = Pace(time_source, per_second=30)
    for chat in range(1, 301):
        await pace.turn(chat)
    assert time_source.now() == pytest.approx((300 - OVERALL_BURST) / 30)


async def test_answers_do_not_wait_but_others_wait_the_longer() -> None:
    time_source = stepping()
    pace = Pace(time_source, per_second=10)
    for chat in range(1, 26):
        pace.debit(chat)
    assert time_source.now() == 0
    await pace.turn(100)
    assert time_source.now() == pytest.approx((26 - OVERALL_BURST) / 10)


async def test_a_chat_has_its_own_limit_and_a_group_another() -> None:
    time_source = stepping()
    pace = Pace(time_source)
    for _ in range(10):
        await pace.turn(1)
    assert time_source.now() == pytest.approx(10 - CHAT_BURST)
    before = time_source.now()
    for _ in range(21):
        await pace.turn(-5)
    assert time_source.now() - before == pytest.approx(3), "the 21st of a minute waits for a third of 1/s"


async def test_a_turn_that_is_given_back_is_the_next_ones() -> None:
    time_source = stepping()
    pace = Pace(time_source, per_second=1)
    for _ in range(20):
        await pace.turn(1)
        pace.give_back(1)
    assert time_source.now() == 0
    for chat in range(2, 2 + OVERALL_BURST):
        await pace.turn(chat)
    assert time_source.now() == 0, "what was given back is there once, and not more than was taken"
    await pace.turn(100)
    assert time_source.now() == pytest.approx(1)


async def test_refusals_in_one_chat_stop_nobody_else_and_in_two_everybody() -> None:
    time_source = stepping()
    pace = Pace(time_source)
    pace.refused(1, 10)
    pace.refused(1, 10)
    assert pace.stopped_for() == 0
    pace.refused(2, 20)
    assert pace.stopped_for() == pytest.approx(20)
    await time_source.sleep(21)
    assert pace.stopped_for() == 0
    pace.refused(3, 5)
    assert pace.stopped_for() == 0, "old refusals are forgotten"


async def test_what_fails_in_the_background_is_logged_and_the_rest_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError("broken")

    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.01)
        done.set()

    async with Nursery() as nursery:
        nursery.start(fail(), name="the failing one")
        nursery.start(work(), name="the good one")
        await nursery.idle()
        assert len(nursery) == 0
    assert done.is_set()
    assert "the failing one" in caplog.text


async def test_a_closed_nursery_ends_its_tasks_and_takes_no_more() -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    nursery = Nursery()
    task = nursery.start(for_ever(), name="for ever")
    await nursery.close()
    assert task.cancelled()
    with pytest.raises(RuntimeError, match="late"):
        nursery.start(for_ever(), name="late")


async def test_once_a_day_is_once_a_local_day() -> None:
    clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    runs: list[datetime] = []

    async def run() -> None:
        runs.append(clock.now().astimezone(MOSCOW))

    nightly = OnceADay(clock, MOSCOW, run)
    for _ in range(3 * 24 * 6):
        await nightly()
        clock.move(timedelta(minutes=10))
    assert [f"{each:%d %H:%M}" for each in runs] == ["23 12:00", "24 03:00", "25 03:00", "26 03:00"]


async def test_once_a_day_tries_again_when_it_failed() -> None:
    tries = 0

    async def run() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("no space")

    nightly = OnceADay(MovableClock(START), MOSCOW, run)
    with pytest.raises(OSError, match="no space"):
        await nightly()
    await nightly()
    await nightly()
    assert tries == 2


async def test_ticks_run_jobs_and_a_failing_one_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    looks = 0
    enough = asyncio.Event()

    async def fail() -> None:
        raise ValueError("broken")

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            enough.set()

    every = timedelta(milliseconds=20)
    ticks = Ticks([Job("the failing one", every, fail), Job("the good one", every, look)], leads=lambda: True)
    with caplog.at_level(logging.ERROR):
        ticks.start()
        async with asyncio.timeout(10):
            await enough.wait()
        ticks.stop()
        await asyncio.sleep(0)
    assert "the failing one" in caplog.text
