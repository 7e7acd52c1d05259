"""The bot works in private chats; a group gets one answer, with a link ("How it must feel", 9)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.enums import ChatMemberStatus
from aiogram.types import TelegramObject, Update

from bot.middlewares.update_info import is_private, language_of
from bot.ui.links import Links
from bot.ui.screen import Button, Inline, Screen
from bot.ui.show import send_screen
from bot.ui.translator import translator_for

_REMEMBERED = 1000
_PRESENT = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)


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
        if (calls or comes) and context.chat.id not in self._answered:
            await self._answer(data["bot"], context)
            self._note(context.chat.id)
        return UNHANDLED

    def _note(self, chat_id: int) -> None:
        self._answered[chat_id] = None
        if len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)

    async def _answer(self, bot: Bot, context: EventContext) -> None:
        t = translator_for(language_of(context))
        button = Button(t.label("group.open"), url=self._links.bot)
        assert context.chat is not None  # noqa: S101 - checked by the caller; narrows the type
        await send_screen(bot, context.chat.id, Screen(t.html("group.private"), Inline(((button,),))))


def _speaks_to_bot(update: Update) -> bool:
    """A command, or an answer to the bot; service lines and, without privacy mode, other talk are not."""
    message = update.message
    if message is None:
        return False
    if message.reply_to_message is not None and message.reply_to_message.from_user is not None:
        return message.bot is not None and message.reply_to_message.from_user.id == message.bot.id
    return bool(message.text and message.text.startswith("/"))
