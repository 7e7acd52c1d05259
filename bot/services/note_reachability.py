"""Who can be written to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.db.engine import Database
from bot.db.reachability import note_reachable, note_unreachable


@dataclass(frozen=True, slots=True)
class NoteReachability:
    """Notes that somebody blocked the bot, or came back; a person whom the bot does not know is let be."""

    db: Database
    clock: Clock

    async def __call__(self, telegram_id: int, *, reachable: bool) -> None:
        now = self.clock.now()
        if reachable:
            await self.db.write(lambda connection: note_reachable(connection, telegram_id))
        else:
            await self.db.write(lambda connection: note_unreachable(connection, telegram_id, now))
