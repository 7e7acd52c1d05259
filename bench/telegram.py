"""The least Telegram that a bot can talk to, and people who tap as fast as they are answered.

It runs in the measuring process while the bot has a process of its own, so that what is measured is the bot:
answers are canned, nothing is checked. How strict Telegram really is, is the sandbox's business.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web

TOKEN = "42:" + "B" * 35
SECRET = "bench-secret"  # noqa: S105 - of a server that lives for some seconds
_BOT = '{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'
_DONE = '{"ok":true,"result":true}'
_TAP_SECONDS = 30.0

Update = dict[str, Any]


@dataclass(slots=True)
class _Poll:
    waiting: list[Update] = field(default_factory=list)
    wanted: asyncio.Event = field(default_factory=asyncio.Event)


class BenchTelegram:
    """``calls``: how often each method was called; ``sent_at``: when each message came (seconds).

    ``replicas``: addresses among which a balancer would divide what is posted; empty: there is one bot.
    """

    def __init__(self) -> None:
        self.calls: dict[str, int] = {}
        self.sent_at: list[float] = []
        self.webhook: str | None = None
        self.replicas: list[str] = []
        self.port = 0
        self._answers: dict[str, asyncio.Future[None]] = {}
        self._poll = _Poll()
        self._received = asyncio.Event()
        self._next_update = 1
        self._next_message = 1000
        self._client: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[BenchTelegram]:
        """Listens on a free port of this machine."""
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer_call)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        async with aiohttp.ClientSession() as self._client:
            try:
                yield self
            finally:
                await runner.cleanup()

    # --- what the bot calls --------------------------------------------------------------------------

    async def _answer_call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] = self.calls.get(method, 0) + 1
        body = await request.read()
        match method:
            case "getMe":
                answer = _BOT
            case "sendMessage" | "editMessageText":
                if method == "sendMessage":
                    self.sent_at.append(time.perf_counter())
                    self._received.set()
                self._next_message += 1
                answer = (
                    f'{{"ok":true,"result":{{"message_id":{self._next_message},"date":1,'
                    '"chat":{"id":5,"type":"private"},"text":"x"}}'
                )
            case "answerCallbackQuery":
                self._answered(_parameter(request, body, "callback_query_id"))
                answer = _DONE
            case "setWebhook":
                self.webhook = _parameter(request, body, "url")
                answer = _DONE
            case "getUpdates":
                answer = json.dumps({"ok": True, "result": await self._updates(request, body)})
            case _:
                answer = _DONE
        return web.Response(text=answer, content_type="application/json")

    async def _updates(self, request: web.Request, body: bytes) -> list[Update]:
        offset = int(_parameter(request, body, "offset") or 0)
        seconds = int(_parameter(request, body, "timeout") or 0)
        self._poll.waiting = [each for each in self._poll.waiting if each["update_id"] >= offset]
        if not self._poll.waiting and seconds:
            self._poll.wanted.clear()
            try:
                async with asyncio.timeout(min(seconds, 1)):
                    await self._poll.wanted.wait()
            except TimeoutError:
                return []
        return self._poll.waiting[:100]

    def _answered(self, query_id: str | None) -> None:
        answer = self._answers.pop(query_id or "", None)
        if answer is not None and not answer.done():
            answer.set_result(None)

    async def received(self, messages: int) -> None:
        """Waits until so many messages have come."""
        while len(self.sent_at) < messages:
            self._received.clear()
            await self._received.wait()

    # --- what people do ------------------------------------------------------------------------------

    async def tap(self, user: int, data: str) -> float:
        """Taps a button; the seconds until the tap was answered."""
        number = self._next_update
        self._next_update += 1
        query_id = f"q{number}"
        answer = self._answers[query_id] = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        await self._deliver(_tap(number, query_id, user, data))
        async with asyncio.timeout(_TAP_SECONDS):
            await answer
        return time.perf_counter() - started

    async def write(self, user: int, text: str) -> None:
        """A text; whoever needs its answer looks at ``calls``."""
        number = self._next_update
        self._next_update += 1
        self._next_message += 1
        await self._deliver(_text(number, self._next_message, user, text))

    async def _deliver(self, update: Update) -> None:
        if self.webhook is None:
            self._poll.waiting.append(update)
            self._poll.wanted.set()
            return
        if self._client is None:
            raise RuntimeError("use serve() first")
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        webhook = self.replicas[update["update_id"] % len(self.replicas)] if self.replicas else self.webhook
        async with self._client.post(webhook, json=update, headers=headers) as response:
            body = await response.read()
            if response.status != 200:
                raise RuntimeError(f"the webhook answered {response.status}")
        if b"answerCallbackQuery" in body:
            self._answered(_parameter_of_reply(response.content_type, body, "callback_query_id"))


async def crowd(
    people: Sequence[int], taps: int, act: Callable[[int, int], Awaitable[float]]
) -> tuple[float, list[float]]:
    """Everybody taps as soon as they are answered: taps a second, and the seconds of each."""
    numbers = iter(range(taps))
    seconds: list[float] = []

    async def one(user: int) -> None:
        seconds.extend([await act(user, number) for number in numbers])

    started = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for user in people:
            tasks.create_task(one(user))
    return taps / (time.perf_counter() - started), seconds


def _parameter(request: web.Request, body: bytes, name: str) -> str | None:
    return _parameter_of_reply(request.content_type, body, name)


def _parameter_of_reply(content_type: str, body: bytes, name: str) -> str | None:
    """One parameter of a call, in whichever of the three forms it is made."""
    if content_type == "application/json":
        value = json.loads(body).get(name)
        return None if value is None else str(value)
    if content_type == "application/x-www-form-urlencoded":
        values = parse_qs(body.decode()).get(name)
        return values[0] if values else None
    marker = f'name="{name}"'.encode()
    _, found, rest = body.partition(marker)
    return rest.split(b"\r\n\r\n", 1)[1].split(b"\r\n", 1)[0].decode() if found else None


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "А", "language_code": "ru"}


def _chat(user: int) -> dict[str, Any]:
    return {"id": user, "type": "private", "first_name": "А"}


def _tap(number: int, query_id: str, user: int, data: str) -> Update:
    message = {
        "message_id": 7,
        "date": 1_790_000_000,
        "chat": _chat(user),
        "from": {"id": 42, "is_bot": True, "first_name": "Bench"},
        "text": "x",
    }
    query = {"id": query_id, "from": _person(user), "chat_instance": "1", "data": data, "message": message}
    return {"update_id": number, "callback_query": query}


def _text(number: int, message_id: int, user: int, text: str) -> Update:
    message = {
        "message_id": message_id,
        "date": 1_790_000_000,
        "chat": _chat(user),
        "from": _person(user),
        "text": text,
    }
    return {"update_id": number, "message": message}
