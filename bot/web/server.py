"""What the bot's own web servers answer, and where they listen.

Whoever knows the address may send anything. So nothing is unpacked (a megabyte of gzip is a gigabyte of
zeros, and everybody waits while it grows), and each connection has limits: of size, of time, of number.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.web import arrivals, calendars
from bot.web.health import Health
from bot.web.webhook import MOST_BYTES, Webhook

DEFAULT_PORT: Final = 8080
MOST_CONNECTIONS: Final = 256
"""At once, to one port; Telegram opens a hundred at most."""
IDLE_SECONDS: Final = 75.0
"""For the head of a request, from the connection or the request before it on; proxies wait less."""
_LINGER_SECONDS: Final = 1.0
"""For what is still coming after a request was refused."""
_LAST_ANSWERS_SECONDS: Final = 1.0
"""At the end, for answers that are being written; what is handled has been waited for before."""

_log = logging.getLogger(__name__)


class ListenError(Exception):
    """The address cannot be listened on; the text says why."""


def public_pages(
    health: Health,
    webhook: Webhook | None,
    webhook_url: str | None,
    feeds: calendars.Calendars | None = None,
    gate: arrivals.Arrivals | None = None,
) -> web.Application:
    """What a proxy may pass on from outside: the webhook, calendars and the pages of arrival codes, where
    there are any, and the health of the process."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/health", health.health)
    app.router.add_get("/ready", health.ready)
    if feeds is not None:
        app.router.add_get(calendars.ROUTE, feeds.answer)
    if gate is not None:
        app.router.add_get(arrivals.ROUTE, gate.answer)
    if webhook is not None and webhook_url is not None:
        app.router.add_post(urlsplit(webhook_url).path, webhook.take)
    return app


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serves an application; yields the port, which is chosen by the system for port 0. ListenError."""
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=_LAST_ANSWERS_SECONDS,
        auto_decompress=False,
        keepalive_timeout=IDLE_SECONDS,
        lingering_time=_LINGER_SECONDS,
    )
    await runner.setup()
    server = runner.server
    assert server is not None  # noqa: S101 - there is one from setup to cleanup

    def accept() -> asyncio.BaseProtocol:
        return server() if len(server.connections) < MOST_CONNECTIONS else _Full()

    listener: asyncio.Server | None = None
    try:
        try:
            listener = await asyncio.get_running_loop().create_server(accept, host, port)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ListenError(
                f"{host}:{port} cannot be listened on: {reason}. Has another program, or bot, taken it? "
                "WEB_PORT and METRICS_PORT choose another one."
            ) from error
        bound: int = listener.sockets[0].getsockname()[1]
        _log.info("listening on %s:%d", host, bound)
        yield bound
    finally:
        if listener is not None:
            listener.close()
        await runner.cleanup()


class _Full(asyncio.Protocol):
    """One connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        _log.warning("more than %d connections at once: one is refused", MOST_CONNECTIONS)
        if isinstance(transport, asyncio.Transport):
            transport.abort()
