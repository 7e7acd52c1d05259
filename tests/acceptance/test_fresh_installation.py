"""A fresh installation, walked by its first coordinator with the steps of README: the real process, an empty
database, and imports beside the running bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from sandbox.model import ShownMessage
from sandbox.people import Person
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.acceptance.test_run import COORDINATOR, _bot, _done, _environment
from tests.bot.paths import words
from tests.sites import demo_of

pytestmark = pytest.mark.processes

W = words("ru")


@asynccontextmanager
async def installed(folder: Path, **settings: str) -> AsyncIterator[tuple[Telegram, Mapping[str, str]]]:
    """`make run` on an empty folder: the database is migrated, the bot runs; at the end it stops in order."""
    telegram = Telegram(SystemClock())
    server = await start_server(telegram)
    environment = {**_environment(folder, server.url, telegram.token), **settings}
    await _done(folder, environment, "migrate")
    running = await _bot(folder, environment, "run")
    try:
        yield telegram, environment
        running.terminate()
        output, _ = await asyncio.wait_for(running.communicate(), 30)
        assert running.returncode == 0, output.decode()
        assert "incident" not in output.decode(), output.decode()
        assert "Traceback" not in output.decode(), output.decode()
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()
        await server.close()


def shown(message: ShownMessage) -> str:
    labels = (each.label for row in message.rows for each in row)
    return "\n".join([message.text, *labels])


class Walker:
    """Somebody who waits for the other process after each act."""

    def __init__(self, telegram: Telegram, user_id: int, name: str) -> None:
        async def nothing() -> None:
            await asyncio.sleep(0)

        self._telegram = telegram
        self.person = Person(telegram, telegram.add_user(name, user_id=user_id).id, nothing)

    async def until(self, *pieces: str) -> None:
        """Waits until the chat shows each of these, buttons included."""
        for _ in range(600):
            chat = "\n".join(map(shown, self.person.messages))
            if all(each in chat for each in pieces):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{pieces} do not all stand in:\n{chat}")

    async def start(self, payload: str | None = None) -> None:
        await self.person.start(payload)
        await self.quiet()

    async def writes(self, text: str) -> None:
        await self.person.writes(text)
        await self.quiet()

    async def tap(self, label: str) -> None:
        before = self._telegram.revision
        await self.person.tap(label)
        async with asyncio.timeout(30):
            while self._telegram.revision == before:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)

    async def quiet(self) -> None:
        async with asyncio.timeout(30):
            while not self.person.messages or not self.person.messages[-1].from_bot:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def said(output: bytes) -> str:
    return output.decode()


@pytest.mark.shows("F1", "F2", "F3")
async def test_from_nothing_to_the_first_site_that_a_visitor_sees(tmp_path: Path) -> None:
    async with installed(tmp_path) as (telegram, environment):
        coordinator = Walker(telegram, COORDINATOR, "Ольга")
        visitor = Walker(telegram, 720_000_002, "Анна")
        await coordinator.start()
        assert W("home.region") in coordinator.person.buttons()
        await visitor.start()
        await coordinator.writes("/region")
        await coordinator.until("Предприятий пока нет", "python -m bot import", W("catalogue_file.button"))

        file = tmp_path / "sites.json"
        file.write_text(demo_of({"vychegda-sheet", "sloist"}).decode(), encoding="utf-8")
        await _done(tmp_path, environment, "import", str(file))
        await coordinator.writes("/region")  # at once: nobody waits for the bot to look again
        await coordinator.until("Гости пока ничего не видят", W("coordinator.sites.draft", n=2))
        await coordinator.tap(W("coordinator.sites.draft", n=2))
        await coordinator.tap("Фанерный")
        await coordinator.tap(W("coordinator.invite_owner"))
        await coordinator.until("?start=i_")
        link = coordinator.person.screen.rpartition("?start=")[2].split()[0]
        owner = Walker(telegram, 720_000_003, "Иван")
        await owner.start(link)
        await owner.until("Даю согласие")
        await owner.tap("Даю согласие")
        await owner.until("Как к вам обращаться?")
        await owner.writes("Иван Петрович")
        await coordinator.writes("/region")
        await coordinator.tap(W("coordinator.sites.draft", n=2))
        await coordinator.tap("Фанерный")
        await coordinator.tap(W("coordinator.make.published"))
        await coordinator.until(W("coordinator.state.published"))
        await visitor.writes("/catalog")
        await visitor.until("Слоист")


async def test_an_import_is_seen_by_whoever_comes_in_the_same_second(tmp_path: Path) -> None:
    """Buttons of the desk, taps and links, while what the bot has in memory is older than the database."""
    async with installed(tmp_path, DEFAULT_REGION="north") as (telegram, environment):
        output = await _command(tmp_path, environment, "seed-demo")
        assert "DEFAULT_REGION=komi" in said(output)
        output = await _command(tmp_path, environment, "invite", "--role", "coordinator", "--region", "komi")
        second = Walker(telegram, 720_000_004, "Вера")
        await second.start(said(output).split("/start ")[1].split()[0])
        await second.until(W("host.welcome.coordinator"))
        await second.writes("/region")
        await second.until("Республика Коми")


async def test_invitations_work_before_anything_was_imported(tmp_path: Path) -> None:
    async with installed(tmp_path, COORDINATOR_IDS="") as (telegram, environment):
        output = await _command(tmp_path, environment, "invite", "--role", "coordinator")
        first = Walker(telegram, 720_000_005, "Вера")
        await first.start(said(output).split("/start ")[1].split()[0])
        await first.until(W("host.welcome.coordinator"))
        await first.writes("/region")
        await first.until("Предприятий пока нет")
        for wrong in (("--region", "nowhere"), ("--role", "owner", "--site", "nothing")):
            process = await _bot(tmp_path, environment, "invite", "--role", "coordinator", *wrong)
            told, _ = await process.communicate()
            assert process.returncode == 1, told
            assert "Known" in said(told)


async def _command(folder: Path, environment: Mapping[str, str], *command: str) -> bytes:
    process = await _bot(folder, environment, *command)
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output
