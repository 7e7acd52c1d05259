"""The name of a school as a teacher types it: «12», «№ 12», «лицей 5», «Северный ключ» (B1, H4).

What is typed here may join a directory that others choose from, so anything that is likely no school is
asked about again: a class, a sentence, somebody's name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from bot.domain import lengths
from bot.domain.people.person_names import find_names
from bot.domain.typed.free_text import (
    FreeTextProblem,
    check_free_text,
    has_contacts,
    has_link,
    is_command_or_answer,
)
from bot.domain.typed.party import TypedParty, read_party
from bot.domain.typed.party_signs import simplify
from bot.domain.typed.signs import readable

SHORTEST_ORGANISATION_NAME: Final = 2
LONGEST_ORGANISATION_NAME: Final = lengths.ORGANISATION


class OrganisationNameProblem(StrEnum):
    """Why a text names no school; each has its own message with an example."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CONTACTS = "contacts"
    NOT_AN_ORGANISATION = "not_an_organisation"
    KIND_ONLY = "which_school"
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

_OF_ANY: Final = """
наша наш моя мой мы из в от это у нас обычная средняя общеобразовательная номер our my the a
"""
_SAYS_NOTHING: Final = frozenset(_OF_ANY.split())
"""«Наша школа» may be any."""
_OF_DENYING: Final = """
не скажу дам знаю помню забыл забыла dont
"""
_DENIES: Final = frozenset(_OF_DENYING.split())
_OF_US = re.compile(r"^(?:мы\s+)?(?:из|от)\s+(школы|гимназии|лицея|колледжа|техникума)(?=\s)", re.IGNORECASE)
_NOMINATIVE: Final = {
    "школы": "школа", "гимназии": "гимназия", "лицея": "лицей", "колледжа": "колледж",
    "техникума": "техникум",
}  # fmt: skip
_NUMBER_IN_WORDS = re.compile(
    r"(?<![^\W\d_])(школа|сош|гимназия|лицей|колледж|интернат|school|lyceum|gymnasium|college)\s+"
    r"((?:номер|number|no\.?)\s+)?([а-яёa-z]+(?:[\s-][а-яёa-z]+)?)$",
    re.IGNORECASE,
)

_UNITS_IN_WORDS: Final = """
перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат
шестнадцат семнадцат восемнадцат девятнадцат двадцат
"""
_ORDINALS_IN_WORDS: Final = {
    **{stem: number for number, stem in enumerate(_UNITS_IN_WORDS.split(), 1)},
    "тридцат": 30,
    "сороков": 40,
    "пятидесят": 50,
}
_TENS_IN_WORDS: Final = {"двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50}
_ORDINAL_IN_WORDS = re.compile(
    rf"(?<![^\W\d_])(?:({'|'.join(_TENS_IN_WORDS)})\s+)?({'|'.join(_ORDINALS_IN_WORDS)})"
    r"(?:ая|ой|ую|ый|ий|ого|ом|ья|ьей|ью|ье|ьего)(?![^\W\d_])",
    re.IGNORECASE,
)

# --- what two spellings of one school have in common; written as names are after ``_plain``

_LONGEST_KEY: Final = lengths.FOLDED
_PREPOSITIONS: Final = frozenset({"в", "во", "из", "от"})
"""«В 35 школе»."""
_TWINS: Final = str.maketrans("abcehikmoptxy", "авсенікмортху")
"""Latin letters that look like Cyrillic ones, small or capital."""
_TWIN_SHAPES: Final = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_SCHOOL: Final = "школа"
_NUMBER_SIGN = re.compile(r"\b(?:n|nо|nr|н|номер|number|numвеr)\s+(?=\d)")
_OWNERSHIP = re.compile(
    r"\b(?:[мгчн]о?[бакц]?н?оу|ф?г[бак]оу|фгкоу|м[бак]у|[гкач]{0,2}[бап]?п?поу|[гкч][бап]поу|ан?п?оо|ано|рк"
    r"|республик[аи] коми"
    r"|(?:(?:муниципальн|государственн|частн|негосударственн|республиканск|областн|автономн|бюджетн|казенн"
    r"|некоммерческ|общеобразовательн|образовательн|профессиональн)[а-я]+ )+(?:учреждени|организаци)[а-я]+)\b"
    r"|\bс (?:углубленн[а-я]+ изучени[а-я]+ отдельн[а-я]+ предмет[а-я]+|уиоп)\b"
)
_FOLDED_KINDS: Final = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), kind)
    for pattern, kind in (
        (r"школ[а-я]* интернат[а-я]*", "интернат"),
        (r"(?:основн[а-я]+ )(?:общеобразовательн[а-я]+ )?школ[а-я]+", "оош"),
        (r"(?:начальн[а-я]+ )(?:общеобразовательн[а-я]+ )?школ[а-я]+", "нош"),
        (r"(?:средн[а-я]+ )?(?:общеобразовательн[а-я]+ )?(?:школ(?:а|ы|е|у|ои|ою)|шк)|с[оу]?ш", _SCHOOL),
        (r"sсноо[lл]|sоsн|sнкоlа", _SCHOOL),
        (r"лице(?:и|я|ю|е|ем)|lусеuм", "лицеи"),
        (r"гимнази(?:я|и|ю|еи)|gумnаsіuм", "гимназия"),
        (r"колледж[а-я]*|соllеgе", "колледж"),
        (r"техникум[а-я]*", "техникум"),
        (r"училищ[а-я]+", "училище"),
        (r"центр[а-я]* образовани[а-я]+", "цо"),
        (r"имени", "им"),
    )
)
_KINDS: Final = frozenset(kind for _, kind in _FOLDED_KINDS) - {"им"}
_ORDINALS: Final = ([], *([each] for each in ("я", "ая", "и", "ои", "ыи", "ии", "е", "ое")))
_KIND_OF_PLACE = re.compile(
    r"\b(?:г|гор|город[ае]?|с|сел[оае]|п|пос|пст|пгт|поселк[ае]|поселок|д|дер|деревн[яие]|ст)\s+(?=[^\W\d])"
)
_ENDING = re.compile(r"(?<=[^\W\d]{3})[аеиоуыэюя]+$")
_MOST_WORDS_OF_A_BARE_NAME: Final = 6
_ADJECTIVE = re.compile(r"\s*[а-яё-]+[сц]к(?:ая|ий|ое)\s*", re.IGNORECASE)
"""«Микунская» ends like a surname, and is a school's whole name."""
_PIECE = re.compile(r"[,;:()\d№#]+")


