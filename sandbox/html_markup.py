"""HTML as Telegram reads it (rules 5 and 6): few tags, all closed, complaints with offsets in bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from sandbox.entities import Entity, Formatted, Malformed, OpenTag, link_entity
from sandbox.rules import utf16_length

HTML_TAGS: Final = {
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
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER: Final = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));?")


class HtmlReader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._open: list[OpenTag] = []
        self._entities: list[Entity] = []

    def read(self) -> Formatted:
        while self._at < len(self._source):
            char = self._source[self._at]
            if char == "&":
                self._put(self._character())
            elif char != "<":
                self._plain()
            elif self._source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise Malformed(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return Formatted("".join(self._out), tuple(self._entities))

    def _put(self, piece: str) -> None:
        self._out.append(piece)
        self._length += utf16_length(piece)

    def _plain(self) -> None:
        """What stands before the next tag or character reference."""
        ends = (self._source.find(sign, self._at) for sign in "<&")
        end = min((each for each in ends if each >= 0), default=len(self._source))
        self._put(self._source[self._at : end])
        self._at = end

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
            raise Malformed(f"Unclosed start tag at byte offset {where}")
        if name not in HTML_TAGS:
            raise Malformed(f'Unsupported start tag "{name}" at byte offset {where}')
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
            raise Malformed(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        if name == "tg-emoji" and not argument.isdigit():
            raise Malformed("Invalid custom emoji identifier specified")
        self._open.append(OpenTag(name, self._length, argument, len(self._out)))

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
                raise Malformed(f'Unclosed start tag "{tag}" at byte offset {where}')
            if not name:
                raise Malformed(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
                )
            self._skip_spaces()
            if self._peek() != "=":
                if tag == "blockquote" and name == "expandable":
                    found[name] = ""
                    continue
                raise Malformed(
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
                raise Malformed(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
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
            raise Malformed(f'Unclosed start tag "{tag}" at byte offset {where}')
        self._at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        where = self._bytes(begin)
        if not self._open:
            raise Malformed(f"Unexpected end tag at byte offset {where}")
        self._at += 2
        name = self._take(">").lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise Malformed(f"Unclosed end tag at byte offset {where}")
        self._at += 1
        tag = self._open.pop()
        if name and name != tag.name:
            raise Malformed(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self._length > tag.start:
            self._close(tag)

    def _close(self, tag: OpenTag) -> None:
        inner = "".join(self._out[tag.at :])
        entity = Entity(HTML_TAGS[tag.name], tag.start, self._length - tag.start)
        match tag.name:
            case "a":
                link = link_entity(entity, tag.argument or inner)
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
