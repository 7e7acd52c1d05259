"""An album comes as one update for each picture, and is one thing that a person sent: it gets one answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject, Update

_REMEMBERED = 1000


class OneOfAlbum(BaseMiddleware):
    """Lets the first picture of an album pass, also when it is delivered again; the others end here, before
    they count as too many.

    Which albums came is only remembered while the process lives: what is cut in two by a restart is answered
    twice.
    """

    def __init__(self) -> None:
        self._first: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        message = event.message if isinstance(event, Update) else None
        if message is None or message.media_group_id is None:
            return await handler(event, data)
        album = (message.chat.id, message.media_group_id)
        first = self._first.setdefault(album, message.message_id)
        if len(self._first) > _REMEMBERED:
            self._first.popitem(last=False)
        return await handler(event, data) if first == message.message_id else UNHANDLED
