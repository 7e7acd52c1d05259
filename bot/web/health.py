"""Is the process alive, and may updates be sent to it?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import hdrs, web

from bot.db.catalogue.reading import read_version
from bot.db.engine.database import Database
from bot.services.catalogue.cache import CatalogueCache

DATABASE_SECONDS: Final = 2.0
"""In which the database has to answer."""
_NOT_KEPT = {hdrs.CACHE_CONTROL: "no-store"}

_log = logging.getLogger(__name__)


class Health:
    """Two questions. Whether Telegram can be reached is part of neither: another replica reaches no more."""

    def __init__(
        self, db: Database, content: CatalogueCache, late: Callable[[], Sequence[object]] | None = None
    ) -> None:
        """``late``: the regular work that has stopped."""
        self._db = db
        self._content = content
        self._late = late
        self._draining = False

    def drain(self) -> None:
        """From now on the process finishes what it has and wants nothing new."""
        self._draining = True

    async def health(self, _request: web.Request) -> web.Response:
        """200 for as long as the loop runs. Whoever gets no answer should restart the process."""
        return web.Response(text="alive\n", headers=_NOT_KEPT)

    async def ready(self, _request: web.Request) -> web.Response:
        """200 while updates are welcome, else 503; a line for each thing that was looked at."""
        looked_at = {
            "draining": not self._draining,
            "content": self._content.is_loaded,
            "database": await self._database_answers(),
        }
        if self._late is not None:
            looked_at["ticks"] = not self._late()
        lines = [f"{name}: {'ok' if good else 'no'}\n" for name, good in looked_at.items()]
        status = 200 if all(looked_at.values()) else 503
        return web.Response(status=status, text="".join(lines), headers=_NOT_KEPT)

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                await self._db.read(read_version)
        except Exception as failure:
            _log.warning("not ready, the database does not answer: %s", type(failure).__name__)
            return False
        return True
