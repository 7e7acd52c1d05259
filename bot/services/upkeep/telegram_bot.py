"""A database that another bot has served: its messages are not this one's."""

from __future__ import annotations

import logging

from bot.db.operations import telegram_bot
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes

_log = logging.getLogger(__name__)


@reads(SYSTEM_ONLY)
def read_bot(tx: Tx) -> int | None:
    return telegram_bot.read_bot(tx.connection)


@writes(SYSTEM_ONLY)
def change_bot(tx: Tx, bot_id: int) -> None:
    """Safe to repeat, and from several processes at once."""
    telegram_bot.change_bot(tx.connection, bot_id, tx.now)


class OtherBotRunsError(Exception):
    """The database belongs to a bot that is at work; the text says what to do."""


async def serve_as(runner: Runner, bot_id: int, *, alone: bool) -> None:
    """Before the first update of this bot (its id at Telegram) is handled. ``alone``: no other process has
    the sender's role. One that goes on would store numbers of its own chats after they were forgotten."""
    before = await runner.run(read_bot)
    if before == bot_id:
        return
    if before is not None and not alone:
        raise OtherBotRunsError(
            f"The bot {before} is running on this database, and BOT_TOKEN is of the bot {bot_id}: stop all "
            "its processes first, or give this one a database of its own."
        )
    if before is not None:
        _log.warning(
            "another bot (%d) has worked with this database: its messages are not changed any more", before
        )
    await runner.run(change_bot, bot_id)
