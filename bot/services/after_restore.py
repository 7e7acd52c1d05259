"""What must be done again after a backup was put back, before the bot may run on it (H2).

People who deleted themselves since are deleted again, with all that a deletion does. Messages that went out
since are not sent a second time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.db.aftermath import (
    Aftermath,
    Waiting,
    drop_overdue,
    end_messages,
    read_waiting,
    still_there,
)
from bot.db.deletions_log import Deletion
from bot.db.engine import Database
from bot.domain.model import PersonId
from bot.services.visitor.person import erase

OVERDUE = timedelta(hours=1)
"""A message due longer ago went out most likely, if nobody can say; it is not sent as one of a flood."""


Ask = Callable[[Waiting], Awaitable[Aftermath | None]]
"""Asks the replaced database what became of messages; None when it cannot be read."""


@dataclass(frozen=True, slots=True)
class Done:
    """``deleted``: people deleted again. ``asked``: whether the replaced database could be asked; then
    ``ended``: messages that had ended there, and ``lost``: references that the backup does not have; else
    ``dropped``: messages that were due too long ago."""

    deleted: tuple[PersonId, ...]
    asked: bool
    ended: int = 0
    dropped: int = 0
    lost: tuple[str, ...] = ()


async def _nobody_knows(_waiting: Waiting) -> Aftermath | None:
    return None


@dataclass(frozen=True, slots=True)
class AfterRestore:
    """Safe to repeat; on a database that was not restored it finds nobody to delete."""

    db: Database
    clock: Clock

    async def __call__(self, deletions: Sequence[Deletion], ask: Ask = _nobody_knows) -> Done:
        now = self.clock.now()
        deleted = await self.db.read(lambda connection: still_there(connection, deletions))
        for person_id in deleted:
            await self.db.write(partial(erase, person_id=person_id, now=now, basis="restore"))
        # After the deletions: what they tell hosts, hosts were told before.
        aftermath = await ask(await self.db.read(read_waiting))
        if aftermath is None:
            dropped = await self.db.write(lambda connection: drop_overdue(connection, now - OVERDUE))
            return Done(tuple(deleted), asked=False, dropped=dropped)
        ended = await self.db.write(lambda connection: end_messages(connection, aftermath.ended))
        return Done(tuple(deleted), asked=True, ended=ended, lost=tuple(aftermath.lost))
