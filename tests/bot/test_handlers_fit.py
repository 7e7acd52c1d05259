"""Handlers, buttons and commands fit together: nothing is asked for that nobody gives."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from inspect import isclass
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from aiogram import BaseMiddleware, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject, User

import bot.ui
from bot.handlers import last, routers
from bot.handlers.tap_index import by_prefix
from bot.ui.commands import COORDINATOR_COMMANDS, HOST_COMMANDS, VISITOR_COMMANDS
from bot.ui.translator import languages, translator_for
from tests.bot.world import World

MOST_OF_A_DESCRIPTION = 256
MOST_OF_CALLBACK_DATA = 64
BIG = 2**31 - 1
"""No id of ours is longer, so the packed example is as long as such a button gets."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A function of ours under the kind of update that it handles."""

    observer: str
    router: str
    object: HandlerObject

    @property
    def name(self) -> str:
        function = self.object.callback
        return f"{function.__module__}.{function.__qualname__}"


def _handlers(router: Router) -> Iterator[Handler]:
    for name, observer in router.observers.items():
        for each in observer.handlers:
            yield Handler(name, router.name, each)
    for below in router.sub_routers:
        yield from _handlers(below)


_, *ASKED = routers()
HANDLERS = [handler for router in ASKED for handler in _handlers(router)]


def _filters(handler: Handler) -> list[Any]:
    return [each.callback for each in handler.object.filters or []]


def _given_by_filters(handler: Handler) -> dict[str, type]:
    """What the filters of a handler add to what the middlewares give."""
    given: dict[str, type] = {}
    for each in _filters(handler):
        if isinstance(each, CallbackQueryFilter):
            given["callback_data"] = each.callback_data
        if isinstance(each, Command):
            given["command"] = object
    return given


