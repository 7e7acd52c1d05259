"""Words as they are compared: in whatever case, form or spelling they are typed (A5)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from snowballstemmer import stemmer  # type: ignore[import-untyped]  # no types are published

from bot.domain.typed.signs import readable

LONGEST: Final = 100
"""Characters of what is looked for; the rest is no name of anything."""
_MOST_WORDS: Final = 8

_WORD = re.compile(r"[^\W_]+(?:[-‑'’][^\W_]+)*")
_PARTS = re.compile(r"[-‑'’]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_SAME: Final = str.maketrans("ёӧі", "еои")
_LATIN_O: Final = str.maketrans("öõ", "oo")
_LOOKS: Final = str.maketrans("abcehikmoptxyöõ", "авсенікмортхуоо")
"""Latin letters in a Cyrillic word: somebody's keyboard has no other, or the other one was on."""

_STEMMERS: Final = {True: stemmer("russian"), False: stemmer("english")}

_OF_SENTENCES: Final = """
а без бы в во вас вы где да для до еще же за и из или к как какие какой ко когда куда ли мне можно мы на надо
нам нас наш не нет ни ну нужно о об от по под покажи покажите пожалуйста при про с сам со там у хотим хотел
хотела хочу что чтобы я найти найди найдите ищу ищем посмотреть увидеть сходить поехать съездить попасть
a about an and any are at by can do for from go have how i in is it like me my no not of on or our please see
show some the there to us visit want we what when where which with would yes you find look looking
"""
_UNSAID: Final = frozenset(_OF_SENTENCES.split())
"""What a sentence has besides what is looked for."""


def tidy(word: str) -> str:
    """One word without the differences that nobody means: case, ё for е, Komi ӧ, Latin letters in a Cyrillic
    word."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold())
    if _CYRILLIC.search(plain):
        return plain.translate(_LOOKS).translate(_SAME)
    return plain.translate(_LATIN_O)


def words_of(text: str) -> list[str]:
    """The words of a text in their order; of «бумажно-картонный» its parts and the whole."""
    found: list[str] = []
    for match in _WORD.finditer(readable(text)):
        parts = [tidy(each) for each in _PARTS.split(match[0])]
        found += parts
        if len(parts) > 1:
            found.append("".join(parts))
    return found


def asked_words(text: str) -> list[str]:
    """What somebody looks for: the words of the text without those that any sentence has."""
    words = [
        tidy(part) for match in _WORD.finditer(readable(text[:LONGEST])) for part in _PARTS.split(match[0])
    ]
    return [each for each in dict.fromkeys(words) if each not in _UNSAID][:_MOST_WORDS]


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """What all forms of a word have in common."""
    return str(_STEMMERS[bool(_CYRILLIC.search(word))].stemWord(word))


# --- the other keyboard

_QWERTY: Final = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_YTSUKEN: Final = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_UPPER_QWERTY: Final = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_TO_CYRILLIC: Final = str.maketrans(_QWERTY + _UPPER_QWERTY, _YTSUKEN + _YTSUKEN.upper())
_TO_LATIN: Final = str.maketrans(_YTSUKEN + _YTSUKEN.upper(), _QWERTY + _UPPER_QWERTY)


def by_other_keyboard(text: str) -> str:
    """The same keys on the other of the two keyboards: «,evfuf» is «бумага», «зфзук» is "paper"."""
    latin = sum(each.isascii() and each.isalpha() for each in text)
    cyrillic = len(_CYRILLIC.findall(text))
    return text.translate(_TO_CYRILLIC if latin >= cyrillic else _TO_LATIN)
