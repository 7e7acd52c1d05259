"""Whatever is logged while an update is handled says which one it was, and by whose mark."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.types import TelegramObject, Update

from bot.logs import about_update
from bot.middlewares.update_info import kind_of

_log = logging.getLogger(__name__)


class LogContext(BaseMiddleware):
    """Outside of all that log anything: what other middlewares log is about the update too.

    At level DEBUG each update leaves a line of its own, so that one person's way can be followed.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        assert isinstance(event, Update)  # noqa: S101 - registered on updates; narrows the type
        context: EventContext = data["event_context"]
        with about_update(event.update_id, kind_of(event), context.user_id):
            began = time.monotonic()
            result = await handler(event, data)
            _log.debug("handled in %.1f ms", (time.monotonic() - began) * 1000)
            return result
