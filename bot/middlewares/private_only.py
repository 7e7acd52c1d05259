"""The bot works in private chats; a group gets one answer, with a link ("How it must feel", 9), a channel
none: whatever is written there goes out to everybody who reads it."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import TelegramObject, Update

from bot.middlewares.update_info import is_private, language_of
from bot.ui.links import Links
from bot.ui.screen import Button, Inline, Screen
from bot.ui.show import send_screen
from bot.ui.translator import translator_for

_REMEMBERED = 1000
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_PRESENT = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)

_log = logging.getLogger(__name__)


class PrivateOnly(BaseMiddleware):
    """Lets updates of private chats pass; what comes from elsewhere ends here.

    Which groups were answered is only remembered while the process lives: after a restart a group that
    calls the bot again is answered once more.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._answered: OrderedDict[int, None] = OrderedDict()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        context: EventContext = data["event_context"]
        if context.chat is None or is_private(context):
            return await handler(event, data)
        assert isinstance(event, Update)  # noqa: S101 - registered on updates; narrows the type
        calls = event.message is not None and _speaks_to_bot(event)
        comes = event.my_chat_member is not None and event.my_chat_member.new_chat_member.status in _PRESENT
        upgraded = None if event.message is None else event.message.migrate_to_chat_id
        if upgraded is not None and context.chat.id in self._answered:
            self._note(upgraded)
        is_group = context.chat.type in _GROUPS
        if is_group and (calls or comes) and context.chat.id not in self._answered:
            self._note(context.chat.id)
            await self._answer(data["bot"], context)
        return UNHANDLED

    def _note(self, chat_id: int) -> None:
        self._answered[chat_id] = None
        if len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)

    async def _answer(self, bot: Bot, context: EventContext) -> None:
        t = translator_for(language_of(context))
        button = Button(t.label("group.open"), url=self._links.bot)
        assert context.chat is not None  # noqa: S101 - checked by the caller; narrows the type
        try:
            await send_screen(bot, context.chat.id, Screen(t.html("group.private"), Inline(((button,),))))
        except AiogramError as refusal:
            # It may not write there, was removed meanwhile, or Telegram is away: nobody there misses it.
            _log.info("a group is not answered: %s", type(refusal).__name__)


def _speaks_to_bot(update: Update) -> bool:
    """A command, or an answer to the bot; service lines and, without privacy mode, other talk are not."""
    message = update.message
    if message is None:
        return False
    if message.reply_to_message is not None and message.reply_to_message.from_user is not None:
        return message.bot is not None and message.reply_to_message.from_user.id == message.bot.id
    return bool(message.text and message.text.startswith("/"))
