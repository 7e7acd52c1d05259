"""Calendars by subscription (B15): whoever knows the secret address reads its owner's visits, and no names.

What is not there, was taken away, or never was, is one and the same 404.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Final

from aiohttp import hdrs, web

from bot.documents.calendars import calendar_of
from bot.domain.model import FeedId
from bot.domain.papers.views import FeedView
from bot.domain.typed.numbers import read_number
from bot.services.papers.calendars import read_feed
from bot.services.runner import Runner
from bot.ui.links import FEED_PATH
from bot.ui.translator import translator_for

ROUTE: Final = FEED_PATH
"""As aiohttp reads it: what stands in braces is the request's."""
_KEPT_PRIVATELY: Final = "private, no-cache"


class Calendars:
    """Answers at :data:`ROUTE`."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def answer(self, request: web.Request) -> web.Response:
        """The calendar; 304 for whoever has it as it is, 404 where there is none."""
        number = read_number(request.match_info["feed"])
        view = None
        if number is not None:
            view = await self._runner.run(read_feed, FeedId(number), request.match_info["token"])
        if view is None:
            return web.Response(status=404, text="there is no calendar here\n")
        content = await asyncio.to_thread(_written, view)
        etag = hashlib.sha256(content).hexdigest()[:32]
        asked = [each.value for each in request.if_none_match or ()]
        headers = {hdrs.ETAG: f'"{etag}"', hdrs.CACHE_CONTROL: _KEPT_PRIVATELY}
        if etag in asked or "*" in asked:
            return web.Response(status=304, headers=headers)
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)


def _written(view: FeedView) -> bytes:
    speaks = translator_for(view.language).for_reader(None)
    return calendar_of(view.parts, speaks, led=view.led, subscribed=True)
