"""Who acts, and in which language they read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.types import TelegramObject, Update

from bot.domain.people.access import Actor
from bot.middlewares.update_info import language_of
from bot.services.people.registration import Registration
from bot.ui.translator import translator_for


class Menu(Protocol):
    """Keeps the list of commands in step with the person's role and language."""

    def follow(self, bot: Bot, actor: Actor, telegram_language: str | None) -> None: ...


class KnowActor(BaseMiddleware):
    """Gives handlers ``actor``, with the roles stored at this moment, and ``t`` in the actor's language.

    People who only block or unblock the bot are not remembered for it.
    """

    def __init__(self, register: Registration, menu: Menu) -> None:
        self._register = register
        self._menu = menu

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        context: EventContext = data["event_context"]
        if isinstance(event, Update) and event.inline_query is not None:
            # Whoever only names the bot elsewhere has not turned to it, and is not remembered for it.
            data["t"] = translator_for(language_of(context))
            return await handler(event, data)
        acts = isinstance(event, Update) and event.my_chat_member is None
        if acts and context.user is not None:
            actor = await self._register(context.user.id, context.user.language_code)
            data["actor"] = actor
            data["t"] = translator_for(actor.language)
            self._menu.follow(data["bot"], actor, context.user.language_code)
        return await handler(event, data)
