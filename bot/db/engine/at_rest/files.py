"""The files of a SQLite database: may this process use them, and may others read them?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.db.engine.errors import DatabaseUnavailableError

PRIVATE = 0o600
COMPANIONS = ("-wal", "-shm", ".sender")
"""What lies beside the file: SQLite's own, and the lock of the process that sends."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """Why the database cannot be used; ``advice``: the next step."""

    seen: str
    advice: str


def files_of(database: Path) -> Iterator[Path]:
    """The database and its companions, as far as they are there."""
    for each in (database, *(database.with_name(database.name + end) for end in COMPANIONS)):
        if each.exists():
            yield each


def find_fault(database: Path) -> FileFault | None:
    """What keeps this process from using the files; looks only. A database that is not there is no fault, as
    long as it can be made."""
    folder = next(each for each in database.absolute().parents if each.exists())
    for each in files_of(database):
        if not each.is_file():
            return FileFault(f"{each} is no file", "move it away, or change DATABASE_URL")
        if not os.access(each, os.R_OK | os.W_OK):
            mine = "give it to the bot's user, chmod 600"
            if each != database:
                mine += "; it belongs to the database and was made by another user"
            return FileFault(f"{each} cannot be written", mine)
    if not folder.is_dir():
        return FileFault(f"{folder} is no folder", "move it away, or change DATABASE_URL")
    if not os.access(folder, os.W_OK | os.X_OK):
        return FileFault(f"the folder {folder} cannot be written", "give it to the bot's user, chmod 700")
    return None


def refuse_faulty(database: Path) -> None:
    """DatabaseUnavailableError, with the next step, when this process cannot use the files."""
    fault = find_fault(database)
    if fault is not None:
        raise DatabaseUnavailableError(f"{fault.seen}: {fault.advice}")


def open_to_others(database: Path) -> list[Path]:
    """Those of the files that other users may read or write."""
    others = stat.S_IRWXG | stat.S_IRWXO
    return [each for each in files_of(database) if stat.S_IMODE(each.stat().st_mode) & others]


def looking_at(database: Path) -> dict[str, str]:
    """How an address of SQLite says that one only looks.

    Where nobody has the database open, SQLite would make companions and leave them behind, perhaps as another
    user; it makes none for what it is told never changes.
    """
    at_rest = not any(database.with_name(database.name + end).exists() for end in ("-wal", "-journal"))
    return {"mode": "ro", "immutable": "1"} if at_rest else {"mode": "ro"}


def make_private(path: Path) -> None:
    """Makes an empty file that its owner alone can read, unless there is one. SQLite takes it for a new
    database and gives its companions the same rights."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
