"""The real process on a machine whose clock is set back and on: what is due goes out at the next tick."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.people.people import read_actor
from bot.services.messages.people.reaching import LateAnswer
from bot.services.messages.tell import Outside, tell
from sandbox.people import Person
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.acceptance.processes import environment_of, migrate, offers, reads, running, somebody, until
from tests.bot.paths import words
from tests.crash.stages import port_kept_free

w = words("ru")
JUMPS = (timedelta(hours=-3), timedelta(days=-40), timedelta(days=400), timedelta(0))


def _faketime() -> Path:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("needs the package libfaketime; tests/issues/test_clock_that_is_set.py shows it without")
    return found[0]


async def queue_late_answer(database: Path, person: Person, number: int, now: datetime) -> None:
    """Something that is due, of which the process is not told: only a tick finds it."""

    def write(connection: Connection) -> None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        tell(Outside(connection, now), LateAnswer(actor.person_id, number, now.date()))

    db = await Database.open(f"sqlite:///{database}")
    try:
        await db.write(write)
    finally:
        await db.close()


@pytest.mark.processes
@pytest.mark.shows("G1")
async def test_the_bot_goes_on_when_the_clock_is_set(tmp_path: Path) -> None:
    library = _faketime()
    clock_file = tmp_path / "clock"
    clock_file.write_text("+0", encoding="ascii")
    telegram = Telegram(SystemClock())
    server = await start_server(telegram)
    try:
        with port_kept_free() as port:
            environment = {**environment_of(tmp_path, server.url, telegram.token), "WEB_PORT": str(port)}
            await migrate(tmp_path, environment)
            faked = {
                "LD_PRELOAD": str(library),
                "FAKETIME_TIMESTAMP_FILE": str(clock_file),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            person = somebody(telegram, "Анна", 720_000_021)
            async with running(tmp_path, {**environment, **faked}), aiohttp.ClientSession() as http:
                for number, jump in enumerate(JUMPS):
                    clock_file.write_text(f"{jump.total_seconds():+.0f}", encoding="ascii")
                    await person.start()
                    await until(offers(person, w("home.find")))
                    await queue_late_answer(
                        tmp_path / "bot.sqlite3", person, number, datetime.now(UTC) + jump
                    )
                    await until(reads(person, "Telegram не пропустил ответ"), 20)
                    async with http.get(f"http://127.0.0.1:{port}/ready") as answer:
                        assert answer.status == 200
                        assert "ticks: ok" in await answer.text()
    finally:
        await server.close()
