"""A full disk under the real process: people are told the truth, and it goes on by itself when there is room.

The disk is filled in two ways. A file system of its own in memory is the true thing, and needs root; a limit
to the size of files works for everybody, and meets SQLite at the same place.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from sandbox.model import SandboxSettings
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.acceptance.processes import environment_of, migrate, offers, reads, running, somebody, until
from tests.bot.paths import words
from tests.crash.points import Transport
from tests.crash.stages import port_kept_free, way_in

w = words("ru")
SIZE_MB = 24


class Disk:
    """``folder`` holds the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self, _pid: int) -> Iterator[None]:
        """Nothing can be written meanwhile."""
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


class LimitedFiles(Disk):
    @contextmanager
    def full(self, pid: int) -> Iterator[None]:
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
        try:
            yield
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def mounted(folder: Path) -> Iterator[Disk]:
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount; the limit to the size of files shows the same")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def limited(folder: Path) -> Iterator[Disk]:
    yield LimitedFiles(folder)


@pytest.fixture(params=[mounted, limited])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    way: AbstractContextManager[Disk] = request.param(folder)
    with way as made:
        yield made


@pytest.mark.processes
@pytest.mark.shows("B2")
@pytest.mark.parametrize("transport", list(Transport))
async def test_a_full_disk_is_told_and_survived(tmp_path: Path, disk: Disk, transport: Transport) -> None:
    telegram = Telegram(SystemClock(), settings=SandboxSettings(webhook_retry=0.2, webhook_retry_most=0.5))
    server = await start_server(telegram)
    said: list[str] = []
    try:
        with port_kept_free() as port:
            settings = {name.upper(): value for name, value in way_in(transport, port).items()}
            environment = {**environment_of(disk.folder, server.url, telegram.token), **settings}
            await migrate(disk.folder, environment)
            first, second = somebody(telegram, "Анна", 720_000_011), somebody(telegram, "Ольга", 720_000_012)
            async with running(tmp_path, environment, said=said) as process:
                await first.start()
                await until(offers(first, w("home.find")))
                with disk.full(process.pid):
                    await second.start()
                    if transport is Transport.POLLING:
                        await until(reads(second, "Сейчас не получается ничего записать"))
                    else:
                        await until(lambda: bool(telegram.webhook and telegram.webhook.last_error))
                        assert [each for each in second.messages if each.from_bot] == []
                    await first.writes("/catalog")
                    await until(lambda: first.messages[-1].from_bot)
                if transport is Transport.POLLING:
                    await second.writes("/start")
                await until(offers(second, w("home.find")))
    finally:
        await server.close()
    assert "Traceback" not in said[0]
