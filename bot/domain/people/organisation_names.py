"""The name of a school as a teacher types it: «12», «№ 12», «лицей 5», «Северный ключ» (B1, H4).

What is typed here may join a directory that others choose from, so anything that is likely no school is
asked about again: a class, a sentence, somebody's name.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from bot.domain import lengths
from bot.domain.people.person_names import find_names
from bot.domain.typed.free_text import has_contacts, has_link, is_command_or_answer
from bot.domain.typed.party import TypedParty, read_party

SHORTEST_ORGANISATION_NAME: Final = 2
LONGEST_ORGANISATION_NAME: Final = lengths.ORGANISATION


class OrganisationNameProblem(StrEnum):
    """Why a text names no school; each has its own message with an example."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CONTACTS = "contacts"
    NOT_AN_ORGANISATION = "not_an_organisation"
    CLASS = "class_for_a_school"
    PERSON = "person_for_a_school"


_NUMBER = re.compile(r"(?:(?:№|#|номер|number|no?\.?)\s*)?(\d{1,4})", re.IGNORECASE)
_KIND: Final = (
    r"школ[а-я]*|лице[йяюе][а-я]*|гимнази[а-я]*|интернат[а-я]*|кадет[а-я]*|прогимнази[а-я]*|колледж[а-я]*"
    r"|техникум[а-я]*|училищ[а-я]*|университет[а-я]*|институт[а-я]*|академи[а-я]*"
    r"|детск[а-я]+ (?:дом|сад)[а-я]*"
    r"|м[бка]?оу|г[бкап]{1,2}(?:оу|п?оу)|соу?ш|оош|ноу|чоу|гоу|пту|цо|центр[а-я]*|ип|ооо|ао"
    r"|school|lyceum|gymnasium|college|university|institute|academy|centre|center"
)
_ORGANISATION_WORD = re.compile(rf"(?<![^\W\d_])(?:{_KIND})(?![^\W\d_])", re.IGNORECASE)
_CLASS = re.compile(r"(?<![\d№#])\d{1,2}\s*-?\s*[«\"]?[а-яёa-z](?![а-яёa-z.])", re.IGNORECASE)
_PEOPLE = re.compile(
    r"\d\s*(?:чел|дет|реб|учен|учащ|школьн|студент|взросл|children|kids|pupils|students|people|adults)"
    r"|\b(?:класс[а-я]*|классы|grade)\b|\+",
    re.IGNORECASE,
)
# Words that sentences have and names of schools have not.
_OF_SENTENCES: Final = """
не ни нет да мы я вы он она они нас нам вас вам мне меня мой моя наш наша это этот эта что как где когда
почему зачем сколько кто какой какая можно нельзя нужно надо хочу хотим хотел хотела хотели хотелось
будет будем буду были был есть прийти придем приедем приехать приходим записаться запишите запись
сегодня завтра послезавтра потом скажу дам дайте напишу знаю помню пожалуйста здравствуйте привет
добрый спасибо если уже еще тоже дети детей ребята
i we you he she they my our me us it this that is are was were will would want wants like come coming not no
yes do dont can cannot how what where when why who tomorrow today later please hello hi thanks tell know
"""
_SENTENCE_WORDS: Final = frozenset(_OF_SENTENCES.split())
_MOST_WORDS_OF_A_BARE_NAME: Final = 6
_PIECE = re.compile(r"[,;:()\d№#]+")


def read_organisation_name(text: str, kind: str = "Школа") -> str | OrganisationNameProblem:
    """The name of a school or another organisation, tidied, or why it cannot be one.

    2 to 120 characters; spaces too many go, straight quotes become «». A bare number is a ``kind`` of
    that number: «12» is «Школа № 12».
    """
    name = re.sub(r'"([^"]*)"', r"«\1»", " ".join(unicodedata.normalize("NFC", text).split()))
    if number := _NUMBER.fullmatch(name):
        value = int(number[1])
        return f"{kind} № {value}" if value else OrganisationNameProblem.NOT_AN_ORGANISATION
    if len(name) < SHORTEST_ORGANISATION_NAME:
        return OrganisationNameProblem.TOO_SHORT
    if len(name) > LONGEST_ORGANISATION_NAME:
        return OrganisationNameProblem.TOO_LONG
    if has_contacts(name):
        return OrganisationNameProblem.CONTACTS
    if _names_a_person(name):
        return OrganisationNameProblem.PERSON
    if _tells_a_class(name):
        return OrganisationNameProblem.CLASS
    named = re.search(r"[^\W\d_]", name) is not None and not has_link(name)
    if not named or is_command_or_answer(name) or _is_a_sentence(name):
        return OrganisationNameProblem.NOT_AN_ORGANISATION
    return name


def has_organisation_word(text: str) -> bool:
    """Whether a word such as «школа» or «колледж» stands in a text."""
    return _ORGANISATION_WORD.search(text) is not None


def words_to_find(name: str) -> str:
    """What to look a school up by: «Школа № 12» may be «МБОУ СОШ № 12» in the directory, or a lyceum."""
    without_kind = _ORGANISATION_WORD.sub(" ", name)
    return without_kind if re.search(r"\w", without_kind) else name


def _names_a_person(name: str) -> bool:
    """A name beside the school's, or instead of it. «Лицей Ивана Петрова» is a school, and so is an «ИП»."""
    if find_names(name).is_list:
        return True
    for piece in _PIECE.split(name):
        found = find_names(piece)
        named = found.full + found.polite + found.given
        if named and not _ORGANISATION_WORD.search(piece):
            return True
    return False


def _tells_a_class(name: str) -> bool:
    found = read_party(name)
    if has_organisation_word(name):
        # «5 школа» counts nobody; «школа 12, 7 Б, 27» does.
        return isinstance(found, TypedParty) and (found.names_class or found.adults is not None)
    if _CLASS.search(name) or _PEOPLE.search(name):
        return True
    return isinstance(found, TypedParty) and (found.names_class or found.adults is not None)


def _is_a_sentence(name: str) -> bool:
    if _ORGANISATION_WORD.search(name):
        return False
    words = re.findall(r"[^\W\d_]+", name.lower().replace("ё", "е").replace("'", "").replace("’", ""))
    return len(words) > _MOST_WORDS_OF_A_BARE_NAME or not _SENTENCE_WORDS.isdisjoint(words)
