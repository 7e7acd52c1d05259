"""Who can be written to, and what could not be shown to them at once."""

from __future__ import annotations

from datetime import timedelta

from bot.db.people.people import read_actor
from bot.db.people.reachability import note_reachable, note_unreachable
from bot.services.messages.people.reaching import LateAnswer
from bot.services.messages.tell import Later, tell
from bot.services.permissions import SYSTEM_ONLY
from bot.services.transaction import Tx, writes


@writes(SYSTEM_ONLY)
def note_reachability(tx: Tx, telegram_id: int, *, reachable: bool) -> None:
    """Notes that somebody blocked the bot, or came back; a person whom the bot does not know is let be."""
    if reachable:
        note_reachable(tx.connection, telegram_id)
    else:
        note_unreachable(tx.connection, telegram_id, tx.now)


@writes(SYSTEM_ONLY)
def answer_later(
    tx: Tx,
    telegram_id: int,
    update_id: int,
    *,
    tapped: str | None = None,
    command: str | None = None,
    seconds: int = 0,
) -> bool:
    """Has the outbox answer what this person did, in so many seconds at the soonest; once an update. False:
    nobody knows them yet, so that they have done nothing."""
    actor = read_actor(tx.connection, telegram_id)
    if actor is None:
        return False
    answer = LateAnswer(actor.person_id, update_id, tx.now.date(), tapped, command)
    tell(tx, Later(answer, tx.now + timedelta(seconds=seconds)))
    return True
