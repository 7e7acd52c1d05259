"""What the bot's own web servers answer, and where they listen."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.health import Health
from bot.web.webhook import MOST_BYTES, Webhook

DEFAULT_PORT: Final = 8080
_LAST_ANSWERS_SECONDS: Final = 1.0
"""At the end, for answers that are being written; what is handled has been waited for before."""

_log = logging.getLogger(__name__)


class ListenError(Exception):
    """The address cannot be listened on; the text says why."""


def public_pages(health: Health, webhook: Webhook | None, webhook_url: str | None) -> web.Application:
    """What a proxy may pass on from outside: the webhook, if there is one, and the health of the process."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/health", health.health)
    app.router.add_get("/ready", health.ready)
    if webhook is not None and webhook_url is not None:
        app.router.add_post(urlsplit(webhook_url).path, webhook.take)
    return app


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serves an application; yields the port, which is chosen by the system for port 0. ListenError."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LAST_ANSWERS_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            reason = error.strerror or str(error)
            raise ListenError(
                f"{host}:{port} cannot be listened on: {reason}. Has another program, or bot, taken it? "
                "WEB_PORT and METRICS_PORT choose another one."
            ) from error
        bound: int = runner.addresses[0][1]
        _log.info("listening on %s:%d", host, bound)
        yield bound
    finally:
        await runner.cleanup()
