"""Understanding who comes as people type it: «7 Б, 27», «7б 27+3», «11а - 18, 11б - 20», «нас трое» (B2).

A text is cut into signs by one table (``party_signs``): numbers, words that say what a number counts,
classes, and what counts nobody. A number that nothing explains is never made into adults: what is
not clear is left open, and whoever asks asks for that. Nothing but numbers and a class's letter leaves this
module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.domain.people.person_names import find_names
from bot.domain.typed.answers import says_everybody
from bot.domain.typed.party_lists import Number, read_lists
from bot.domain.typed.party_signs import CLASS, CLASSES, KNOWN, ONE, ROLES, TABLE, G, simplify
from bot.domain.typed.school_in_text import is_named_after_somebody, take_school_out

LOWEST_GRADE: Final = 1
HIGHEST_GRADE: Final = 11
MOST_PEOPLE: Final = 300
"""Children and adults together; more in one request is a slip of the finger."""

_AGE_BEFORE_GRADE_1: Final = 5
_LONGEST_TEXT: Final = 150
_LONGEST_COUNT: Final = 60
_SCANNED_FOR_NAMES: Final = 1000
_LIKE_A_PHONE: Final = 10_000
_MOST_OF_A_FAMILY: Final = 6
"""«2+1» is a family, «27+3» a class; what lies between, nobody knows."""


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
    """What a text says of a party; None: it does not say.

    ``grade``: 1 to 11, the lowest one of a mixed group. ``letter``: one Cyrillic capital, or the digit of a
    parallel («7-1»). ``children``: at least 1; of a party without a class all that have no adults' word.
    ``grade_to``: the highest grade of a mixed group. ``course``: the year at a college or university.
    ``youngest``: years of age. ``asks_grade``: a class is meant, and nobody said which. ``unclear``: there
    are numbers of which nobody knows what they count. ``family``: without a class, such as «2+1».

    ``other_letter``: the letter by its shape, where a Latin one was typed that looks like one letter and
    sounds like another: «7B». ``school``: as it is written.

    How it was said: ``of_school``, that pupils, students or their group are meant, or children with nobody
    beside them; ``bare``, in numbers without a word of what they count.
    """

    grade: int | None
    letter: str | None
    children: int | None
    adults: int | None
    grade_to: int | None = None
    course: int | None = None
    youngest: int | None = None
    wheelchairs: int | None = None
    foreign: int | None = None
    asks_grade: bool = False
    unclear: bool = False
    family: bool = False
    other_letter: str | None = field(default=None, compare=False)
    school: str | None = field(default=None, compare=False)
    of_school: bool = field(default=False, compare=False)
    of_college: bool = field(default=False, compare=False)
    bare: bool = field(default=False, compare=False)

    @property
    def names_class(self) -> bool:
        return self.grade is not None or self.course is not None


def youngest_age_for_grade(grade: int) -> int:
    """Age in years of the youngest in a class: 6 in grade 1, 12 in grade 7. Another grade is a ValueError."""
    return _checked(grade) + _AGE_BEFORE_GRADE_1


def grade_band(grade: int) -> GradeBand:
    """The stage of a grade; a grade that does not exist is a ValueError."""
    if _checked(grade) <= 4:
        return GradeBand.PRIMARY
    return GradeBand.MIDDLE if grade <= 9 else GradeBand.SENIOR


def _checked(grade: int) -> int:
    if not _is_grade(grade):
        raise ValueError(f"grades are {LOWEST_GRADE} to {HIGHEST_GRADE}, not {grade}")
    return grade


def _is_grade(number: int) -> bool:
    return LOWEST_GRADE <= number <= HIGHEST_GRADE


def read_party(text: str, most_people: int = MOST_PEOPLE) -> TypedParty | PartyTextProblem:
    """What a text says of a party, as far as it is clear, or why it says nothing of one."""
    school, rest = take_school_out(text[:_SCANNED_FOR_NAMES])
    after_somebody = school is not None and is_named_after_somebody(school)
    names = find_names(rest if after_somebody else text[:_SCANNED_FOR_NAMES])
    if names.is_list or names.full:
        return PartyTextProblem.LOOKS_LIKE_NAMES
    if len(text) > _LONGEST_TEXT:
        return PartyTextProblem.NOTHING_UNDERSTOOD
    reading = _Reading(rest, of_school=school is not None)
    if reading.problem is not None:
        return reading.problem
    found = replace(reading.settle(), school=school)
    if found.children == 0:
        return PartyTextProblem.NO_NUMBER
    if found.unclear and found.bare and len(reading.numbers) > 3:
        return PartyTextProblem.NOTHING_UNDERSTOOD
    if (found.children or 0) + (found.adults or 0) > most_people:
        return PartyTextProblem.TOO_MANY
    if found == TypedParty(None, None, None, None):
        return PartyTextProblem.NOTHING_UNDERSTOOD
    return found


def read_class(text: str) -> TypedParty | PartyTextProblem:
    """The class that a text names, «8 Б», «8», «2 курс», with whatever else it says."""
    found = read_party(text)
    if isinstance(found, TypedParty) and found.names_class:
        return found
    if found is PartyTextProblem.LOOKS_LIKE_NAMES:
        return PartyTextProblem.NOTHING_UNDERSTOOD
    number = simplify(text).strip()
    if not number.isdecimal():
        return found if isinstance(found, PartyTextProblem) else PartyTextProblem.NOTHING_UNDERSTOOD
    if not _is_grade(int(number)):
        return PartyTextProblem.GRADE_OUT_OF_RANGE
    return TypedParty(int(number), None, None, None)


def read_count(text: str) -> int | None:
    """How many people a text says, «25», «нас будет 25», «25 + 3», «семнадцать детей и двое взрослых»; None
    when it says no number, or several of which nobody knows what they count."""
    if len(text) > _LONGEST_COUNT or _MARKUP.search(text) or find_names(text).is_list:
        return None
    reading = _Reading(text)
    if reading.problem is not None or _FRACTION.search(text):
        return None
    found = reading.settle()
    if found.unclear or reading.guessed or found.children is None or found.children >= _LIKE_A_PHONE:
        return None
    return found.children + (found.adults or 0)


def read_count_of(text: str, everybody: int | None) -> int | None:
    """The same where so many are expected: «все пришли», «все, кроме двоих», «минус один»."""
    if everybody is None:
        return read_count(text)
    if says_everybody(text):
        return everybody
    fewer = _FEWER.fullmatch(simplify(text[:_LONGEST_COUNT]).strip(" .!"))
    if fewer is None or not any(sign.isalpha() for sign in text):  # «-5» may be a slip of the finger
        return read_count(text)
    left = everybody - int(next(filter(None, fewer.groups())))
    return left if left >= 0 else None


def read_age(text: str) -> int | None:
    """Years of age of the youngest: «12», «12 лет», «с 12 лет», «младшему 12», «мне 16», «14-15», «18+»."""
    found = _AGE.fullmatch(simplify(text[:_LONGEST_COUNT]).strip(" .!"))
    return int(found[1]) if found else None


_MARKS: Final = {
    "nobody": ",",
    "group": ",",
    "and": "&",
    "with": "with",
    "word": "word",
    "self": "self",
    "mother": "adults1",
    "son": "children1",
    "sons": "children",
    "part": "part",
    "people": "people",
}
"""What stands in the line for a sign; a 1 at its end: it says that it is one."""
_WE: Final = frozenset({"нас", "мы", "we", "us"})
"""«Нас 26» says that the number counts people."""
_PROBLEMS: Final = {
    "no_letter": PartyTextProblem.NO_SUCH_LETTER,
    "no_grade": PartyTextProblem.GRADE_OUT_OF_RANGE,
}
_OLDEST_CHILD: Final = 17
_BEFORE_AN_AGE: Final = (
    r"мне|ему|ей|ребенку|самому|младшему|возраст|с|от|уже|полных|исполнилось|недавно|только|что|да|пока|всего|моему"
    r"|моей|сыну|дочери|дочке|лет|так|from|aged?|i|i\s?m|i am|youngest|is|already|just|turned|only|now|yes|my"
    r"|son|daughter|he|she|s"
)
_AFTER_AN_AGE: Final = (
    r"лет|год[аи]?|полных|мне|ему|ей|с половиной|уже|пока|(?:и )?\d{1,2} месяц(?:а|ев)?|скоро \d{1,2}"
    r"|years?(?:\s+old)?|y\.?o|and a half|already|now"
)
_AGE = re.compile(
    rf"(?:(?:{_BEFORE_AN_AGE})(?!\w)|\s|:|,|- )*(\d{{1,3}})(?:\s*-\s*\d{{1,2}})?\s*\+?"
    rf"(?:,?\s*(?:{_AFTER_AN_AGE})(?!\w))*",
    re.IGNORECASE,
)
_FEWER = re.compile(
    r"(?:(?:пришли|приехали|будут|будем|здесь)\s+)?(?:все|всё)(?:\s+(?:пришли|приехали|здесь))?,?\s+"
    r"(?:кроме|без|минус)\s+(\d{1,3})(?:\s+(?:детей|человек|ребят|ребенка))?"
    r"|(?:все\s*)?-\s?(\d{1,3})|на\s+(\d{1,3})(?:\s+человека?)?\s+меньше"
    r"|(?:all|everybody|everyone)(?:\s+came)?,?\s+(?:but|except)\s+(\d{1,3})|(\d{1,3})\s+(?:fewer|less)",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(r"year|yr|y\.?o", re.IGNORECASE)
"""«A 9 year old» is somebody, «9 лет» is an age."""
_CHILD_AFTER_AN_AGE = re.compile(
    r"[\s-]*(?:old)?[\s-]*(?:son|daughter|boy|girl|kid|child|pupil|student|grand)", re.IGNORECASE
)
_MARKUP = re.compile(r"[<>&{}\\]")
_FRACTION = re.compile(r"\d[.,]\d")
_CLASS_AND_PLUS = re.compile(rf"{G} ?[а-яa-z]\s*\+$", re.IGNORECASE)
_AFTER_A_CLASS = re.compile(rf"\s*(?:$|[,;:.!)\n/]|-\s*\d|{CLASS})", re.IGNORECASE)
_NUMBER_NO_HOUR = re.compile(r"\s*(?:2[4-9]|[3-9]\d|1\d\d)(?!\d)")

# A letter typed in the other alphabet: between Russian words it was meant by its shape; in a text without
# them it is the Russian letter of that sound, as English-speaking colleagues write it.
_BY_SHAPE = dict(zip("abcehkmoptxy", "авсенкмортху", strict=True))
_BY_SOUND = dict(zip("abcdefghiklmnoprstuvxyz", "абсдефгхиклмнопрстувхуз", strict=True))


# -------------------------------------------------------------------------------------------- the reading


class _Reading:
    """A text, sign by sign: what it names goes into the attributes, numbers and their words into ``line``."""

    def __init__(self, text: str, *, of_school: bool = False) -> None:
        self.text = simplify(text)
        self.line: list[Number | str] = []
        self.problem: PartyTextProblem | None = None
        self.grades: list[int] = []
        self.letter: str | None = None
        self.other_letter: str | None = None
        self.classes = 0
        self.course: int | None = None
        self.ages: list[int] = []
        self.wheelchairs: int | None = None
        self.foreign: int | None = None
        self.group: int | None = None
        self.class_word = self.of_college = self.of_family = False
        self.said: set[str] = set()
        self.of_school = of_school
        self.doubt = self.guessed = self.worded = False
        self.depth, self.in_subset = 0, False
        self._russian = re.search(r"[а-я]", self.text, re.IGNORECASE) is not None
        at = 0
        while at < len(self.text):
            at = self._take(at)
        self.line, bare_ages = read_lists(self.line, largest_family=_MOST_OF_A_FAMILY, family=self.of_family)
        self.ages += bare_ages
        self.numbers = [each for each in self.line if isinstance(each, Number)]
        if any(each.n >= _LIKE_A_PHONE for each in self.numbers):
            self.problem = PartyTextProblem.NOTHING_UNDERSTOOD
        self._assign()

    def _take(self, at: int) -> int:
        for name, pattern in TABLE:
            match = pattern.match(self.text, at)
            if match is not None and match.end() > at:
                # A handler says False where the sign turns out to be none.
                handler: Callable[[re.Match[str]], bool | None] | None = getattr(self, f"_{name}", None)
                if handler is None:
                    self._mark(name, match)
                if handler is None or handler(match) is not False:
                    return match.end()
        return at + 1

    def _mark(self, name: str, match: re.Match[str]) -> None:
        """Signs that have no handler of their own."""
        self.of_family |= name in {"mother", "son", "sons", "family"}
        self.said.add(name)
        self.worded |= name in {"mother", "son", "sons", "part", "people"} or match[0].lower() in _WE
        self.class_word |= name == "class_word"
        self.in_subset |= name == "subset"
        if name == "number":
            self._add(_numbers(match)[0])
        elif name == "group":
            self.group = _numbers(match)[0]
        if problem := _PROBLEMS.get(name):
            self.problem = self.problem or problem
        if mark := _MARKS.get(name):
            self.line.append(mark)
        if name == "self" and match[0].lower().startswith("мы"):
            self.line.append("with")

    # --- numbers that count nobody

    def _school(self, _match: re.Match[str]) -> None:
        self.of_school = True
        self.line.append(",")

    def _age(self, match: re.Match[str]) -> None:
        several = re.search(r"\d\s*(?:и|and|,)\s*\d", match[0]) is not None
        numbers = _numbers(match)
        self.ages += numbers if several else numbers[:1]
        if several:
            self._add_of_ages(len(numbers))
        elif _OF_SOMEBODY.search(match[0]) and self.line[-1:] and self.line[-1] in {"&", "with", "+", ","}:
            noun = _CHILD_AFTER_AN_AGE.match(self.text, match.end())
            self.line += [] if noun else ["children1"]
        self.line.append("=")

    def _add_of_ages(self, number: int) -> None:
        """«Дети 8 и 12 лет» are two."""
        before = [None, None, *self.line][-2:]
        if before[1] in {"children", "children1"} and not isinstance(before[0], Number):
            self._add(number)

    def _ages(self, match: re.Match[str]) -> bool | None:
        """«Дети 5, 8, 11 лет» are three; «27, 12 лет» is a number and an age."""
        numbers = _numbers(match)
        if max(numbers) > _OLDEST_CHILD:
            return False
        self.ages += numbers
        self._add_of_ages(len(numbers))
        self.line.append("=")
        return None

    def _age_of(self, match: re.Match[str]) -> bool:
        if of_a_child := "children1" in self.line[-2:]:
            self._age(match)
        return of_a_child

    def _wheelchairs(self, match: re.Match[str]) -> None:
        self.wheelchairs = (self.wheelchairs or 0) + next(iter(_numbers(match)), 1)

    def _with_an_illness(self, _match: re.Match[str]) -> bool | None:
        """Some of those who were counted before; «2 ребёнка с аллергией» alone are two."""
        return None if self._has_number() else False

    def _not_all(self, match: re.Match[str]) -> bool | None:
        """«27 и ещё 3» is a sum, «ещё двое» is not."""
        if match[0].lower().startswith("еще") and self._has_number():
            return False
        self.doubt = True
        self.line.append(",")
        return None

    def _has_number(self) -> bool:
        return any(isinstance(each, Number) for each in self.line)

    def _of_them(self, match: re.Match[str]) -> None:
        """«2 из них на колясках» after the number of all, «30, из них 3 взрослых» with it."""
        self.in_subset = self._has_number()
        self._add(_numbers(match)[0])
        self.in_subset = True

    def _together(self, _match: re.Match[str]) -> None:
        """«30 вместе с двумя учителями»: nobody knows whether they are of the 30."""
        self.doubt = True

    def _foreign(self, match: re.Match[str]) -> None:
        self.foreign = (self.foreign or 0) + _numbers(match)[0]

    # --- classes

    def _groups(self, match: re.Match[str]) -> None:
        count, each = _numbers(match)
        self.class_word |= re.search("кл|class", match[0], re.IGNORECASE) is not None
        self._add(count * each)

    def _grades(self, match: re.Match[str]) -> bool | None:
        found = _numbers(match)
        if found[0] > found[-1] and not re.search(CLASSES, match[0], re.IGNORECASE):
            return False
        self.grades += [min(found), max(found)]
        self.classes += 1
        return None

    def _parallels(self, match: re.Match[str]) -> None:
        named = match.groupdict()
        self._class(int(match["a"]), None)
        self.class_word = True
        if named.get("each"):
            self._add(int(match["n"]) * _numbers(match)[-1])

    def _apiece(self, match: re.Match[str]) -> bool | None:
        """«7А, 7Б по 25»."""
        if self.classes < 2 or self._has_number():
            return False
        self._add(self.classes * _numbers(match)[0])
        return None

    def _parallel(self, match: re.Match[str]) -> bool | None:
        grade, parallel = _numbers(match)
        if grade <= parallel and "/" not in match[0]:
            return False
        return self._class(grade, str(parallel))

    def _grade(self, match: re.Match[str]) -> bool | None:
        named = match.groupdict()
        letter, gap = named.get("b"), named.get("gap")
        grade = int(match["a"])
        if "more" in named:
            after = named["more"]
            if after is not None and not self._is_letter(gap or "", after, match.end()):
                after = None
            if letter in {"е", "х", "м"} and re.search(CLASSES, match[0], re.IGNORECASE):
                letter = None  # «9-е классы»
            if letter in {"с", "c"} and "классом" in match[0].lower():
                letter = None  # «7 с классом 25»
            self._class(grade, letter or after)
            if named["more"] is not None and after is None:
                self.line.append("word")
            return None
        if letter is None:
            return self._class(grade, None)
        by_word = not match[0][0].isdecimal()
        # After people stand adults, «27+3в», «27д 3в»; after a class another class, «7а+7б».
        before = self.text[: match.start()]
        added = before.endswith("+") and _CLASS_AND_PLUS.search(before) is None
        if added and letter.isupper() and letter != "В" and re.match(r"\s*\d", self.text[match.end() :]):
            added = False  # «7Б 13 + 8А 12»
        added |= letter in "вс" and not gap and _is_role(self.line[-1]) if self.line else False
        if added or not self._is_letter(gap or "", letter, match.end("b")):
            if not by_word:
                return False
            letter = None
        return self._class(grade, None if named.get("many") else letter)

    def _is_letter(self, gap: str, letter: str, end: int) -> bool:
        """Whether one letter after a number names the class, or is a word: «7 в, 27» and «10 в музей»."""
        follows = self.text[end:]
        if (gap == "-" and letter == "и") or (letter == "я" and " " in gap):
            return False
        if not gap or "-" in gap or letter.isupper():
            return True
        if _AFTER_A_CLASS.match(follows):
            return True
        if letter in "вкуо":
            return _NUMBER_NO_HOUR.match(follows) is not None
        return letter not in "сcи" and (letter not in "аai" or re.match(r"\s*\d", follows) is not None)

    def _class(self, grade: int, letter: str | None) -> bool:
        self.classes += 1
        self.grades.append(grade)
        self.letter = self._russian_letter(letter) if self.classes == 1 else None
        shape = None if letter is None or self._russian else _BY_SHAPE.get(letter.lower(), "").upper()
        self.other_letter = shape if shape and self.letter and shape != self.letter else None
        self.in_subset = False
        if self.line[-1:] == ["+"]:
            self.line.pop()
        return True

    def _russian_letter(self, typed: str | None) -> str | None:
        if typed is None:
            return None
        twins = _BY_SHAPE | {k: v for k, v in _BY_SOUND.items() if k not in _BY_SHAPE}
        lower = typed.lower()
        return (twins if self._russian else _BY_SOUND).get(lower, lower).upper()

    def _slip(self, match: re.Match[str]) -> bool | None:
        """At the beginning and with another number after it, «12 Б» was meant as a class."""
        at_first = not self.line and not self.classes
        if not at_first or not self._is_letter(match["gap"], match["b"], match.end()):
            return False
        self.problem = self.problem or PartyTextProblem.GRADE_OUT_OF_RANGE
        return None

    def _course(self, match: re.Match[str]) -> None:
        self.course = min(_numbers(match))
        self.line.append(",")

    # --- groups of colleges

    def _code(self, match: re.Match[str]) -> bool | None:
        """«ИС-21», «21-ИС»: a group of a college."""
        letters = re.search(r"[а-яa-z]+", match[0], re.IGNORECASE)
        if letters is not None and KNOWN.match(letters[0]):
            return False
        self.of_school = self.of_college = True
        self.line.append(",")
        return None

    # --- what is counted, and by what word

    def _boys_and_girls(self, match: re.Match[str]) -> None:
        self._add(sum(_numbers(match)))
        self.line.append("part")

    def _adults(self, match: re.Match[str]) -> None:
        self.worded = True
        self.line.append("adults1" if ONE.fullmatch(match[0]) else "adults")

    def _children(self, match: re.Match[str]) -> None:
        self.worded = True
        self.line.append("children1" if ONE.fullmatch(match[0]) else "children")

    def _pupils(self, match: re.Match[str]) -> None:
        self.worded = True
        self.of_school = True
        self.of_college |= match[0].lower().startswith(("студент", "курсант"))
        self.line.append("children")

    def _letter_of_people(self, match: re.Match[str]) -> bool | None:
        if not self.line or not isinstance(self.line[-1], Number):
            return False
        if match[0][0] in "вс":
            if not self.text[match.start() - 1].isdecimal():
                return False
            self.line.append("adults")
            return None
        self.line.append("people" if match[0][0] in "чЧ" else "part")
        return None

    def _range(self, match: re.Match[str]) -> None:
        low, high = _numbers(match)
        named = re.match(rf"\s*(?:{ROLES})", self.text[match.end() :], re.IGNORECASE) is not None
        if "-" in match[0] and _is_grade(low) and not self.grades and not named:
            # «7-27» is a class and its children; «8-10» may be anything.
            self._add(low)
            self.doubt |= _is_grade(high) or high < low
        else:
            self.doubt |= high <= low and "-" in match[0]
        self._add(max(low, high))

    def _add(self, n: int) -> None:
        added = self.line[-1:] == ["+"]
        if added:
            self.line.pop()
        inside = self.depth > 0 or self.in_subset
        self.line.append(Number(n, added, inside, self.classes))

    def _plus(self, _match: re.Match[str]) -> None:
        self.in_subset = False
        self.line.append("+")

    def _minus(self, match: re.Match[str]) -> None:
        """A number below zero; after a class, a word or a space a dash is a dash."""
        before = self.text[: match.start()].rstrip()
        at_first = before[-1:] in {"", ",", ";", "+"}
        self.doubt |= at_first and self.text[match.end() : match.end() + 1].isdecimal()

    def _opens(self, match: re.Match[str]) -> None:
        if not re.match(r"\s*\+", self.text[match.end() :]):
            self.depth += 1
        self.line.append(",")

    def _closes(self, _match: re.Match[str]) -> None:
        self.depth = max(self.depth - 1, 0)
        self.line.append(",")

    # --- which word belongs to which number

    def _assign(self) -> None:
        roles = [at for at, each in enumerate(self.line) if _is_role(each)]
        for each in self.numbers:
            at = self.line.index(each)
            each.odd = "word" in self.line[max(at - 1, 0) : at + 2]
        # «детей 27 взрослых 3» is read the other way than «27 детей 3 взрослых».
        word_first = bool(roles and self.numbers) and roles[0] < self.line.index(self.numbers[0])
        for backwards in (False, True) if word_first else (True, False):
            for at in roles:
                role = self.line[at]
                if not isinstance(role, str) or role == "used":
                    continue
                # «детей 27 чел.»: the second word says the same.
                before = self._number_at(at - 1)
                if role == "people" and before is not None and before.role is not None:
                    self.line[at] = "used"
                    continue
                number = self._beside(at, -1 if backwards else 1)
                weak = backwards and role == "people" and number is not None
                strong = self._strong_before(at) if weak else None
                if number is not None:
                    if strong is not None:
                        role, self.line[strong] = str(self.line[strong]), "used"
                    number.role = role.rstrip("1")
                    self.line[at] = "used"

    def _number_at(self, at: int) -> Number | None:
        found = self.line[at] if 0 <= at < len(self.line) else None
        return found if isinstance(found, Number) else None

    def _beside(self, at: int, step: int) -> Number | None:
        """The number without a word beside a word, with at most two unknown words between."""
        at += step
        for _ in range(2):
            if 0 <= at < len(self.line) and self.line[at] == "word":
                at += step
        found = self._number_at(at)
        if found is None or found.role is not None or (step > 0 and found.added):
            return None
        return found

    def _strong_before(self, at: int) -> int | None:
        """«взрослых 3 человека»: the word before the number says more than the one after it."""
        before = at - 2
        return before if before >= 0 and self.line[before] in {"adults", "children", "part"} else None

    # --- what it comes to

    def settle(self) -> TypedParty:
        outside = [each for each in self.numbers if not each.inside]
        inside = [each for each in self.numbers if each.inside]
        if all(each.role == "adults" or each.added for each in outside):
            outside, inside = self.numbers, []
        grade = None if self.grades else self._leading_grade(outside)
        if grade is not None:
            outside = outside[1:]
        elif 0 < (self.group or 0) < 100 and all(each.role == "adults" or each.added for each in outside):
            # «Сборная группа 18»: with another number it is what the group is called.
            outside = [Number(self.group or 0, added=False, inside=False, after=0), *outside]
        children, adults = self._count(outside)
        named = any(each.role in {"children", "part"} for each in outside)
        children, adults = self._count_inside(inside, children, adults, of_children=named)
        of_school = bool(
            self.of_school or self.grades or grade or self.course or self.class_word or self.group
        )
        family = False
        if not of_school:
            children, adults, family = self._as_a_family(outside, children, adults)
        elif adults is None or self._stands_after("adults1", "+"):
            extra = self._stands_after("adults1", "&", "with", "+") + self._stands_after(
                "self", "&", "with", "+"
            )
            adults = (adults or 0) + extra if extra else adults
        if self.doubt:
            children = adults = None
        grades = sorted(self.grades) or ([grade] if grade is not None else [])
        known = bool(grades) or self.course is not None
        return TypedParty(
            grade=grades[0] if grades else None,
            letter=self.letter if self.classes == 1 else None,
            other_letter=self.other_letter if self.classes == 1 else None,
            children=children,
            adults=adults,
            grade_to=grades[-1] if grades and grades[-1] != grades[0] else None,
            course=self.course,
            youngest=min(self.ages, default=None),
            wheelchairs=self.wheelchairs,
            foreign=self.foreign,
            asks_grade=self.class_word and not known,
            unclear=self.doubt,
            family=family,
            of_school=of_school or (named and adults is None and not family),
            of_college=self.of_college or self.course is not None,
            bare=not (
                self.grades
                or self.course
                or self.ages
                or self.wheelchairs
                or self.foreign
                or self.worded
                or self.class_word
                or any(each.added for each in outside)
            ),
        )

    def _leading_grade(self, outside: list[Number]) -> int | None:
        """«7, 27»: the first of two bare numbers, if it can be a grade and the second is larger."""
        if self.course is not None or self.of_college or len(outside) < 2:
            return None
        first, second = outside[:2]
        loose = sum(each.role is None for each in outside)
        between = self.line[self.line.index(first) + 1 : self.line.index(second)]
        if first.role or first.added or first.odd or second.added or loose > 3 or "&" in between:
            return None
        if second.role == "adults" or ("with" in between and second.role):
            return None
        return first.n if _is_grade(first.n) and second.n > first.n else None

    def _stands_after(self, role: str, *signs: str) -> int:
        """How many such words without a number stand after one of the signs."""
        return sum(
            each == role and self.line[at - 1] in signs
            for at, each in enumerate(self.line)
            if at and isinstance(each, str)
        )

    def _count(self, numbers: list[Number]) -> tuple[int | None, int | None]:
        """Children and adults of the numbers that stand by themselves."""
        said = {
            role: _sum(each.n for each in numbers if each.role == role)
            for role in ("children", "part", "people", "adults")
        }
        children, adults = said["children"], said["adults"]
        loose = [each for each in numbers if each.role is None]
        loose = _without_the_sum(loose, numbers)
        if said["part"] is not None and (children is None or said["part"] > children):
            self.doubt |= children is not None
            children = said["part"]
        if said["people"] is not None:
            children, adults = self._with_all(said["people"], children, adults)
        bare = [each for each in loose if not each.added]
        added = _sum(each.n for each in loose if each.added)
        if children is None and self.classes > 1:
            children, bare = self._by_classes(bare)
        if children is None:
            children, bare = self._first_of(bare)
        clean = [each.n for each in bare if not each.odd]
        self.guessed |= bool(bare)
        if len(clean) > 1:
            self.doubt = True
        elif clean and adults is None and added is None and children is not None:
            if clean[0] < children and clean[0] <= max(5, children // 4):
                adults = clean[0]
            else:
                self.doubt |= not any(each.role for each in numbers)
        if added is not None:
            adults = (adults or 0) + added
            base = children
            self.doubt |= (
                base is not None
                and (adults >= base or adults > max(9, base // 2))
                and (base + adults > _MOST_OF_A_FAMILY)
            )
        return children, adults

    def _first_of(self, bare: list[Number]) -> tuple[int | None, list[Number]]:
        clean = [each for each in bare if not each.odd]
        if len(bare) == 1:
            return bare[0].n, []
        if clean:
            return clean[0].n, [each for each in bare if each is not clean[0]]
        self.doubt |= bool(bare)
        return None, []

    def _by_classes(self, bare: list[Number]) -> tuple[int | None, list[Number]]:
        """«7А 25, 7Б 27» adds up; one number after the last class is of them all."""
        shift = 1 if not any(each.after == 0 for each in bare) else 0
        of_each = [[each for each in bare if each.after == at + shift] for at in range(self.classes)]
        if all(of_each):
            firsts = [each[0] for each in of_each]
            return sum(each.n for each in firsts), [each for each in bare if each not in firsts]
        self.doubt |= any(of_each[:-1])
        return None, bare

    def _with_all(self, people: int, children: int | None, adults: int | None) -> tuple[int, int | None]:
        """«30 человек: 27 детей, 3 взрослых» says the same twice."""
        if children is None:
            return people, adults
        if people in {children, children + (adults or 0)}:
            return children, adults
        rest = people - children
        self.doubt |= adults is not None or not 0 < rest <= max(5, children // 2)
        return children, rest if adults is None else adults

    def _count_inside(
        self, inside: list[Number], children: int | None, adults: int | None, *, of_children: bool
    ) -> tuple[int | None, int | None]:
        """What brackets and «из них» say of the number before them; by itself it counts nobody."""
        if children is None or not inside:
            return children, adults
        own = _sum(each.n for each in inside if each.role == "adults")
        young = _sum(each.n for each in inside if each.role == "children")
        plain = [each for each in inside if each.role is None]
        if own is not None and young is not None and own + young == children:
            return young, own
        if len(plain) == 2 and plain[1].added and plain[0].n + plain[1].n == children:
            return plain[0].n, plain[1].n
        if own is not None and (of_children or any(each.added for each in inside)):
            return children, (adults or 0) + own
        if own is not None and adults is None:
            self.doubt |= young is not None and young + own != children
            self.doubt |= young is None and not self.in_subset
            return children - own, own
        rest = children - (young or 0)
        if young is not None and not of_children and adults is None and 0 < rest <= max(5, young // 2):
            return young, rest
        return children, adults

    def _as_a_family(
        self, outside: list[Number], children: int | None, adults: int | None
    ) -> tuple[int | None, int | None, bool]:
        """Who comes without a class: «2+1», «мама и двое детей», «2 взрослых и ребёнок»."""
        plain = all(each.role is None for each in outside)
        if plain and len(outside) == 2 and outside[1].added and not self.doubt:
            first, second = outside[0].n, outside[1].n
            if first + second <= _MOST_OF_A_FAMILY:
                return second, first, True
        one_adult, one_child = self.line.count("adults1"), self.line.count("children1")
        extra = self._stands_after("adults1", "&", "with", "+")
        small = (children or 0) + (adults or 0) <= _MOST_OF_A_FAMILY
        related = self.of_family or (
            small and (one_child > 0 or adults is not None or "self" in self.line) and children != 0
        )
        if not related or not small:
            extra += self._stands_after("self", "&", "with", "+")
            family = self.of_family and (small or "mother" not in self.said)
            return children, (adults or 0) + extra if extra else adults, family
        if self.of_family and one_adult and children is not None and "people" in self.said:
            # «Семья 3 человека: мама, папа и сын» says the same twice.
            self.doubt |= children != one_adult + one_child
            children, adults = one_child or None, one_adult
        elif self.of_family or one_child or "self" in self.line:
            said = one_adult or one_child or any(each.role for each in outside)
            one_adult += self.line.count("self") if said else 0
            adults = (adults or 0) + one_adult or None
            children = (children or 0) + one_child or None
        elif extra:
            adults = (adults or 0) + extra
        if (children is None and "children" in self.line) or (adults is None and "adults" in self.line):
            self.doubt = True
        if len(self.ages) > max(children or 0, 1) and adults is not None:
            self.doubt = True
        family = self.of_family or (children is not None and adults is not None)
        return children, adults, family or self.doubt


def _is_role(each: Number | str) -> bool:
    return isinstance(each, str) and each.rstrip("1") in {"adults", "children", "part", "people"}


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", match[0])]


def _sum(numbers: Iterable[int]) -> int | None:
    found = list(numbers)
    return sum(found) if found else None


def _without_the_sum(loose: list[Number], numbers: list[Number]) -> list[Number]:
    """«27 + 3 = 30»: a number that is the sum of two others and more says nothing new."""
    everything = sum(each.n for each in numbers)
    total = next((each for each in loose if 2 * each.n == everything and len(numbers) > 2), None)
    return [each for each in loose if each is not total]
