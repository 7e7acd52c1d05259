"""Putting a backup in the place of a SQLite database, so that at every moment there is a whole one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.db.engine.errors import DatabaseBusyError, DatabaseError
from bot.db.operations.backup import BackupError, over, sync

T = TypeVar("T")

_WAIT_S = 1.0
_COMPANIONS = ("-wal", "-shm", "-journal")


class RestoreError(DatabaseError):
    """Nothing was put in place; the database is as it was."""


@contextmanager
def alone_with(database: Path) -> Iterator[sqlite3.Connection | None]:
    """Keeps everybody else out of a database; gives a connection to it, or None when there is no file.

    What stood in its write-ahead log is in the file then, which has no companions any more.
    DatabaseBusyError when somebody has it open, as a running bot has. RestoreError when it is too damaged
    to be locked.
    """
    if not database.exists():
        yield None
        return
    connection = sqlite3.connect(database, timeout=_WAIT_S, isolation_level=None)
    try:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            # Not a file that would lie beside the database which takes this one's place.
            connection.execute("PRAGMA journal_mode=MEMORY").fetchone()
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise DatabaseBusyError(f"another program has {database} open") from error
            raise RestoreError(f"{database} cannot be locked: {error}") from error
        except sqlite3.DatabaseError as error:
            raise RestoreError(f"{database} cannot be locked: {error}") from error
        yield connection
    finally:
        connection.close()


def read_replaced(database: sqlite3.Connection, body: Callable[[Connection], T]) -> T:
    """Asks the database that is kept alone. RestoreError when it cannot be read."""
    try:
        with over(database) as connection:
            return body(connection)
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise RestoreError(f"the replaced database cannot be read: {cause}") from error


def working_copy(backup: Path, database: Path) -> Path:
    """A copy of the backup beside the database, as one file, for checks and changes before it takes its
    place. BackupError when it cannot be made."""
    copy = database.with_name(f".{database.name}.restoring")
    discard(copy)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(backup, copy)
        wal = backup.with_name(f"{backup.name}-wal")
        if wal.exists():  # a copy made with cp; what is in its log belongs to it
            shutil.copyfile(wal, copy.with_name(f"{copy.name}-wal"))
    except OSError as error:
        raise BackupError(f"{backup} cannot be copied to {copy.parent}: {error.strerror}") from error
    _make_one_file(copy, backup)
    return copy


def _make_one_file(copy: Path, backup: Path) -> None:
    connection = sqlite3.connect(copy, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{backup} cannot be read: {error}") from error
    finally:
        connection.close()


def discard(copy: Path) -> None:
    """Removes a working copy, if it is still there."""
    for file in (copy, *(copy.with_name(copy.name + each) for each in _COMPANIONS)):
        file.unlink(missing_ok=True)


def _give_second_name(database: Path, aside: Path) -> None:
    try:
        os.link(database, aside)
    except OSError:  # a file system without links
        shutil.copyfile(database, aside)
        sync(aside)


def put_in_place(copy: Path, database: Path, aside: Path) -> None:
    """The copy becomes the database; what was the database before lies aside, under a name of its own.

    First the old one gets its second name, then the new one takes the first in one step.
    """
    _make_one_file(copy, copy)
    sync(copy)
    if database.exists():
        _give_second_name(database, aside)
        for each in _COMPANIONS:  # of a database too damaged to be locked; a log of another file is poison
            companion = database.with_name(database.name + each)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + each))
    copy.replace(database)
    sync(database.parent)
