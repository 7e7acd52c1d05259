"""Ways in which a machine fails under a database of SQLite, made from outside of the bot's process."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from bot.db.engine.at_rest.files import files_of

SIZE_MB = 24


class Failing(Protocol):
    """``folder`` holds the database."""

    folder: Path
    named: str
    """What the bot calls it in its log."""
    heals: bool
    """Whether the same process goes on when it is over."""

    def failing(self, pid: int) -> AbstractContextManager[None]:
        """Nothing can be written by the process meanwhile."""
        ...


class FullDisk:
    """A file system of its own in memory, full; needs root."""

    named = "the disk is full"
    heals = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def failing(self, _pid: int) -> Iterator[None]:
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        try:
            yield
        finally:
            ballast.unlink()


class FailingWrites:
    """A limit to the size of files: every write is an error of input and output, as on a disk that breaks or
    that the system has made read-only. Works for everybody."""

    named = "the disk failed"
    heals = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def failing(self, pid: int) -> Iterator[None]:
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


class DamagedFile:
    """Something else has written into the file. What was read of it stays in memory: so it is put right, as
    ``docs/operating.md`` says, while the bot is stopped."""

    named = "it is no database"
    heals = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._whole: dict[Path, bytes] = {}

    @contextmanager
    def failing(self, pid: int) -> Iterator[None]:
        os.kill(pid, signal.SIGSTOP)
        try:
            database = self.folder / "bot.sqlite3"
            for each in files_of(database):
                if each.name.endswith(("sqlite3", "-wal")):
                    self._whole[each] = each.read_bytes()
                    with each.open("r+b") as file:
                        file.write(b"\xa5" * len(self._whole[each]))
        finally:
            os.kill(pid, signal.SIGCONT)
        yield

    def put_right(self) -> None:
        for each in list(files_of(self.folder / "bot.sqlite3")):
            each.unlink()
        for each, content in self._whole.items():
            each.write_bytes(content)


@contextmanager
def in_memory(folder: Path, *options: str) -> Iterator[Path]:
    """A file system of its own."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount; the limit to the size of files shows the same")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def make_read_only(folder: Path) -> None:
    """Of a file system that nobody has open."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


class ReadOnlyFiles:
    """The files take no more writing, as when the system has made the file system read-only under the bot:
    also not from what has them open. Needs root, and a file system that knows such files."""

    named = "the disk failed"
    heals = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def failing(self, _pid: int) -> Iterator[None]:
        files = list(files_of(self.folder / "bot.sqlite3"))
        done = subprocess.run(["chattr", "+i", *map(str, files)], capture_output=True, check=False)
        try:
            if done.returncode:
                pytest.skip("this file system, or this user, makes no file immutable")
            yield
        finally:
            subprocess.run(["chattr", "-i", *map(str, files)], capture_output=True, check=False)
