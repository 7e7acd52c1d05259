"""Short names for what has none of its author: it begins in the chat, or is a new row of a workbook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import Final

from bot.domain.lengths import SLUG

_LATIN: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэёӧі", "abvgdeziyklmnoprstufyeeoi", strict=True)),
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
    }
)
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = SLUG - 12
"""Site and programme stand together in a link, and a number may follow."""


def slug_of(title: str, longest: int = SLUG) -> str:
    """«Фанерный цех «Слоист»» is ``fanernyy-tsekh-sloist``; empty for what has no letters."""
    latin = title.casefold().translate(_LATIN)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", plain.lower()).strip("-")[:longest].strip("-")


def free_slug(name: str, taken: Container[str], otherwise: str) -> str:
    """The same, with a number where that is taken. ``otherwise``: of a name without a known letter."""
    bare = slug_of(name, _LONGEST) or otherwise
    slug, number = bare, 1
    while slug in taken:
        number += 1
        slug = f"{bare}-{number}"
    return slug
