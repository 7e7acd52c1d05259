"""A database with 10,000 bookings moves from SQLite to PostgreSQL, and the bot works on the result."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import main
from bot.cli import copy as copy_command
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.self_audit import audit
from bot.services.upkeep.self_audit import AuditDatabase
from bot.wiring import wire
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import START, World
from tests.engines import fill_database
from tests.keeping.rows import fill

BOOKINGS = 10_000


@pytest.fixture
def full_template(demo_template: Path, tmp_path: Path) -> Path:
    """The demo's database after a busy year."""
    file = tmp_path / "full.sqlite3"
    shutil.copyfile(demo_template, file)
    fill_database(f"sqlite:///{file}", _busy_year)
    return file


async def _busy_year(db: Database) -> None:
    await db.write(lambda connection: fill(connection, START, bookings=BOOKINGS))


@pytest.mark.long
async def test_the_bot_works_on_the_moved_database(
    full_template: Path,
    tmp_path: Path,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database = tmp_path / "bot.sqlite3"
    shutil.copyfile(full_template, database)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setattr(copy_command, "SystemClock", partial(MovableClock, START))

    began = time.monotonic()
    assert await asyncio.to_thread(main, ["copy", "--to", postgres_url]) == 0
    copied = time.monotonic() - began
    shown = capsys.readouterr().out
    for table in ("booking", "visit", "claim", "outbox"):
        (line,) = (each for each in shown.splitlines() if each.split()[:1] == [table])
        assert BOOKINGS <= int(line.split()[1].replace(",", "")) <= BOOKINGS + 10, line
    assert "agrees. Put its address into DATABASE_URL" in shown

    world = World(tmp_path / "unused.sqlite3", wire)
    world.settings = world.settings.model_copy(update={"database_url": SecretStr(postgres_url)})
    await world.start()
    try:
        w = words("ru")
        host = await world.host(PAPER_MILL)
        teacher = world.person("Анна")
        await teacher.start()
        reference = await book_class(world, teacher, w)
        host.sees(reference)
        await host.tap(w("host.confirm"))
        teacher.sees("Предприятие ждёт вас", reference)
        began = time.monotonic()
        report = await AuditDatabase(world.app.runner)()
        audited = time.monotonic() - began
        assert report.clean, report.differences
        assert report == await world.db.read(partial(audit, moments=world.clock.now()))
        assert report["bookings"].counts["bookings"] == BOOKINGS + 1
        assert report["visits"].counts["confirmed"] > 3_000
        await world.check()
    finally:
        await world.stop()
    (total,) = (line for line in shown.splitlines() if line.startswith("all tables"))
    figures = f"{total.split()[2]} rows copied in {copied:.1f} s, audited in {audited:.1f} s"
    with capsys.disabled():
        sys.stdout.write(f"\n{BOOKINGS:,} bookings moved to PostgreSQL: {figures}\n")
