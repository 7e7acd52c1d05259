"""Counts what handlers send: answers to taps never wait for Telegram's limits, but use them up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    Response,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVenue,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.scheduler.buckets import Pace, started_by_bot

_SENDING = (SendMessage, SendVenue, SendDocument, SendPhoto, SendMediaGroup)
_OF_HANDLERS = frozenset(each.__api_method__ for each in (*_SENDING, EditMessageText, AnswerCallbackQuery))
_LONGEST_WAIT = 3.0
"""Seconds of a 429 that an answer waits out by itself; a longer one goes to the error boundary."""
ANSWER_SECONDS = 8.0
"""For one call of a handler: two that hang still leave it the time to say so some other way."""


class CountAnswers(BaseRequestMiddleware):
    """Debits the buckets for each message that answers somebody, and waits out a short 429 once."""

    def __init__(
        self,
        pace: Pace,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        seconds: float | None = None,
    ) -> None:
        self._pace = pace
        self._seconds = ANSWER_SECONDS if seconds is None else seconds
        self._sleep = sleep

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if started_by_bot.get():
            return await make_request(bot, method)
        chat_id = getattr(method, "chat_id", None)
        if isinstance(chat_id, int) and isinstance(method, _SENDING):
            self._pace.debit(chat_id)
        try:
            return await self._in_time(make_request, bot, method)
        except TelegramRetryAfter as refusal:
            if isinstance(chat_id, int):
                self._pace.refused(chat_id, refusal.retry_after)
            if refusal.retry_after > _LONGEST_WAIT:
                raise
            seconds = refusal.retry_after
        await self._sleep(seconds)
        return await self._in_time(make_request, bot, method)

    async def _in_time(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if method.__api_method__ not in _OF_HANDLERS:
            return await make_request(bot, method)
        try:
            async with asyncio.timeout(self._seconds):
                return await make_request(bot, method)
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="no answer in time") from error
