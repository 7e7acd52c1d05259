"""Who is deleted stands also outside of the database, or a restored backup would bring them back (H2)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.db.engine.sqlite import forget_log
from bot.db.operations import deletions_log
from bot.db.operations.deletions_log import Deletion, DeletionsLog
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads


@reads(SYSTEM_ONLY)
def find_newest_deletion(tx: Tx) -> int:
    """The number of the entry that was noted last."""
    return deletions_log.newest_entry(tx.connection)


@reads(SYSTEM_ONLY)
def read_deletions(tx: Tx, since: int | None = None) -> Sequence[Deletion]:
    """Those noted after the entry ``since``, or all."""
    if since is None:
        return deletions_log.read_deletions(tx.connection)
    return deletions_log.read_deletions_since(tx.connection, since)


@dataclass(slots=True)
class NoteDeletions:
    """Adds the deletions that were committed since the last look to the list; at the first look, all.

    Whatever a crash left out is added at the next start. Raises OSError when the list cannot be written.
    ``file``: of SQLite, in whose log the deleted stands until it is emptied.
    """

    runner: Runner
    log: DeletionsLog
    file: Path | None = None
    _noted: int | None = None
    _forgotten: int | None = None

    async def __call__(self) -> int:
        """How many were added."""
        newest = await self.runner.run(find_newest_deletion)
        if self._forgotten != newest and (
            self.file is None or await asyncio.to_thread(forget_log, self.file)
        ):
            self._forgotten = newest
        if self._noted == newest:
            return 0
        deletions = await self.runner.run(read_deletions, self._noted)
        added = await asyncio.to_thread(self.log.add_missing, deletions) if deletions else ()
        self._noted = newest
        return len(added)
