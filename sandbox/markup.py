"""Formatted text: HTML, MarkdownV2, Markdown and entities, read as strictly as Telegram reads them.

Offsets in complaints are in bytes of UTF-8; offsets of entities are in UTF-16 code units (rules 5 to 9).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from sandbox.rules import WrongRequest, check_raw_text, utf16_length

_HTML_TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_KNOWN_ENTITIES: Final = frozenset(
    {
        *_HTML_TAGS.values(), "expandable_blockquote", "text_mention", "mention", "hashtag", "cashtag",
        "bot_command", "url", "email", "phone_number",
    }
)  # fmt: skip
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER: Final = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));?")
_RESERVED: Final = frozenset("_*[]()~`>#+-=|{}.!")
_FOUND: Final = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{3,31}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


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


def read_formatted(text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """Reads what a bot sends; raises the refusal that Telegram gives."""
    check_raw_text(text)
    if "\x00" in text:
        text = text.split("\x00")[0]
    match (parse_mode or "").lower():
        case "html":
            formatted = _complain(_HtmlReader(text).read)
        case "markdownv2":
            formatted = _complain(_MarkdownV2Reader(text).read)
        case "markdown":
            formatted = _complain(lambda: _read_markdown(text))
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
    return Formatted(formatted.text, _in_order(found))


def to_html(formatted: Formatted) -> str:
    """The text as HTML that a browser may show: everything escaped, line breaks as ``\\n``."""
    units = formatted.text.encode("utf-16-le")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in formatted.entities:
        start, end = _tags(entity, units[entity.offset * 2 : entity.end * 2].decode("utf-16-le", "replace"))
        opening.setdefault(entity.offset, []).append(start)
        closing.setdefault(entity.end, []).insert(0, end)
    edges = sorted({0, len(units) // 2, *opening, *closing})
    parts: list[str] = []
    for index, edge in enumerate(edges):
        parts += closing.get(edge, [])
        parts += opening.get(edge, [])
        following = edges[index + 1] if index + 1 < len(edges) else edge
        parts.append(html.escape(units[edge * 2 : following * 2].decode("utf-16-le", "replace"), quote=False))
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


def _complain(read: Callable[[], Formatted]) -> Formatted:
    try:
        return read()
    except _Malformed as problem:
        raise WrongRequest(f"can't parse entities: {problem}") from None


class _Malformed(ValueError):
    """What is wrong with the formatting, in TDLib's words."""


