"""A clock that was set back stopped all regular work for as long; one that was set on stopped it for good."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import apscheduler.schedulers.base
import pytest

import bot.scheduler.ticks
from bot.clock import MovableClock
from bot.db.engine.connection import Connection
from bot.db.outbox.deliveries import AWAY
from bot.db.tables import outbox
from bot.domain.model import OutboxState
from bot.scheduler.ticks import Job, OnceADay, Ticks
from tests.bot.test_sender_outbox import on_screen, people, put, rows, wire
from tests.bot.world import START, World, open_world
from tests.engines import TemplateOf

JUMPS = [
    timedelta(hours=-3),
    timedelta(days=-40),
    timedelta(hours=2),
    timedelta(days=400),
    timedelta(days=9000),
]


class MachineClock(datetime):
    """The clock of the machine, as somebody sets it."""

    set_by = timedelta(0)

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # one zone is enough here
        return datetime.now(UTC) + cls.set_by


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> type[MachineClock]:
    monkeypatch.setattr(MachineClock, "set_by", timedelta(0))
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", MachineClock)
    monkeypatch.setattr(bot.scheduler.ticks, "datetime", MachineClock)
    monkeypatch.setattr(bot.scheduler.ticks, "LOOKS_AT_THE_CLOCK", timedelta(milliseconds=20))
    return MachineClock


async def _ticks(looks: list[int], number: int) -> None:
    async with asyncio.timeout(5):
        while looks[0] < number:  # noqa: ASYNC110 - APScheduler tells nobody
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("jump", JUMPS)
async def test_intervals_go_on_after_a_jump(machine: type[MachineClock], jump: timedelta) -> None:
    looks = [0]

    async def look() -> None:
        looks[0] += 1

    told: list[None] = []
    ticks = Ticks([Job("look", timedelta(milliseconds=30), look)], leads=lambda: True)
    ticks.on_jump(lambda: told.append(None))
    ticks.start()
    try:
        await _ticks(looks, 2)
        machine.set_by = jump
        await _ticks(looks, looks[0] + 3)
        assert len(told) == 1
        machine.set_by = timedelta(0)
        await _ticks(looks, looks[0] + 3)
    finally:
        ticks.stop()


async def test_ticks_that_stopped_are_seen(
    machine: type[MachineClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look() -> None:
        return

    ticks = Ticks([Job("look", timedelta(milliseconds=20), look)], leads=lambda: True)
    assert ticks.late() == []
    ticks.start()
    try:
        monkeypatch.setattr(bot.scheduler.ticks, "LATE_AFTER", timedelta(milliseconds=200))
        await asyncio.sleep(0.3)
        assert ticks.late() == []
        assert ticks._scheduler is not None
        ticks._scheduler.pause()
        await asyncio.sleep(0.3)
        assert ticks.late() == ["look"]
    finally:
        ticks.stop()
    assert ticks.late() == []


class Settable:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.mark.parametrize("wrong_by", [timedelta(days=30), timedelta(days=400), timedelta(hours=30)])
async def test_once_a_day_survives_a_jump(wrong_by: timedelta) -> None:
    """The machine began with a clock that was ahead; then it was set right."""
    done = 0

    async def run() -> None:
        nonlocal done
        done += 1

    clock = Settable(START + wrong_by)
    once = OnceADay(clock, ZoneInfo("Europe/Moscow"), run, settled=timedelta(minutes=10))
    clock.at += timedelta(minutes=11)
    await once()
    assert done == 1
    clock.at = START
    await once()
    clock.at += timedelta(minutes=11)
    await once()
    assert done == 2, "the right day has its turn"
    for hours in range(49):
        clock.at = START + timedelta(minutes=11, hours=hours)
        await once()
    assert done == 4, "and each day after it"


async def test_what_was_to_go_out_at_once_goes_out_after_the_clock_was_set_back(
    tmp_path: object, template_of: TemplateOf
) -> None:
    async with open_world(tmp_path, template_of(None), wire) as world:  # type: ignore[arg-type]
        await _send_after_a_jump(world)


async def _send_after_a_jump(world: World) -> None:
    readers = await people(world, 4)
    ids = list(readers)
    ahead = timedelta(hours=3)
    clock = world.clock
    assert isinstance(clock, MovableClock)
    await put(world, ids[:3])
    await put(world, ids[3:], due_at=START + timedelta(hours=5))

    def as_if_the_clock_had_been_ahead(connection: Connection) -> None:
        later = outbox.update().where(outbox.c.recipient_id == ids[0])
        connection.execute(later.values(due_at=START + ahead, created_at=START + ahead))
        for recipient, error in ((ids[1], None), (ids[2], f"{AWAY}: TelegramServerError")):
            leased = outbox.update().where(outbox.c.recipient_id == recipient)
            connection.execute(
                leased.values(
                    state=OutboxState.SENDING, leased_until=START + ahead, attempts=1, last_error=error
                )
            )

    await world.db.write(as_if_the_clock_had_been_ahead)
    world.app.sender.clock_was_set()
    await world.settle()
    assert [len(on_screen(world, readers[each])) for each in ids] == [1, 1, 1, 0]
    assert [row.state for row in await rows(world)][-1] is OutboxState.DUE, (
        "what was planned keeps its moment"
    )
