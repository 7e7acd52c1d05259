"""Webhook delivery (rule 32): an update is posted until it is answered with 2xx, one per chat at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp

from sandbox.bodies import read_parts
from sandbox.faults import FaultKind
from sandbox.files import UploadedFile
from sandbox.model import PendingUpdate, Webhook
from sandbox.telegram import Telegram

_IGNORED_IN_REPLY: Final = frozenset({"setwebhook", "deletewebhook", "close", "logout"})

Sleep = Callable[[float], Awaitable[None]]


class Deliveries:
    """Posts what waits to the webhook, while one is set.

    ``sleep``: how the pauses between two tries pass; tests that move their clock bring their own.
    """

    def __init__(self, telegram: Telegram, sleep: Sleep = asyncio.sleep) -> None:
        self._telegram = telegram
        self._sleep = sleep
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

    async def idle(self) -> None:
        """Waits until everything is delivered, the calls in the answers included."""
        updates = self._telegram.updates
        while self._busy or self._again or updates.pending() or updates.redelivers:
            await updates.wait(None)

    async def _deliver_for_ever(self) -> None:
        telegram = self._telegram
        while True:
            webhook = telegram.webhook
            if webhook is not None:
                self._start_deliveries(webhook.max_connections)
            await telegram.updates.wait(None)

    def _start_deliveries(self, most: int) -> None:
        self._again += self._telegram.updates.take_redelivered()
        for update in [*self._again, *self._telegram.updates.pending()]:
            if len(self._busy) >= most:
                return
            if update.queue not in self._busy:
                again = update in self._again
                if again:
                    self._again.remove(update)
                task = asyncio.get_running_loop().create_task(self._deliver(update, again=again))
                self._busy[update.queue] = task

    async def _deliver(self, update: PendingUpdate, *, again: bool) -> None:
        """Posts until it is taken, or nobody wants it any more: it is too old, or was dropped."""
        settings, updates = self._telegram.settings, self._telegram.updates
        delay = settings.webhook_retry
        try:
            while (webhook := self._telegram.webhook) is not None and (again or update in updates.pending()):
                asked = await self._post(webhook, update)
                if asked is None:
                    updates.confirm(update)
                    return
                await self._sleep(max(delay, asked))
                delay = min(delay * 2, settings.webhook_retry_most)
        finally:
            self._busy.pop(update.queue, None)
            updates.wake()

    async def _post(self, webhook: Webhook, update: PendingUpdate) -> float | None:
        """Posts once; None when it is done, else the seconds to wait at least."""
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
            async with self._http.post(
                webhook.url, data=body, headers=headers, allow_redirects=False
            ) as response:
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
            texts, files = await read_parts(aiohttp.MultipartReader.from_response(response))
            params.update(texts)
        elif response.content_type == "application/json":
            given = json.loads(await response.text() or "{}")
            params = given if isinstance(given, dict) else {}
    except ValueError:
        return "", {}, {}
    return str(params.pop("method", "")).lower(), params, files
