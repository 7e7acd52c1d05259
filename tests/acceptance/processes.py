"""The bot as a process of its own, and people who wait for what it says."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.people import Person
from sandbox.telegram import Telegram
from tests.acceptance.test_run import ROOT, _environment

environment_of = _environment


@asynccontextmanager
async def running(
    folder: Path, environment: Mapping[str, str], *, said: list[str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """``python -m bot run``; ``said``: gets what it has logged, when it has ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env=dict(environment),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    reading = asyncio.ensure_future(process.stderr.read())
    try:
        yield process
        assert process.returncode is None, f"it has ended: {(await reading).decode()}"
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 40)
        log = (await reading).decode()
        if said is not None:
            said.append(log)


async def ended(folder: Path, environment: Mapping[str, str]) -> tuple[int | None, str]:
    """``python -m bot run`` where it cannot start: its code, and what it has said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env=dict(environment),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, log = await asyncio.wait_for(process.communicate(), 40)
    return process.returncode, log.decode()


async def migrate(folder: Path, environment: Mapping[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "migrate", cwd=folder, env=dict(environment)
    )
    assert await process.wait() == 0


def somebody(telegram: Telegram, name: str, user_id: int) -> Person:
    async def nothing() -> None:
        await asyncio.sleep(0)

    return Person(telegram, telegram.add_user(name, user_id=user_id, language_code="ru").id, nothing)


async def until(condition: Callable[[], bool], seconds: float = 40.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


def reads(person: Person, text: str) -> Callable[[], bool]:
    """Whether the bot's newest message to this person holds the text."""
    return lambda: bool(person.messages) and person.messages[-1].from_bot and text in person.messages[-1].text


def offers(person: Person, label: str) -> Callable[[], bool]:
    """Whether the newest message to this person is the bot's and has the button."""
    return lambda: bool(person.messages) and any(label in each for each in person.messages[-1].labels)


__all__ = ["ROOT", "ended", "environment_of", "migrate", "offers", "reads", "running", "somebody", "until"]
