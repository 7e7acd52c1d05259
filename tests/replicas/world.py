"""Two bots on one PostgreSQL database behind a balancer, in the hands of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.app import Application, BotParts, Resources
from bot.web.webhook import Webhook
from tests.bot.world import SECRET, World


class ReplicatedWorld(World):
    """As ``World``, with two applications: Telegram's posts go to each in turn, or where a test wants them.

    ``app`` is the first of them, which has the sender's role at the beginning.
    """

    replicas: list[Application]

    async def start(self) -> None:
        self.replicas = [await self._open_app() for _ in range(2)]
        self._app = self.replicas[0]
        hooks = {id(each): Webhook(each.incoming, SECRET) for each in self.replicas}
        self.only: Application | None = None
        turns = cycle(self.replicas)

        async def balance(request: web.Request) -> web.Response:
            return await hooks[id(self.only or next(turns))].take(request)

        pages = web.Application()
        pages.router.add_post("/telegram", balance)
        await self._start_webhook(self._app, pages)

    async def settle(self) -> None:
        if self._app is None or self._deliveries is None:
            return
        while True:
            await self._deliveries.idle()
            if not sum([await each.send_all() for each in self.replicas]):
                return


@asynccontextmanager
async def two_bots(address: str, wire: Callable[[Resources], BotParts]) -> AsyncIterator[ReplicatedWorld]:
    """Two bots on the database at this address; the world is checked at the end of a test that passes."""
    world = ReplicatedWorld(Path("unused"), wire)
    world.settings = world.settings.model_copy(update={"database_url": SecretStr(address)})
    await world.start()
    try:
        yield world
        await world.check()
    finally:
        await world.stop()
