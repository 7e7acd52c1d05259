"""Starting: the token, the way to Telegram, the database; each problem says what to do. And ending."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import GetMe

from bot.app import application
from bot.clock import MovableClock
from bot.db.operations.migrate import upgrade
from bot.settings import Settings, load_settings
from bot.telegram import StartError, ask_who_we_are, make_bot, make_session
from bot.wiring import wire
from sandbox.server import RunningServer, start_server
from sandbox.session import SandboxSession
from sandbox.telegram import Telegram
from tests.bot.world import START, SteppingTime, eventually, settings_of_tests


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(MovableClock(START))


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[RunningServer]:
    running = await start_server(telegram)
    yield running
    await running.close()


def settings(**values: object) -> Settings:
    return load_settings(None, **{"bot_token": "42:SANDBOX", "bot_proxy": None, **values})


async def ask(given: Settings) -> str:
    clock = MovableClock(START)
    bot = make_bot(given)
    try:
        me = await ask_who_we_are(bot, given, SteppingTime(clock, moves_clock=True).sleep)
    finally:
        await bot.session.close()
    return str(me.username)


async def test_another_server_that_speaks_the_bot_api_is_used(
    server: RunningServer, telegram: Telegram
) -> None:
    assert await ask(settings(bot_api_url=server.url)) == telegram.bot.username
    assert await ask(settings(bot_api_url=server.url + "/")) == telegram.bot.username


def test_without_settings_telegrams_own_address_is_used() -> None:
    session = make_session(settings())
    url = session.api.api_url("42:SANDBOX", GetMe.__api_method__)
    assert url == "https://api.telegram.org/bot42:SANDBOX/getMe"


class Proxy:
    """An HTTP proxy that understands CONNECT only and remembers where it was asked to go."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(maxsplit=2)
        assert method == "CONNECT"
        self.asked.append(target)
        host, port = target.rsplit(":", 1)
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(4096):
            writer.write(part)
            await writer.drain()
        writer.close()


async def test_the_proxy_is_used(server: RunningServer, telegram: Telegram) -> None:
    proxy = Proxy()
    async with proxy.running() as port:
        given = settings(bot_api_url=server.url, bot_proxy=f"http://127.0.0.1:{port}")
        assert await ask(given) == telegram.bot.username
    assert proxy.asked == [server.url.removeprefix("http://")]


def test_a_socks_proxy_is_understood() -> None:
    session = make_session(settings(bot_proxy="socks5://user:secret@127.0.0.1:1080"))
    assert isinstance(session, AiohttpSession)
    assert session.proxy == "socks5://user:secret@127.0.0.1:1080"


@pytest.mark.parametrize("token", ["42:OTHER", "42:AAF-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])
async def test_a_wrong_token_is_said_so(server: RunningServer, token: str) -> None:
    with pytest.raises(StartError, match="does not know this BOT_TOKEN"):
        await ask(settings(bot_api_url=server.url, bot_token=token))


async def test_an_address_that_does_not_answer_is_said_so(server: RunningServer) -> None:
    await server.close()
    with pytest.raises(StartError, match="BOT_PROXY"):
        await ask(settings(bot_api_url=server.url))


async def test_a_database_that_is_not_migrated_is_said_so(tmp_path: Path, telegram: Telegram) -> None:
    given = settings_of_tests(tmp_path / "empty.sqlite3", telegram, ())
    with pytest.raises(StartError, match="python -m bot migrate"):
        async with application(given, clock=telegram.clock, wire=wire, session=SandboxSession(telegram)):
            pass


@pytest.mark.processes
@pytest.mark.parametrize("name", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
async def test_the_whole_program_answers_and_ends_when_it_is_told_to(
    tmp_path: Path, server: RunningServer, telegram: Telegram, name: signal.Signals
) -> None:
    database = tmp_path / "bot.sqlite3"
    upgrade_in_thread = asyncio.to_thread(upgrade, f"sqlite:///{database}")
    await upgrade_in_thread
    given = settings_of_tests(database, telegram, ())
    names = [
        *("operator_name", "operator_inn", "operator_address", "operator_email"),
        *("policy_url", "database_location"),
    ]
    environment = {
        **{key: value for key, value in os.environ.items() if key not in {"BOT_PROXY", "WEBHOOK_URL"}},
        **{each.upper(): str(getattr(given, each)) for each in names},
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": server.url,
        "DATABASE_URL": f"sqlite:///{database}",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE
    )
    user = telegram.add_user("Ольга")
    telegram.start(user.id)
    try:
        await eventually(lambda: any(shown.from_bot for shown in telegram.view(user.id)), 60)
    finally:
        process.send_signal(name)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, errors.decode()
    assert b"Traceback" not in errors
    assert telegram.updates.pending() == [], "what was handled is confirmed before the end"
