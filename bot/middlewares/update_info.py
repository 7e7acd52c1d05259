"""What an update tells about itself before the database is asked."""

from __future__ import annotations

from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.enums import ChatType
from aiogram.types import Update

from bot.domain.people.languages import language_for
from bot.ui.translator import languages


def kind_of(update: Update) -> str:
    """What an update holds: ``message``, ``callback_query`` and so on; ``unknown`` if newer than we are."""
    for name in update.model_fields_set - {"update_id"}:
        if getattr(update, name) is not None:
            return name
    return "unknown"


def is_private(context: EventContext) -> bool:
    """Whether it came from a chat with one person."""
    return context.chat is not None and context.chat.type == ChatType.PRIVATE


def language_of(context: EventContext) -> str:
    """The language of the person's Telegram, where the one that they chose in the bot is not at hand."""
    code = context.user.language_code if context.user is not None else None
    return language_for(code, [each.code for each in languages()])
