"""Updates as they come from Telegram, by whichever way, on their way into the dispatcher."""

from __future__ import annotations

import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.services.upkeep.incidents import ReportIncident

_log = logging.getLogger(__name__)

RawUpdate = dict[str, Any]
"""An update as JSON: it becomes an object one by one, so that one damaged update does not hide the others."""


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
            update = Update.model_validate(_without_nul(raw), context={"bot": self._bot})
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


def _without_nul(value: Any) -> Any:
    """No text has a NUL: no client types it, and PostgreSQL stores none."""
    match value:
        case str():
            return value.replace("\0", "")
        case dict():
            return {name: _without_nul(each) for name, each in value.items()}
        case list():
            return [_without_nul(each) for each in value]
        case _:
            return value


def raw_kind(raw: RawUpdate) -> str:
    """What an update holds, as Telegram calls it."""
    return next((name for name in raw if name != "update_id"), "nothing")
