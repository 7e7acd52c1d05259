"""Understanding a class as a teacher types it: «7 Б, 27», «7б 27+3», "grade 7, 27 + 3" (B2).

What was understood is shown back and can be changed, so a likely reading is better than a question; only
what cannot be read at all is a problem. Nothing but numbers and the letter of the class leaves this module.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.domain.people.person_names import find_names

LOWEST_GRADE: Final = 1
HIGHEST_GRADE: Final = 11
MOST_PEOPLE: Final = 300
"""Children and adults together; more in one request is a slip of the finger."""

_AGE_BEFORE_GRADE_1: Final = 5
_LONGEST_TEXT: Final = 150
_LONGEST_COUNT: Final = 60
_SCANNED_FOR_NAMES: Final = 1000
_LIKELY_SLIP_FOR_A_GRADE: Final = 14
_LIKE_A_PHONE: Final = 10_000
_HIGHEST_COURSE: Final = 6


class PartyTextProblem(StrEnum):
    """Why a text is no class; each has its own message with an example."""

    NOTHING_UNDERSTOOD = "nothing_understood"
    NO_NUMBER = "no_number"
    TOO_MANY = "too_many"
    LOOKS_LIKE_NAMES = "looks_like_names"
    GRADE_OUT_OF_RANGE = "grade_out_of_range"
    NO_SUCH_LETTER = "no_such_letter"


class GradeBand(StrEnum):
    """Stages of the Russian school, as reports count them."""

    PRIMARY = "1-4"
    MIDDLE = "5-9"
    SENIOR = "10-11"


@dataclass(frozen=True, slots=True)
class TypedParty:
    """What a typed class says.

    ``grade``: 1 to 11, the lowest one of a mixed group, None when it is not said or no school class.
    ``letter``: one Cyrillic capital. ``children``: at least 1. ``adults``: None when not said.
    ``grade_to``: the highest grade of a mixed group. ``course``: the year at a college or university.
    """

    grade: int | None
    letter: str | None
    children: int
    adults: int | None
    grade_to: int | None = None
    course: int | None = None


def youngest_age_for_grade(grade: int) -> int:
    """Age in years of the youngest in a class: 6 in grade 1, 12 in grade 7. Another grade is a ValueError."""
    return _checked(grade) + _AGE_BEFORE_GRADE_1


def grade_band(grade: int) -> GradeBand:
    """The stage of a grade; a grade that does not exist is a ValueError."""
    if _checked(grade) <= 4:
        return GradeBand.PRIMARY
    return GradeBand.MIDDLE if grade <= 9 else GradeBand.SENIOR


def _checked(grade: int) -> int:
    if not LOWEST_GRADE <= grade <= HIGHEST_GRADE:
        raise ValueError(f"grades are {LOWEST_GRADE} to {HIGHEST_GRADE}, not {grade}")
    return grade


def read_party(text: str, most_people: int = MOST_PEOPLE) -> TypedParty | PartyTextProblem:
    """The class that a text means, or why it cannot be read as one."""
    names = find_names(text[:_SCANNED_FOR_NAMES])
    if names.is_list or names.full:
        return PartyTextProblem.LOOKS_LIKE_NAMES
    if len(text) > _LONGEST_TEXT:
        return PartyTextProblem.NOTHING_UNDERSTOOD
    reading = _Reading(_simplify(text))
    if _NO_CLASS_LETTER.search(reading.text):
        return PartyTextProblem.NO_SUCH_LETTER
    grades = reading.take_grades()
    if isinstance(grades, PartyTextProblem):
        return grades
    counts = reading.take_counts(grades)
    if isinstance(counts, PartyTextProblem):
        return counts
    if counts.children + (counts.adults or 0) > most_people:
        return PartyTextProblem.TOO_MANY
    return counts


@dataclass(frozen=True, slots=True)
class TypedClass:
    """A class without its numbers: «8 Б», or the year at a college."""

    grade: int | None
    letter: str | None
    course: int | None = None


def read_class(text: str) -> TypedClass | PartyTextProblem:
    """The class that a text names, «8 Б», «8», «2 курс»; numbers of people in it are not looked at."""
    names = find_names(text[:_SCANNED_FOR_NAMES])
    if names.is_list or names.full or len(text) > _LONGEST_TEXT:
        return PartyTextProblem.NOTHING_UNDERSTOOD
    simple = _simplify(text).strip()
    grades = _Reading(simple).take_grades()
    if isinstance(grades, PartyTextProblem):
        return grades
    if grades.lowest is None and grades.course is None:
        if not _ANY_NUMBER.fullmatch(simple):
            return PartyTextProblem.NOTHING_UNDERSTOOD
        if not _is_grade(int(simple)):
            return PartyTextProblem.GRADE_OUT_OF_RANGE
        return TypedClass(int(simple), None)
    return TypedClass(grades.lowest, grades.letter, grades.course)


def read_count(text: str) -> int | None:
    """How many people a text says, «25», «нас будет 25», «25 + 3», «семнадцать детей и двое взрослых»; None
    when it says no number, or several of which nobody knows what they count."""
    if len(text) > _LONGEST_COUNT or _MARKUP.search(text) or find_names(text).is_list:
        return None
    reading = _Reading(_simplify(text))
    if _BELOW_ZERO.search(reading.text):
        return None
    number = reading.text.strip()
    if not number.isdecimal():
        reading.take_grades()
    numbers = [int(each[0]) for each in _ANY_NUMBER.finditer(reading.text)]
    if len(numbers) == 1:
        return numbers[0] if numbers[0] < _LIKE_A_PHONE else None
    counts = reading.take_counts(_Grades(lowest=LOWEST_GRADE))
    if isinstance(counts, PartyTextProblem) or counts.adults is None or _ANY_NUMBER.search(reading.text):
        return None
    return counts.children + counts.adults


def read_age(text: str) -> int | None:
    """Years of age: «12», «12 лет», «с 12 лет»."""
    found = _AGE.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    return int(found[1]) if found else None


# ---------------------------------------------------------------------------------------------- the words

_UNITS = {
    "один": 1, "одна": 1, "одного": 1, "одним": 1, "одной": 1, "два": 2, "две": 2, "двое": 2, "двумя": 2,
    "двух": 2, "три": 3, "трое": 3, "тремя": 3, "трёх": 3, "четыре": 4, "четверо": 4, "четырьмя": 4,
    "пять": 5, "пятеро": 5, "пятью": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10,
    "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15,
    "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18,
    "thirteen": 13, "fourteen": 14, "sixteen": 16, "seventeen": 17, "nineteen": 19,
}  # fmt: skip
_TENS = {"двадцать": 20, "тридцать": 30, "сорок": 40, "twenty": 20, "thirty": 30, "forty": 40}
_ORDINALS = {
    "первый": 1, "второй": 2, "третий": 3, "четвёртый": 4, "пятый": 5, "шестой": 6, "седьмой": 7,
    "восьмой": 8, "девятый": 9, "десятый": 10, "одиннадцатый": 11, "первого": 1, "седьмого": 7,
}  # fmt: skip
_NUMBER_WORDS = {word.replace("ё", "е"): number for word, number in (_UNITS | _TENS | _ORDINALS).items()}
_COMPOSED = re.compile(rf"\b({'|'.join(_TENS)})[ -](\w+)\b")

_CHILDREN: Final = (
    r"(?:дет|реб[её]н|ребят|учен|учащ|школьн|обуча|воспитан|подрост|студент|участ|чел|child|kid|pupil|student"
    r"|learner|people|person|participant)[а-яa-z]*\.?|ч\b\.?"
)
_ADULTS: Final = (
    r"(?:взр|сопр|учител|педагог|преподават|родител|руковод|adult|teacher|parent|grown-?up|leader"
    r"|accompan|chaperon)[а-яa-z]*\.?"
)
_CLASS: Final = r"(?:класс[а-я]*|кл\b\.?|grade(?:rs?|s)?\b|class(?:es)?\b|form\b)"
_COURSE: Final = r"курс[а-я]*"
_ORDINAL_END: Final = r"(?:-?(?:й|го|ый|ой|ий|ые|ых|th|st|nd|rd)(?![а-яa-z]))?"
_ORDINAL_END_OF_MANY: Final = r"(?:-?(?:й|го|х|ых|е|ые|th|st|nd|rd)(?![а-яa-z]))?"
# After a plus stand adults: «27+3в» has no class 3 В.
_NUMBER: Final = r"(?<![\d+])(\d{1,2})(?!\d)"
# Ч is left out: «27 ч» are people; ъ, ы, ь, й name no class.
_LETTER: Final = r"([а-зик-хц-щэюяa-z])(?![а-яa-z])"
_AND: Final = r"\s*(?:-|,|/|и|and|to)\s*"

_GRADES_BEFORE_WORD = re.compile(
    rf"{_NUMBER}{_ORDINAL_END_OF_MANY}(?:{_AND}\d{{1,2}}{_ORDINAL_END_OF_MANY})*?"
    rf"{_AND}{_NUMBER}{_ORDINAL_END_OF_MANY}\s*{_CLASS}"
)
_GRADES_AFTER_WORD = re.compile(rf"(?:grades|classes|классы)\s*{_NUMBER}{_AND}{_NUMBER}")
_GRADE_BEFORE_WORD = re.compile(
    rf"{_NUMBER}{_ORDINAL_END}\s*-?\s*(?:{_LETTER})?\s*-?\s*{_CLASS}(?:\s+{_LETTER})?"
)
_GRADE_AFTER_WORD = re.compile(
    rf"(?:{_CLASS}|\byear)\s*[:#]?\s*{_NUMBER}{_ORDINAL_END}(?:\s*-?\s*{_LETTER})?"
)
_GRADE_AND_LETTER = re.compile(rf"{_NUMBER}\s*-?\s*{_LETTER}(?P<more>\s*(?:/|и|&|and)\s*[а-яa-z]\b)?")
# Й is an ordinal's end, «7-й».
_NO_CLASS_LETTER = re.compile(rf"{_NUMBER}\s*-?\s*[ъыьjqw](?![а-яa-z])")
_COURSE_NUMBER = re.compile(rf"{_NUMBER}{_ORDINAL_END}\s*-?\s*(?:{_COURSE}|year\b)|{_COURSE}\s*{_NUMBER}")

_COUNT_FIRST: Final = r"(?:\d+\s*-\s*)?(?P<n>\d+)\s*-?\s*(?:{words})"
_WORD_FIRST: Final = r"(?:{words})\s*[:=-]?\s*(?P<n>\d+)"
_ONE_ADULT = re.compile(
    r"(?:\+|\b(?:и|с|with an?|and an?))\s*"
    r"(?:учител(?:ь|ем)|педагог(?:ом)?|руководител(?:ь|ем)|взрослы[йм]|сопровождающи[йм]|teacher|adult)\b"
)
_PLUS = re.compile(r"(\d+)\+(\d+)")
_PLUS_ALONE = re.compile(r"\+(\d+)")
_ANY_NUMBER = re.compile(r"\d+")
_AGE = re.compile(r"(?:с\s+|от\s+|from\s+)?(\d{1,3})\s*(?:лет|года?|years?(?:\s+old)?|y\.?o)?\.?")
_MARKUP = re.compile(r"[<>&{}\\]")
_BELOW_ZERO = re.compile(r"(?<![\d\s])\s*-\s*\d|\d[.,]\d")
_RANGE = re.compile(r"\d+\s*-\s*\d+")

# Numbers that are no counts: the school's, times, dates, ages.
_OTHER_NUMBERS = re.compile(
    r"(?:школ[а-я]*|лице[а-я]*|гимнази[а-я]*|сош|оош|school)\s*(?:#|no\.?)?\s*\d+|#\s*\d+"
    r"|\b\d{1,2}[.:]\d\d(?:\.\d{2,4})?\b"
    r"|\b\d{1,2}(?:\s*-\s*\d{1,2})?\s*(?:лет\b|года?\b|years? old|y\.?o\b)"
)
_SEPARATE_LETTER_BEFORE_NUMBER = re.compile(r"\b[ис]\s+(?=\d)")
_QUOTES = re.compile(r"[«»\"'“”„‘’()\[\]]")
_HYPHENS = re.compile(r"[‐‑‒–—−]")

# A letter typed in the other alphabet: between Russian words it was meant by its shape; in a text without
# them it is the Russian letter of that sound, as English-speaking colleagues write it.
_BY_SHAPE = dict(zip("abcehkmoptxy", "авсенкмортху", strict=True))
_BY_SOUND = dict(zip("abcdefghiklmnoprstuvxyz", "абсдефгхиклмнопрстувхуз", strict=True))


def _simplify(text: str) -> str:
    """Lower case, plain signs, numbers in digits, without numbers that count nobody."""
    # The sign is "No" after normalisation.
    plain = unicodedata.normalize("NFKC", text.replace("№", "#")).lower()
    plain = _HYPHENS.sub("-", _QUOTES.sub(" ", plain))
    plain = re.sub(r"\b(?:плюс|plus)\b", "+", plain)
    plain = re.sub(r"\b(?:минус|minus)\b", "-", plain)
    plain = _COMPOSED.sub(lambda m: _compose(m[1], m[2]), plain.replace("ё", "е"))
    plain = re.sub(r"[а-яa-z]+", lambda m: str(_NUMBER_WORDS.get(m[0], m[0])), plain)
    plain = re.sub(r"\s*\+\s*", "+", plain)
    plain = _OTHER_NUMBERS.sub(" ", plain)
    return _SEPARATE_LETTER_BEFORE_NUMBER.sub(" ", plain)


def _compose(tens: str, unit: str) -> str:
    number = _NUMBER_WORDS.get(unit, 0)
    return str(_TENS[tens] + number) if 1 <= number <= 9 else f"{_TENS[tens]} {unit}"


# -------------------------------------------------------------------------------------------- the reading


@dataclass(frozen=True, slots=True)
class _Grades:
    lowest: int | None = None
    highest: int | None = None
    letter: str | None = None
    course: int | None = None


class _Reading:
    """A text from which one thing after the other is taken out, so that no number is read twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._russian = re.search(r"[а-я]", text) is not None

    def _cut(self, match: re.Match[str]) -> None:
        self.text = f"{self.text[: match.start()]} | {self.text[match.end() :]}"

    def take_grades(self) -> _Grades | PartyTextProblem:
        if (match := _COURSE_NUMBER.search(self.text)) and (
            year := int(match[1] or match[2])
        ) <= _HIGHEST_COURSE:
            self._cut(match)
            return _Grades(course=year)
        for several in (_GRADES_BEFORE_WORD, _GRADES_AFTER_WORD):
            if match := several.search(self.text):
                lowest, highest = sorted((int(match[1]), int(match[2])))
                if _is_grade(lowest) and _is_grade(highest):
                    self._cut(match)
                    return _Grades(lowest, highest)
        impossible = False
        for one in (_GRADE_BEFORE_WORD, _GRADE_AFTER_WORD):
            if match := one.search(self.text):
                if _is_grade(int(match[1])):
                    self._cut(match)
                    letter = next((found for found in match.groups()[1:] if found), None)
                    return _Grades(int(match[1]), int(match[1]), self._letter(letter))
                impossible = True
        return PartyTextProblem.GRADE_OUT_OF_RANGE if impossible else self._take_letters()

    def _take_letters(self) -> _Grades | PartyTextProblem:
        found = [match for match in _GRADE_AND_LETTER.finditer(self.text) if _is_grade(int(match[1]))]
        if not found:
            beginning = _GRADE_AND_LETTER.match(self.text.strip())
            # At the beginning and with another number after it, «12 Б» was meant as a class.
            likely = beginning is not None and int(beginning[1]) <= _LIKELY_SLIP_FOR_A_GRADE
            if beginning and likely and _ANY_NUMBER.search(self.text.strip(), beginning.end()):
                return PartyTextProblem.GRADE_OUT_OF_RANGE
            return _Grades()
        for match in reversed(found):
            self._cut(match)
        numbers = sorted(int(match[1]) for match in found)
        letter = None if len(found) > 1 or found[0]["more"] else self._letter(found[0][2])
        return _Grades(numbers[0], numbers[-1], letter)

    def _letter(self, typed: str | None) -> str | None:
        if typed is None:
            return None
        twins = _BY_SHAPE | {k: v for k, v in _BY_SOUND.items() if k not in _BY_SHAPE}
        return (twins if self._russian else _BY_SOUND).get(typed, typed).upper()

    def take_counts(self, grades: _Grades) -> TypedParty | PartyTextProblem:
        # «детей 27 взрослых 3» is read the other way than «27 детей 3 взрослых».
        labelled = _search(_WORD_FIRST, f"{_CHILDREN}|{_ADULTS}", self.text)
        number = _ANY_NUMBER.search(self.text)
        word_first = labelled is not None and number is not None and labelled.start() < number.start()
        shapes = (_WORD_FIRST, _COUNT_FIRST) if word_first else (_COUNT_FIRST, _WORD_FIRST)
        adults = self._take_all(_ADULTS, shapes)
        children = self._take_all(_CHILDREN, shapes)
        if children is None and (match := _PLUS.search(self.text)):
            children, adults = int(match[1]), (adults or 0) + int(match[2])
            self._cut(match)
        while match := _PLUS_ALONE.search(self.text):
            adults = (adults or 0) + int(match[1])
            self._cut(match)
        if adults is None and (match := _ONE_ADULT.search(self.text)):
            adults = 1
        return _settle(grades, children, adults, self.text)

    def _take_all(self, words: str, shapes: tuple[str, str]) -> int | None:
        total: int | None = None
        for shape in shapes:
            while match := _search(shape, words, self.text):
                total = (total or 0) + int(match["n"])
                self._cut(match)
            if total is not None:
                break
        return total


