"""Formatting as entities, and what may be made of them. Offsets and lengths are in UTF-16 code units."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

_RANK: Final = {
    "blockquote": 0, "expandable_blockquote": 0,
    "bold": 11, "italic": 12, "underline": 13, "strikethrough": 14,
    "spoiler": 15,
}  # fmt: skip
"""Which of several entities over the same text comes first: a text has one canonical form."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted piece of a text; offset and length in UTF-16 code units."""

    kind: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as everybody sees it, with its formatting."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


# Everybody who looks at a chat looks at all of it again, and most of it is as it was.
@lru_cache(maxsize=2_000)
def to_html(formatted: Formatted) -> str:
    """The text as HTML that a browser may show: escaped, tags balanced, line breaks as ``\\n``."""
    units = formatted.text.encode("utf-16-le")
    total = len(units) // 2
    edges = sorted({0, total, *(e.offset for e in formatted.entities), *(e.end for e in formatted.entities)})
    parts: list[str] = []
    opened: list[tuple[Entity, str]] = []
    for edge, following in zip(edges, [*edges[1:], total], strict=True):
        staying: list[Entity] = []
        while any(entity.end == edge for entity, _ in opened):
            entity, end = opened.pop()
            parts.append(end)
            if entity.end != edge:
                staying.insert(0, entity)
        for entity in [*staying, *(entity for entity in formatted.entities if entity.offset == edge)]:
            inner = units[entity.offset * 2 : entity.end * 2].decode("utf-16-le", "replace")
            start, end = _tags(entity, inner)
            parts.append(start)
            opened.append((entity, end))
        piece = units[edge * 2 : following * 2].decode("utf-16-le", "replace")
        parts.append(html.escape(piece, quote=False))
    return "".join(parts)


def entity_json(entity: Entity) -> dict[str, Any]:
    """The entity as the Bot API writes it."""
    answer: dict[str, Any] = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    for key in ("url", "language", "custom_emoji_id"):
        if (value := getattr(entity, key)) is not None:
            answer[key] = value
    if entity.user_id is not None:
        answer["user"] = {"id": entity.user_id, "is_bot": False, "first_name": ""}
    return answer


def _tags(entity: Entity, inner: str) -> tuple[str, str]:
    simple = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code"}
    if entity.kind in simple:
        return f"<{simple[entity.kind]}>", f"</{simple[entity.kind]}>"
    match entity.kind:
        case "pre":
            return "<pre>", "</pre>"
        case "spoiler":
            return '<span class="tg-spoiler">', "</span>"
        case "blockquote":
            return "<blockquote>", "</blockquote>"
        case "expandable_blockquote":
            return '<blockquote class="expandable">', "</blockquote>"
        case "text_link" | "url":
            address = html.escape(entity.url or inner)
            return f'<a href="{address}" target="_blank" rel="noopener noreferrer">', "</a>"
        case "email":
            return f'<a href="mailto:{html.escape(inner)}">', "</a>"
        case "bot_command":
            return f'<a class="command" data-command="{html.escape(inner)}">', "</a>"
        case _:
            return f'<span class="{entity.kind}">', "</span>"


class Malformed(ValueError):  # noqa: N818 - what is said about a text
    """What is wrong with the formatting, in TDLib's words."""


@dataclass(slots=True)
class OpenTag:
    name: str
    start: int
    argument: str
    at: int


def link_entity(entity: Entity, address: str) -> Entity | None:
    """A link, a mention of a person by id, or nothing at all where the address is no address."""
    if person := re.fullmatch(r"tg://user\?id=(\d+)", address):
        return replace(entity, kind="text_mention", user_id=int(person.group(1)))
    if "://" not in address:
        address = f"http://{address}"
    host = address.split("://", 1)[1].split("/")[0]
    if not address.startswith("tg://") and ("." not in host or any(char.isspace() for char in host)):
        return None
    return replace(entity, kind="text_link", url=address)


def in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """Outer before inner; nothing nested in code."""
    ordered = sorted(entities, key=lambda one: (one.offset, -one.length, _RANK.get(one.kind, 10)))
    codes = [entity for entity in ordered if entity.kind in ("code", "pre")]
    return tuple(
        entity
        for entity in ordered
        if entity in codes
        or not any(c.offset <= entity.offset and entity.end <= c.end for c in codes)
        or entity.kind in ("blockquote", "expandable_blockquote")
    )
