"""The one door for what people type and what files bring: only what can be seen comes in.

Signs without a shape hide words from every check and make two of one name; those that set a direction turn
the lines around them on other people's screens. Joiners stay where they shape what is read: between emoji,
and in scripts that spell with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_ZWNJ: Final = "\N{ZERO WIDTH NON-JOINER}"
_ZWJ: Final = "\N{ZERO WIDTH JOINER}"
_AS_EMOJI: Final = "\N{VARIATION SELECTOR-16}"
_KEYCAP: Final = "\N{COMBINING ENCLOSING KEYCAP}"
_VIRAMA: Final = 9
"""Combining class of the sign that takes the vowel from a letter of India: a joiner behind it is read."""
_PLAIN = re.compile(r"[\n\x20-\x7e\xa0\xab\xbb\u0400-\u0482\u048a-\u052f\u2010-\u2022\u2026\u2116]*")
"""What most people write, in which there is nothing to look for."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a pattern by name, a space by look."""
_LINE_ENDS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
_SHAPELESS = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180f\u2065\ufe00-\ufe0f\ufff0-\ufffc\ufffe\uffff\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
_MOST_MARKS: Final = 4
"""Over and under one letter: no script has more, towers of them run over the lines around."""


def readable(text: str) -> str:
    """The text without what cannot be seen; blanks that pass for letters are spaces, line ends are ``\\n``.

    What was cleaned is cleaned no further. Nothing else changes: not spaces, not the way of writing a letter.
    """
    if _PLAIN.fullmatch(text):
        return text
    left: list[str] = []
    marks = 0
    for before, sign, after in _neighbours(text.replace("\r\n", "\n")):
        kept = _kept(left[-1] if left else before, sign, after, left)
        is_mark = unicodedata.category(sign) in {"Mn", "Me"} and kept == sign and sign != _AS_EMOJI
        marks = marks + 1 if is_mark else marks if not kept else 0
        if kept and not (is_mark and (marks > _MOST_MARKS or not left)):
            left.append(kept)
    return "".join(left)


def _neighbours(text: str) -> Iterator[tuple[str, str, str]]:
    yield from zip(" " + text, text, text[1:] + " ", strict=False)


def _kept(before: str, sign: str, after: str, left: list[str]) -> str:
    """What stays of a sign behind what stayed before it: itself, a space or a line end, or nothing."""
    if sign in _LINE_ENDS:
        return "\n"
    if sign in _BLANKS:
        return " "
    if sign in {_ZWJ, _ZWNJ}:
        return sign if _joins(before, sign, after, left) else ""
    if _SHAPELESS.match(sign):
        return sign if _varies(before, sign, after) else ""
    return "" if unicodedata.category(sign) in _UNSEEN and sign != "\t" else sign


def _joins(before: str, sign: str, after: str, left: list[str]) -> bool:
    """Whether a joiner or non-joiner shapes what is read."""
    if unicodedata.combining(before) == _VIRAMA:
        return sign == _ZWJ or unicodedata.category(after)[0] in "LM"
    if unicodedata.combining(after) == _VIRAMA:
        return unicodedata.category(before) == "Lo"
    if sign == _ZWJ:
        emoji = before == _AS_EMOJI or unicodedata.category(before) in {"So", "Sk"}
        return emoji and unicodedata.category(after) == "So"
    letter = next((each for each in reversed(left) if unicodedata.category(each) != "Mn"), " ")
    return unicodedata.bidirectional(letter) == "AL" == unicodedata.bidirectional(after)


def _varies(before: str, sign: str, after: str) -> bool:
    """Whether a variation selector has something to vary."""
    if sign == _AS_EMOJI:
        return unicodedata.category(before) == "So" or after == _KEYCAP
    if "\u180b" <= sign <= "\u180f" and sign != "\u180e":
        return "\u1820" <= before <= "\u18aa"
    return (
        "\U000e0100" <= sign <= "\U000e01ef" and before >= "\u3400" and unicodedata.category(before) == "Lo"
    )