@dataclass(slots=True)
class _OpenTag:
    name: str
    start: int
    argument: str
    at: int


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            char = self._source[self._at]
            if char == "&":
                self._put(self._character())
            elif char != "<":
                self._put(char)
                self._at += 1
            elif self._source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise _Malformed(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return Formatted("".join(self._out), tuple(self._entities))

    def _put(self, piece: str) -> None:
        self._out.append(piece)
        self._length += utf16_length(piece)

    def _bytes(self, position: int) -> int:
        return len(self._source[:position].encode())

    def _character(self) -> str:
        match = _CHARACTER.match(self._source, self._at)
        if match:
            decimal, hexadecimal, name = match.groups()
            code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
            decoded = _NAMED.get(name) if name else (chr(code) if 0 < code <= 0x10FFFF else None)
            if decoded is not None:
                self._at = match.end()
                return decoded
        self._at += 1
        return "&"

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""

    def _take(self, stop: str) -> str:
        begin = self._at
        while self._peek() and not self._peek().isspace() and self._peek() not in stop:
            self._at += 1
        return self._source[begin : self._at]

    def _skip_spaces(self) -> None:
        while self._peek().isspace():
            self._at += 1

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._take(">").lower()
        where = self._bytes(begin)
        if not self._peek():
            raise _Malformed(f"Unclosed start tag at byte offset {where}")
        if name not in _HTML_TAGS:
            raise _Malformed(f'Unsupported start tag "{name}" at byte offset {where}')
        attributes = self._attributes(name, where)
        argument = {
            "a": attributes.get("href", ""),
            "code": attributes.get("class", "").removeprefix("language-"),
            "span": attributes.get("class", ""),
            "tg-emoji": attributes.get("emoji-id", ""),
            "tg-time": attributes.get("unix", ""),
            "blockquote": "expandable" if "expandable" in attributes else "",
        }.get(name, "")
        if name == "span" and argument != "tg-spoiler":
            raise _Malformed(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        if name == "tg-emoji" and not argument.isdigit():
            raise _Malformed("Invalid custom emoji identifier specified")
        self._open.append(_OpenTag(name, self._length, argument, len(self._out)))

    def _attributes(self, tag: str, where: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._peek() == ">":
                self._at += 1
                return found
            begin = self._at
            name = self._take("=>/\"'").lower()
            if not self._peek():
                raise _Malformed(f'Unclosed start tag "{tag}" at byte offset {where}')
            if not name:
                raise _Malformed(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
                )
            self._skip_spaces()
            if self._peek() != "=":
                if tag == "blockquote" and name == "expandable":
                    found[name] = ""
                    continue
                raise _Malformed(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}" '
                    f"at byte offset {self._bytes(begin)}"
                )
            self._at += 1
            self._skip_spaces()
            found[name] = self._value(tag, where)

    def _value(self, tag: str, where: int) -> str:
        quote = self._peek()
        if quote not in ("'", '"'):
            begin = self._at
            while self._peek() and (self._peek().isalnum() or self._peek() in ".-"):
                self._at += 1
            if not self._peek() or not (self._peek().isspace() or self._peek() == ">"):
                raise _Malformed(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
            return self._source[begin : self._at]
        self._at += 1
        value = []
        while self._peek() and self._peek() != quote:
            if self._peek() == "&":
                value.append(self._character())
            else:
                value.append(self._peek())
                self._at += 1
        if not self._peek():
            raise _Malformed(f'Unclosed start tag "{tag}" at byte offset {where}')
        self._at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        where = self._bytes(begin)
        if not self._open:
            raise _Malformed(f"Unexpected end tag at byte offset {where}")
        self._at += 2
        name = self._take(">").lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise _Malformed(f"Unclosed end tag at byte offset {where}")
        self._at += 1
        tag = self._open.pop()
        if name and name != tag.name:
            raise _Malformed(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self._length > tag.start:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        inner = "".join(self._out[tag.at :])
        entity = Entity(_HTML_TAGS[tag.name], tag.start, self._length - tag.start)
        match tag.name:
            case "a":
                link = _link(entity, tag.argument or inner)
                if link is None:
                    return
                entity = link
            case "tg-emoji":
                entity = replace(entity, custom_emoji_id=tag.argument)
            case "blockquote" if tag.argument:
                entity = replace(entity, kind="expandable_blockquote")
            case "code" if self._open and self._open[-1].name == "pre" and self._open[-1].start == tag.start:
                self._open[-1].argument = tag.argument
                return
            case "pre":
                entity = replace(entity, language=tag.argument or None)
        self._entities.append(entity)


def _link(entity: Entity, address: str) -> Entity | None:
    """A link, a mention of a person by id, or nothing at all where the address is no address."""
    if person := re.fullmatch(r"tg://user\?id=(\d+)", address):
        return replace(entity, kind="text_mention", user_id=int(person.group(1)))
    if "://" not in address:
        address = f"http://{address}"
    host = address.split("://", 1)[1].split("/")[0]
    if not address.startswith("tg://") and ("." not in host or any(char.isspace() for char in host)):
        return None
    return replace(entity, kind="text_link", url=address)


class _MarkdownV2Reader:
    _marks: Final = {"**": "", "*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []
        self._quote: int | None = None

    def read(self) -> Formatted:
        source = self._source
        while self._at < len(source):
            char = source[self._at]
            if self._line_starts() and char == ">":
                if self._quote is None:
                    self._quote = self._length
                self._at += 1
                continue
            if self._line_starts() and self._quote is not None:
                self._end_quote()
            if char == "\\" and self._at + 1 < len(source) and 0 < ord(source[self._at + 1]) < 127:
                self._put(source[self._at + 1])
                self._at += 2
            elif char not in _RESERVED or (self._inside("code", "pre") and char != "`"):
                self._put(char)
                self._at += 1
            else:
                self._mark(char)
        if self._quote is not None:
            self._end_quote()
        if self._open:
            last = self._open[-1]
            raise _Malformed(f"Can't find end of {last.argument} entity at byte offset {last.at}")
        return Formatted("".join(self._out), tuple(self._entities))

    def _put(self, piece: str) -> None:
        self._out.append(piece)
        self._length += utf16_length(piece)

    def _line_starts(self) -> bool:
        return self._at == 0 or self._source[self._at - 1] == "\n"

    def _inside(self, *names: str) -> bool:
        return bool(self._open) and self._open[-1].name in names

    def _end_quote(self) -> None:
        start = self._quote or 0
        if self._length > start:
            self._entities.append(Entity("blockquote", start, self._length - start))
        self._quote = None

    def _mark(self, char: str) -> None:
        source, at = self._source, self._at
        where = len(source[:at].encode())
        token = next((t for t in ("```", "__", "||", "![") if source.startswith(t, at)), char)
        kind = {
            "*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler",
            "`": "code", "```": "pre", "[": "text_link", "![": "custom_emoji",
        }.get(token)  # fmt: skip
        if char == "]" and self._inside("text_link", "custom_emoji"):
            self._end_link()
            return
        if kind is None:
            raise _Malformed(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        self._at += len(token)
        if self._inside(kind) and kind not in ("text_link", "custom_emoji"):
            tag = self._open.pop()
            if self._length > tag.start:
                self._entities.append(Entity(kind, tag.start, self._length - tag.start))
            return
        if any(tag.name == kind for tag in self._open):
            last = self._open[-1]
            raise _Malformed(f"Can't find end of {last.argument} entity at byte offset {last.at}")
        if kind == "pre" and (language := re.match(r"(\w+)\n", source[self._at :])):
            self._at += language.end()
        words = {
            "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
            "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
            "custom_emoji": "CustomEmoji",
        }  # fmt: skip
        self._open.append(_OpenTag(kind, self._length, words[kind], where))

    def _end_link(self) -> None:
        tag = self._open.pop()
        self._at += 1
        address = re.match(r"\(((?:\\.|[^)\\])*)\)", self._source[self._at :])
        if address is None:
            if self._source[self._at : self._at + 1] == "(":
                raise _Malformed(f"Can't find end of a URL at byte offset {len(self._source.encode())}")
            return
        self._at += address.end()
        url = re.sub(r"\\(.)", r"\1", address.group(1))
        if self._length == tag.start:
            return
        entity = Entity(tag.name, tag.start, self._length - tag.start)
        link = _link(entity, url)
        if tag.name == "text_link" and link is not None:
            self._entities.append(link)


def _read_markdown(source: str) -> Formatted:
    """The old mode: ``*bold*``, ``_italic_``, code and links, nothing nested."""
    out: list[str] = []
    entities: list[Entity] = []
    at = 0
    kinds = {"*": "bold", "_": "italic", "`": "code", "```": "pre", "[": "text_link"}
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in ("_", "*", "`", "["):
            out.append(source[at + 1])
            at += 2
            continue
        if char not in "*_`[":
            out.append(char)
            at += 1
            continue
        token = "```" if source.startswith("```", at) else char
        end = source.find({"[": "]"}.get(token, token), at + len(token))
        if end < 0:
            where = len(source[:at].encode())
            raise _Malformed(f"Can't find end of the entity starting at byte offset {where}")
        inner = source[at + len(token) : end]
        start = utf16_length("".join(out))
        out.append(inner)
        at = end + len(token)
        entity = Entity(kinds[token], start, utf16_length(inner))
        if token == "[":
            address = re.match(r"\(([^)]*)\)", source[at:])
            link = _link(entity, address.group(1)) if address else None
            at += address.end() if address else 0
            if link is None:
                continue
            entity = link
        if inner:
            entities.append(entity)
    return Formatted("".join(out), tuple(entities))


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
    return _in_order(entities)


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
    return Formatted(kept, _in_order(entities))


def _in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """Outer before inner; nothing nested in code."""
    ordered = sorted(entities, key=lambda entity: (entity.offset, -entity.length))
    codes = [entity for entity in ordered if entity.kind in ("code", "pre")]
    return tuple(
        entity
        for entity in ordered
        if entity in codes or not any(c.offset <= entity.offset and entity.end <= c.end for c in codes)
        or entity.kind in ("blockquote", "expandable_blockquote")
    )
