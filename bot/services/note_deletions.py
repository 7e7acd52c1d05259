"""Who is deleted stands also outside of the database, or a restored backup would bring them back (H2)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.db.deletions_log import DeletionsLog, newest_entry, read_deletions, read_deletions_since
from bot.db.engine import Database


@dataclass(slots=True)
class NoteDeletions:
    """Adds the deletions that were committed since the last look to the list; at the first look, all.

    Whatever a crash left out is added at the next start. Raises OSError when the list cannot be written.
    """

    db: Database
    log: DeletionsLog
    _noted: int | None = None

    async def __call__(self) -> int:
        """How many were added."""
        noted = self._noted
        newest = await self.db.read(newest_entry)
        if noted == newest:
            return 0
        if noted is None:
            deletions = await self.db.read(read_deletions)
        else:
            deletions = await self.db.read(lambda connection: read_deletions_since(connection, noted))
        added = await asyncio.to_thread(self.log.add_missing, deletions) if deletions else ()
        self._noted = newest
        return len(added)
