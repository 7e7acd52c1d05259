"""Which language to begin with, from the language of somebody's Telegram (I1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

RUSSIAN: Final = "ru"
ENGLISH: Final = "en"

WRITTEN_IN_CYRILLIC: Final = frozenset({RUSSIAN, "kv"})
"""Languages of screens whose readers write a class in Cyrillic: a Latin letter of theirs is a slip."""

READERS_OF_RUSSIAN: Final = frozenset(
    # State languages of the CIS, and of Ukraine, which took part in it.
    {"az", "be", "hy", "kk", "ky", "mo", "tg", "tk", "uk", "uz"}
    # Languages of the peoples of Russia that Telegram or a community translation offers.
    | {"ab", "ady", "av", "ba", "bua", "ce", "crh", "cv", "inh", "kbd", "koi", "krc", "kum", "kv", "lez"}
    | {"mdf", "mhr", "mrj", "myv", "os", "ru", "sah", "tt", "tyv", "udm", "xal"}
)
"""ISO 639 codes whose speakers read Russian rather than English."""


def language_for(telegram_code: str | None, available: Collection[str]) -> str:
    """One of ``available``, for an IETF tag as Telegram gives it (``ru``, ``pt-BR``, None).

    The very language if there is a catalogue of it; else Russian for the languages of the CIS, English for
    all others. Without a tag Russian, as the visitors of this region mostly read it. Should the one wanted
    not be available, Russian, English, and then any in alphabetical order. An empty ``available`` is a
    ValueError.
    """
    if not available:
        raise ValueError("there is no language to choose from")
    tag = (telegram_code or RUSSIAN).strip().replace("_", "-").lower()
    base = tag.split("-", 1)[0]
    fallback = RUSSIAN if base in READERS_OF_RUSSIAN else ENGLISH
    by_tag = {language.replace("_", "-").lower(): language for language in sorted(available)}
    for wanted in (tag, base, fallback, RUSSIAN, ENGLISH):
        if wanted in by_tag:
            return by_tag[wanted]
    return min(available)
