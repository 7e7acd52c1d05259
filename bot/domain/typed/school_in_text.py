"""The school that is named among other things: «7 Б, школа 12, 27», «лицей «Северный ключ», 8 А»,
«гимназия им. Пушкина 25 чел»."""

from __future__ import annotations

import re
from typing import Final

from bot.domain.typed.party_signs import KNOWN, NEUTRAL

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
_CAPITAL: Final = r"(?-i:[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z]?[а-яёa-z]+)?)"
_INITIALS: Final = r"(?-i:(?:[А-ЯЁA-Z]\.\s*){0,2})"
_AFTER_SOMEBODY: Final = rf"(?:им\.?|имени)\s+{_INITIALS}{_CAPITAL}"
_CITY: Final = rf"(?:\s+(?:город[ае]?|г\.?|с\.|п\.|пгт\.?)\s*{_CAPITAL})?"
_SCHOOL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_KIND}\s*{_NUMBER_SIGN}?\d{{1,4}}(?![\d/:+-]|{_LETTER}|{_ROLE})(?:\s*{_NAME})?",
        rf"(?<!\w){_KIND}\s*{_NAME}",
        rf"(?<![\w№#])\d{{1,4}}(?:-?(?:й|я|ая|th|st|nd|rd))?\s+{_KIND}(?!\w)",
        rf"(?<!\w){_KIND}\s+{_AFTER_SOMEBODY}{_CITY}",
    )
)
"""Tried in this order: the number behind the word says more than the one before it."""
_BARE = re.compile(rf"(?<!\w){_KIND}\s+(?P<name>{_CAPITAL}(?:[ \t]+[^\W\d_][\w-]*){{0,5}})", re.IGNORECASE)
_OTHERS: Final = (
    r"и|а|но|не|с|со|за|для|без|через|сегодня|завтра|послезавтра|понедельник|вторник|сред[ау]|четверг|пятниц[ау]"
    r"|суббот[ау]|воскресень[ея]|(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
    r"|можно|нужно|надо|буд[а-я]+|прос[а-я]+|хо(?:чет|чу|тел)[а-я]*|жд[а-я]+|зап[а-я]+|[а-я]+(?:ем|им|ть)"
    r"|телефон|тел|привет|здравствуйте|добр[а-я]+|меня|спасибо|we|and|i|you|they|will|would|want|please|tomorrow|with"
)
_NO_NAME = re.compile(rf"(?:{NEUTRAL}|{_OTHERS})(?!\w)", re.IGNORECASE)
_VERB = re.compile(r"[а-я]+(?:ет|ит|ут|ют|ат|ят|ся|ла|ли)")
"""With a capital it may be «Рассвет» or «Эрудит»."""
_ENDS = re.compile(r"\s*(?:$|[,;.!)\n\d(+/-]|[№#])")
_OF_A_CITY: Final = frozenset({"города", "город", "г"})


def take_school_out(text: str) -> tuple[str | None, str]:
    """The school as it is written, and the text without it; None: none is named by number, in quotes, after
    somebody, or by words that can be nothing but its name."""
    for pattern in _SCHOOL:
        if match := pattern.search(text):
            return _without(text, match.start(), match.end())
    for match in _BARE.finditer(text):
        if end := _end_of_name(text, match):
            return _without(text, match.start(), end)
    return None, text


def is_named_after_somebody(school: str) -> bool:
    """Whether a name in it is a school's, and nobody's who comes along."""
    return re.search(_AFTER_SOMEBODY, school, re.IGNORECASE) is not None


def _without(text: str, start: int, end: int) -> tuple[str, str]:
    return " ".join(text[start:end].split()), f"{text[:start]} , {text[end:]}"


def _end_of_name(text: str, match: re.Match[str]) -> int | None:
    """Where a bare name ends: it has words with capitals, and one without where nothing follows it but the
    town; None: its first word is no name."""
    words = [each for each in re.finditer(r"[^\W\d_][\w-]*", text) if match.start("name") <= each.start()]
    end: int | None = None
    for number, word in enumerate(words):
        gap = text[words[number - 1].end() : word.start()] if number else ""
        if gap.strip() or "\n" in gap or _says_something_else(word[0]):
            break
        if word[0][0].isupper():
            end = word.end()
        elif number == 0:
            return None
        elif word[0].lower() in _OF_A_CITY and number + 1 < len(words):
            continue
        elif _ENDS.match(text, word.end()) or _next_is_city(words, number):
            end = word.end()
        else:
            break
    return end


def _next_is_city(words: list[re.Match[str]], number: int) -> bool:
    following = words[number + 1 : number + 2]
    return any(each[0].lower() in _OF_A_CITY or each[0][0].isupper() for each in following)


def _says_something_else(word: str) -> bool:
    plain = word.replace("ё", "е").replace("Ё", "Е")
    if plain[0].islower() and _VERB.fullmatch(plain):
        return True
    return _NO_NAME.match(plain) is not None or KNOWN.match(plain) is not None
