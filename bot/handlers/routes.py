"""Which handler answers what. Handlers say it themselves, next to their name:

    routes = Routes("mine")

    @routes.command("my")
    async def open_mine(chat: Chat) -> None: ...

    @routes.callback
    async def show_mine(chat: Chat, data: ShowMine) -> None: ...

The handler of a tap is found by the prefix of its callback data, whose type is the one of ``data``: nobody is
asked in turn. What is not found, or damaged, goes to the last handler.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, get_type_hints

from aiogram import BaseMiddleware, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.handlers.chat import Chat
from bot.handlers.forms import walk_away
from bot.services.catalogue.reader_zone import reader_zone
from bot.ui.callback_data import written

D = TypeVar("D", bound=CallbackData)
T = TypeVar("T")

OnCallback = Callable[[Chat, Any], Awaitable[None]]
OnMessage = Callable[[Chat], Awaitable[None]]
OnLink = Callable[[Chat, str], Awaitable[None]]


class Routes:
    """The handlers of one topic. ValueError for a second answer to the same thing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.callbacks: dict[str, tuple[type[CallbackData], OnCallback]] = {}
        self.commands: dict[str, OnMessage] = {}
        self.links: dict[str, OnLink] = {}

    def callback(self, handler: Callable[[Chat, D], Awaitable[None]]) -> Callable[[Chat, D], Awaitable[None]]:
        """Answers the taps whose callback data is of the type of ``data``."""
        shape: type[CallbackData] = get_type_hints(handler)["data"]
        _put(self.callbacks, shape.__prefix__, (shape, handler))
        return handler

    def command(self, *names: str) -> Callable[[OnMessage], OnMessage]:
        """Answers ``/name``, without the slash."""

        def declare(handler: OnMessage) -> OnMessage:
            for name in names:
                _put(self.commands, name, handler)
            return handler

        return declare

    def link(self, prefix: str) -> Callable[[OnLink], OnLink]:
        """Answers ``/start PAYLOAD`` where the payload begins so; gets the payload. ``""``: any other."""

        def declare(handler: OnLink) -> OnLink:
            _put(self.links, prefix, handler)
            return handler

        return declare


def _put(into: dict[str, T], key: str, value: T) -> None:
    if key in into:
        raise ValueError(f"two handlers answer {key!r}")
    into[key] = value


def _joined(parts: Iterable[Mapping[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for part in parts:
        for key, value in part.items():
            _put(found, key, value)
    return found


class GiveChat(BaseMiddleware):
    """Gives handlers of messages and taps their ``chat``; goes before all of them."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery | Message) and "actor" in data:
            actor, runner = data["actor"], data["runner"]
            zone = reader_zone(runner.catalogue, actor.region_id, actor.site_ids)
            data["chat"] = Chat(
                event,
                actor,
                data["t"].for_reader(zone),
                replace(runner, tapped=_tapped(event)),
                data["links"],
                data["operator"],
                data.get("toast"),
            )
        return await handler(event, data)


def _tapped(event: CallbackQuery | Message) -> int | None:
    under = event.message if isinstance(event, CallbackQuery) else None
    return None if under is None else under.message_id


def read_callback(shape: type[D], value: str) -> D:
    """Callback data as its type. A button of an earlier release lacks the fields that the type was given at
    its end since then: they have their defaults. TypeError or ValueError for anything damaged."""
    fields = list(shape.model_fields.values())[value.count(":") :]
    if any(each.is_required() for each in fields):
        raise TypeError(f"{shape.__name__} needs more than {value.count(':')} fields")
    rest = (written(each.default) for each in fields)
    return shape.unpack(":".join([value, *rest]))


class Answers:
    """Finds the handler of a tap, a link or a command among all topics. Each returns False where there is
    none, and then has done nothing."""

    def __init__(self, topics: Iterable[Routes]) -> None:
        topics = list(topics)
        self._callbacks = _joined(each.callbacks for each in topics)
        self._links = _joined(each.links for each in topics)
        self.commands = _joined(each.commands for each in topics)

    async def tap(self, chat: Chat, value: str) -> bool:
        shape, handler = self._callbacks.get(value.partition(":")[0], (None, None))
        if shape is None or handler is None:
            return False
        try:
            data = read_callback(shape, value)
        except (TypeError, ValueError):
            return False
        await walk_away(chat, shape)
        await handler(chat, data)
        return True

    async def link(self, chat: Chat, payload: str) -> bool:
        best = max((each for each in self._links if payload.startswith(each)), key=len, default=None)
        if best is None:
            return False
        await walk_away(chat)
        await self._links[best](chat, payload)
        return True

    async def command(self, chat: Chat, name: str) -> bool:
        handler = self.commands.get(name)
        if handler is None:
            return False
        await walk_away(chat)
        await handler(chat)
        return True


def router_of(
    topics: Iterable[Routes],
    *,
    text: OnMessage,
    contact: OnMessage,
    picture: Callable[[Chat], Awaitable[bool]],
) -> Router:
    """An aiogram router with the handlers of all these topics; ``text`` answers what is no command, also an
    edited one, ``contact`` a shared number, ``picture`` one that was asked for: False, it was not."""
    answers = Answers(topics)
    router = Router(name="routes")

    @router.callback_query()
    async def answer_callback(callback: CallbackQuery, chat: Chat) -> None:
        if not await answers.tap(chat, callback.data or ""):
            raise SkipHandler

    @router.message(CommandStart(deep_link=True))
    async def answer_link(_message: Message, command: CommandObject, chat: Chat) -> None:
        if not await answers.link(chat, command.args or ""):
            raise SkipHandler

    @router.message(Command(*answers.commands))
    async def answer_command(_message: Message, command: CommandObject, chat: Chat) -> None:
        await answers.command(chat, command.command)

    @router.message(F.text, ~F.text.startswith("/"))
    async def answer_text(_message: Message, chat: Chat) -> None:
        await text(chat)

    @router.edited_message(F.text)
    async def answer_edit(_message: Message, chat: Chat) -> None:
        await text(chat)

    @router.message(F.contact)
    async def answer_contact(_message: Message, chat: Chat) -> None:
        await contact(chat)

    @router.message(F.photo | F.document)
    async def answer_picture(_message: Message, chat: Chat) -> None:
        if not await picture(chat):
            raise SkipHandler

    return router
