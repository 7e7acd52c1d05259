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
from bot.ui.formats.html import Html
from bot.ui.links import Links
from bot.ui.screen import Screen
from bot.ui.translator import Argument, Translator

Renderer = Callable[..., Screen]


@dataclass(frozen=True, slots=True)
class Shot:
    """One screen in one language: which function made it, of what case."""

    of: str
    case: str
    language: str
    screen: Screen
    refused: tuple[str, ...] = ()
    """What was said of refusals while it was made, as HTML."""

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


class Listening(Translator):
    """Remembers what was said of refusals."""

    def __init__(self, like: Translator, heard: list[str] | None = None) -> None:
        super().__init__(like.language, like._catalogues, like.reader_zone)
        self.heard: list[str] = [] if heard is None else heard

    def for_reader(self, zone: str | None) -> Translator:
        return Listening(super().for_reader(zone), self.heard)

    def html(self, key: str, **arguments: Argument) -> Html:
        said = super().html(key, **arguments)
        if key.startswith(OF_REFUSALS):
            self.heard.append(said)
        return said


OF_REFUSALS = ("form.refused", "refusal.", "host.refusal.", "problem.")


@dataclass(slots=True)
class Gallery:
    """Collects screens in one language; which function each came from is noted when it is called."""

    t: Translator
    shots: list[Shot] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    _heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.t = Listening(self.t, self._heard)

    def show(self, function: Callable[..., Screen | None], case: str, *args: Any, **options: Any) -> None:
        """Makes a screen and keeps it."""
        screen = function(*args, **options)
        assert screen is not None, f"{name_of(function)} shows nothing of {case}"
        self._keep(name_of(function), case, screen)
        self._heard.clear()

    def message(self, kind: str, case: str, view: TellsAbout) -> None:
        """Renders a message that the bot starts."""
        renderer = renderers()[kind]
        screen = renderer(view, self.t)
        self.kinds.add(kind)
        self._keep(f"message {kind}", case, screen)
        made_by = name_of(renderer)
        if made_by in screen_functions():
            self._keep(made_by, case, screen)
        self._heard.clear()

    def _keep(self, of: str, case: str, screen: Screen) -> None:
        self.shots.append(Shot(of, case, self.t.code, screen, tuple(dict.fromkeys(self._heard))))

    @property
    def shown(self) -> set[str]:
        return {each.of for each in self.shots}
