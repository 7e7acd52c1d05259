"""The real process over a database that another bot has worked with: a new token in its settings."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SystemClock
from sandbox.people import Person
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.acceptance.processes import environment_of, migrate, offers, reads, running, somebody, until
from tests.acceptance.test_changed_clock import queue_late_answer
from tests.bot.paths import FELTING, words

w = words("ru")
ANNA = 720_000_031


async def _command(folder: Path, environment: Mapping[str, str], *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return said.decode()


def _read(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'bot.sqlite3'}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


async def _asks_how_many(folder: Path, anna: Person) -> None:
    """The form of a family, at its first question."""
    found = "SELECT programme.id FROM programme JOIN site ON site.id = programme.site_id"
    [(programme_id,)] = _read(folder, f"{found} WHERE site.slug = '{FELTING}' AND programme.code = 'class'")
    await anna.start(f"p_{programme_id}")
    await until(offers(anna, w("programme.book")))
    await anna.tap(w("programme.book"))
    await until(lambda: w("programme.book") not in anna.last.labels)


@pytest.mark.processes
@pytest.mark.shows("B2", "E2")
async def test_a_new_token_over_the_old_database(tmp_path: Path) -> None:
    """The numbers of messages begin anew: what is typed is no repeat, and nothing that the other bot has sent
    is edited in somebody's new chat."""
    telegrams = [Telegram(SystemClock()), Telegram(SystemClock(), token="4343:ANOTHER")]
    servers = [await start_server(each) for each in telegrams]
    first, second = [
        environment_of(tmp_path, server.url, telegram.token)
        for server, telegram in zip(servers, telegrams, strict=True)
    ]
    try:
        await migrate(tmp_path, first)
        await _command(tmp_path, first, "seed-demo")
        async with running(tmp_path, first):
            anna = somebody(telegrams[0], "Анна", ANNA)
            await anna.start()
            await until(offers(anna, w("home.find")))
            for _ in range(15):
                await anna.writes("/my")
                await until(lambda: anna.messages[-1].from_bot)
            await queue_late_answer(tmp_path / "bot.sqlite3", anna, 0, datetime.now(UTC))
            await until(reads(anna, "Telegram не пропустил ответ"))
            await _asks_how_many(tmp_path, anna)
            await anna.writes("3")
            await until(lambda: anna.messages[-1].from_bot)
        numbered = "SELECT count(*) FROM outbox WHERE message_id IS NOT NULL"
        assert _read(tmp_path, numbered) != [(0,)]
        doctor = await _command(tmp_path, second, "doctor")
        assert "4343" in doctor
        assert "press Start" in doctor
        async with running(tmp_path, second):
            anna = somebody(telegrams[1], "Анна", ANNA)
            await anna.start()
            await until(offers(anna, w("home.find")))
            assert _read(tmp_path, numbered) == [(0,)]
            assert _read(tmp_path, "SELECT bot_id FROM telegram_bot") == [(4343,)]
            await _asks_how_many(tmp_path, anna)
            await anna.writes("4")
            await until(reads(anna, "4"))
        doctor = await _command(tmp_path, first, "doctor")
        assert "4343" in doctor, "the way back is a change, too"
    finally:
        for server in servers:
            await server.close()
