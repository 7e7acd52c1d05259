"""The simulated Telegram behind a port of this machine: the Bot API over real HTTP, and webhooks."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from sandbox.bodies import read_parameters
from sandbox.deliveries import Deliveries
from sandbox.rules import MAX_UPLOAD
from sandbox.telegram import Answer, Telegram, Transport

_LOOKS_REAL: Final = re.compile(r"\d+:[A-Za-z0-9_-]{35}")
_WELL_FORMED: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_OWN_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_MAX_BODY: Final = MAX_UPLOAD + 1024 * 1024


@dataclass(slots=True)
class RunningServer:
    """A server that runs; ``url`` is what ``BOT_API_URL`` takes."""

    url: str
    port: int
    _runner: web.AppRunner
    _deliveries: Deliveries

    async def close(self) -> None:
        await self._deliveries.close()
        await self._runner.cleanup()


async def start_server(telegram: Telegram, port: int = 0) -> RunningServer:
    """Listens on 127.0.0.1, on a free port unless one is named; a taken port is an OSError."""
    deliveries = Deliveries(telegram)
    runner = web.AppRunner(
        bot_api(telegram), access_log=None, shutdown_timeout=1.0, handler_cancellation=True
    )
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    bound: int = runner.addresses[0][1]
    deliveries.start()
    return RunningServer(f"http://127.0.0.1:{bound}", bound, runner, deliveries)


def bot_api(telegram: Telegram) -> web.Application:
    """The Bot API as a web application; the chat page may mount its own routes beside it."""
    app = web.Application(client_max_size=_MAX_BODY, middlewares=[only_this_machine])
    api = _BotApi(telegram)
    app.router.add_route("*", "/bot{token}/{method}", api.call)
    app.router.add_get("/file/bot{token}/{path:.+}", api.download)
    return app


@web.middleware
async def only_this_machine(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuses a foreign Host header, so that no web page reaches the sandbox through a browser."""
    host = re.sub(r":\d+$", "", request.headers.get("Host", ""))
    if host not in _OWN_HOSTS:
        raise web.HTTPForbidden(text="this server answers on 127.0.0.1 only")
    response: web.StreamResponse = await handler(request)
    return response


class _BotApi:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def _wrong_token(self, token: str) -> web.Response | None:
        if token == self._telegram.token:
            return None
        if _LOOKS_REAL.fullmatch(token):
            return _error(401, "Unauthorized: this is a sandbox, and the token looks real; use its own token")
        if not _WELL_FORMED.fullmatch(token):
            return _error(401, "Unauthorized: invalid token specified")
        return _error(401, "Unauthorized")

    async def call(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._wrong_token(request.match_info["token"])) is not None:
            return refusal
        if request.method not in ("GET", "POST"):
            return _error(405, "Method Not Allowed")
        try:
            params, files = await read_parameters(request)
        except web.HTTPRequestEntityTooLarge:
            return _error(413, "Request Entity Too Large")
        except ValueError:
            return _error(400, "Bad Request: can't parse request body")
        answer = await self._telegram.call(request.match_info["method"], params, files)
        if answer.transport is Transport.TIMED_OUT:
            await asyncio.sleep(self._telegram.settings.timeout_hold)
        if answer.transport is not Transport.DELIVERED and request.transport is not None:
            request.transport.abort()
        return _response(answer)

    async def download(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._wrong_token(request.match_info["token"])) is not None:
            return refusal
        file = self._telegram.files.by_link(request.match_info["path"], self._telegram.clock.now())
        if file is None:
            return _error(404, "Not Found: the link is unknown or older than an hour")
        return web.Response(body=file.content, content_type="application/octet-stream")


def _error(code: int, description: str) -> web.Response:
    return _response(Answer(code, {"ok": False, "error_code": code, "description": description}))


def _response(answer: Answer) -> web.Response:
    headers = {}
    wait = answer.body.get("parameters", {}).get("retry_after")
    if wait is not None:
        headers["Retry-After"] = str(wait)
    return web.Response(
        status=answer.status, text=answer.to_json(), content_type="application/json", headers=headers
    )
