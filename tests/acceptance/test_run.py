"""``python -m bot run`` as a process of its own, against a Bot API server at ``BOT_API_URL``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.clock import SystemClock
from sandbox.people import Person
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.bot.paths import words

ROOT = Path(__file__).resolve().parents[2]
COORDINATOR = 720_000_001


def _environment(folder: Path, url: str, token: str) -> Mapping[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "BOT_TOKEN": token,
        "BOT_API_URL": url,
        "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "COORDINATOR_IDS": str(COORDINATOR),
        "OPERATOR_NAME": "АНО «Проверка»",
        "OPERATOR_INN": "1100000000",
        "OPERATOR_ADDRESS": "167000, Сыктывкар, ул. Примерная, 1",
        "OPERATOR_EMAIL": "privacy@operator.example",
        "POLICY_URL": "https://operator.example/policy",
        "DATABASE_LOCATION": "167000, Сыктывкар, ул. Примерная, 1",
    }


async def _bot(folder: Path, environment: Mapping[str, str], *command: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *command,
        cwd=folder,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def _done(folder: Path, environment: Mapping[str, str], *command: str) -> None:
    process = await _bot(folder, environment, *command)
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()


async def _answers(person: Person, seconds: float = 30.0) -> None:
    """Waits until the newest message is the bot's."""
    async with asyncio.timeout(seconds):
        while not person.messages or not person.messages[-1].from_bot:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


@pytest.mark.long
@pytest.mark.shows("F1")
async def test_the_bot_runs_against_any_server_that_speaks_the_bot_api(tmp_path: Path) -> None:
    """Started, used by a visitor and by the first coordinator, killed, started again, stopped politely."""
    telegram = Telegram(SystemClock())
    server = await start_server(telegram)
    environment = _environment(tmp_path, server.url, telegram.token)
    running: asyncio.subprocess.Process | None = None
    try:
        await _done(tmp_path, environment, "migrate")
        await _done(tmp_path, environment, "seed-demo")
        running = await _bot(tmp_path, environment, "run")

        async def nothing() -> None:
            await asyncio.sleep(0)

        w = words("ru")
        visitor = Person(telegram, telegram.add_user("Анна", user_id=720_000_002).id, nothing)
        await visitor.start()
        await _answers(visitor)
        assert w("home.find") in visitor.buttons()
        coordinator = Person(telegram, telegram.add_user("Ольга", user_id=COORDINATOR).id, nothing)
        await coordinator.start()
        await _answers(coordinator)
        assert w("home.region") in coordinator.buttons()

        running.send_signal(signal.SIGKILL)
        await running.wait()
        await visitor.writes("/catalog")
        running = await _bot(tmp_path, environment, "run")
        await _answers(visitor)
        assert w("filter.city") in visitor.buttons()

        running.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(running.communicate(), 30)
        assert running.returncode == 0, output.decode()
    finally:
        if running is not None and running.returncode is None:
            running.kill()
            await running.wait()
        await server.close()


@pytest.mark.processes
async def test_run_refuses_without_the_operator(tmp_path: Path) -> None:
    environment = dict(_environment(tmp_path, "http://127.0.0.1:9", "42:SANDBOX"))
    del environment["OPERATOR_NAME"]
    process = await _bot(tmp_path, environment, "run")
    output, _ = await process.communicate()
    assert process.returncode == 1
    assert "OPERATOR_NAME" in output.decode()
