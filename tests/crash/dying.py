"""The bot's process: the real bot over real HTTP, which kills itself where it was told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr

import bot.app
import bot.serving
import bot.wiring
from bot.logs import configure_logs
from bot.settings import LogFormat, LogLevel, load_settings
from bot.wiring import wire
from tests.crash.page import Page, PageTime
from tests.crash.points import SLOTS, Case, Plan, Point, Transport, replace, wrap_seams

LOOKS_EVERY = timedelta(milliseconds=50)
"""Instead of a second: a run waits for the sender's tick after each move of the clock."""


@dataclass(frozen=True, slots=True)
class Order:
    """One life of the bot. ``settings`` are as in the environment; ``database``: any engine's address.

    ``by_page``: what waits for Telegram's limits waits by the clock of the page, and moves it; and what looks
    often whether it has something to do looks as often as if that clock went on by itself.
    """

    settings: Mapping[str, str]
    database: str
    page: str
    log: str
    transport: Transport
    plan: Plan | None = None
    by_page: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        plan = given["plan"]
        return cls(
            settings=given["settings"],
            database=given["database"],
            page=given["page"],
            log=given["log"],
            transport=Transport(given["transport"]),
            plan=None if plan is None else _plan(plan),
            by_page=given["by_page"],
        )


def _plan(given: Mapping[str, Any]) -> Plan:
    case = given["case"]
    return Plan(Point(given["point"]), given["passing"], None if case is None else Case(case))


def live(order: Order) -> int:
    """Runs the bot until it is told to stop, or dies; the exit code."""
    log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    try:
        _live(order)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stderr.flush()
    return 0


def _live(order: Order) -> None:
    page = Page.open(Path(order.page))

    def passes(point: Point, case: Case | None) -> None:
        if not page.armed:
            return
        for each in dict.fromkeys((None, case)):
            passing = page.add(SLOTS.index((point, each)))
            if order.plan == Plan(point, passing, each):
                os.kill(os.getpid(), signal.SIGKILL)

    replace(bot.serving, "SystemClock", lambda _: lambda: page, is_async=False)
    replace(bot.app, "SEND_EVERY", lambda _: LOOKS_EVERY, is_async=False)
    # The clock leaps hours while a process starts: what the count would call late is only not sent yet.
    replace(bot.wiring, "SETTLED", lambda _: timedelta(days=30), is_async=False)
    if order.by_page:
        replace(bot.app, "MachineTime", lambda _: lambda: PageTime(page), is_async=False)
        replace(bot.wiring, "OFTEN", lambda _: LOOKS_EVERY, is_async=False)
    wrap_seams(passes, order.transport)
    configure_logs(LogLevel.INFO, LogFormat.JSON)
    settings = load_settings(None, **order.settings).model_copy(
        update={"database_url": SecretStr(order.database)}
    )
    asyncio.run(bot.serving.run(settings, wire=wire))
