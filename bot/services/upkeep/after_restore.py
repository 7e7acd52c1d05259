"""What must be done again after a backup was put back, before the bot may run on it (H2).

People who deleted themselves since are deleted again, with all that a deletion does. Messages that went out
since are not sent a second time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.db.operations import restore_diff as aftermath
from bot.db.operations.deletions_log import Deletion
from bot.db.operations.restore_diff import RestoreDiff, Waiting
from bot.domain.model import PersonId
from bot.services.people.deletion import delete_again
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes

OVERDUE = timedelta(hours=1)
"""A message due longer ago went out most likely, if nobody can say; it is not sent as one of a flood."""


Ask = Callable[[Waiting], Awaitable[RestoreDiff | None]]
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


async def _nobody_knows(_waiting: Waiting) -> RestoreDiff | None:
    return None


@reads(SYSTEM_ONLY)
def find_undeleted(tx: Tx, deletions: Sequence[Deletion]) -> Sequence[PersonId]:
    """Who of these is there again."""
    return aftermath.still_there(tx.connection, deletions)


@reads(SYSTEM_ONLY)
def read_waiting(tx: Tx) -> Waiting:
    """What to ask the replaced database about."""
    return aftermath.read_waiting(tx.connection)


@writes(SYSTEM_ONLY)
def end_as_there(tx: Tx, found: RestoreDiff) -> int:
    """Ends waiting messages as they ended in the replaced database; how many."""
    return aftermath.end_messages(tx.connection, found.ended)


@writes(SYSTEM_ONLY)
def drop_overdue(tx: Tx) -> int:
    """Drops messages that were due too long ago; how many."""
    return aftermath.drop_overdue(tx.connection, tx.now - OVERDUE)


async def act_after_restore(runner: Runner, deletions: Sequence[Deletion], ask: Ask = _nobody_knows) -> Done:
    """Safe to repeat; on a database that was not restored it finds nobody to delete."""
    deleted = tuple(await runner.run(find_undeleted, deletions))
    if deleted:
        await runner.catalogue.refresh()
    for person_id in deleted:
        await runner.run(delete_again, person_id)
    # After the deletions: what they tell hosts, hosts were told before.
    found = await ask(await runner.run(read_waiting))
    if found is None:
        return Done(deleted, asked=False, dropped=await runner.run(drop_overdue))
    return Done(deleted, asked=True, ended=await runner.run(end_as_there, found), lost=tuple(found.lost))
