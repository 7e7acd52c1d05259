"""Counts what handlers send: answers to taps never wait for Telegram's limits, but use them up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import (
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
_LONGEST_WAIT = 3.0
"""Seconds of a 429 that an answer waits out by itself; a longer one goes to the error boundary."""


class CountAnswers(BaseRequestMiddleware):
    """Debits the buckets for each message that answers somebody, and waits out a short 429 once."""

    def __init__(self, pace: Pace, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._pace = pace
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
            return await make_request(bot, method)
        except TelegramRetryAfter as refusal:
            if isinstance(chat_id, int):
                self._pace.refused(chat_id, refusal.retry_after)
            if refusal.retry_after > _LONGEST_WAIT:
                raise
            seconds = refusal.retry_after
        await self._sleep(seconds)
        return await make_request(bot, method)