def read_organisation_name(text: str, kind: str = "Школа") -> str | OrganisationNameProblem | FreeTextProblem:
    """The name of a school or another organisation, tidied, or why it cannot be one.

    2 to 120 characters; spaces too many go, straight quotes become «». A bare number is a ``kind`` of
    that number: «12» is «Школа № 12».
    """
    name = _in_digits(_OF_US.sub(lambda us: _NOMINATIVE[us[1].lower()], _tidy(text)))
    if number := _NUMBER.fullmatch(name):
        value = int(number[1])
        return f"{kind} № {value}" if value else OrganisationNameProblem.NOT_AN_ORGANISATION
    if len(name) < SHORTEST_ORGANISATION_NAME:
        return OrganisationNameProblem.TOO_SHORT
    if len(name) > LONGEST_ORGANISATION_NAME:
        return OrganisationNameProblem.TOO_LONG
    if has_contacts(name):
        return OrganisationNameProblem.CONTACTS
    guarded = check_free_text(name, LONGEST_ORGANISATION_NAME)
    if guarded is FreeTextProblem.NAMES or _names_a_person(name):
        return OrganisationNameProblem.PERSON
    if _tells_a_class(name):
        return OrganisationNameProblem.CLASS
    if guarded is not None and guarded is not FreeTextProblem.LINK:
        return guarded
    named = re.search(r"[^\W\d_]", name) is not None and not has_link(name)
    if named and _says_only_the_kind(name):
        return OrganisationNameProblem.KIND_ONLY
    if not named or is_command_or_answer(name) or _is_a_sentence(name):
        return OrganisationNameProblem.NOT_AN_ORGANISATION
    return name


def _in_digits(name: str) -> str:
    """«Школа номер двенадцать», as voice typing writes it."""
    found = _NUMBER_IN_WORDS.search(name)
    number = simplify(found[3]).strip() if found is not None else ""
    return (
        f"{name[: found.start()]}{found[1]} № {number}" if found is not None and number.isdecimal() else name
    )


def ordinal_in_digits(text: str) -> str | None:
    """«Двенадцатая школа» as «12 школа»; None where no number stands there as a word. For a search only: a
    school may well be called «Первая гимназия»."""
    found = _ORDINAL_IN_WORDS.search(text)
    if found is None:
        return None
    tens, unit = _TENS_IN_WORDS.get((found[1] or "").lower(), 0), _ORDINALS_IN_WORDS[found[2].lower()]
    if tens and unit >= 10:
        return None
    return f"{text[: found.start()]}{tens + unit}{text[found.end() :]}"


def has_organisation_word(text: str) -> bool:
    """Whether a word such as «школа» or «колледж» stands in a text."""
    return _ORGANISATION_WORD.search(text) is not None


def _tidy(text: str) -> str:
    spaced = " ".join(unicodedata.normalize("NFC", readable(text)).split())
    quoted = re.sub(r'"([^"]*)"', r"«\1»", spaced)
    one_alphabet = re.sub(r"[^\W\d_]+", _in_one_alphabet, quoted)
    return re.sub(r"(?<=[а-яё] )(?:№|N|#) ?(?=\d)", "№ ", one_alphabet, flags=re.IGNORECASE)


