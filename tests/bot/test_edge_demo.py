"""The demo as a whole: real HTTP between the real bot and the simulated Telegram, a clock to move on."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from sandbox.demo import ZONE, RunningDemo, first_moment, run_demo
from sandbox.people import render
from sandbox.personas import persona_by_key
from tests.bot.world import START, eventually

pytestmark = pytest.mark.processes

TEACHER = persona_by_key("teacher-vorkuta").user_id
HOST = persona_by_key("host-warm-trace").user_id


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[RunningDemo]:
    async with run_demo(tmp_path, port=0, start=START) as running:
        yield running


def screen(demo: RunningDemo, user_id: int) -> str:
    """All that the bot has said to somebody."""
    return "\n\n".join(render(shown) for shown in demo.telegram.view(user_id) if shown.from_bot)


async def test_it_answers_over_http_survives_a_restart_and_a_jump_of_the_clock(
    demo: RunningDemo, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await eventually(lambda: "Рабочий стол" in screen(demo, HOST))
        demo.telegram.start(TEACHER)
        await eventually(lambda: "Проходная" in screen(demo, TEACHER))
        assert demo.controls.bot_running

        await demo.controls.restart_bot()
        assert demo.controls.bot_running
        demo.telegram.send_text(TEACHER, "/my")
        await eventually(partial(_sees_bookings, demo))

        before = demo.controls.now()
        await demo.controls.advance(timedelta(days=1))
        assert demo.controls.now() - before >= timedelta(days=1)
        assert await demo.controls.advance_to_next() is not None, "requests of the demo wait for answers"
        demo.telegram.send_text(TEACHER, "/catalog")
        await eventually(lambda: "Чёрный горизонт" in screen(demo, TEACHER))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_the_page_is_served_at_the_one_address(demo: RunningDemo) -> None:
    async with aiohttp.ClientSession() as http, http.get(demo.address) as response:
        assert response.status == 200
        assert "<title>Проходная" in await response.text()


async def test_commands_are_offered_by_language_and_role(demo: RunningDemo) -> None:
    def names(user_id: int) -> list[str]:
        return [each["command"] for each in demo.telegram.commands_for(user_id)]

    await eventually(lambda: "desk" in names(HOST) and "catalog" in names(TEACHER))
    assert "desk" not in names(TEACHER)
    coordinator = persona_by_key("coordinator").user_id
    await eventually(lambda: "region" in names(coordinator))
    demo.telegram.users[TEACHER].language_code = "en"
    await eventually(lambda: demo.telegram.commands_for(TEACHER)[0]["description"] == "begin anew")


async def test_a_kept_database_goes_on_where_it_was(tmp_path: Path) -> None:
    for _ in range(2):
        async with run_demo(tmp_path, port=0, start=START) as running:
            running.telegram.start(TEACHER)
            running.telegram.send_text(TEACHER, "/my")
            await eventually(partial(_sees_bookings, running))


def _sees_bookings(demo: RunningDemo) -> bool:
    return "Мои заявки" in screen(demo, TEACHER)


async def test_a_taken_port_gives_the_next(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with run_demo(tmp_path, port=port, start=START) as running:
            assert int(running.address.rstrip("/").rpartition(":")[2]) in range(port + 1, port + 20)


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-23T12:34", "2026-11-23T12:34"),
        ("2026-11-23T05:00", "2026-11-23T10:00"),
        ("2026-11-23T20:00", "2026-11-24T10:00"),
        ("2026-11-27T18:00", "2026-11-30T10:00"),
        ("2026-11-28T12:00", "2026-11-30T10:00"),
    ],
)
def test_the_clock_starts_when_people_are_at_work(now: str, start: str) -> None:
    moment = first_moment(datetime.fromisoformat(now).replace(tzinfo=ZONE))
    assert moment == datetime.fromisoformat(start).replace(tzinfo=ZONE)
