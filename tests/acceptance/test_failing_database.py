"""The machine fails under the real process: people are told the truth, the operator in one line what it is,
and where it can, the bot goes on by itself when it is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.clock import SystemClock
from sandbox.model import SandboxSettings
from sandbox.people import Person
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.acceptance.failing import (
    DamagedFile,
    Failing,
    FailingWrites,
    FullDisk,
    ReadOnlyFiles,
    in_memory,
    make_read_only,
)
from tests.acceptance.processes import (
    ended,
    environment_of,
    migrate,
    offers,
    reads,
    running,
    somebody,
    until,
)
from tests.bot.paths import words
from tests.crash.points import Transport
from tests.crash.stages import port_kept_free, way_in

w = words("ru")


@pytest.fixture(params=[FullDisk, FailingWrites, ReadOnlyFiles, DamagedFile])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Failing]:
    folder = tmp_path / "disk"
    folder.mkdir()
    way: type[FullDisk | FailingWrites | ReadOnlyFiles | DamagedFile] = request.param
    if way is FullDisk:
        with in_memory(folder):
            yield way(folder)
    elif way is ReadOnlyFiles:
        # In memory files take what those write who have them open; there the tests' own folders may be.
        with TemporaryDirectory(dir="/var/tmp") as on_disk:
            yield way(Path(on_disk))
    else:
        yield way(folder)


def _knows(folder: Path, person: Person) -> bool:
    """Whether the person is stored."""
    with sqlite3.connect(f"file:{folder / 'bot.sqlite3'}?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT 1 FROM person WHERE telegram_id = ?", (person.user_id,)).fetchone()
    connection.close()
    return found is not None


@pytest.mark.processes
@pytest.mark.shows("B2")
@pytest.mark.parametrize("transport", list(Transport))
async def test_it_is_told_and_survived(tmp_path: Path, machine: Failing, transport: Transport) -> None:
    telegram = Telegram(SystemClock(), settings=SandboxSettings(webhook_retry=0.2, webhook_retry_most=0.5))
    server = await start_server(telegram)
    said: list[str] = []
    try:
        with port_kept_free() as port:
            settings = {name.upper(): value for name, value in way_in(transport, port).items()}
            environment = {**environment_of(machine.folder, server.url, telegram.token), **settings}
            await migrate(machine.folder, environment)
            first, second = somebody(telegram, "Анна", 720_000_011), somebody(telegram, "Ольга", 720_000_012)
            async with running(tmp_path, environment, said=said) as process:
                await first.start()
                await until(offers(first, w("home.find")))
                with machine.failing(process.pid):
                    await second.start()
                    if transport is Transport.POLLING:
                        await until(reads(second, "Сейчас не получается ничего записать"))
                    else:
                        await until(lambda: bool(telegram.webhook and telegram.webhook.last_error))
                        assert [each for each in second.messages if each.from_bot] == []
                    await first.writes("/catalog")
                    if machine.heals or transport is Transport.POLLING:
                        await until(lambda: first.messages[-1].from_bot)
                    if machine.heals:
                        assert not _knows(machine.folder, second)
                if machine.heals:
                    await _goes_on(second, transport)
            if isinstance(machine, DamagedFile):
                machine.put_right()
                assert not _knows(machine.folder, second)
                async with running(tmp_path, environment):
                    await _goes_on(second, transport)
    finally:
        await server.close()
    assert "Traceback" not in said[0]
    if transport is Transport.POLLING:
        [line, *_] = [each for each in said[0].splitlines() if "met a database that does not serve" in each]
        assert machine.named in line


async def _goes_on(person: Person, transport: Transport) -> None:
    """What was told to have failed is done again; what was left for later comes by itself."""
    if transport is Transport.POLLING:
        await person.writes("/start")
    await until(offers(person, w("home.find")))


@pytest.mark.processes
async def test_a_file_system_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    telegram = Telegram(SystemClock())
    server = await start_server(telegram)
    try:
        with in_memory(folder):
            environment = environment_of(folder, server.url, telegram.token)
            await migrate(folder, environment)
            make_read_only(folder)
            code, output = await ended(tmp_path, environment)
    finally:
        await server.close()
    assert code == 1
    [line] = output.splitlines()
    assert f"The database cannot be used: {folder / 'bot.sqlite3'} cannot be written" in line
