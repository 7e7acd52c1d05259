"""Every night a copy of the database, checked before it counts; a failed one is an alarm."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.db.operations.backup import Backup, BackupError, BackupFolder, BackupStopped, Rotation, back_up
from bot.services.messages.region.region import BackupAlarm
from bot.services.messages.tell import tell
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, writes

FRESH = timedelta(hours=20)
"""A copy younger than this is tonight's: a bot that is started again makes no second one."""

_log = logging.getLogger(__name__)


@writes(SYSTEM_ONLY)
def tell_backup_failed(tx: Tx) -> None:
    """To the coordinators of every region, once a day."""
    tell(tx, *(BackupAlarm(region_id, tx.now.date()) for region_id in tx.catalogue.everything.regions))


@dataclass(frozen=True, slots=True)
class NightlyBackup:
    """Copies the file of the database and removes old copies. Only a good copy lets an older one go.

    A failure is an error in the log and a message to the coordinators; the next night tries again.
    """

    runner: Runner
    file: Path
    folder: BackupFolder
    rotation: Rotation

    async def __call__(self) -> Backup | None:
        """None when there is a fresh copy already, or when it failed."""
        now = self.runner.clock.now()
        newest = await asyncio.to_thread(self.folder.newest)
        if newest is not None and now - newest[0] < FRESH:
            return None
        try:
            made = await self._copy(now)
        except BackupStopped:
            return None
        except BackupError as error:
            _log.error("no backup was made: %s; what to do: docs/operating.md", error)
            await self.runner.run(tell_backup_failed)
            return None
        if not made.report.clean:
            differences = len(made.report.differences)
            _log.error(
                "the audit finds %d differences in the backup %s; older ones are kept", differences, made.file
            )
            await self.runner.run(tell_backup_failed)
            return made
        removed = await asyncio.to_thread(self.folder.rotate, self.rotation)
        _log.info("backup %s: %d bytes; %d old ones removed", made.file, made.size, len(removed))
        return made

    async def _copy(self, now: datetime) -> Backup:
        stop = threading.Event()
        try:
            return await asyncio.to_thread(
                partial(back_up, self.file, self.folder.file_at(now), now, stopped=stop.is_set)
            )
        finally:
            stop.set()  # when we are cancelled the thread goes on by itself, and would delay the end
