"""Which bot of Telegram the database has served, since each numbers the messages of a chat for itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.tables import outbox, person, telegram_bot

OF_ANOTHER_BOT = "in the chat with another bot"


def read_bot(connection: Connection) -> int | None:
    """The id at Telegram of the bot that worked here last; None before the first one, or in a database of an
    earlier release."""
    newest = select(telegram_bot.c.bot_id).order_by(telegram_bot.c.id.desc()).limit(1)
    return connection.execute(newest).scalar_one_or_none()


def change_bot(connection: Connection, bot_id: int, now: datetime) -> None:
    """From now on (UTC) the numbers of messages are this bot's. Those of another are forgotten: by them an
    answer would look like one that was handled long ago, and an edit would meet somebody else's message."""
    before = read_bot(connection)
    if before == bot_id:
        return
    if before is not None:
        connection.execute(
            update(person).where(person.c.last_message_id.is_not(None)).values(last_message_id=None)
        )
        numbered = update(outbox).where(outbox.c.message_id.is_not(None))
        connection.execute(numbered.values(message_id=None, last_error=OF_ANOTHER_BOT))
        connection.execute(telegram_bot.delete())
    connection.execute(telegram_bot.insert().values(bot_id=bot_id, since=now))
