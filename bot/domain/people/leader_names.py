"""How a leader wants to be called: «Анна Петровна», «Иванова О.В.», "Mary" (B2)."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from bot.domain import lengths
from bot.domain.typed.free_text import is_command_or_answer
from bot.domain.typed.signs import readable

LONGEST_LEADER_NAME: Final = lengths.PERSON


class LeaderNameProblem(StrEnum):
    """Why a text is nobody's name; each has its own message with an example."""

    EMPTY = "not_a_name"
    NO_NAME = "no_name"
    TOO_SHORT = "name_short"
    TOO_LONG = "name_long"
    TOO_MANY_WORDS = "name_words"
    DIGITS = "name_digits"
    SEVERAL = "name_several"
    SIGNS = "name_signs"


_MOST_WORDS: Final = 4
_MOST_WORDS_OF_A_LONG_NAME: Final = 6
"""«María del Carmen García López»: all with capitals, but for what stands between them."""
_HYPHENS = re.compile(r"\s*[-‐‑‒–—−]\s*")
_APOSTROPHES = re.compile("[\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`´′]")
_INITIALS = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_]{2,})")
"""«О.В.Иванова»."""
_INTRODUCTION = re.compile(
    r"(?:меня зовут|зовите(?: меня)?|можно звать|зовут|моё имя|мое имя"
    r"|имя(?: и отчество)?|фио|ф\.\s?и\.\s?о\.?|просто|я|это"
    r"|my name is|name|call me|i am|i'm)(?!\w)[\s:—-]*(?=\w)",
    re.I,
)
_AFTERWARDS = re.compile(r"\s+меня зовут$|\s+is my name$", re.I)
_ROLES: Final = (
    r"завуч|учител[а-я]+|педагог|директор|воспитател[а-я]+|преподавател[а-я]+|куратор|методист|тьютор|вожат[а-я]+"
    r"|(?:классн[а-я]+|кл\.?)\s+рук[а-я]*\.?|руководител[а-я]+|мама|папа|teacher|head|director"
)
_ROLE_BEHIND = re.compile(rf"(?:\s*,\s*|\s+[-–—]\s+)(?:{_ROLES})(?:\s+[\w«»\"-]+){{0,3}}$", re.I)
_ONLY_A_ROLE = re.compile(
    rf"(?:{_ROLES}|тот же|та же|the same|same|фио|имя(?: фамилия)?|фамилия(?: имя)?|name|просто)", re.I
)
_TWIN_SHAPES: Final = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_SEVERAL = re.compile(r"[,;&+]|\n|\s(?:и|and)\s", re.IGNORECASE)
_BETWEEN: Final = frozenset("-'.·・ ")
"""May stand in a name between letters; a point behind them, too."""
_OF_LONG_NAMES: Final = """
де да дель дер ди дос ла ван фон бен бин ибн аль эль оглы оглу кызы
de da del della der di dos la las los van von den ter bin ibn al el y e ogly
"""
_OF_SENTENCES: Final = """
не ни нет нету зачем почему что как где когда кто это вам вас мне нам мы вы скажу дам хочу надо можно позже
потом секрет аноним no not why what how we you later
"""
_PARTICLES: Final = frozenset(_OF_LONG_NAMES.split())
_SENTENCE_WORDS: Final = frozenset(_OF_SENTENCES.split())
_ENDS: Final = frozenset({"So", "Sk", "Sm", "Sc", "Po", "Ps", "Pe", "Pi", "Pf", "Pd", "Zs"})
"""Categories of what may be left out around a name: smiles, brackets, quotes."""


def read_leader_name(text: str) -> str | LeaderNameProblem:
    """The name as it was typed, tidied, or why it is none.

    One to four words of letters of any script, at most 60 characters; initials, hyphens and apostrophes. What
    stands around it goes: smiles, quotes, «меня зовут».
    """
    name = _tidy(text)
    if not name:
        return LeaderNameProblem.NO_NAME if is_command_or_answer(text.strip()) else LeaderNameProblem.EMPTY
    words = re.findall(r"[^\W_]+", name.lower())
    said_otherwise = is_command_or_answer(name) or _ONLY_A_ROLE.fullmatch(name) is not None
    if text.strip().startswith("/") or said_otherwise or not _SENTENCE_WORDS.isdisjoint(words):
        return LeaderNameProblem.NO_NAME
    if any(sign.isnumeric() for sign in name if unicodedata.category(sign)[0] == "N"):
        return LeaderNameProblem.DIGITS
    if not all(_is_letter(sign) or sign in _BETWEEN or _SEVERAL.match(sign) for sign in name):
        return LeaderNameProblem.SIGNS
    if _SEVERAL.search(name):
        return LeaderNameProblem.SEVERAL
    if len(name) > LONGEST_LEADER_NAME:
        return LeaderNameProblem.TOO_LONG
    return _judge(name)


def _tidy(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", readable(text)).split())
    name = re.sub(r"[^\W\d_]+", _in_one_alphabet, _ROLE_BEHIND.sub("", _AFTERWARDS.sub("", name)))
    name = _HYPHENS.sub("-", _APOSTROPHES.sub("'", name))
    name = _INTRODUCTION.sub("", _bare(name), count=1) if _INTRODUCTION.match(_bare(name)) else _bare(name)
    return _INITIALS.sub(" ", name)


def _in_one_alphabet(word: re.Match[str]) -> str:
    """«Ивановa» with the last letter of another alphabet is «Иванова»."""
    mixed = re.search(r"[А-Яа-яЁё]", word[0]) and re.search(r"[A-Za-z]", word[0])
    return word[0].translate(_TWIN_SHAPES) if mixed else word[0]


def _bare(name: str) -> str:
    """Without what is no name at its ends; the point of an initial stays."""
    start, end = 0, len(name)
    while start < end and _may_go(name[start]):
        start += 1
    while end > start and _may_go(name[end - 1]):
        end -= 1
    initial = name[end : end + 1] == "." and re.search(r"(?:^|[\s.-])[^\W\d_]$", name[:end])
    return name[start : end + 1] if initial else name[start:end]


def _may_go(sign: str) -> bool:
    joins_emoji = sign in "\u200d\ufe0f\u20e3"
    return joins_emoji or (sign not in "@/_#<>" and unicodedata.category(sign) in _ENDS)


def _is_letter(sign: str) -> bool:
    """With what belongs to letters: marks over them, joiners between them."""
    return unicodedata.category(sign)[0] in "LM" or sign in "\u200c\u200d"


def _judge(name: str) -> str | LeaderNameProblem:
    words = name.split(" ")
    capitals = all(word[0].isupper() for word in words if word not in _PARTICLES)
    at_most = _MOST_WORDS_OF_A_LONG_NAME if capitals else _MOST_WORDS
    if len(words) > at_most:
        return LeaderNameProblem.TOO_MANY_WORDS
    parts = re.split(r"[\s.\-·・]+", name)
    if not any(sum(_is_letter(sign) for sign in part) > 1 for part in parts):
        return LeaderNameProblem.TOO_SHORT
    return name
