"""«Турфирма «Северный путь», 25»: who comes under an organisation that is no school (C4)."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = (
    r"тур(?:истическ[а-я]+\s+)?фирм[а-я]*|туристическ[а-я]+\s+(?:фирм|компани|агентств)[а-я]*|турагент[а-я]*"
    r"|тур\s?агентств[а-я]*|агентств[а-я]*|туроператор[а-я]*|турбюро|экскурсионн[а-я]+\s+бюро|турклуб[а-я]*"
    r"|tour\s+operators?|travel\s+(?:agency|agents?|company)|agency|agencies"
)
_NAME: Final = r"[«\"“][^»\"”\n]{2,60}[»\"”]"
_PLAIN: Final = r"(?-i:[А-ЯЁA-Z])[^,;:\d\n«»\"]{2,50}"
"""A name without quotes begins with a capital, and ends where a number or another thing begins."""
_OPERATOR = re.compile(
    rf"(?<!\w)(?:мы\s*[-—–]?\s*|(?P<of>от\s+)|we\s+are\s+(?:an?\s+)?)?(?P<named>(?:{_WORD})(?!\w)(?:\s*(?P<name>{_NAME})|\s+(?P<plain>{_PLAIN}))?)",
    re.IGNORECASE,
)


def take_operator_out(text: str) -> tuple[str | None, str, bool]:
    """The organisation as it is named, the text without it, and whether one is spoken of at all."""
    found = _OPERATOR.search(text)
    if found is None:
        return None, text, False
    name = found["name"] or found["plain"]
    # «От туроператора «Печора»»: the word is in another case, the name is not.
    named = " ".join(((found["of"] and name) or found["named"]).split())
    rest = f"{text[: found.start()]} , {text[found.end() :]}"
    return (named[:1].upper() + named[1:] if name else None), rest, True
