"""The bot at work: how updates come in, and how it ends without losing anything.

With ``WEBHOOK_URL`` Telegram posts updates, to any of several replicas; without it the bot polls, alone.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Protocol

from aiohttp import web

from bot.app import Application, BotParts, Resources, application
from bot.clock import SystemClock
from bot.db.engine.errors import DatabaseError
from bot.polling import PollingError
from bot.scheduler.nursery import Nursery
from bot.services.people.registration import ensure_region
from bot.settings import Settings
from bot.telegram import StartError, set_webhook
from bot.ui.commands import set_default_commands
from bot.web.arrivals import Arrivals
from bot.web.calendars import Calendars
from bot.web.health import Health
from bot.web.server import DEFAULT_PORT, ListenError, listening, public_pages
from bot.web.webhook import Webhook

DRAIN_SECONDS = 15.0
"""How long a shutdown waits for handlers, and then for messages that are being sent."""

_log = logging.getLogger(__name__)


class _Way(Protocol):
    """How updates come to the bot."""

    async def run(self, stop: asyncio.Event) -> None: ...

    async def drain(self, seconds: float) -> bool: ...


class ByPolling:
    """The bot asks Telegram for updates."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def run(self, stop: asyncio.Event) -> None:
        await self._app.bot.delete_webhook()
        await self._app.polling.run(stop)

    async def drain(self, seconds: float) -> bool:
        return await self._app.polling.drain(seconds)


class ByWebhook:
    """Telegram posts updates to :class:`Webhook`. The webhook stays set at the end: other replicas, or the
    next start, go on; meanwhile Telegram keeps what it cannot post."""

    def __init__(self, app: Application, webhook: Webhook) -> None:
        self._app = app
        self._webhook = webhook

    async def run(self, stop: asyncio.Event) -> None:
        await set_webhook(self._app.bot, self._app.settings, self._app.incoming.wanted)
        await stop.wait()

    async def drain(self, seconds: float) -> bool:
        return await self._webhook.drain(seconds)


async def run(settings: Settings, *, wire: Callable[[Resources], BotParts]) -> None:
    """Runs the bot until SIGTERM or SIGINT. StartError when it cannot start or go on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with application(settings, clock=SystemClock(), wire=wire) as app:
        try:
            await ensure_region(app.runner, settings.default_region, settings.default_timezone)
        except DatabaseError as error:
            raise StartError(f"The database cannot be used: {error}") from error
        _log.info("the bot works as @%s", app.links.username)
        _spare_the_collector()
        try:
            await work(app, stop)
        except (PollingError, ListenError) as error:
            raise StartError(str(error)) from error
    _log.info("the bot has stopped")


def _spare_the_collector() -> None:
    """What was made at the start stays to the end. Without this the collector of garbage goes through all of
    it, a quarter of a million objects, every few thousand updates, and everybody waits for it. The little
    garbage that is among it stays too; looking for it would take a third of a second."""
    gc.freeze()
    gc.enable()  # python -m bot run has switched it off, for the same reason


async def work(app: Application, stop: asyncio.Event) -> None:
    """Takes updates, sends and ticks until told to stop, then finishes what is in hand.

    StartError, PollingError or ListenError when it cannot begin or go on.
    """
    webhook = _webhook_of(app)
    way: _Way = ByPolling(app) if webhook is None else ByWebhook(app, webhook)
    health = Health(app.db, app.content, app.ticks.late)
    async with Nursery() as background, _open_doors(app, health, webhook):
        background.start(set_default_commands(app.bot), name="set the commands")
        background.start(app.sender.run(), name="send what is due")
        app.ticks.start()
        await app.ticks.look()
        try:
            await way.run(stop)
        finally:
            health.drain()
            app.ticks.stop()
            await way.drain(DRAIN_SECONDS)
            await app.sender.finish(DRAIN_SECONDS)
            await app.role.release()


def _webhook_of(app: Application) -> Webhook | None:
    settings = app.settings
    if settings.webhook_url is None:
        return None
    if settings.webhook_secret is None:
        raise StartError("WEBHOOK_SECRET is not set; without it anybody could post updates to WEBHOOK_URL")
    return Webhook(app.incoming, settings.webhook_secret.get_secret_value())


@asynccontextmanager
async def _open_doors(app: Application, health: Health, webhook: Webhook | None) -> AsyncIterator[None]:
    """Listens where the settings say."""
    settings = app.settings
    async with AsyncExitStack() as doors:
        if webhook is not None or settings.web_port is not None:
            port = DEFAULT_PORT if settings.web_port is None else settings.web_port
            public = settings.public_url is not None
            feeds = Calendars(app.runner) if public else None
            gate = Arrivals(app.links) if public else None
            pages = public_pages(health, webhook, settings.webhook_url, feeds, gate)
            await doors.enter_async_context(listening(pages, settings.web_host, port))
        if settings.metrics_port is not None:
            pages = _monitoring(app, webhook)
            await doors.enter_async_context(listening(pages, settings.metrics_host, settings.metrics_port))
        yield


def _monitoring(app: Application, webhook: Webhook | None) -> web.Application:
    from bot.web.metrics import Metrics, Watched, monitoring_pages  # memory for those who want figures

    parts = Watched(
        db=app.db,
        clock=app.clock,
        in_flight=app.in_flight,
        pace=app.pace,
        report=app.report,
        role=app.role,
        sender=app.sender,
        webhook=webhook,
    )
    return monitoring_pages(Metrics(parts))
