"""Updates as they come from Telegram, by whichever way, on their way into the dispatcher."""

from __future__ import annotations

import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.domain.typed.signs import readable
from bot.services.upkeep.incidents import ReportIncident

_log = logging.getLogger(__name__)

RawUpdate = dict[str, Any]
"""An update as JSON: it becomes an object one by one, so that one damaged update does not hide the others."""


_WRITTEN = ("message", "edited_message")
"""Kinds of updates that hold what people write."""
NOTHING_SEEN = "…"


class Incoming:
    """Makes objects of updates and has them handled; one that cannot be read is an incident."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, report: ReportIncident) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._report = report
        self.wanted = sorted(dispatcher.resolve_used_update_types())
        """Kinds of updates that have a handler: what Telegram is asked for."""

    async def handle(self, raw: RawUpdate, **data: object) -> None:
        """Has one update handled; ``data`` is given to the middlewares. It has an ``update_id``."""
        try:
            update = Update.model_validate(seen_only(raw), context={"bot": self._bot})
        except ValidationError as error:
            await self.give_up(raw, error)
            return
        if not any(getattr(update, name) is not None for name in self.wanted):
            _log.warning("update %d holds %s, which the bot did not ask for", update.update_id, raw_kind(raw))
            return
        await self._dispatcher.feed_update(self._bot, update, **data)

    async def give_up(self, raw: RawUpdate, error: Exception) -> None:
        """Counts an update as handled that cannot be: an incident with a number, for the operator."""
        await self._report(raw["update_id"], raw_kind(raw), error)


def seen_only(raw: RawUpdate) -> RawUpdate:
    """The update as people see it: what they wrote, and how they call themselves, without hidden signs.

    A text of which nothing is left stays one, so that it is answered.
    """
    written = {name: _seen(raw[name], within=1) for name in _WRITTEN if name in raw}
    for message in written.values():
        if isinstance(message, dict) and isinstance(text := message.get("text"), str) and not text.strip():
            message["text"] = NOTHING_SEEN
    return {**raw, **written}


def _seen(value: object, within: int = 0) -> object:
    """``within``: so many levels deep lie texts, such as the name in a contact."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict) and within >= 0:
        return {name: _seen(each, within - 1) for name, each in value.items()}
    return value


def raw_kind(raw: RawUpdate) -> str:
    """What an update holds, as Telegram calls it."""
    return next((name for name in raw if name != "update_id"), "nothing")
