"""MarkdownV2 (rule 7) and the old Markdown."""

from __future__ import annotations

import re
from typing import Final

from sandbox.entities import Entity, Formatted, Malformed, OpenTag, link_entity
from sandbox.rules import utf16_length

_RESERVED: Final = frozenset("_*[]()~`>#+-=|{}.!")


class MarkdownV2Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[OpenTag] = []
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
            raise Malformed(f"Can't find end of {last.argument} entity at byte offset {last.at}")
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
            raise Malformed(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        self._at += len(token)
        if self._inside(kind) and kind not in ("text_link", "custom_emoji"):
            tag = self._open.pop()
            if self._length > tag.start:
                self._entities.append(Entity(kind, tag.start, self._length - tag.start))
            return
        if any(tag.name == kind for tag in self._open):
            last = self._open[-1]
            raise Malformed(f"Can't find end of {last.argument} entity at byte offset {last.at}")
        if kind == "pre" and (language := re.match(r"(\w+)\n", source[self._at :])):
            self._at += language.end()
        words = {
            "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
            "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
            "custom_emoji": "CustomEmoji",
        }  # fmt: skip
        self._open.append(OpenTag(kind, self._length, words[kind], where))

    def _end_link(self) -> None:
        tag = self._open.pop()
        self._at += 1
        address = re.match(r"\(((?:\\.|[^)\\])*)\)", self._source[self._at :])
        if address is None:
            if self._source[self._at : self._at + 1] == "(":
                raise Malformed(f"Can't find end of a URL at byte offset {len(self._source.encode())}")
            return
        self._at += address.end()
        url = re.sub(r"\\(.)", r"\1", address.group(1))
        if self._length == tag.start:
            return
        entity = Entity(tag.name, tag.start, self._length - tag.start)
        link = link_entity(entity, url)
        if tag.name == "text_link" and link is not None:
            self._entities.append(link)


def read_markdown(source: str) -> Formatted:
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
        mark = "```" if source.startswith("```", at) else char
        end = source.find({"[": "]"}.get(mark, mark), at + len(mark))
        if end < 0:
            where = len(source[:at].encode())
            raise Malformed(f"Can't find end of the entity starting at byte offset {where}")
        inner = source[at + len(mark) : end]
        start = utf16_length("".join(out))
        out.append(inner)
        at = end + len(mark)
        entity = Entity(kinds[mark], start, utf16_length(inner))
        if mark == "[":
            address = re.match(r"\(([^)]*)\)", source[at:])
            link = link_entity(entity, address.group(1)) if address else None
            at += address.end() if address else 0
            if link is None:
                continue
            entity = link
        if inner:
            entities.append(entity)
    return Formatted("".join(out), tuple(entities))
