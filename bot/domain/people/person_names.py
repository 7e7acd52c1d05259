"""Recognising names of people in a text, in order to refuse lists of them (H4).

It errs towards letting a text pass: one name in a sentence is somebody to ask for, several are a list.
Recognised are given names with their cases and short forms, patronymics, surnames by their endings, and
initials. What is found is counted; the names themselves are never returned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.people.given_names import GIVEN_NAMES

_TOKEN = re.compile(r"[A-ZА-ЯЁ]\.|[A-Za-zА-Яа-яЁё]+(?:[-'’][A-Za-zА-Яа-яЁё]+)*")
_PATRONYMIC = re.compile(
    r"[а-я]{2,}(?:(?:ович|евич|ьич)(?:а|у|ем|е)?|(?:овн|евн|иничн)(?:а|ы|е|у|ой))"
    r"|(?:иль|фом|кузьм|никит|лук)ич(?:а|у|ом|е)?"
    r"|[a-z]{2,}(?:ovich|evich|ovna|evna)"
)
_SURNAME = re.compile(
    r"[а-я]{2,}(?:"
    r"(?:ов|ев|ин|ын)(?:а|у|ым|е|ой)?"
    r"|(?:ск|цк)(?:ий|ая|ого|ому|ую)"
    r"|енко|чук|юк|швили|дзе|нян|[иы]х)(?:-[а-я]+)?"
    r"|[a-z]{3,}(?:ov|ev|ova|eva|ina|sky|skiy|skaya|enko|chuk)"
)
# Words, forms of words and towns that end like surnames and stand beside names or in lists.
_LIKE_SURNAMES: Final = """
адресов билетов вагонов взносов вопросов выездов готова домов заводов заказов залов здорова классов
кабинетов литров магазин магазина магазине магазинов мастеров минут мостов нова основ основа отзывов
паспортов подъездов половина половину приборов районов рядов сапогов сеансов слов слова снова
станков столов тамбов туристов уроков учеников цехов часов чехов школьников экскурсоводов
господин гражданин хозяин карантин карантина бензин мужчина женщина корзина машина машине машину
причина причины причине витрина вершина середина середине картина ростов псков псковская саратов азов
львов киров кирова серов семьдесят один одна именин любого одного нового этого
каких всех наших ваших своих других таких детских старших младших их двух трех четырех
директоров учителей родителей заранее
"""
_BEFORE_A_NAMESAKE: Final = """
ул улица улице улицы улицу им имени памяти пр проспект проспекте проспекта пл площадь площади площадью пер
переулок переулке бульвар бульваре наб набережная набережной street st square
"""
_NO_SURNAMES: Final = frozenset(_LIKE_SURNAMES.split())
_NAMED_AFTER: Final = frozenset(_BEFORE_A_NAMESAKE.split())
_SAME_NAME_GAP = re.compile(r"[ \t\u00a0]*")
_LIST_GAP = re.compile(r"[^\w]*[,;\n\d][\W\d]*")
_WORD = r"[A-ZА-ЯЁ][a-zа-яё]+(?:-[A-ZА-ЯЁ][a-zа-яё]+)?"
_ENTRY = re.compile(
    rf"\s*(?:\d{{1,2}}\s*[.)\-:]?\s*)?{_WORD}(?: {_WORD}){{1,2}}[\s\d.,/-]*(?:г\.?\s?р\.?)?\s*"
)
_NUMBERED = re.compile(r"\s*\d{1,2}\s*[.)\-:]\s*(?P<words>\S.*)")

_ROW_OF_SURNAMES: Final = 3
_ROW_OF_ENTRIES: Final = 3

# What a word may be, one letter each, so that a name is a regular expression over a sentence: Given,
# Patronymic, Surname, Initial, Capitalised word, other word, part of a namesake's name (n); a bar stands
# for anything but spaces between two words.
_FULL = re.compile(r"SGP?|GP?S|G(?!P)C|SI{1,2}|I{1,2}S|CII|IIC|SP(?!S)")
_POLITE = re.compile(r"GP")


@dataclass(frozen=True, slots=True)
class NameFindings:
    """How many names of each kind a text has.

    ``full``: a surname with a given name or initials. ``polite``: a given name with a patronymic, which is
    how adults are called. ``given``: a given name alone, written with a capital. ``surnames``: the longest
    row of surnames with nothing but commas, numbers or line ends between. ``entries``: lines or items that
    consist of two or three capitalised words and perhaps numbers.
    """

    full: int
    polite: int
    given: int
    surnames: int
    entries: int

    @property
    def is_list(self) -> bool:
        """Several people are named: no remark about a visit needs that."""
        return (
            self.full >= 2
            or self.full + self.polite >= 3
            or self.given >= 4
            or self.surnames >= _ROW_OF_SURNAMES
            or self.entries >= _ROW_OF_ENTRIES
        )

    @property
    def is_participant(self) -> bool:
        """Somebody is named in another way than adults are called."""
        return self.full > 0 or self.given > 0


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    capital: bool
    gap: str


def find_names(text: str) -> NameFindings:
    """Counts the names in a text, in Russian or English. Meant for a page at most: it is not linear."""
    text = re.sub(r"[^\S\n]+", " ", text)
    words = _words(text)
    kinds, capitals = _line_up(words)
    full = sum(_agrees(capitals[m.start() : m.end()]) for m in _FULL.finditer(kinds))
    rest = _FULL.sub(lambda m: "o" * len(m[0]), kinds)
    polite = len(_POLITE.findall(rest))
    rest = _POLITE.sub("oo", rest)
    given = sum(kind == "G" and capital for kind, capital in zip(rest, capitals, strict=True))
    return NameFindings(full, polite, given, _longest_row_of_surnames(words), _entries(text))


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    before = ""
    for match in _TOKEN.finditer(text):
        token, gap = match[0], text[end : match.start()]
        kind = _kind_of(token)
        if before in _NAMED_AFTER or (words and words[-1].kind == "n" and not gap.strip(". ")):
            # A street or a school is named after somebody: all words of that name are passed over.
            kind = "n" if kind in "GPSIC" else kind
        words.append(_Word(kind, token[0].isupper(), gap))
        end, before = match.end(), token.lower().rstrip(".")
    return words


def _kind_of(token: str) -> str:
    word = token.lower().replace("ё", "е")
    if token.endswith("."):
        return "I"
    if word in GIVEN_NAMES:
        return "G"
    if _PATRONYMIC.fullmatch(word):
        return "P"
    if word not in _NO_SURNAMES and _SURNAME.fullmatch(word):
        return "S"
    return "C" if token[0].isupper() and len(token) > 1 else "o"


def _line_up(words: list[_Word]) -> tuple[str, list[bool]]:
    kinds: list[str] = []
    capitals: list[bool] = []
    for word in words:
        if not _SAME_NAME_GAP.fullmatch(word.gap):
            kinds.append("|")
            capitals.append(False)
        kinds.append(word.kind)
        capitals.append(word.capital)
    return "".join(kinds), capitals


def _agrees(capitals: list[bool]) -> bool:
    """A name is written with capitals throughout, or, by people in a hurry, without any."""
    return all(capitals) or not any(capitals)


def _longest_row_of_surnames(words: list[_Word]) -> int:
    longest = row = 0
    for word in words:
        if word.kind != "S" or not word.capital:
            row = 0
            continue
        row = row + 1 if row and _LIST_GAP.fullmatch(word.gap) else 1
        longest = max(longest, row)
    return longest


def _entries(text: str) -> int:
    lines = [line for line in text.splitlines() if line.strip()]
    by_line = sum(bool(_ENTRY.fullmatch(line)) for line in lines)
    items = [item for line in lines for item in re.split(r"[,;]", line.rpartition(":")[2])]
    by_item = sum(bool(_ENTRY.fullmatch(item)) for item in items)
    numbered = [match["words"] for line in lines if (match := _NUMBERED.fullmatch(line))]
    by_number = sum(
        _kind_of(words.split()[0].strip(".,;")) in "GS" for words in numbered if words[0].isalpha()
    )
    return max(by_line, by_item, by_number + (by_number >= 2))
