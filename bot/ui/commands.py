"""The lists of commands that Telegram offers: by language for everybody, by person for those with a role."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.domain.people.access import Actor
from bot.domain.people.languages import ENGLISH, READERS_OF_RUSSIAN, language_for
from bot.ui.translator import Translator, languages, translator_for

VISITOR_COMMANDS = (
    "start",
    "catalog",
    "routes",
    "find",
    "book",
    "my",
    "classes",
    "help",
    "language",
    "profile",
    "my_data",
    "delete_me",
)
HOST_COMMANDS = ("desk",)
COORDINATOR_COMMANDS = ("region",)

_REMEMBERED = 10_000
_CODE_LENGTH = 2
"""Telegram takes two-letter codes only; readers of other languages get the list without a language."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Offer:
    """Whose commands a person is offered."""

    language: str
    host: bool
    coordinator: bool


class _Start(Protocol):
    def __call__(self, work: Coroutine[Any, Any, Any], *, name: str) -> object: ...


def commands(t: Translator, *, host: bool = False, coordinator: bool = False) -> list[BotCommand]:
    """What stands in the menu; those with a role find their own first."""
    names = (HOST_COMMANDS if host else ()) + (COORDINATOR_COMMANDS if coordinator else ()) + VISITOR_COMMANDS
    return [BotCommand(command=name, description=t.label(f"command.{name}")) for name in names]


async def set_default_commands(bot: Bot) -> None:
    """Registers the visitors' commands for every language of Telegram, once at the start."""
    available = [each.code for each in languages()]
    codes = {code for code in {*READERS_OF_RUSSIAN, *available} if len(code) == _CODE_LENGTH}
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(commands(translator_for(language_for(ENGLISH, available))), scope=scope)
    for code in sorted(codes):
        listed = commands(translator_for(language_for(code, available)))
        try:
            await bot.set_my_commands(listed, scope=scope, language_code=code)
        except TelegramBadRequest as refusal:
            _log.info("Telegram has no commands in %s: %s", code, refusal.message)


class CommandMenu:
    """Follows people's roles and languages: whoever needs another list than all others gets their own.

    What was set is remembered while the process lives; after a start a person with a role gets their list
    anew with the first tap.
    """

    def __init__(self, start: _Start) -> None:
        self._start = start
        self._set: OrderedDict[int, _Offer] = OrderedDict()

    def follow(self, bot: Bot, actor: Actor, telegram_language: str | None) -> None:
        """Sets the person's own list if the present one is not right, without keeping anybody waiting."""
        usual = language_for(telegram_language, [each.code for each in languages()])
        offer = _Offer(actor.language, actor.is_host, actor.is_coordinator)
        default = _Offer(usual, host=False, coordinator=False)
        if offer == self._set.get(actor.telegram_id, default):
            return
        self._remember(actor.telegram_id, offer)
        self._start(self._offer(bot, actor.telegram_id, offer), name="set the commands of a person")

    def _remember(self, telegram_id: int, offer: _Offer) -> None:
        self._set[telegram_id] = offer
        self._set.move_to_end(telegram_id)
        if len(self._set) > _REMEMBERED:
            self._set.popitem(last=False)

    async def _offer(self, bot: Bot, telegram_id: int, offer: _Offer) -> None:
        listed = commands(translator_for(offer.language), host=offer.host, coordinator=offer.coordinator)
        try:
            await bot.set_my_commands(listed, scope=BotCommandScopeChat(chat_id=telegram_id))
        except TelegramAPIError as refusal:
            # Without the list everything works all the same; the next change of role tries again.
            self._set.pop(telegram_id, None)
            _log.info("a person's commands were not set: %s", type(refusal).__name__)
