"""Every tap is answered: with the handler's toast when it has done its work, or without words.

Telegram forgets a tap after some seconds. That an answer comes too late is no error of the work, and a toast
that could not be shown any more is sent as a message, so that nothing is ever said to nobody. An answer
without words may ride back in the webhook's answer, where it is not known whether it came in time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, TelegramObject, Update

from bot.middlewares.webhook_reply import WebhookReply
from bot.scheduler.nursery import Nursery
from bot.ui.formats.html import escape
from bot.ui.screen import Screen
from bot.ui.show import send_screen, unshown
from bot.ui.telegram_failures import AWAY
from bot.ui.toast import Toast, current_toast
from bot.ui.translator import translator_for

SLOW_SECONDS = 5.0
"""After this long a tap is answered without words, so that nothing spins while the handler goes on."""

_log = logging.getLogger(__name__)

_TOO_OLD = "query is too old and response timeout expired or query id is invalid"


class CallbackAnswer(BaseMiddleware):
    """Gives handlers a ``toast`` and puts it on screen. A failed handler leaves its tap to the boundary."""

    def __init__(self, nursery: Nursery, *, slow_seconds: float = SLOW_SECONDS) -> None:
        self._nursery = nursery
        self._slow_seconds = slow_seconds

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        toast = data["toast"] = Toast()
        callback = event.callback_query if isinstance(event, Update) else None
        bot: Bot = data["bot"]
        answered = _Answered()
        if callback is not None:
            slow = asyncio.get_running_loop().call_later(
                self._slow_seconds, self._answer_early, bot, callback, answered
            )
        token = current_toast.set(toast)
        try:
            result = await handler(event, data)
        finally:
            current_toast.reset(token)
            if callback is not None:
                slow.cancel()
        if callback is None:
            await _say_in_chat(bot, data, toast)
            return result
        shown = toast
        if toast.unchanged and toast.text is None:
            shown = Toast(translator_for(_language(data)).label("tap.unchanged"))
        ride = data.get("ride")
        if isinstance(ride, WebhookReply) and shown.text is None and not answered.early:
            ride.call = AnswerCallbackQuery(callback_query_id=callback.id)
            return result
        if answered.early or not await answer(bot, callback, shown):
            await _say_in_chat(bot, data, toast)
        return result

    def _answer_early(self, bot: Bot, callback: CallbackQuery, answered: _Answered) -> None:
        answered.early = True
        self._nursery.start(stop_spinning(bot, callback), name="answer a tap early")


class _Answered:
    """Whether a tap was answered before its handler was done."""

    __slots__ = ("early",)

    def __init__(self) -> None:
        self.early = False


async def stop_spinning(bot: Bot, callback: CallbackQuery) -> None:
    """An answer without words, which nobody misses that gets none."""
    try:
        await answer(bot, callback, Toast())
    except AWAY as failure:
        _log.info("a tap is left without its answer: %s", type(failure).__name__)


async def answer(bot: Bot, callback: CallbackQuery, toast: Toast) -> bool:
    """Answers a tap; False if it was too late for that, which is the only refusal that is let pass."""
    noted = unshown.get()
    if noted is not None and noted.lost:
        toast = Toast()  # its words come with the screen that the outbox sends
    try:
        await bot.answer_callback_query(callback.id, text=toast.text, show_alert=toast.alert or None)
    except AWAY:
        if noted is None:
            raise
        # A tap that spins a little longer is not worth a message.
        noted.lost = noted.lost or toast.text is not None
    except TelegramBadRequest as refusal:
        if _TOO_OLD not in refusal.message.lower():
            raise
        return False
    return True


async def _say_in_chat(bot: Bot, data: dict[str, Any], toast: Toast) -> None:
    chat_id = data["event_context"].chat_id
    if toast.text is not None and chat_id is not None:
        await send_screen(bot, chat_id, Screen(escape(toast.text)))


def _language(data: dict[str, Any]) -> str:
    """The actor's language as an inner middleware left it here."""
    actor = data.get("actor")
    return actor.language if actor is not None else "ru"
