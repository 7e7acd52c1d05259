"""Handlers, buttons and commands fit together: nothing is asked for that nobody gives."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from enum import Enum
from inspect import isclass, iscoroutinefunction, signature
from typing import Any, get_type_hints

import pytest
from aiogram.filters.callback_data import CallbackData

import bot.ui
from bot.handlers import TOPICS
from bot.handlers.chat import Chat
from bot.handlers.host import photo
from bot.handlers.routes import Routes, router_of
from bot.handlers.visitor import texts
from bot.ui.callback_data import Nothing, TapData
from bot.ui.commands import COORDINATOR_COMMANDS, HOST_COMMANDS, VISITOR_COMMANDS
from bot.ui.translator import languages, translator_for

MOST_OF_A_DESCRIPTION = 256
MOST_OF_CALLBACK_DATA = 64
BIG = 2**31 - 1
"""No id of ours is longer, so the packed example is as long as such a button gets."""


def test_handlers_take_a_chat_and_what_they_answer() -> None:
    for topic in TOPICS:
        for handler in (*topic.commands.values(), *topic.links.values()):
            assert get_type_hints(handler)["chat"] is Chat, handler
            assert iscoroutinefunction(handler)
        for shape, handler in topic.callbacks.values():
            hints = get_type_hints(handler)
            assert (hints["chat"], hints["data"]) == (Chat, shape), handler
            assert list(signature(handler).parameters) == ["chat", "data"], handler


def test_handlers_are_found() -> None:
    """The negative control: the list that the tests here go through is the whole house."""
    assert sum(len(topic.callbacks) for topic in TOPICS) > 40
    assert sum(len(topic.commands) for topic in TOPICS) >= len(COMMANDS)


# --- buttons ---------------------------------------------------------------------------------------


def _callback_classes() -> list[type[CallbackData]]:
    for module in pkgutil.walk_packages(bot.ui.__path__, "bot.ui."):
        importlib.import_module(module.name)
    found = list(TapData.__subclasses__())
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


@pytest.mark.parametrize("of", CLASSES, ids=NAMES)
def test_every_button_has_exactly_one_handler(of: type[CallbackData]) -> None:
    shapes = [topic.callbacks[of.__prefix__][0] for topic in TOPICS if of.__prefix__ in topic.callbacks]
    assert shapes == [of]


def test_two_handlers_of_one_prefix_are_refused() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        router_of(
            [*TOPICS, TOPICS[0]],
            text=texts.answer_text,
            contact=texts.answer_contact,
            picture=photo.answer_picture,
        )
    twice = Routes("twice")

    @twice.callback
    async def once(chat: Chat, data: Nothing) -> None: ...

    with pytest.raises(ValueError, match="two handlers"):
        twice.callback(once)


@pytest.mark.parametrize("of", CLASSES, ids=NAMES)
def test_numbers_leave_room_for_words(of: type[CallbackData]) -> None:
    assert len(_example(of).pack().encode()) <= MOST_OF_CALLBACK_DATA - 8


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


@pytest.mark.shows("J")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_menu_has_a_handler_and_a_text(command: str) -> None:
    assert any(command in topic.commands for topic in TOPICS), f"/{command} is answered by nobody"
    for language in languages():
        text = translator_for(language.code).label(f"command.{command}")
        assert 1 <= len(text) <= MOST_OF_A_DESCRIPTION
        assert not text.startswith("command.")


@pytest.mark.parametrize("code", [each.code for each in languages()])
def test_every_command_has_a_text_of_its_own(code: str) -> None:
    t = translator_for(code)
    texts = Counter(t.label(f"command.{each}") for each in COMMANDS)
    assert max(texts.values()) == 1, texts
