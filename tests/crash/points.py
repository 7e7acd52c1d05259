"""The eight points at which a process may die, and how each is found in the bot from outside.

Each seam is a method that is replaced by one that calls it and says that the point was passed. A seam that is
no longer there is a loud error: the bot has changed, and the harness must learn where the point lies now.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.methods import TelegramMethod
from aiohttp import web

from bot.db.engine.connection import Connection
from bot.db.engine.database import Database, is_refusal
from bot.polling import Polling
from bot.scheduler.sender import Sender
from bot.services.runner import Runner
from bot.services.transaction import USE_CASES
from bot.web.webhook import Webhook


class Point(StrEnum):
    """In the order of an update's way, then of a message's.

    ``ANSWERED``: a call that answers somebody has come back; nothing ever comes back of a call that rides in
    the webhook's response, so there it is when the response is written. ``BEFORE_THE_OFFSET``: the work is
    done, and Telegram has not been told so yet, by a higher offset or by the webhook's 200.
    """

    RECEIVED = "received"
    INSIDE_THE_BODY = "inside the body"
    COMMITTED = "committed"
    ANSWERED = "answered"
    BEFORE_THE_OFFSET = "before the offset"
    CLAIMED = "claimed"
    SENT = "sent"
    MARKED = "marked"


class Case(StrEnum):
    """Use cases that change what somebody has, by their names (``bot.services.transaction.USE_CASES``)."""

    TAKE_OFFER = "booking.offers.taking.take_offer"
    CANCEL = "booking.mine.cancel_booking"
    SEND = "forms.engine.send"
    """Of the form that moves a visit."""
    CONFIRM = "desk.requests.confirm_request"
    DECLINE = "desk.requests.decline_request"
    OPEN_LINK = "links.handover.open_handover"
    AGREE = "forms.engine.tap"
    """Whoever takes a booking over says yes; and the other answers of forms."""
    HAND_OVER = "links.handover.confirm_handover"


Points = tuple[Point, Case | None]
"""A point, wherever it is passed, or only inside of one use case."""
SLOTS: tuple[Points, ...] = (
    *((point, None) for point in Point),
    *((point, case) for case in Case for point in (Point.INSIDE_THE_BODY, Point.COMMITTED)),
)
"""Their counters on the shared page, in this order."""


class Transport(StrEnum):
    """How updates reach the bot."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Plan:
    """Die when this point is passed for this time, counted from 1. ``case``: inside of that use case only."""

    point: Point
    passing: int
    case: Case | None = None

    @property
    def slot(self) -> int:
        return SLOTS.index((self.point, self.case))


Passes = Callable[[Point, Case | None], None]

_ANSWERS = frozenset({"sendMessage", "editMessageText", "answerCallbackQuery", "sendVenue"})
_by_sender: ContextVar[bool] = ContextVar("by_sender", default=False)
_case: ContextVar[Case | None] = ContextVar("case", default=None)
_CARRIES_A_CALL = web.ResponseKey("carries a call", bool)


def wrap_seams(passes: Passes, transport: Transport) -> None:
    """Makes the bot of this process tell of every passing; call it once, before the bot is built."""
    _wrap_cases()
    _wrap_writes(passes)
    _wrap_answers(passes)
    _wrap_sender(passes)
    match transport:
        case Transport.POLLING:
            _wrap_polling(passes)
        case Transport.WEBHOOK:
            _wrap_webhook(passes)


def replace(owner: Any, name: str, make: Callable[[Any], Any], *, is_async: bool = True) -> None:
    """Puts what ``make`` makes of a method into its place. LookupError when there is no such method."""
    original = inspect.getattr_static(owner, name, None)
    if original is None or (is_async and not inspect.iscoroutinefunction(original)):
        raise LookupError(
            f"{owner.__name__}.{name} is no longer a seam that can be wrapped: find where its point lies now"
        )
    setattr(owner, name, make(original))


def _wrap_cases() -> None:
    """Which use case a transaction belongs to."""
    cases = {each.value: each for each in Case}
    assert cases.keys() <= USE_CASES.keys(), "a use case has another name now"

    def make(original: Any) -> Any:
        async def do(self: Runner, actor: Any, case: Any, *args: Any, **named: Any) -> Any:
            token = _case.set(cases.get(case.name))
            try:
                return await original(self, actor, case, *args, **named)
            finally:
                _case.reset(token)

        return do

    replace(Runner, "do", make)


def _wrap_writes(passes: Passes) -> None:
    def make(original: Any) -> Any:
        async def write(self: Database, body: Callable[[Connection], Any]) -> Any:
            case = _case.get()

            def dying(connection: Connection) -> Any:
                result = body(connection)
                passes(Point.INSIDE_THE_BODY, case)
                return result

            result = await original(self, dying)
            if not is_refusal(result):
                passes(Point.COMMITTED, case)
            return result

        return write

    replace(Database, "write", make)


def _wrap_answers(passes: Passes) -> None:
    def make(original: Any) -> Any:
        async def call(self: Bot, method: TelegramMethod[Any], *args: Any, **named: Any) -> Any:
            result = await original(self, method, *args, **named)
            if method.__api_method__ in _ANSWERS and not _by_sender.get():
                passes(Point.ANSWERED, None)
            return result

        return call

    replace(Bot, "__call__", make)


def _wrap_polling(passes: Passes) -> None:
    def make_handle(original: Any) -> Any:
        async def handle(self: Polling, *update: Any) -> None:
            passes(Point.RECEIVED, None)
            await original(self, *update)

        return handle

    told: list[int | None] = [None]

    def make_step(original: Any) -> Any:
        async def step(self: Polling, *args: Any, **named: Any) -> int:
            if self.offset != told[0]:
                passes(Point.BEFORE_THE_OFFSET, None)
                told[0] = self.offset
            new: int = await original(self, *args, **named)
            return new

        return step

    replace(Polling, "_handle", make_handle)
    replace(Polling, "step", make_step)


def _wrap_webhook(passes: Passes) -> None:
    def make_handle(original: Any) -> Any:
        async def handle(self: Webhook, *update: Any) -> web.Response:
            passes(Point.RECEIVED, None)
            response: web.Response = await original(self, *update)
            if response.status == HTTPStatus.OK:
                passes(Point.BEFORE_THE_OFFSET, None)
            response[_CARRIES_A_CALL] = response.body is not None
            return response

        return handle

    def make_write(original: Any) -> Any:
        async def write_eof(self: web.Response, *args: Any) -> None:
            await original(self, *args)
            if self.get(_CARRIES_A_CALL):
                passes(Point.ANSWERED, None)

        return write_eof

    replace(Webhook, "_handle", make_handle)
    replace(web.Response, "write_eof", make_write)


def _wrap_sender(passes: Passes) -> None:
    def make_claim(original: Any) -> Any:
        async def claim(self: Sender) -> Any:
            claimed = await original(self)
            if claimed:
                passes(Point.CLAIMED, None)
            return claimed

        return claim

    def make_put(original: Any) -> Any:
        async def put_on_screen(self: Sender, *args: Any) -> Any:
            token = _by_sender.set(True)
            try:
                sent_id = await original(self, *args)
            finally:
                _by_sender.reset(token)
            passes(Point.SENT, None)
            return sent_id

        return put_on_screen

    def make_end(original: Any) -> Any:
        async def end(self: Sender, *args: Any, **named: Any) -> None:
            await original(self, *args, **named)
            passes(Point.MARKED, None)

        return end

    replace(Sender, "_claim", make_claim)
    replace(Sender, "_put_on_screen", make_put)
    replace(Sender, "_end", make_end)
