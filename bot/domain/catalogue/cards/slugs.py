"""Short names for what begins in the chat: a file has them from its author."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from bot.domain.lengths import SLUG

_LATIN: Final = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёӧі",
        (
            *("a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t"),
            *("u", "f", "kh", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya", "e", "o", "i"),
        ),
        strict=True,
    )
)
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = SLUG - 12
"""Site and programme stand together in a link, and a number may follow."""


def slug_of(name: str, taken: Container[str], otherwise: str) -> str:
    """«Цех «Слоист»» is «tsekh-sloist»; with a number where that is taken. ``otherwise``: of a name without a
    letter that is known."""
    latin = "".join(_LATIN.get(sign, sign) for sign in name.casefold())
    bare = _OTHER.sub("-", latin)[:_LONGEST].strip("-") or otherwise
    slug, number = bare, 1
    while slug in taken:
        number += 1
        slug = f"{bare}-{number}"
    return slug
