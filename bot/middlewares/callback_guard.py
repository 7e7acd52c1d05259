"""Callback data is what a client sends, not what a button held: a number that no id can be opens nothing."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

GREATEST_ID = 2**31 - 1
"""Ids are 32 bits wide in the database; a greater number would be an error there, not "not found"."""
DAMAGED = "?"
"""Callback data that no handler understands, so that the last router answers."""

_NUMBER = re.compile(r"\s*[+-]?[\d_]+(\.\d*)?\s*")


class CallbackGuard(BaseMiddleware):
    """Makes damaged numbers unreadable before any handler looks at them."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, Update) and event.callback_query is not None:
            tap = event.callback_query
            if any(map(_is_impossible, (tap.data or "").split(":")[1:])):
                event = event.model_copy(update={"callback_query": tap.model_copy(update={"data": DAMAGED})})
        return await handler(event, data)


def _is_impossible(field: str) -> bool:
    if not _NUMBER.fullmatch(field):
        return False
    digits = "".join(filter(str.isdecimal, field.partition(".")[0]))
    return bool(digits) and int(digits) > GREATEST_ID
