"""Formatted text: whatever a bot sends, read as strictly as Telegram reads it (rules 3 and 5 to 9)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from sandbox.entities import Entity, Formatted, Malformed, entity_json, in_order, to_html
from sandbox.html_markup import HtmlReader
from sandbox.markdown import MarkdownV2Reader, read_markdown
from sandbox.rules import WrongRequest, check_raw_text, utf16_length

__all__ = ["Entity", "Formatted", "entity_json", "read_formatted", "to_html", "with_found_entities"]

_KNOWN_ENTITIES: Final = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time", "text_link",
        "text_mention", "pre", "code", "blockquote", "expandable_blockquote", "mention", "hashtag", "cashtag",
        "bot_command", "url", "email", "phone_number",
    }
)  # fmt: skip
_FOUND: Final = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{3,31}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def read_formatted(text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """Reads what a bot sends; raises the refusal that Telegram gives."""
    check_raw_text(text)
    if "\x00" in text:
        text = text.partition("\x00")[0]
    match (parse_mode or "").lower():
        case "html":
            formatted = _complain(HtmlReader(text).read)
        case "markdownv2":
            formatted = _complain(MarkdownV2Reader(text).read)
        case "markdown":
            formatted = _complain(lambda: read_markdown(text))
        case "":
            formatted = Formatted(text, _given_entities(text, entities or []))
        case _:
            raise WrongRequest("unsupported parse_mode")
    return with_found_entities(_tidy(formatted))


def with_found_entities(formatted: Formatted) -> Formatted:
    """Adds what Telegram itself finds in a text: commands, links, mentions, hashtags, e-mail addresses."""
    closed = [entity for entity in formatted.entities if entity.kind in ("code", "pre", "text_link")]
    found = list(formatted.entities)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(formatted.text):
            start = utf16_length(formatted.text[: match.start()])
            entity = Entity(kind, start, utf16_length(match.group()))
            if not any(entity.offset < other.end and other.offset < entity.end for other in closed):
                found.append(entity)
                closed.append(entity)
    return Formatted(formatted.text, in_order(found))


def _complain(read: Callable[[], Formatted]) -> Formatted:
    try:
        return read()
    except Malformed as problem:
        raise WrongRequest(f"can't parse entities: {problem}") from None


def _given_entities(text: str, given: list[dict[str, Any]]) -> tuple[Entity, ...]:
    """Rule 8."""
    units = text.encode("utf-16-le")
    total = len(units) // 2
    entities = []
    for item in given:
        kind, offset, length = item.get("type", ""), int(item.get("offset", 0)), int(item.get("length", 0))
        if kind not in _KNOWN_ENTITIES:
            raise WrongRequest(f"can't parse MessageEntity: Unsupported type {json.dumps(kind)} specified")
        if offset < 0 or length <= 0:
            continue
        if offset + length > total:
            raise WrongRequest(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 "
                f"offset {offset + length}"
            )
        for edge, word in ((offset, "begins"), (offset + length, "ends")):
            if edge < total and 0xDC <= units[edge * 2 + 1] <= 0xDF:
                raise WrongRequest(
                    f"entity beginning at UTF-16 offset {offset} {word} in a middle of a UTF-16 symbol at "
                    f"UTF-16 offset {edge}"
                )
        user = item.get("user") or {}
        entities.append(
            Entity(kind, offset, length, item.get("url"), item.get("language"),
                   item.get("custom_emoji_id"), user.get("id"))
        )  # fmt: skip
    return in_order(entities)


def _tidy(formatted: Formatted) -> Formatted:
    """Takes white space off both ends, as Telegram does, and moves the entities along."""
    text = formatted.text.replace("\r", "")
    if text != formatted.text:
        formatted = Formatted(text, formatted.entities)
    kept = text.rstrip()
    lead = len(kept) - len(kept.lstrip())
    kept = kept[lead:]
    total = utf16_length(kept)
    entities = []
    for entity in formatted.entities:
        start = max(entity.offset - lead, 0)
        end = min(entity.end - lead, total)
        if end > start:
            entities.append(replace(entity, offset=start, length=end - start))
    return Formatted(kept, in_order(entities))
