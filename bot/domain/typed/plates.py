"""The plate of a bus as people type it: «А 123 ВС 11», "a123bc11"."""

from __future__ import annotations

import re

from bot.domain.lengths import PLATE

_SIGNS = re.compile(r"[0-9A-Z\u0400-\u042f\u0401]{4,}")
LEAST_DIGITS = 3
MOST_LETTERS = 3
"""Side by side: more are a name."""
_CYRILLIC, _LATIN = "АВЕКМНОРСТУХ", "ABEKMHOPCTYX"
"""Letters of Russian plates: those that look alike in either alphabet."""
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)


def read_plate(text: str) -> str | None:
    """Capitals and digits without spaces and hyphens; None for anything that is no plate."""
    plate = re.sub(r"[\s\-–—.]+", "", text).upper()
    digits = sum(sign.isdecimal() for sign in plate)
    longest = max(map(len, re.findall(r"[^0-9]+", plate)), default=0)
    if len(plate) > PLATE or digits < LEAST_DIGITS or not 1 <= longest <= MOST_LETTERS:
        return None
    return plate if _SIGNS.fullmatch(plate) else None


def latin_plate(plate: str) -> str:
    """The same plate for readers of the Latin alphabet."""
    return plate.translate(_TO_LATIN)
