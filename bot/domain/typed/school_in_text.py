"""The school that is named among other things: «7 Б, школа 12, 27», «лицей «Северный ключ», 8 А»."""

from __future__ import annotations

import re
from typing import Final

_KIND: Final = (
    r"(?:(?:м|г|ч)?[бака]?оу\s+)?(?:с?о?ш|школ(?:а|ы|е|у|ой)?|лице(?:й|я|ю|е|ем)|гимнази(?:я|и|ю|ей)"
    r"|колледж[а-я]*|техникум[а-я]*|училищ[а-я]*|интернат[а-я]*|school|lyceum|gymnasium|college)"
)
_NUMBER_SIGN: Final = r"(?:(?:№|#|no?\.?|номер|number)\s*)"
_ROLE: Final = (
    r"\s*-?\s*(?:дет|чел|уч|реб|школьн|студ|взр|мест|класс|кл\b|курс|pupil|student|child|kid|people|adult"
    r"|course|year)"
)
_LETTER: Final = r"\s?[а-яa-z](?![а-яa-z])"
_NAME: Final = r"[«\"“][^»\"”\n]{2,60}[»\"”]"
_SCHOOL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_KIND}\s*{_NUMBER_SIGN}?\d{{1,4}}(?![\d/:+-]|{_LETTER}|{_ROLE})(?:\s*{_NAME})?",
        rf"(?<!\w){_KIND}\s*{_NAME}",
        rf"(?<![\w№#])\d{{1,4}}(?:-?(?:й|я|ая|th|st|nd|rd))?\s+{_KIND}(?!\w)",
    )
)
"""Tried in this order: the number behind the word says more than the one before it."""


def take_school_out(text: str) -> tuple[str | None, str]:
    """The school as it is written, and the text without it; None: none is named by number or in quotes."""
    for pattern in _SCHOOL:
        if match := pattern.search(text):
            return " ".join(match[0].split()), f"{text[: match.start()]} , {text[match.end() :]}"
    return None, text
