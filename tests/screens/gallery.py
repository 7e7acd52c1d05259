"""Which screens there are, and a collection of them as people may see them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args, get_type_hints

import bot.ui
from bot.documents.messages import document_renderers
from bot.domain.time.quiet_hours import TellsAbout
from bot.ui.links import Links
from bot.ui.screen import Screen
from bot.ui.translator import Translator

Renderer = Callable[..., Screen]


@dataclass(frozen=True, slots=True)
class Shot:
    """One screen in one language: which function made it, of what case."""

    of: str
    case: str
    language: str
    screen: Screen

    @property
    def name(self) -> str:
        return f"{self.language} {self.of}, {self.case}"


def _modules() -> list[Any]:
    found = pkgutil.walk_packages(bot.ui.__path__, "bot.ui.")
    return [importlib.import_module(each.name) for each in found]


def _makes_screen(function: Callable[..., Any]) -> bool:
    made = get_type_hints(function).get("return")
    return made is Screen or Screen in get_args(made)


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@lru_cache(maxsize=1)
def screen_functions() -> set[str]:
    """Every public function of ``bot.ui`` that says it makes a screen."""
    return {
        name_of(function)
        for module in _modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and _makes_screen(function)
    }


@lru_cache(maxsize=1)
def renderers() -> Mapping[str, Renderer]:
    """Every kind of message that the bot starts."""
    found: dict[str, Renderer] = {}
    for module in _modules():
        found.update(getattr(module, "RENDERERS", {}))
    return {**found, **document_renderers(Links("prokhodnaya_demo_bot"))}


@dataclass(slots=True)
class Gallery:
    """Collects screens in one language; which function each came from is noted when it is called."""

    t: Translator
    shots: list[Shot] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    def show(self, function: Callable[..., Screen | None], case: str, *args: Any, **options: Any) -> None:
        """Makes a screen and keeps it."""
        screen = function(*args, **options)
        assert screen is not None, f"{name_of(function)} shows nothing of {case}"
        self.shots.append(Shot(name_of(function), case, self.t.code, screen))

    def message(self, kind: str, case: str, view: TellsAbout) -> None:
        """Renders a message that the bot starts."""
        renderer = renderers()[kind]
        screen = renderer(view, self.t)
        self.kinds.add(kind)
        self.shots.append(Shot(f"message {kind}", case, self.t.code, screen))
        made_by = name_of(renderer)
        if made_by in screen_functions():
            self.shots.append(Shot(made_by, case, self.t.code, screen))

    @property
    def shown(self) -> set[str]:
        return {each.of for each in self.shots}
