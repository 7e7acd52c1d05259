"""Who can be written to."""

from __future__ import annotations

from bot.db.people.reachability import note_reachable, note_unreachable
from bot.services.permissions import SYSTEM_ONLY
from bot.services.transaction import Tx, writes


@writes(SYSTEM_ONLY)
def note_reachability(tx: Tx, telegram_id: int, *, reachable: bool) -> None:
    """Notes that somebody blocked the bot, or came back; a person whom the bot does not know is let be."""
    if reachable:
        note_reachable(tx.connection, telegram_id)
    else:
        note_unreachable(tx.connection, telegram_id, tx.now)
