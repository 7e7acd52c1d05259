"""Copies: whole, checked, kept for weeks; a failed one removes nothing."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection, func, select, update

from bot.__main__ import main
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations import backup as backup_module
from bot.db.operations.backup import (
    BackupError,
    BackupFolder,
    BackupStopped,
    Rotation,
    back_up,
    inspect,
    kept_of,
    reading,
)
from bot.db.operations.migrate import downgrade
from bot.db.operations.revisions import current
from bot.db.tables import booking, outbox, region, session
from bot.domain.limits import LEAST_FREE_BYTES
from bot.services.upkeep.backup import NightlyBackup
from tests.keeping.conftest import BOOKINGS
from tests.keeping.kept import NOW, damage
from tests.keeping.test_self_audit import taken_too_high
from tests.runners import runner_over

WEEK = Rotation(daily=7, weekly=4)


@pytest.fixture
def source(tmp_path: Path, kept_template: Path) -> Path:
    path = tmp_path / "var" / "bot.sqlite3"
    path.parent.mkdir()
    shutil.copyfile(kept_template, path)
    return path


def files_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def rename_region(connection: Connection, prefix: str) -> None:
    connection.execute(update(region).values(prefix=prefix))


def sell_one_seat_too_many(connection: Connection) -> None:
    connection.execute(update(session).where(session.c.id == 1).values(taken=1))


class TestCopy:
    def test_a_copy_is_whole_one_file_and_for_its_owner_only(self, source: Path, tmp_path: Path) -> None:
        target = tmp_path / "backups" / "copy.sqlite3"
        made = back_up(source, target, NOW)
        assert made.file == target
        assert made.report.clean
        assert made.revision == current(f"sqlite:///{source}")
        assert files_in(target.parent) == ["copy.sqlite3"]
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        with reading(target) as connection:
            assert connection.execute(select(func.count()).select_from(booking)).scalar_one() == BOOKINGS
        assert files_in(target.parent) == ["copy.sqlite3"], "reading leaves nothing beside it"

    async def test_what_is_in_the_log_of_a_running_bot_is_in_the_copy(
        self, source: Path, tmp_path: Path
    ) -> None:
        database = await Database.open(f"sqlite:///{source}")
        try:
            await database.write(partial(rename_region, prefix="У"))
            assert source.with_name("bot.sqlite3-wal").stat().st_size > 0
            made = back_up(source, tmp_path / "copy.sqlite3", NOW)
        finally:
            await database.close()
        with reading(made.file) as connection:
            assert connection.execute(select(region.c.prefix)).scalar_one() == "У"

    def test_writes_meanwhile_neither_wait_nor_get_in_nor_start_it_again(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another connection commits after every step; the copy is the state of the beginning."""
        monkeypatch.setattr(backup_module, "PAGES_AT_ONCE", 4)
        told: list[int] = []
        with closing(sqlite3.connect(source, timeout=0, isolation_level=None)) as busy:

            def write(done: int, _total: int) -> None:
                told.append(done)
                busy.execute("UPDATE region SET prefix = ?", (f"{len(told) % 1000}",))

            made = back_up(source, tmp_path / "copy.sqlite3", NOW, progress=write)
        assert told == sorted(told)
        assert len(told) > 20
        with reading(made.file) as connection:
            assert connection.execute(select(region.c.prefix)).scalar_one() == "К"

    def test_an_existing_file_is_never_overwritten(self, source: Path, tmp_path: Path) -> None:
        target = tmp_path / "copy.sqlite3"
        target.write_bytes(b"precious")
        with pytest.raises(BackupError, match="exists already"):
            back_up(source, target, NOW)
        assert target.read_bytes() == b"precious"

    def test_without_room_nothing_is_begun(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        free = source.stat().st_size + LEAST_FREE_BYTES - 1
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
        with pytest.raises(BackupError, match="MB must stay free for bookings"):
            back_up(source, tmp_path / "backups" / "copy.sqlite3", NOW)
        assert files_in(tmp_path / "backups") == []

    def test_a_full_disk_leaves_nothing_behind(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(BackupError, match="No space left"):
            back_up(source, tmp_path / "backups" / "copy.sqlite3", NOW)
        assert files_in(tmp_path / "backups") == []

    def test_a_copy_that_is_stopped_leaves_nothing_behind(self, source: Path, tmp_path: Path) -> None:
        with pytest.raises(BackupStopped):
            back_up(source, tmp_path / "backups" / "copy.sqlite3", NOW, stopped=lambda: True)
        assert files_in(tmp_path / "backups") == []

    def test_the_check_of_a_copy_can_be_stopped_too(self, source: Path) -> None:
        with pytest.raises(BackupStopped):
            inspect(source, NOW, stopped=lambda: True)

    async def test_a_copy_with_differences_gets_another_name(self, source: Path, tmp_path: Path) -> None:
        await damage(f"sqlite:///{source}", taken_too_high)
        made = back_up(source, tmp_path / "backups" / "copy.sqlite3", NOW)
        assert not made.report.clean
        assert files_in(tmp_path / "backups") == ["copy.differs.sqlite3"]

    @pytest.mark.parametrize("content", [b"", b"no database " * 1000])
    def test_what_is_no_database_of_ours_is_no_copy(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "bot.sqlite3").write_bytes(content)
        with pytest.raises(BackupError, match=r"is no database of this program|not a database"):
            back_up(tmp_path / "bot.sqlite3", tmp_path / "backups" / "copy.sqlite3", NOW)
        assert files_in(tmp_path / "backups") == []

    def test_a_damaged_source_makes_no_copy(self, source: Path, tmp_path: Path) -> None:
        with source.open("r+b") as file:
            size = source.stat().st_size
            for place in range(8192, size, 4096):
                file.seek(place)
                file.write(b"\xff" * 64)
        with pytest.raises(BackupError):
            back_up(source, tmp_path / "backups" / "copy.sqlite3", NOW)
        assert files_in(tmp_path / "backups") == []


class TestRotation:
    def test_a_night_each_for_a_week_and_a_week_each_for_a_month(self) -> None:
        nights = [datetime(2026, 12, 31, 2, 30, tzinfo=UTC) - timedelta(days=back) for back in range(60)]
        kept = {each.date() for each in kept_of(nights, WEEK)}
        days = {date(2026, 12, 31) - timedelta(days=back) for back in range(7)}
        sundays = {date(2026, 12, 27), date(2026, 12, 20), date(2026, 12, 13)}
        assert kept == days | sundays

    def test_of_one_day_the_newest_is_kept(self) -> None:
        morning, evening = NOW, NOW + timedelta(hours=8)
        assert kept_of([morning, evening], WEEK) == {evening}

    def test_gaps_do_not_count(self) -> None:
        """A bot that slept for a month has its old copies still."""
        old = [NOW - timedelta(days=days) for days in (40, 41, 42)]
        assert kept_of([NOW, *old], WEEK) == {NOW, *old}

    def test_the_newest_always_stays(self) -> None:
        assert kept_of([NOW, NOW - timedelta(days=1)], Rotation(daily=0, weekly=0)) == {NOW}
        assert kept_of([], WEEK) == set()

    def test_nothing_but_copies_is_removed(self, tmp_path: Path) -> None:
        folder = BackupFolder(tmp_path, "bot")
        for days in range(20):
            folder.file_at(NOW - timedelta(days=days)).touch()
        others = [
            "deletions.log",
            "bot-20260101T000000Z.differs.sqlite3",
            "other-20260101T000000Z.sqlite3",
            "bot-20261399T000000Z.sqlite3",
            "bot.sqlite3",
        ]
        for name in others:
            (tmp_path / name).touch()
        removed = folder.rotate(WEEK)
        assert len(removed) == 11
        assert set(others) <= set(files_in(tmp_path))
        newest = folder.newest()
        assert newest is not None
        assert newest[0] == NOW
        assert len(folder.read()) == 9


@pytest.fixture
async def database(source: Path) -> Database:
    return await Database.open(f"sqlite:///{source}")


class TestNight:
    async def nightly(self, database: Database, source: Path, clock: MovableClock) -> NightlyBackup:
        runner = runner_over(database, clock)
        await runner.catalogue.refresh()
        folder = BackupFolder.of(source, source.parent / "backups")
        return NightlyBackup(runner, source, folder, Rotation(daily=2, weekly=0))

    async def test_one_a_night_and_old_ones_go(self, database: Database, source: Path) -> None:
        clock = MovableClock(NOW)
        job = await self.nightly(database, source, clock)
        try:
            for night in range(3):
                assert await job() is not None
                assert await job() is None, "another start in the same night"
                assert len(job.folder.read()) == min(night + 1, 2)
                clock.move(timedelta(days=1))
            assert await alarms(database) == 0
        finally:
            await database.close()

    async def test_a_failed_one_is_an_alarm_and_removes_nothing(
        self,
        database: Database,
        source: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        clock = MovableClock(NOW)
        job = await self.nightly(database, source, clock)
        try:
            job.folder.folder.mkdir()
            old = [job.folder.file_at(NOW - timedelta(days=days)) for days in (1, 2, 3, 4)]
            for each in old:
                each.touch()
            monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
            assert await job() is None
            assert await job() is None
            assert files_in(job.folder.folder) == sorted(each.name for each in old)
            assert await alarms(database) == 1
            (said, again) = [each for each in caplog.records if each.levelno == logging.ERROR]
            assert "no backup was made" in said.getMessage()
            assert again.getMessage() == said.getMessage()
        finally:
            await database.close()

    async def test_one_with_differences_is_kept_and_replaces_none(
        self, database: Database, source: Path
    ) -> None:
        job = await self.nightly(database, source, MovableClock(NOW))
        try:
            await database.write(sell_one_seat_too_many)
            job.folder.folder.mkdir()
            for days in (1, 2, 3):
                job.folder.file_at(NOW - timedelta(days=days)).touch()
            made = await job()
            assert made is not None
            assert made.file.name.endswith(".differs.sqlite3")
            assert len(job.folder.read()) == 3
            assert await alarms(database) == 1
        finally:
            await database.close()


async def alarms(database: Database) -> int:
    return await database.read(
        lambda c: c.execute(
            select(func.count()).select_from(outbox).where(outbox.c.kind == "region.backup")
        ).scalar_one()
    )


class TestCommand:
    @pytest.fixture(autouse=True)
    def _settings(self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{source}")
        monkeypatch.delenv("BACKUP_FOLDER", raising=False)

    def test_it_goes_where_the_nightly_ones_are(
        self, source: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["backup"]) == 0
        (made,) = BackupFolder.of(source, source.parent / "backups").read()
        shown = capsys.readouterr().out
        assert str(made[1]) in shown
        assert "everything in it agrees" in shown

    def test_or_where_it_is_told_to_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["backup", "before-upgrade.sqlite3"]) == 0
        assert main(["backup", "before-upgrade.sqlite3"]) == 1
        assert "exists already" in capsys.readouterr().err
        assert inspect(tmp_path / "before-upgrade.sqlite3", NOW)[1].clean

    def test_postgresql_has_tools_of_its_own(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://bot:guarded@db.example/bot")
        assert main(["backup"]) == 1
        shown = capsys.readouterr().err
        assert "pg_dump" in shown
        assert "guarded" not in shown


def test_the_thread_of_a_copy_ends_with_its_job(source: Path, tmp_path: Path) -> None:
    """What the job does when it is cancelled: the flag is set, and the copy ends within one step."""
    stop, inside = threading.Event(), threading.Event()

    def slow(_done: int, _total: int) -> None:
        inside.set()
        assert stop.wait(timeout=30)

    failures: list[BaseException] = []

    def copy() -> None:
        try:
            back_up(source, tmp_path / "copy.sqlite3", NOW, progress=slow, stopped=stop.is_set)
        except BackupStopped as error:
            failures.append(error)

    thread = threading.Thread(target=copy)
    thread.start()
    assert inside.wait(timeout=30)
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert len(failures) == 1


@pytest.mark.long
async def test_a_copy_is_made_before_the_database_is_brought_up_to_date(source: Path, tmp_path: Path) -> None:
    """A new release, its migrations still to come: the copy before them is the one that matters most."""
    await asyncio.to_thread(downgrade, f"sqlite:///{source}", "0011")
    made = back_up(source, tmp_path / "copy.sqlite3", NOW)
    assert (made.revision, made.report.clean) == ("0011", True)
    assert made.file == tmp_path / "copy.sqlite3"