def _in_one_alphabet(word: re.Match[str]) -> str:
    """«COШ» with the first two letters of another alphabet is «СОШ»."""
    if not re.search(r"[А-Яа-яЁё]", word[0]):
        return word[0]
    return word[0].translate(_TWIN_SHAPES)


@dataclass(frozen=True, slots=True)
class SchoolQuery:
    """What to look a school up by: whole ``numbers``, beginnings of ``words``, and ``kinds``, which only say
    what comes first: «Школа № 12» may be a lyceum in the directory."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]
    kinds: tuple[str, ...]


def school_query(text: str) -> SchoolQuery:
    """Folded as the names in the directory are; without an ending, so that «Воркуты» finds «Воркута»."""
    tokens = [each for each in fold_organisation(text).split() if each not in _PREPOSITIONS]
    numbers = tuple(each for each in tokens if each.isdecimal())
    words = tuple(each for each in tokens if not each.isdecimal() and each not in _KINDS)
    kinds = tuple(each for each in tokens if each in _KINDS)
    if not numbers and not words:
        return SchoolQuery((), kinds, ())
    return SchoolQuery(numbers, tuple(_ENDING.sub("", each) for each in words), kinds)


def kinds_said(text: str) -> str:
    """The kinds of school in a text, as they are folded: «наша гимназия» says one."""
    return " ".join(each for each in fold_organisation(text).split() if each in _KINDS)


def fold_organisation(name: str, city: str | None = None) -> str:
    """What all spellings of one school have in common: the key by which it is found, and there is one of it.

    «МБОУ СОШ № 12», «школа N12», «COШ 12» and «12-я школа» are one; a lyceum of that number is another, and
    so is the school of another town. Look-alikes of two alphabets, signs over letters, quotes, forms of
    ownership, «№» and «г.» do not count.
    """
    folded = f"{_fold_name(name)} {_without_kind_of_place(_plain(city or ''))}"
    return " ".join(folded.split())[:_LONGEST_KEY]


def _plain(text: str) -> str:
    """Words and numbers of a text, in small letters of one alphabet."""
    bare = unicodedata.normalize("NFKD", readable(text).replace("№", " n ")).casefold()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_TWINS)
    return " ".join(each.lstrip("0") or "0" for each in re.findall(r"[^\W\d_]+|\d+", letters))


def _fold_name(name: str) -> str:
    plain = _NUMBER_SIGN.sub("", _plain(name))
    bare = _OWNERSHIP.sub(" ", plain)
    for pattern, kind in _FOLDED_KINDS:
        bare = pattern.sub(kind, bare)
    tokens = [each for each, _ in groupby(bare.split())]
    kind_at = next((n for n, each in enumerate(tokens) if each in _KINDS), None)
    if kind_at is None and tokens and tokens[0].isdecimal() and (bare != plain or len(tokens) == 1):
        tokens.insert(0, _SCHOOL)  # «МБОУ № 12»
    elif kind_at is not None and (kind_at == len(tokens) - 1 or _is_ordinal(tokens[:kind_at])):
        tokens = [tokens[kind_at], *_without_ordinal(tokens[:kind_at]), *tokens[kind_at + 1 :]]
    return _without_kind_of_place(" ".join(tokens))


def _is_ordinal(tokens: list[str]) -> bool:
    """«12», «12-я»."""
    return len(_without_ordinal(tokens)) == 1 and tokens[0].isdecimal()


def _without_ordinal(tokens: list[str]) -> list[str]:
    return tokens[:1] if tokens[:1] and tokens[0].isdecimal() and tokens[1:] in _ORDINALS else tokens


def _without_kind_of_place(plain: str) -> str:
    return _KIND_OF_PLACE.sub("", plain)


def _names_a_person(name: str) -> bool:
    """A name beside the school's, or instead of it. «Лицей Ивана Петрова» is a school, and so is an «ИП»."""
    if find_names(name).is_list:
        return True
    for piece in _PIECE.split(name):
        found = find_names(piece)
        named = found.full + found.polite + found.given + (found.surnames and not _ADJECTIVE.fullmatch(piece))
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


def _beside_the_kind(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", _ORGANISATION_WORD.sub(" ", name).lower()))


def _says_only_the_kind(name: str) -> bool:
    return _ORGANISATION_WORD.search(name) is not None and _beside_the_kind(name) <= _SAYS_NOTHING


def _is_a_sentence(name: str) -> bool:
    if _ORGANISATION_WORD.search(name):
        return not re.search(r"[\d«]", name) and not _beside_the_kind(name).isdisjoint(_DENIES)
    words = re.findall(r"[^\W\d_]+", name.lower().replace("ё", "е").replace("'", "").replace("’", ""))
    return len(words) > _MOST_WORDS_OF_A_BARE_NAME or not _SENTENCE_WORDS.isdisjoint(words)
