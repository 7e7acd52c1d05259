"""Runs use cases: one transaction each, with what it may use, after the declared permissions were asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import ParamSpec, TypeVar, cast

from bot.clock import Clock
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.domain.limits import Limits
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.catalogue.cache import CatalogueCache, NewerThanSnapshotError
from bot.services.transaction import SYSTEM, Tx, UseCase

P = ParamSpec("P")
R = TypeVar("R")

BYTES_DRAWN = 2048
"""Random bytes for one write: 24 arrival codes to choose from, and an operation key."""


@dataclass(frozen=True, slots=True)
class Runner:
    """``random_bytes``: so many bytes that nobody can guess (``secrets.token_bytes``)."""

    db: Database
    clock: Clock
    catalogue: CatalogueCache
    limits: Limits
    random_bytes: Callable[[int], bytes]
    tapped: int | None = None
    """As :class:`bot.services.transaction.Tx` has it."""

    async def do(self, actor: Actor, case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The use case's result, once what it wrote is durable; a Refusal when the actor may not, or the case
        says no. DatabaseError when nothing could be stored (see :class:`bot.db.engine.database.Database`)."""
        now, drawn = self.clock.now(), cache(partial(self.random_bytes, BYTES_DRAWN))
        ran: Tx | None = None

        def body(connection: Connection) -> R:
            nonlocal ran
            ran = Tx(connection, now, actor, self.catalogue, self.limits, drawn, self.tapped)
            refusal = case.refuse(ran, args, kwargs)
            if refusal is not None:
                return cast(
                    R, refusal
                )  # a case whose permission can refuse returns Refusals: tests see to it
            return case.body(ran, *args, **kwargs)

        run = self.db.write if case.writes else self.db.read
        try:
            result = await run(body)
        except NewerThanSnapshotError:
            if not await self.catalogue.refresh():
                raise
            result = await run(body)
        if ran is not None and ran.catalogue_changed and not isinstance(result, Refusal):
            await self.catalogue.refresh()
        return result

    async def run(self, case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for whoever has the machine, or for time itself: jobs and the command line."""
        return await self.do(SYSTEM, case, *args, **kwargs)
