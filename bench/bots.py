"""Bots in processes of their own: the bare one and the whole one, over HTTP on this machine."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.telegram import SECRET, TOKEN, BenchTelegram

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
INTERPRETER = os.environ.get("BOTS_PYTHON", sys.executable)
"""What the bots run with; `make bench` gives one that has only what the image has."""


@dataclass(frozen=True, slots=True)
class RunningBot:
    """``started_in``: seconds from the start of the process to its first answered tap."""

    process: asyncio.subprocess.Process
    started_in: float

    @property
    def memory_mb(self) -> float:
        """Resident memory of the process."""
        return _memory_kb(self.process.pid) / 1024

    @property
    def processor_seconds(self) -> float:
        """Processor time that the process has used so far."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(telegram: BenchTelegram, database: str, more: Mapping[str, str]) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": telegram.url,
        "DATABASE_URL": database,
        "OPERATOR_NAME": "АНО «Измерение»",
        "OPERATOR_INN": "1100000000",
        "OPERATOR_ADDRESS": "167000, Сыктывкар, ул. Примерная, 1",
        "OPERATOR_EMAIL": "privacy@operator.example",
        "POLICY_URL": "https://operator.example/policy",
        "DATABASE_LOCATION": "167000, Сыктывкар, ул. Примерная, 1",
        "LOG_LEVEL": "WARNING",
        "TAPS_AT_ONCE": "100000",  # twenty people tap for hundreds
        "TAPS_PER_SECOND": "100000",
        **more,
    }


def webhook_settings() -> dict[str, str]:
    """Settings with which the whole bot serves a webhook on this machine."""
    port = free_port()
    return {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "WEBHOOK_SECRET": SECRET,
        "WEB_HOST": "127.0.0.1",
        "WEB_PORT": str(port),
    }


@asynccontextmanager
async def bare_bot(telegram: BenchTelegram, *, webhook: bool) -> AsyncIterator[RunningBot]:
    mode = "webhook" if webhook else "polling"
    more = {"WEB_PORT": str(free_port())} if webhook else {}
    async with _running(telegram, ["bench.bare", mode], _environment(telegram, "", more)) as bot:
        yield bot


@asynccontextmanager
async def whole_bot(
    telegram: BenchTelegram, database: str, *, webhook: bool, **more: str
) -> AsyncIterator[RunningBot]:
    """``database``: a migrated one. ``more``: settings."""
    settings = {**(webhook_settings() if webhook else {}), **more}
    async with _running(telegram, ["bot", "run"], _environment(telegram, database, settings)) as bot:
        yield bot


async def bare_sending(telegram: BenchTelegram, messages: int) -> float:
    """Messages a second of a bare loop of ``send_message``."""
    telegram.sent_at.clear()
    environment = _environment(telegram, "", {"MESSAGES": str(messages)})
    process = await asyncio.create_subprocess_exec(
        INTERPRETER, "-m", "bench.bare", "send", cwd=ROOT, env=environment
    )
    if await process.wait() != 0:
        raise RuntimeError("the bare loop failed")
    return (messages - 1) / (telegram.sent_at[-1] - telegram.sent_at[0])


@asynccontextmanager
async def _running(
    telegram: BenchTelegram, arguments: list[str], environment: dict[str, str]
) -> AsyncIterator[RunningBot]:
    telegram.webhook = None
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        INTERPRETER, "-m", *arguments, cwd=ROOT, env=environment, stderr=None
    )
    try:
        await asyncio.wait_for(_first_answer(telegram, process, "WEB_PORT" in environment), START_SECONDS)
        yield RunningBot(process, time.perf_counter() - started)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _first_answer(telegram: BenchTelegram, process: asyncio.subprocess.Process, webhook: bool) -> None:
    while webhook and telegram.webhook is None:
        if process.returncode is not None:
            raise RuntimeError("the bot ended before it had set its webhook")
        await asyncio.sleep(0.005)
    await telegram.tap(1, "home")


def _memory_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("the process has no memory any more")
