"""The simulated Telegram behind a port of this machine: the Bot API over real HTTP, and webhooks."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp import web

from sandbox.faults import FaultKind
from sandbox.files import UploadedFile
from sandbox.model import PendingUpdate, Webhook
from sandbox.rules import MAX_UPLOAD
from sandbox.telegram import Answer, Telegram, Transport

_LOOKS_REAL: Final = re.compile(r"\d+:[A-Za-z0-9_-]{35}")
_WELL_FORMED: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_OWN_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_IGNORED_IN_REPLY: Final = frozenset({"setwebhook", "deletewebhook", "close", "logout"})
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


async def read_parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, UploadedFile]]:
    """Parameters of a call from the address, a form or a JSON body; ValueError where it is broken."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, UploadedFile] = {}
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise ValueError("the body is no JSON object")
        params |= body
    elif request.content_type == "multipart/form-data":
        texts, files = await _read_parts(await request.multipart())
        params |= texts
    elif request.content_type == "application/x-www-form-urlencoded":
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return params, files


async def _read_parts(
    reader: aiohttp.MultipartReader | aiohttp.multipart.MultipartResponseWrapper,
) -> tuple[dict[str, str], dict[str, UploadedFile]]:
    texts: dict[str, str] = {}
    files: dict[str, UploadedFile] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            raise ValueError("a part without a name")
        content = bytes(await part.read())
        if part.filename is None:
            texts[part.name] = content.decode()
        else:
            kind = part.headers.get("Content-Type")
            kind = None if kind == "application/octet-stream" else kind
            files[part.name] = UploadedFile(part.filename, content, kind)
    return texts, files


class Deliveries:
    """Webhook delivery (rule 32): one update in flight per chat, again with doubling delay until a 2xx."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._again: list[PendingUpdate] = []
        self._loop: asyncio.Task[None] | None = None
        self._http: aiohttp.ClientSession | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop().create_task(self._deliver_for_ever())

    async def close(self) -> None:
        tasks = [task for task in (self._loop, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def _deliver_for_ever(self) -> None:
        telegram = self._telegram
        while True:
            webhook = telegram.webhook
            if webhook is not None:
                self._again += telegram.updates.take_redelivered()
                for update in [*self._again, *telegram.updates.pending()]:
                    if len(self._busy) >= webhook.max_connections:
                        break
                    if update.queue not in self._busy:
                        self._again = [other for other in self._again if other is not update]
                        task = asyncio.get_running_loop().create_task(self._deliver(update))
                        self._busy[update.queue] = task
            await telegram.updates.wait(None)

    async def _deliver(self, update: PendingUpdate) -> None:
        settings = self._telegram.settings
        delay = settings.webhook_retry
        try:
            while (webhook := self._telegram.webhook) is not None:
                asked = await self._post(webhook, update)
                if asked is None:
                    self._telegram.updates.confirm(update)
                    return
                await asyncio.sleep(max(delay, asked))
                delay = min(delay * 2, settings.webhook_retry_most)
        finally:
            self._busy.pop(update.queue, None)
            self._telegram.updates.wake()

    async def _post(self, webhook: Webhook, update: PendingUpdate) -> float | None:
        """Posts once; None when it is done, else the least real seconds to wait."""
        if self._http is None:
            self._http = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._telegram.settings.webhook_timeout)
            )
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        late = self._telegram.faults.on_updates(FaultKind.WEBHOOK_LATE)
        again = self._telegram.faults.on_updates(FaultKind.DUPLICATE_UPDATES)
        body = json.dumps(update.to_json(), ensure_ascii=False).encode()
        try:
            async with self._http.post(webhook.url, data=body, headers=headers) as response:
                method, params, files = await _read_reply(response)
                if late is not None:
                    return self._failed(webhook, "Read timeout expired")
                if not 200 <= response.status < 300:
                    wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
                    self._failed(webhook, wrong)
                    wait = response.headers.get("Retry-After", "0")
                    return float(wait) if wait.isdigit() else 0.0
        except (aiohttp.ClientError, TimeoutError) as problem:
            return self._failed(webhook, f"Connection failed: {type(problem).__name__}")
        if method and not method.startswith("get") and method not in _IGNORED_IN_REPLY:
            await self._telegram.call(method, params, files)
        return 0.0 if again is not None else None

    def _failed(self, webhook: Webhook, why: str) -> float:
        webhook.last_error = why
        webhook.last_error_at = self._telegram.clock.now()
        return 0.0


async def _read_reply(
    response: aiohttp.ClientResponse,
) -> tuple[str, dict[str, Any], dict[str, UploadedFile]]:
    """The one method that a webhook's answer may carry, as JSON or a form; "" where there is none."""
    params: dict[str, Any] = {}
    files: dict[str, UploadedFile] = {}
    try:
        if response.content_type == "multipart/form-data":
            texts, files = await _read_parts(aiohttp.MultipartReader.from_response(response))
            params.update(texts)
        elif response.content_type == "application/json":
            given = json.loads(await response.text() or "{}")
            params = given if isinstance(given, dict) else {}
    except ValueError:
        return "", {}, {}
    return str(params.pop("method", "")).lower(), params, files
