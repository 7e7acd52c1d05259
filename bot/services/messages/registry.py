"""Every kind of message. What a kind lacks is found at the start, not when somebody misses a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any, get_args, get_type_hints

from bot.services.messages import (
    applications,
    draws,
    enquiries,
    guides,
    placement_ends,
    prints,
    schedules,
    sites,
)
from bot.services.messages.booking import (
    bookings,
    duties,
    forms,
    groups,
    handover,
    numbers,
    offers,
    papers,
    reminded,
    requests,
    reviews,
    routes,
    visits,
    waiting,
)
from bot.services.messages.message import AnyMessage, Message
from bot.services.messages.people import (
    forgotten,
    members,
    own_data,
    passport,
    reaching,
    retention,
)
from bot.services.messages.region import complaints, figures, journal, news, region, revisions

TOPICS = (
    applications,
    bookings,
    complaints,
    draws,
    duties,
    enquiries,
    figures,
    forgotten,
    forms,
    groups,
    guides,
    handover,
    journal,
    members,
    news,
    numbers,
    offers,
    own_data,
    papers,
    passport,
    placement_ends,
    prints,
    reaching,
    region,
    reminded,
    requests,
    retention,
    reviews,
    revisions,
    routes,
    schedules,
    sites,
    visits,
    waiting,
)

Renderers = Mapping[str, Callable[..., object]]

_DECLARED = ("kind", "urgency", "priority")


class IncompleteMessageError(TypeError):
    """A kind of message lacks something; the text names every kind and what it lacks."""


def classes_of(topics: Iterable[ModuleType]) -> list[type[AnyMessage]]:
    """The messages of a topic: its public classes; one that only others are made from begins with _."""
    return [
        each
        for topic in topics
        for name, each in vars(topic).items()
        if isinstance(each, type)
        and issubclass(each, Message)
        and each.__module__ == topic.__name__
        and not name.startswith("_")
    ]


ALL = tuple(classes_of(TOPICS))
KINDS: Mapping[str, type[AnyMessage]] = MappingProxyType(
    {each.kind: each for each in ALL if hasattr(each, "kind")}
)


def check(classes: Iterable[type[AnyMessage]], renderers: Renderers) -> None:
    """IncompleteMessageError when a kind lacks a part, two share a name, or a renderer shows another view."""
    missing: list[str] = []
    seen: set[str] = set()
    for each in classes:
        name = getattr(each, "kind", each.__name__)
        lacks = [part for part in _DECLARED if not hasattr(each, part)]
        lacks += sorted(each.__abstractmethods__)
        if name in seen:
            lacks.append("a name of its own")
        if name not in renderers:
            lacks.append("a renderer")
        elif "load" not in lacks and not _shows(renderers[name], each):
            lacks.append(f"a renderer of what {each.load.__qualname__} returns")
        seen.add(name)
        if lacks:
            missing.append(f"{name} has no {', no '.join(lacks)}")
    missing += [f"{name} is rendered, but no message has this kind" for name in renderers if name not in seen]
    if missing:
        raise IncompleteMessageError("; ".join(missing))


@cache
def _shows(renderer: Callable[..., object], message: type[AnyMessage]) -> bool:
    """Whether the renderer's first parameter is what the message loads."""
    shown: Any = next(iter(get_type_hints(renderer).values()), None)
    loaded: Any = get_type_hints(message.load)["return"]
    return shown in get_args(loaded)