class _Look(BaseMiddleware):
    """Notes what handlers of an update are given before their own filters."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        self.given = {type(event).__name__: event, **data}
        return await handler(event, data)


async def _what_is_given(world: World) -> dict[str, dict[str, Any]]:
    """By kind of update: everything that a real update of that kind brings to its handlers."""
    looks = {name: _Look() for name in ("message", "callback_query", "my_chat_member")}
    for name, look in looks.items():
        world.app.dispatcher.observers[name].outer_middleware(look)
    person = world.person("Анна")
    await person.start()
    await person.tap(person.buttons()[0])
    await person.blocks()
    for name, look in looks.items():
        assert look.given, f"no {name} came"
    return {name: look.given for name, look in looks.items()}


def _fits(value: object, hint: object) -> bool:
    """Whether a value may be given for a hint; a generic is judged by its class only."""
    if get_origin(hint) is Union or type(hint).__name__ == "UnionType":
        return any(_fits(value, each) for each in get_args(hint))
    wanted = get_origin(hint) or hint
    return not isclass(wanted) or isinstance(value, wanted)


async def test_every_parameter_of_every_handler_is_given(world: World) -> None:
    given = await _what_is_given(world)
    problems = []
    for handler in HANDLERS:
        function = handler.object.callback
        assert handler.observer in given, f"{handler.name} handles {handler.observer}: let the test send one"
        there = given[handler.observer]
        hints = get_type_hints(function)
        names = list(hints.keys() - {"return"})
        event = next(iter(hints))
        from_filters = _given_by_filters(handler)
        for name in names:
            if name == event:
                if not _fits(next(iter(there.values())), hints[name]):
                    problems.append(f"{handler.name}: {name} is a {hints[name]}")
            elif name in from_filters:
                if isclass(hints[name]) and not issubclass(
                    hints[name] if from_filters[name] is object else from_filters[name], hints[name]
                ):
                    problems.append(f"{handler.name}: {name} is a {from_filters[name]}, not {hints[name]}")
            elif name not in there:
                problems.append(f"{handler.name} asks for {name!r}, which nobody gives")
            elif not _fits(there[name], hints[name]):
                problems.append(f"{handler.name}: {name} is a {type(there[name])}, not {hints[name]}")
    assert not problems, "\n".join(problems)


def test_handlers_are_found() -> None:
    """The negative control: the list that the tests here go through is the whole house."""
    assert len(HANDLERS) > 60
    assert {each.observer for each in HANDLERS} == {"message", "callback_query", "my_chat_member"}


# --- buttons ---------------------------------------------------------------------------------------


def _callback_classes() -> list[type[CallbackData]]:
    for module in pkgutil.walk_packages(bot.ui.__path__, "bot.ui."):
        importlib.import_module(module.name)
    found = list(CallbackData.__subclasses__())
    return [each for each in found if each.__module__.startswith("bot.")]


CLASSES = _callback_classes()
NAMES = [f"{each.__module__}.{each.__name__}" for each in CLASSES]


def _example(of: type[CallbackData]) -> CallbackData:
    """A button of a class with something in every field."""
    values: dict[str, Any] = {}
    for name, field in of.model_fields.items():
        kind: object = field.annotation
        if kind is bool:
            values[name] = True
        elif kind is int:
            values[name] = BIG
        elif isclass(kind) and issubclass(kind, Enum):
            values[name] = next(iter(kind))
        else:
            values[name] = "a"
    return of(**values)


async def _taken_by(data: str) -> list[Handler]:
    """Every handler whose filters let a tap with this data pass, in the order in which they are asked."""
    tap = CallbackQuery(
        id="1", from_user=User(id=1, is_bot=False, first_name="A"), chat_instance="1", data=data
    )
    found = []
    for each in HANDLERS:
        if each.observer == "callback_query":
            passes, _ = await each.object.check(tap)
            if passes:
                found.append(each)
    return found


@pytest.mark.parametrize("of", CLASSES, ids=NAMES)
async def test_every_button_has_exactly_one_handler(of: type[CallbackData]) -> None:
    takers = await _taken_by(_example(of).pack())
    assert takers, "not even the last handler"
    assert takers[-1].router == last.router.name, "the last router answers every tap"
    assert len(takers) == 2, [each.name for each in takers]
    assert takers[0].router != last.router.name


@pytest.mark.parametrize("of", CLASSES, ids=NAMES)
def test_numbers_leave_room_for_words(of: type[CallbackData]) -> None:
    assert len(_example(of).pack().encode()) <= MOST_OF_CALLBACK_DATA - 8


@pytest.mark.parametrize("of", CLASSES, ids=NAMES)
async def test_the_index_finds_the_same_handler(of: type[CallbackData]) -> None:
    packed = _example(of).pack()
    first = (await _taken_by(packed))[0]
    assert by_prefix(ASKED)[packed.partition(":")[0]].callback is first.object.callback


def test_two_handlers_of_one_prefix_are_refused() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        by_prefix([*ASKED, ASKED[0]])


def test_no_two_buttons_share_a_prefix() -> None:
    prefixes = Counter(each.__prefix__ for each in CLASSES)
    assert max(prefixes.values()) == 1, [prefix for prefix, n in prefixes.items() if n > 1]


def test_no_button_is_understood_as_another() -> None:
    """Each packed example is read by its own class only."""
    for of in CLASSES:
        packed = _example(of).pack()
        readers = []
        for other in CLASSES:
            try:
                other.unpack(packed)
            except (TypeError, ValueError):
                continue
            readers.append(other)
        assert readers == [of], packed


# --- commands --------------------------------------------------------------------------------------

COMMANDS = (*VISITOR_COMMANDS, *HOST_COMMANDS, *COORDINATOR_COMMANDS)


def _commands_of(handler: Handler) -> set[str]:
    return {
        str(command) for each in _filters(handler) if isinstance(each, Command) for command in each.commands
    }


@pytest.mark.shows("J")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_menu_has_a_handler_and_a_text(command: str) -> None:
    takers = [each for each in HANDLERS if command in _commands_of(each)]
    plain = [
        each
        for each in takers
        if not any(isinstance(one, Command) and one.magic is not None for one in _filters(each))
    ]
    assert plain, f"/{command} is answered by nobody"
    for language in languages():
        text = translator_for(language.code).label(f"command.{command}")
        assert 1 <= len(text) <= MOST_OF_A_DESCRIPTION
        assert not text.startswith("command.")


@pytest.mark.parametrize("code", [each.code for each in languages()])
def test_every_command_has_a_text_of_its_own(code: str) -> None:
    t = translator_for(code)
    texts = Counter(t.label(f"command.{each}") for each in COMMANDS)
    assert max(texts.values()) == 1, texts
