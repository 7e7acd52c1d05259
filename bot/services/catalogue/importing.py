"""Imports a region's catalogue from a file (F2)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.db.catalogue.importing import ImportCounts, store_catalogue
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.domain.catalogue.problems import RowProblem
from bot.domain.catalogue.reading import read_catalogue
from bot.services.messages.booking.papers import follow_place
from bot.services.messages.tell import Outside

__all__ = ["ImportCatalogue", "ImportCounts"]


@dataclass(frozen=True, slots=True)
class ImportCatalogue:
    """Stores a whole file or nothing of it. For the operator at the command line.

    Importing again updates what has the same slug or code. New sites come as drafts; asked to publish, drafts
    are published. A route is published when all of its sites are. Sessions follow by ``roll_schedules``. What
    was changed in the chat stays, unless it is to be overwritten.
    """

    db: Database
    clock: Clock

    async def __call__(
        self, raw: bytes | str, *, publish: bool = False, overwrite: bool = False
    ) -> ImportCounts | list[RowProblem]:
        """What was stored, or every fault of the file; never an exception for what the file holds."""
        file = read_catalogue(raw)
        if isinstance(file, list):
            return file
        now = self.clock.now()

        def body(connection: Connection) -> ImportCounts:
            counts = store_catalogue(connection, file, now, publish=publish, overwrite=overwrite)
            for site_id in counts.relocated:
                follow_place(Outside(connection, now), site_id)
            return counts

        return await self.db.write(body)
