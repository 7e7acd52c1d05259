"""Which bot of Telegram the database has served, since each numbers the messages of a chat for itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.tables import outbox, person, telegram_bot

_THE_ROW = 1
OF_ANOTHER_BOT = "in the chat with another bot"


def read_bot(connection: Connection) -> int | None:
    """The id at Telegram of the bot that worked here last; None before the first one, or in a database of an
    earlier release."""
    known = select(telegram_bot.c.bot_id).where(telegram_bot.c.id == _THE_ROW)
    return connection.execute(known).scalar_one_or_none()


def change_bot(connection: Connection, bot_id: int, now: datetime) -> None:
    """From now on (UTC) the numbers of messages are this bot's. Those of another are forgotten: by them an
    answer would look like one that was handled long ago, and an edit would meet somebody else's message."""
    first = insert_ignoring_conflict(connection, telegram_bot, id=_THE_ROW, bot_id=bot_id, since=now)
    if first is not None:
        return
    # Of several processes that start at once one changes it, before any of them has stored a number.
    changed = connection.execute(
        update(telegram_bot)
        .where(telegram_bot.c.id == _THE_ROW, telegram_bot.c.bot_id != bot_id)
        .values(bot_id=bot_id, since=now)
    )
    if changed.rowcount != 1:
        return
    connection.execute(
        update(person).where(person.c.last_message_id.is_not(None)).values(last_message_id=None)
    )
    numbered = update(outbox).where(outbox.c.message_id.is_not(None))
    connection.execute(numbered.values(message_id=None, last_error=OF_ANOTHER_BOT))
