"""Codes that people read aloud, write on paper and type: the arrival code (B16), the reference, the check
code of a certificate (B14).

The alphabet of the codes. A guard may have either keyboard, and an ``В`` on paper may be the Russian
letter or the Latin one. So a code holds no letter whose shape exists in both alphabets
(А В Е К М Н О Р С Т У Х), none that looks like a digit (Б 6, З 3, Ч 4, О 0, and among the Latin ones I 1,
S 5, Z 2, B 8, Q 0), and only letters that have one plain counterpart in the other alphabet, which shares
its shape with nothing either: Г G, Д D, Ж J, Л L, Ф F, Ш W. Of the digits 0, 1 and 6 are left out (О and D,
I and L, Б and G). There are no vowels, so no code is a word. Typed in either alphabet, in any case, with
spaces or hyphens, it is the same code: Д7Ш4, d7w4, «д7 ш4».

The check code of a certificate is twelve of the same signs, in groups of four: Д7Ш4-Г39Ж-Л8Ф2.

An arrival code is a letter followed by three letters or digits: 13 182 codes. It tells groups of one site and
day apart; it is no secret, and must be unique only there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

CODE_LENGTH: Final = 4
CHECK_CODE_LENGTH: Final = 12
_GROUP: Final = 4
LETTERS: Final = "ГДЖЛФШ"
LATIN_LETTERS: Final = "GDJLFW"
DIGITS: Final = "2345789"
ALPHABET: Final = LETTERS + DIGITS
NUMBER_OF_CODES: Final = len(LETTERS) * len(ALPHABET) ** (CODE_LENGTH - 1)
_LEAST_RANDOM_BYTES: Final = 4
_LEAST_DIGEST_BYTES: Final = 8

REFERENCE_PREFIX: Final = "К"
_REFERENCE_DIGITS: Final = 4
_LONGEST_REFERENCE: Final = 40

# Besides the Latin counterparts: letters that somebody may have read where a digit stands. None of them is
# in the alphabet, so nothing becomes ambiguous.
_TO_CODE = str.maketrans(LATIN_LETTERS + "ЗЧSB", LETTERS + "3458")
_BETWEEN = re.compile(r"[\s\-.,:«»\"'#_]+")
# One shape, one letter: typed in the other alphabet a prefix is the same.
_LATIN_SHAPES, _SHAPES = "ABCEHKMOPTXY", "АВСЕНКМОРТХУ"
_TWIN_SHAPES = str.maketrans(_LATIN_SHAPES, _SHAPES)
# No arrival code has a letter of those shapes.
_TO_LATIN = str.maketrans(LETTERS + _SHAPES, LATIN_LETTERS + _LATIN_SHAPES)
_HYPHENS = "-‐‑‒–—−"


def code_from(random_bytes: bytes) -> str:
    """An arrival code made from random bytes: the same bytes, the same code.

    Takes all bytes into account; fewer than 4 is a ValueError, since some codes would be likelier.
    """
    if len(random_bytes) < _LEAST_RANDOM_BYTES:
        raise ValueError(f"a code needs at least {_LEAST_RANDOM_BYTES} random bytes, not {len(random_bytes)}")
    return _signs(int.from_bytes(random_bytes, "big") % NUMBER_OF_CODES, CODE_LENGTH)


def check_code_from(digest: bytes) -> str:
    """The check code of a certificate, made from what vouches for it; at least 8 bytes, else ValueError."""
    if len(digest) < _LEAST_DIGEST_BYTES:
        raise ValueError(f"a check code needs at least {_LEAST_DIGEST_BYTES} bytes, not {len(digest)}")
    return _signs(int.from_bytes(digest, "big"), CHECK_CODE_LENGTH)


def grouped(check_code: str) -> str:
    """As it stands on paper: ``Д7Ш4-Г39Ж-Л8Ф2``."""
    return "-".join(check_code[at : at + _GROUP] for at in range(0, len(check_code), _GROUP))


def _signs(number: int, length: int) -> str:
    """A letter, so that no number that people write is a code, then any signs."""
    rest, first = divmod(number, len(LETTERS))
    signs = [LETTERS[first]]
    for _ in range(length - 1):
        rest, sign = divmod(rest, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def normalise_code(text: str) -> str | None:
    """The code as it is stored and shown in Cyrillic letters, or None when no code can be written so."""
    return _normalised(text, CODE_LENGTH)


def normalise_check_code(text: str) -> str | None:
    """The same of the check code of a certificate."""
    return _normalised(text, CHECK_CODE_LENGTH) if len(text) <= _LONGEST_REFERENCE else None


def _normalised(text: str, length: int) -> str | None:
    upper = unicodedata.normalize("NFKC", text.replace("№", "")).upper()
    code = _BETWEEN.sub("", upper).translate(_TO_CODE)
    if len(code) != length or code[0] not in LETTERS or any(sign not in ALPHABET for sign in code):
        return None
    return code


def latin_form(shown: str) -> str:
    """The same arrival code or reference for readers of the Latin alphabet: ``Д7Ш4`` is ``D7W4``, ``К-0412``
    is ``K-0412`` with the letter of an English keyboard. Both are understood when typed."""
    return shown.translate(_TO_LATIN)


def reference(number: int, prefix: str = REFERENCE_PREFIX) -> str:
    """The reference of a booking, ``К-0412``; numbers from 1, a smaller one is a ValueError."""
    if number < 1:
        raise ValueError(f"references begin with 1, not {number}")
    return f"{prefix}-{number:0{_REFERENCE_DIGITS}d}"


def read_reference(text: str, prefix: str = REFERENCE_PREFIX) -> int | None:
    """The number in a reference as it is typed: ``К-0412``, ``K-412``, ``к 0412``, ``№ 412``; or None."""
    if len(text) > _LONGEST_REFERENCE:
        return None
    bare = unicodedata.normalize("NFKC", text.replace("№", "#")).upper().translate(_TWIN_SHAPES)
    known = re.escape(prefix.upper().translate(_TWIN_SHAPES))
    match = re.fullmatch(rf"#?(?:{known})?[{_HYPHENS}]?([0-9]{{1,9}})", "".join(bare.split()))
    return int(match[1]) or None if match else None


_IN_A_TEXT = re.compile(
    rf"(?<![^\W_])(?:[№#]\s*[^\W\d_]{{0,3}}|[^\W\d_]{{1,3}})[{_HYPHENS}\s]*[0-9]{{1,9}}(?![^\W_])"
)
"""A number behind its sign or its letters; alone it may be anything."""


def names_reference(text: str, reference: str) -> bool:
    """Whether a text names this booking: «перенести № К-0012», "cancel k12", «№ 12»."""
    prefix, _, number = reference.partition("-")
    return any(read_reference(found[0], prefix) == int(number) for found in _IN_A_TEXT.finditer(text))


def is_reference(text: str, prefixes: Iterable[str]) -> bool:
    """Whether a text is nothing but the number of some booking, with its sign or the letters of a region."""
    bare = text.strip(" .!?")
    return not bare.isdecimal() and any(read_reference(bare, each) is not None for each in prefixes)
