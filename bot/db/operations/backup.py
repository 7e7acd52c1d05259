"""Copies of a SQLite database, made while the bot runs, proved to be good, and kept for weeks.

A copy is made by SQLite's own backup under one read transaction: it is the state of one moment, however much
is written meanwhile, and nobody waits for it. It is written under a temporary name and gets its own only when
it is on the disk and was read again. What fails removes nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from bot.db.engine.errors import DatabaseError
from bot.db.operations.revisions import revision_of
from bot.db.operations.self_audit import Moments, Report, audit
from bot.domain.limits import LEAST_FREE_BYTES

PAGES_AT_ONCE = 512
"""Pages of one step; at SQLite's usual 4096 bytes a step is 2 MB."""
PAUSE_S = 0.001
"""After each step, so that the disk is free for commits in between."""
_LOOK_AT_STOP_EVERY = 10_000
"""Instructions of SQLite between two looks whether to stop."""

Told = Callable[[int, int], None]


class BackupError(DatabaseError):
    """No copy was made, and nothing was removed."""


class BackupStopped(BackupError):  # noqa: N818 - somebody asked for it
    """Whoever waited for the copy wants it no longer."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished copy, and what an audit says of it; ``size`` in bytes."""

    file: Path
    size: int
    revision: str
    report: Report


def back_up(
    source: Path,
    target: Path,
    now: datetime,
    *,
    progress: Told = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Backup:
    """Copies the database while others write to it, and checks the copy. For a thread.

    The copy belongs to its owner only (0600). One in which the audit finds something is kept as well, but
    under another name (``….differs.sqlite3``), so that it is not taken for a good one. BackupError when
    there is no room, when the source or the copy cannot be read, or when the target exists.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; nothing was overwritten")
    if not source.exists():
        raise BackupError(f"there is no database {source}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_without_room(source, target.parent)
        part = target.with_name(f".{target.name}.part")
        try:
            _copy(source, part, progress, stopped)
            revision, report = inspect(part, now, stopped=stopped)
            file = target if report.clean else target.with_name(f"{target.stem}.differs{target.suffix}")
            sync(part)
            part.rename(file)
            sync(target.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror or error}") from error
    return Backup(file, file.stat().st_size, revision, report)


def _refuse_without_room(source: Path, folder: Path) -> None:
    wal = source.with_name(f"{source.name}-wal")
    needed = source.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
    free = shutil.disk_usage(folder).free
    if free < needed + LEAST_FREE_BYTES:
        raise BackupError(
            f"{folder} has {free // 1024**2} MB free; the copy needs {needed // 1024**2} MB, and "
            f"{LEAST_FREE_BYTES // 1024**2} MB must stay free for bookings"
        )


def _copy(source: Path, part: Path, progress: Told, stopped: Callable[[], bool]) -> None:
    def step(_status: int, remaining: int, total: int) -> None:
        if stopped():
            raise BackupStopped("stopped")
        progress(total - remaining, total)
        if remaining:
            time.sleep(PAUSE_S)

    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(_address(source, "ro"), uri=True, isolation_level=None)) as origin:
            origin.execute("PRAGMA busy_timeout=10000")
            # Held until the end: else every commit of the bot would make the copy begin anew.
            origin.execute("BEGIN")
            origin.execute("SELECT 1 FROM sqlite_master").fetchone()
            with closing(sqlite3.connect(part, isolation_level=None)) as copy:
                origin.backup(copy, pages=PAGES_AT_ONCE, progress=step)
                # A copy is one file: without this, whoever reads it leaves two more beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            origin.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied: {error}") from error


def inspect(file: Path, now: datetime, *, stopped: Callable[[], bool] = lambda: False) -> tuple[str, Report]:
    """The revision of a copy, and what the audit says of it. Lateness is not judged: time has gone on.

    BackupError when it is no database, damaged, or not of this program.
    """
    try:
        with reading(file, stopped) as connection:
            (sound,) = connection.exec_driver_sql("PRAGMA quick_check(1)").one()
            if sound != "ok":
                raise BackupError(f"{file} is damaged: {sound}")
            revision = revision_of(connection)
            if revision is None:
                raise BackupError(f"{file} is no database of this program")
            return revision, audit(connection, Moments(now, late_before=None))
    except (DBAPIError, sqlite3.Error) as error:
        if stopped():
            raise BackupStopped("stopped") from error
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise BackupError(f"{file} cannot be read: {cause}") from error


@contextmanager
def reading(file: Path, stopped: Callable[[], bool] = lambda: False) -> Iterator[Connection]:
    """A connection to a file that nobody writes to, in one transaction; it leaves nothing beside the file."""
    raw = sqlite3.connect(_address(file, "ro"), uri=True, isolation_level=None, check_same_thread=False)
    try:
        raw.set_progress_handler(lambda: int(stopped()), _LOOK_AT_STOP_EVERY)
        with over(raw) as connection:
            raw.execute("BEGIN")
            yield connection
    finally:
        raw.close()


@contextmanager
def over(raw: sqlite3.Connection) -> Iterator[Connection]:
    """SQLAlchemy over a connection of the driver that is open already, and stays open."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
            connection.rollback()
    finally:
        engine.dispose(close=False)


def _address(file: Path, mode: str) -> str:
    return f"file:{quote(str(file.absolute()))}?mode={mode}"


def sync(path: Path) -> None:
    """What was written to the file, or renamed in the folder, survives a power cut from here on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- the folder, and what is kept in it

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many are kept: the newest of each of the last so many days, and of so many weeks, that have one."""

    daily: int
    weekly: int


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """The copies of one database in a folder that may have other files. Their names carry the moment, UTC."""

    folder: Path
    stem: str

    @classmethod
    def of(cls, database: Path, folder: Path) -> BackupFolder:
        return cls(folder, database.stem)

    def file_at(self, moment: datetime) -> Path:
        return self.folder / f"{self.stem}-{moment.astimezone(UTC):{_STAMP}}.sqlite3"

    def read(self) -> list[tuple[datetime, Path]]:
        """Good copies with their moments, oldest first."""
        form = re.compile(rf"{re.escape(self.stem)}-(\d{{8}}T\d{{6}}Z)\.sqlite3")
        found: list[tuple[datetime, Path]] = []
        if not self.folder.is_dir():
            return found
        for file in self.folder.iterdir():
            if match := form.fullmatch(file.name):
                with suppress(ValueError):  # a name with a day that does not exist is not one of ours
                    found.append((datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), file))
        return sorted(found)

    def newest(self) -> tuple[datetime, Path] | None:
        return next(reversed(self.read()), None)

    def rotate(self, rotation: Rotation) -> list[Path]:
        """Removes what is no longer kept; the newest always stays. What was removed."""
        found = self.read()
        kept = kept_of([moment for moment, _ in found], rotation)
        removed = [file for moment, file in found if moment not in kept]
        for file in removed:
            file.unlink(missing_ok=True)
        return removed


def kept_of(moments: list[datetime], rotation: Rotation) -> set[datetime]:
    """Which of these are kept."""
    newest_first = sorted(moments, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for moment in newest_first:
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    kept = [*list(days.values())[: rotation.daily], *list(weeks.values())[: rotation.weekly]]
    return {*kept, *newest_first[:1]}
