"""From SQLite to PostgreSQL and back: every row, one moment, or nothing."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, Table, func, insert, select, update

from bot.__main__ import main
from bot.cli import copy as copy_command
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations import copying
from bot.db.operations.copying import TABLES, CopyError, copy_rows
from bot.db.operations.migrate import upgrade
from bot.db.tables import outbox, person
from tests.keeping.kept import NOW, damage
from tests.keeping.test_self_audit import taken_too_high
from tests.postgres import address_of, new_database


@pytest.fixture
def source(tmp_path: Path, kept_template: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with bookings, which the command finds by the settings."""
    path = tmp_path / "bot.sqlite3"
    shutil.copyfile(kept_template, path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setattr(copy_command, "SystemClock", partial(MovableClock, NOW))
    return f"sqlite:///{path}"


def everything(connection: Connection) -> dict[str, list[dict[str, object]]]:
    return {
        table.name: [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
        for table in TABLES
    }


async def read(address: str) -> dict[str, list[dict[str, object]]]:
    database = await Database.open(address)
    try:
        return await database.read(everything)
    finally:
        await database.close()


async def run(*arguments: str) -> int:
    """Commands bring their own event loop."""
    return await asyncio.to_thread(main, list(arguments))


async def test_there_and_back_every_value_is_the_same(
    source: str, postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = await read(source)
    assert await run("copy", "--to", postgres_url) == 0
    shown = capsys.readouterr().out
    assert f"{'booking':<18}{230:>12,}" in shown
    assert "agrees. Put its address into DATABASE_URL" in shown
    assert await read(postgres_url) == original
    back = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    await asyncio.to_thread(upgrade, back)
    await copy_rows(postgres_url, back, now=NOW)
    assert await read(back) == original


async def test_an_empty_server_gets_its_tables(
    source: str, postgres_server: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    with new_database(postgres_server) as name:
        assert await run("copy", "--to", address_of(postgres_server, name)) == 0
    assert "Everything in postgresql://" in capsys.readouterr().out


async def test_new_rows_get_new_numbers(source: str, postgres_url: str) -> None:
    """Ids were stored as they are, of which PostgreSQL's own counters know nothing by themselves."""
    await copy_rows(source, postgres_url, now=NOW)
    database = await Database.open(postgres_url)
    try:
        last = await database.read(lambda c: c.execute(select(func.max(person.c.id))).scalar_one())
        new = await database.write(
            lambda c: c.execute(
                insert(person).values(telegram_id=1, language="ru", created_at=NOW).returning(person.c.id)
            ).scalar_one()
        )
        assert new == last + 1
    finally:
        await database.close()


async def test_a_target_with_rows_is_refused(
    source: str, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await copy_rows(source, postgres_url, now=NOW)
    before = await read(postgres_url)
    assert await run("copy", "--to", postgres_url) == 1
    assert "is not empty. Nothing was copied." in capsys.readouterr().err
    assert await read(postgres_url) == before
    with pytest.raises(CopyError, match="not empty"):
        await copy_rows(source, postgres_url, now=NOW)


async def test_the_database_itself_is_no_target(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("copy", "--to", source) == 1
    assert "is not empty" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["mysql://root@localhost/bot", "sqlite:///:memory:", "elsewhere"])
async def test_an_address_that_cannot_be_used_is_said(
    source: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("copy", "--to", address) == 1
    assert "--to cannot be used: it must be" in capsys.readouterr().err


async def test_a_server_that_is_not_there_is_said_without_its_password(
    source: str, unused_tcp_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("copy", "--to", f"postgresql://bot:guarded@127.0.0.1:{unused_tcp_port}/bot") == 1
    shown = capsys.readouterr().err
    assert "Nothing was copied: cannot connect" in shown
    assert "guarded" not in shown


async def test_while_a_bot_runs_only_a_rehearsal_is_possible(
    source: str, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await Database.open(source)
    try:
        assert await run("copy", "--to", postgres_url) == 1
        assert "Stop the bot first" in capsys.readouterr().err
        assert await run("copy", "--to", postgres_url, "--force") == 0
    finally:
        await database.close()


async def test_what_is_written_meanwhile_stays_behind_whole(
    source: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One moment is copied: never a booking without its visit, which came a chunk later."""
    monkeypatch.setattr(copying, "CHUNK", 10)
    original = await read(source)
    with closing(sqlite3.connect(source.removeprefix("sqlite:///"), isolation_level=None)) as busy:

        def write(done: int, _total: int) -> None:
            busy.execute("UPDATE region SET prefix = ?", (str(done % 1000),))
            busy.execute("UPDATE session SET taken = taken + 1, parties = parties + 1 WHERE taken = 0")

        copied = await copy_rows(source, postgres_url, now=NOW, progress=write)
    assert copied.report.clean
    assert await read(postgres_url) == original


async def test_a_difference_leaves_the_target_empty(
    source: str, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await damage(source, taken_too_high)
    assert await run("copy", "--to", postgres_url) == 1
    assert "seats.counted_wrong" in capsys.readouterr().err
    assert not any((await read(postgres_url)).values())
    assert await run("copy", "--to", postgres_url, "--force") == 1
    assert "which were copied too" in capsys.readouterr().err
    assert any((await read(postgres_url)).values())


def give_a_long_name(connection: Connection) -> None:
    connection.execute(update(person).where(person.c.id == 2).values(name="Анна " * 30))


async def test_a_row_that_does_not_fit_is_named_without_what_is_in_it(
    source: str, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQLite does not look at the length of a text, PostgreSQL does."""
    await damage(source, give_a_long_name)
    assert await run("copy", "--to", postgres_url) == 1
    shown = capsys.readouterr().err
    assert "rows of person with ids 1 to 6 do not fit: " in shown
    assert "Анна" not in shown
    assert not any((await read(postgres_url)).values())


async def test_rows_that_get_lost_on_the_way_are_missed(
    source: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = copying._write_chunk

    def lose_one(connection: Connection, *, table: Table, rows: list[dict[str, Any]]) -> None:
        write(connection, table=table, rows=rows[1:] if table is outbox else rows)

    monkeypatch.setattr(copying, "_write_chunk", lose_one)
    with pytest.raises(CopyError, match="not every row arrived: outbox: 229 of 230"):
        await copy_rows(source, postgres_url, now=NOW)
    assert not any((await read(postgres_url)).values())