def _is_grade(number: int) -> bool:
    return LOWEST_GRADE <= number <= HIGHEST_GRADE


@lru_cache(maxsize=16)
def _pattern(shape: str, words: str) -> re.Pattern[str]:
    return re.compile(shape.replace("{words}", words))


def _search(shape: str, words: str, text: str) -> re.Match[str] | None:
    return _pattern(shape, words).search(text)


def _settle(
    grades: _Grades, children: int | None, adults: int | None, rest: str
) -> TypedParty | PartyTextProblem:
    """What the numbers mean that stand alone; ``rest`` has a bar where something was taken out."""
    numbers = [int(match[0]) for match in _ANY_NUMBER.finditer(rest)]
    if any(number >= _LIKE_A_PHONE for number in numbers):
        return PartyTextProblem.NOTHING_UNDERSTOOD
    grade = grades.lowest
    may_be_grade = grade is None and grades.course is None
    if children is not None:
        if numbers and may_be_grade and _is_grade(numbers[0]) and str(numbers[0]) in rest.partition("|")[0]:
            grade = numbers.pop(0)
        if numbers and adults is None and numbers[0] <= children:
            adults = numbers[0]
    else:
        if may_be_grade and len(numbers) > 1 and _is_grade(numbers[0]) and numbers[1] > numbers[0]:
            grade = numbers.pop(0)
        elif _RANGE.search(rest):
            numbers = [max(numbers)]
        if not numbers:
            nothing_at_all = may_be_grade and adults is None
            return PartyTextProblem.NOTHING_UNDERSTOOD if nothing_at_all else PartyTextProblem.NO_NUMBER
        if len(numbers) > (2 if adults is None else 1):
            return PartyTextProblem.NOTHING_UNDERSTOOD
        children = max(numbers)
        if len(numbers) == 2:
            adults = min(numbers)
    if children == 0:
        return PartyTextProblem.NO_NUMBER
    highest = grades.highest if grades.highest != grade and grades.lowest is not None else None
    return TypedParty(grade, grades.letter, children, adults, highest, grades.course)
