"""Finds the handler of a tap by the prefix of its callback data, instead of asking every handler in turn.

Each kind of button has a prefix and one handler of its own, so the order of routers does not matter to taps.
What is not found here (damaged, or of a shape that is gone) goes on to the others and ends at the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery


def tap_index(routers: Iterable[Router]) -> Router:
    """A router that knows the taps of all these routers; it goes before them."""
    handlers = by_prefix(routers)
    router = Router(name="tap index")

    @router.callback_query()
    async def handleby_prefix(callback: CallbackQuery, **given: object) -> object:
        handler = handlers.get((callback.data or "").partition(":")[0])
        if handler is None:
            raise SkipHandler
        fits, found = await handler.check(callback, **given)
        if not fits:
            raise SkipHandler
        return await handler.call(callback, **{**given, **found})

    return router


def by_prefix(routers: Iterable[Router]) -> Mapping[str, HandlerObject]:
    """The handler of each kind of button; ValueError for two of one prefix."""
    found: dict[str, HandlerObject] = {}
    for router in routers:
        for part in router.chain_tail:
            for handler in part.callback_query.handlers:
                filters = [each.callback for each in handler.filters or ()]
                if len(filters) != 1 or not isinstance(filters[0], CallbackQueryFilter):
                    continue  # asked in its turn, as the last router is
                prefix = filters[0].callback_data.__prefix__
                if prefix in found:
                    raise ValueError(f"two handlers answer the taps of {prefix!r}")
                found[prefix] = handler
    return found
