"""Updates that Telegram posts to us. It posts an update again until it is answered with 2xx.

So the answer comes after the work. What was not handled is answered with something else: during a drain,
when Telegram or the database fails (the error boundary says so), and by a defect outside of the boundary.
That an update is handled twice is harmless (invariant 3). One that still is not handled after several
deliveries to this process is given up like any poison, since all later ones of its chat wait for it.

Telegram has one update of a chat under way at a time; replicas share nothing but the database.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections import Counter, OrderedDict
from typing import Any, Final

from aiohttp import hdrs, web

from bot.incoming import Incoming, RawUpdate
from bot.middlewares.boundary import LeftForLaterError
from bot.middlewares.webhook_reply import WebhookReply

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES: Final = 1024 * 1024
"""Of a body; the largest updates of Telegram have some tens of thousands."""
BODY_SECONDS: Final = 10.0
"""In which a body has to be there; Telegram sends it with its head."""
MOST_DELIVERIES: Final = 8
"""With Telegram's growing pauses these are several minutes."""
DRAIN_RETRY_SECONDS: Final = 1
_GREATEST_ID: Final = 2**63 - 1
_REMEMBERED: Final = 10_000

_log = logging.getLogger(__name__)


class Webhook:
    """Answers Telegram's posts. ``secret``: what Telegram was told to send with each of them."""

    def __init__(self, incoming: Incoming, secret: str) -> None:
        self._incoming = incoming
        self._secret = secret.encode()
        self._in_hand: set[asyncio.Task[Any]] = set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._draining = False
        self._deliveries: OrderedDict[int, int] = OrderedDict()
        self.tally: Counter[int] = Counter()
        """Answers so far, by their HTTP status."""

    @property
    def in_hand(self) -> int:
        """Updates that came and are not answered yet."""
        return len(self._in_hand)

    async def take(self, request: web.Request) -> web.Response:
        """One post of Telegram."""
        answer = await self._answer(request)
        self.tally[answer.status] += 1
        return answer

    async def _answer(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            _log.warning("a post to the webhook without its secret was refused")
            return web.Response(status=401)
        if request.headers.get(hdrs.CONTENT_ENCODING, "identity").strip().lower() != "identity":
            _log.warning("a post to the webhook is packed, which Telegram never does; it was refused")
            return web.Response(status=415)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        raw = _read_update(body)
        if raw is None:
            _log.warning("a post to the webhook is no update")
            return web.Response(status=400)
        if self._draining:
            return _not_now(503, DRAIN_RETRY_SECONDS)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine of the web server runs in a task
        self._in_hand.add(task)
        self._empty.clear()
        try:
            return await self._handle(raw)
        finally:
            self._in_hand.discard(task)
            if not self._in_hand:
                self._empty.set()

    async def drain(self, seconds: float) -> bool:
        """Takes nothing more and waits for what is in hand, at most so long; whether all of it was handled.

        What is left is ended and not answered, so Telegram posts it again.
        """
        self._draining = True
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            _log.warning("%d updates are left unhandled; Telegram will deliver them again", self.in_hand)
            for task in self._in_hand:
                task.cancel()
            await self._empty.wait()
            return False
        return True

    async def _handle(self, raw: RawUpdate) -> web.Response:
        update_id: int = raw["update_id"]
        delivery = self._deliveries.get(update_id, 0) + 1
        again = delivery < MOST_DELIVERIES
        ride = WebhookReply()
        try:
            await self._incoming.handle(raw, ride=ride, comes_again=again)
        except LeftForLaterError as left:
            self._remember(update_id, delivery)
            _log.warning("update %d is left to another delivery: %s", update_id, left)
            return _not_now(503, left.seconds)
        except Exception as error:
            if again:
                self._remember(update_id, delivery)
                _log.exception("update %d failed outside of the error boundary", update_id)
                return _not_now(500, 0)
            await self._incoming.give_up(raw, error)
        self._deliveries.pop(update_id, None)
        return _done(ride)

    def _remember(self, update_id: int, delivery: int) -> None:
        self._deliveries[update_id] = delivery
        self._deliveries.move_to_end(update_id)
        if len(self._deliveries) > _REMEMBERED:
            self._deliveries.popitem(last=False)


def _read_update(body: bytes) -> RawUpdate | None:
    """The JSON of an update; None for anything else."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, dict):
        return None
    update_id = raw.get("update_id")
    return raw if type(update_id) is int and 0 <= update_id <= _GREATEST_ID else None


def _done(ride: WebhookReply) -> web.Response:
    if ride.call is None:
        return web.Response()
    return web.json_response({"method": ride.call.__api_method__, **ride.call.model_dump(exclude_none=True)})


def _not_now(status: int, seconds: int) -> web.Response:
    return web.Response(status=status, headers={hdrs.RETRY_AFTER: str(seconds)} if seconds else None)
