"""HTML that Telegram reads. What people typed can only get in escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import escape as _escape
from html import unescape
from typing import Final

_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
# Where all signs of those kinds are. Asking for the kind of each sign of each text was a twentieth of a tap.
_MAY_BE: Final = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

_TAG: Final = re.compile(r"</?[a-z][^<>]*>")


class Html(str):
    """A text that is already HTML; the translator leaves it as it is and escapes every other string."""

    __slots__ = ()

    def join_all(self, parts: list[Html]) -> Html:
        return Html(str(self).join(parts))


def isolated(text: str) -> str:
    """A text within another: lines that run from right to left leave the order around them as it is.

    What people typed has no signs of direction of its own (``bot.domain.typed.signs``).
    """
    if not any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in _MAY_BE.findall(text)):
        return text
    return "\n".join(f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}" for line in text.split("\n"))


def escape(text: str) -> Html:
    """Plain text as HTML, within whatever stands around it."""
    return Html(_escape(isolated(text), quote=False))


def plain(text: Html) -> str:
    """What a reader sees of it: for files, which know no HTML."""
    return unescape(_TAG.sub("", text))


def lines(*parts: Html | None) -> Html:
    """Non-empty parts, each on its own line; None leaves no gap, ``Html("")`` an empty line."""
    return Html("\n".join(part for part in parts if part is not None))


def bold(text: str) -> Html:
    return Html(f"<b>{text if isinstance(text, Html) else escape(text)}</b>")


def lines_within(
    most: int, head: Sequence[Html | None], optional: Sequence[Html | None], tail: Sequence[Html | None] = ()
) -> Html:
    """All of ``head`` and ``tail``, and between them as many of the optional lines, in their order, as leave
    the text within so many characters."""
    kept: list[Html | None] = []
    for each in optional:
        if len(lines(*head, *kept, each, *tail)) <= most:
            kept.append(each)
    return lines(*head, *kept, *tail)
