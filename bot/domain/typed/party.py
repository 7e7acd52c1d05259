"""Understanding who comes as people type it: «7 Б, 27», «7б 27+3», «11а - 18, 11б - 20», «нас трое» (B2).

A text is cut into signs by one table (``_TABLE``): numbers, words that say what a number counts, classes, and
what counts nobody (dates, hours, ages, schools, groups, buses). A number that nothing explains is never made
into adults: what is not clear is left open, and whoever asks asks for that. Nothing but numbers and the
letter of the class leaves this module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
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

    How it was said: ``of_school``, that pupils, students or their group are meant, or children without anybody
    with them; ``bare``, in numbers without a word of what they count.
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
    names = find_names(text[:_SCANNED_FOR_NAMES])
    if names.is_list or names.full:
        return PartyTextProblem.LOOKS_LIKE_NAMES
    if len(text) > _LONGEST_TEXT:
        return PartyTextProblem.NOTHING_UNDERSTOOD
    reading = _Reading(text)
    if reading.problem is not None:
        return reading.problem
    found = reading.settle()
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
    number = _simplify(text).strip()
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


def read_age(text: str) -> int | None:
    """Years of age of the youngest: «12», «12 лет», «с 12 лет», «младшему 12», «мне 16», «14-15», «18+»."""
    found = _AGE.fullmatch(_simplify(text[:_LONGEST_COUNT]).strip(" .!"))
    return int(found[1]) if found else None


# ---------------------------------------------------------------------------------------------- the words

_UNITS = {
    "один": 1, "одна": 1, "одного": 1, "одним": 1, "одной": 1, "два": 2, "две": 2, "двое": 2, "двумя": 2,
    "двух": 2, "двоих": 2, "вдвоем": 2, "три": 3, "трое": 3, "тремя": 3, "трех": 3, "троих": 3, "втроем": 3,
    "четыре": 4, "четверо": 4, "четырьмя": 4, "четырех": 4, "вчетвером": 4, "пять": 5, "пятеро": 5,
    "пятью": 5, "пяти": 5, "впятером": 5, "шесть": 6, "шестеро": 6, "шести": 6, "семь": 7, "семеро": 7,
    "восемь": 8, "девять": 9, "десять": 10, "десяти": 10,
    "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15,
    "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18,
    "thirteen": 13, "fourteen": 14, "sixteen": 16, "seventeen": 17, "nineteen": 19,
}  # fmt: skip
_TENS = {"двадцать": 20, "тридцать": 30, "сорок": 40, "twenty": 20, "thirty": 30, "forty": 40}
_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9,
    "десят": 10, "одиннадцат": 11, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
}  # fmt: skip
_NUMBER_WORDS = _UNITS | _TENS
_END: Final = r"(?![а-яa-z])"
_COMPOSED = re.compile(rf"\b({'|'.join(_TENS)})[ -](\w+)\b", re.IGNORECASE)
# «Второй раз» is no grade: an ordinal is one before the class, its letter, a number, or alone.
_ORDINAL = re.compile(
    rf"\b({'|'.join(_ORDINALS)})(?:ый|ий|ой|ого|ьего|ом|ьем|ая|ые|ых)?{_END}"
    rf"(?=\s+(?:[а-я]{_END}|(?:[а-я]+\s)?(?:класс|кл\b|курс|grade|year))|\s*[,\d]|\s*$)",
    re.IGNORECASE,
)
_QUOTED_LETTER = re.compile(r"(?<=\d)(\s?-?(?:[йя]|го|ый|ой|ий)?)\s*-?\s*[«\"'“(]\s*([^\W\d_])\s*[»\"'”)]")

_CLASSES: Final = rf"(?:класс(?:ы|ов|ах|ам|ами)|кл\b\.?|grade(?:rs|s)|classes){_END}"
_CLASS: Final = rf"(?:класс(?:ы|ов|ах|ам|ами|а|е|у|ом)?|кл\b\.?|grade(?:rs?|s)?|class(?:es)?|form){_END}"
_G: Final = r"(?<!\d)(?:1[01]|[1-9])(?!\d)"
# Ч is left out: «27 ч» are people; ъ, ы, ь, й name no class.
_LETTER: Final = rf"[а-зик-хц-щэюяa-ik-pr-vx-z]{_END}"
_ANOTHER: Final = rf"(?:(?-i:[А-ЯA-Z]){_END}|{_LETTER}(?!\s*\d))"
_TH: Final = rf"(?:-?(?:й|го|ый|ой|ий|ому|ом|th|st|nd|rd){_END})?"
_TH_MANY: Final = rf"(?:-?(?:й|го|х|ых|е|ые|м|th|st|nd|rd){_END})?"
_ADJECTIVES: Final = r"(?:[а-я-]+(?:ый|ий|ой|ого|его|ом|ем)\s+){0,2}"
_MONTH: Final = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[а-яa-z]*"
)
_PUPILS: Final = (
    r"учени[кцч][а-я]*|уч-?ся|учащ[а-я]*|уч\b\.?|школьни[а-я]*|обуча[а-я]*|воспитанн[а-я]*|студент[а-я]*"
    r"|курсант[а-я]*|кадет(?:ы|ов|а)?|гимназист[а-я]*|лицеист[а-я]*|[а-я]*классни[кц][а-я]*|pupils?|students?"
    r"|learners?"
)
_CHILDREN: Final = (
    r"дет(?:и|ей|ям|ьми|ишек|ок|\b\.?)|дит[яе][а-я]*|реб(?:ен[а-я]*|ят[а-я]*|\b\.?)|подрост[а-я]*|малыш[а-я]*"
    r"|дошкол[а-я]*|стажер[а-я]*|практикант[а-я]*|child(?:ren)?|kids?|teen[a-z]*|trainees?"
)
_BOYS_AND_GIRLS: Final = (
    r"мальч[а-я]*|мал\b\.?|девоч[а-я]*|дев\b\.?|девуш[а-я]*|юнош[а-я]*|пар(?:ень|н[а-я]+)|пацан[а-я]*|boys?|girls?"
)
_PEOPLE: Final = (
    r"чел[а-я]*\.?|персон[а-я]*|участ[а-я]*|гост(?:ь|и|ей|я|ями)|тур(?:ист[а-я]*|\b\.?)|пассажир[а-я]*"
    r"|посетител[а-я]*|экскурсант[а-я]*|мест(?:о|а|ами)?|people|persons?|participants?|guests?|tourists?"
    r"|visitors?|pax|seats?"
)
_ADULTS: Final = (
    r"взр[а-я]*\.?|взос[а-я]*|сопр[а-я]*\.?|учител[а-я]*|педагог[а-я]*|преп(?:од[а-я]*|\b)\.?|родител[а-я]*"
    r"|руковод[а-я]*|воспитател[а-я]*|тьютор[а-я]*|вожат[а-я]*|тренер[а-я]*|завуч[а-я]*|куратор[а-я]*"
    r"|(?:классн[а-я]*|кл\b\.?)\s*рук[а-я]*\.?|adults?|teachers?|parents?|leaders?|accompan[a-z]*"
    r"|chaperon[a-z]*|grown-?ups?|tutors?"
)
_ONE: Final = re.compile(
    r".*(?:тель|телем|тельниц[аей]+|гог(?:ом)?|взрослы[йм]|взрослая|провождающи[йм]|тор(?:ом)?|бенок|бенка|бенком"
    r"|рук\.?|завуч(?:ем)?|adult|teacher|parent|leader|child|kid)",
    re.IGNORECASE,
)
_ADULT_OF_A_FAMILY: Final = (
    r"мам(?:а|ой|у|очка)|пап(?:а|ой|у)|муж(?:ем)?|жен(?:а|ой)|бабушк(?:а|ой)|дедушк(?:а|ой)|mum|mom|dad|husband|wife"
)
_CHILD_OF_A_FAMILY: Final = r"сын(?:ом|а|ишка)?|доч(?:ь|ка|кой|ерью|ери)|внук(?:ом|а)?|внучк(?:а|ой)|son|daughter"
_SCHOOL: Final = (
    r"(?:(?:м|г|ч)?[бака]?оу\s+)?(?:с?о?ш|школ(?:а|ы|е|у|ой)?|лице(?:й|я|ю|е|ем)|гимнази(?:я|и|ю|ей)|колледж[а-я]*"
    r"|техникум[а-я]*|училищ[а-я]*|интернат[а-я]*|(?:детск[а-я]+\s+)?сад(?:а|ик|ика|у|е)?|д/?с|school|lyceum"
    rf"|college|kindergarten){_END}"
)
_ROLES: Final = "|".join((_PUPILS, _CHILDREN, _BOYS_AND_GIRLS, _PEOPLE, _ADULTS))
_NO_ROLE: Final = rf"(?!\s*-?\s*(?:{_ROLES}){_END})"
_NEUTRAL: Final = (
    r"нас|мы|we|us|are|is|будет|будем|всего|итого|ровно|примерно|около|где-то|приблизительно|total|about|around|еще"
    r"|all|это|из|of|от|на|по|до|в|к|у|о|the|an?|for|наш[а-я]*|группа|группой|едет|едут|едем|поедет|поедем|приедет"
    r"|приедем|хотим|можно|пожалуйста|плюс|in|at"
)

# What a text is made of, tried in this order at each place: the name of the handler, and how it is written.
_SIGNS: Final = (
    # --- numbers that count nobody
    ("nobody", r"\+?[78][\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d\d[\s-]?\d\d(?!\d)"),
    ("nobody", rf"\d{{1,2}}(?:\s*[-и]\s*\d{{1,2}})*\s*{_MONTH}(?:\s+\d{{4}})?|{_MONTH}\s+\d{{1,2}}(?!\d)"),
    ("nobody", r"\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)|\d{1,2}[.:]\d\d(?!\d)|\d{1,2}(?:-?го)?\s+числ[а-я]*"),
    ("nobody", rf"\d{{1,2}}-?го{_END}(?!\s*(?:{_CLASS}|курс))|(?:19|20)\d\d(?:\s*(?:год[а-я]*|г\b\.?)|(?!\d))"),
    ("nobody", rf"[cс]\s+\d{{1,2}}(?:[.:-]\d\d)?\s+до\s+\d{{1,2}}(?!\d)(?!\s*(?:лет|{_CLASS}))(?:[.:-]\d\d)?"),
    ("nobody", r"\d{1,2}-00(?!\d)"),
    ("nobody", rf"\d{{1,2}}\s*(?:час[а-я]*|утра|дня|вечера|o'?clock|[ap]m){_END}"),
    (
        "nobody",
        rf"(?:в|к|at)\s+(?:1?\d|2[0-3])(?![\d/:-]|\.\d)(?!\s*(?:{_CLASS}|курс|групп|автоб|[а-яa-z]{_END}|школ|лице|гимн))"
        rf"{_NO_ROLE}(?:\s*ч\b\.?)?",
    ),
    (
        "nobody",
        r"\d+(?:[.,]\d)?\s*(?:мин|недел|дн[яей]|день|суток|месяц|руб|₽|км|этаж|раза?\b|урок|минут|%|hours?|days?|weeks?)"
        r"[а-яa-z]*",
    ),
    (
        "nobody",
        r"(?:\d+\s*)?(?:микро)?(?:автобус|машин|маршрутк|газел|bus\b|buses|minibus|vans?\b)[а-яa-z]*"
        r"(?:\s*(?:на|-|:)?\s*\d+\s*-?\s*(?:мест|seat)[а-яa-z]*"
        rf"|\s*(?:на|-|:)?\s*\d+(?!\d){_NO_ROLE})?|\d+\s*-?\s*местн[а-я]*",
    ),
    ("school", rf"{_SCHOOL}\s*(?:(?:#|no?\.?)\s*\d+|\d{{1,4}}(?!\d){_NO_ROLE})|#\s*\d+"),
    ("school", rf"\d{{1,4}}(?:-?(?:й|я|ая|ой|ей|ю|ую))?\s+{_SCHOOL}(?!\s*#?\s*\d+(?!\d|\s?-?\s?{_LETTER}))|{_SCHOOL}"),
    (
        "age",
        r"(?:от\s+|с\s+|from\s+)?\d{1,2}(?:\s*(?:-|до|to|и|and|,)\s*\d{1,2})?\s*-?\s*"
        rf"(?:лет[а-я]*|год(?:а|ик[а-я]*|иков)?|years?(?:\s*old)?|yrs?|y\.?o\.?){_END}",
    ),
    (
        "age",
        r"(?:возраст[а-я]*|младш[а-я]*|aged?|youngest)\s*(?:-|:|is|=)?\s*(?:от\s+|с\s+)?\d{1,2}"
        rf"(?:\s*(?:-|до|to)\s*\d{{1,2}})?(?!\d)(?:\s*лет[а-я]*)?(?!\s*(?:{_CLASS}|чел|дет))",
    ),
    ("age_of", r"of\s+\d{1,2}(?!\d)"),
    (
        "wheelchairs",
        r"(?:\d+|ребенок|ученик|ученица|девочка|мальчик|студент)\s+(?:[а-яa-z]+\s+){0,3}"
        r"(?:инвалидн[а-я]+\s+)?(?:коляс|wheelchair)[а-яa-z]*",
    ),
    ("foreign", r"\d+\s+(?:[а-яa-z]+\s+){0,2}(?:иностран|foreign)[а-яa-z]*"),
    # --- classes
    ("groups", r"\d+\s*(?:(?:под)?групп|класс|кл|команд|groups|classes|teams)[а-я]*\s*(?:по|of|x|х|\*)\s*\d+"),
    ("grades", rf"{_G}{_TH_MANY}(?:\s*(?:-|,|/|и|and|to|&|по)\s*{_G}{_TH_MANY})+\s*{_ADJECTIVES}{_CLASSES}"),
    ("grades", rf"{_G}\s*(?:-|и|по)\s*{_G}\s*класс{_END}|{_CLASSES}\s*{_G}\s*(?:-|,|и|and|to)\s*{_G}"),
    ("parallel", rf"{_G}\s*[-/.]\s*\d\s*{_CLASS}|{_G}[-/.]\d\s*кл\b"),
    ("no_letter", rf"\d{{1,2}}\s*-?\s*[ъыьjqw]{_END}"),
    ("no_grade", rf"(?:0|1[2-9]|[2-9]\d)\s*-?\s*{_LETTER}\s*-?\s*{_CLASS}"),
    ("no_grade", rf"(?:\d{{1,2}}\s*-\s*)?(?<!\d)(?:0|1[2-4]){_TH_MANY}\s*{_CLASS}(?!\s*{_G})"),
    ("course", rf"(?:[1-6]\s*[-,и]\s*)?(?<!\d)[1-6]{_TH}\s*-?\s*курс(?:а|е|ов|ы|у)?{_END}|курс[а-я]*\s*[1-6](?!\d)"),
    ("course", r"[1-6](?:st|nd|rd|th)?\s*-?\s*year\b(?!\s*old)"),
    ("nobody", rf"\d+{_TH}\s*курс[а-я]*"),
    ("grade", rf"(?P<a>{_G})\s?{_TH}\s*{_ADJECTIVES}-?\s*(?P<b>{_LETTER})?\s*-?\s*{_CLASS}(?!\s*:\s*\d)(?P<gap>\s+)?(?P<more>{_LETTER})?"),
    ("grade", rf"(?:{_CLASS}|year)\s*[:#-]?\s*(?P<a>{_G}){_TH}{_NO_ROLE}(?:(?P<gap>\s*-?\s*)(?P<b>{_LETTER}))?"),
    ("grade", rf"(?P<a>{_G})(?P<gap>\s*-?\s*)(?P<b>{_LETTER})(?P<many>\s*(?:/|,(?=\S)|&|и|and)\s*{_ANOTHER})*"),
    ("slip", rf"(?:0|1[2-4])(?P<gap>\s*-?\s*)(?P<b>[а-гежзик-лн-хц-щэюяa-z]{_END})(?=.*\d)"),
    # --- groups of colleges
    ("group", rf"(?:групп(?:а|ы|е|у|ой)|гр\b\.?|group)\s*(?:#\s*)?\d{{1,4}}(?![\d/-]){_NO_ROLE}"),
    ("nobody", rf"\d+(?:-?(?:я|й|ая|ой))?\s*(?:под)?групп(?:а|ы|е|у|ой)?{_END}"),
    # --- what a number counts
    ("boys_and_girls", rf"\d+\s*м\b\.?\W{{1,4}}\d+\s*д{_END}\.?|\d+\s*д\b\.?\W{{1,4}}\d+\s*м{_END}\.?"),
    ("nobody", rf"\d+\s+сем(?:ьи|ей){_END}"),
    ("family", rf"сем(?:ья|ье[йю]|ьи|ей){_END}|семейн[а-я]*|family"),
    ("self", rf"мы\s+с{_END}|я{_END}|i{_END}|me{_END}"),
    ("mother", rf"(?:{_ADULT_OF_A_FAMILY}){_END}"),
    ("son", rf"(?:{_CHILD_OF_A_FAMILY}){_END}"),
    ("adults", rf"(?:{_ADULTS}){_END}"),
    ("pupils", rf"(?:{_PUPILS}){_END}"),
    ("children", rf"(?:{_CHILDREN}){_END}"),
    ("part", rf"(?:{_BOYS_AND_GIRLS}){_END}"),
    ("people", rf"(?:{_PEOPLE}){_END}"),
    ("letter_of_people", rf"(?:ч|д|м|в){_END}\.?"),
    ("subset", r"из\s+(?:них|которых)|в\s+т(?:ом\s+числе|\.\s*ч\.?)|включая|среди них|of\s+(?:them|whom|which)|including"),
    ("word", r"мастер-?\s?класс[а-я]*"),
    ("class_word", _CLASS),
    ("range", r"\d+\s*(?:-|или|or|либо)\s*\d+(?![\d.:])"),
    ("code", r"\d{1,4}-?[а-яa-z]{2,}(?:-\d+)*"),
    ("number", r"\d+(?:-?(?:[тм]и|[гм]о|му|ый|ой|ий|ая|ое|ые|ых|[хйяеи]|th|st|nd|rd)(?![а-яa-z]))?"),
    ("plus", r"\+"),
    ("minus", r"-"),
    ("and_", rf"(?:и|and|&){_END}"),
    ("with_", rf"(?:с|со|with|вместе){_END}"),
    ("opens", r"\("),
    ("closes", r"\)"),
    ("nothing", rf"(?:{_NEUTRAL}){_END}|[:=]"),
    ("code", r"[а-яa-z]{1,5}-?\d[а-яa-z\d]*(?:-[а-яa-z\d]+)*"),
    ("word", r"[^\W\d_]+"),
    ("nobody", r"[,;.!?/\n]"),
)
_TABLE: Final = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SIGNS)
_KNOWN = re.compile(
    rf"(?:{_ROLES}|{_ADULT_OF_A_FAMILY}|{_CHILD_OF_A_FAMILY}|{_CLASS}|{_SCHOOL}|ч|д|м|[тм]и|[гм]о|му|ый|ой|ий|ая|ое"
    rf"|ые|ых|th|st|nd|rd){_END}",
    re.IGNORECASE,
)
_CLASS_AND_PLUS = re.compile(rf"{_G} ?[а-яa-z]\s*\+$", re.IGNORECASE)
_AFTER_A_CLASS = re.compile(rf"\s*(?:$|[,;:.!)\n/]|-\s*\d|{_CLASS})", re.IGNORECASE)
_NUMBER_NO_HOUR = re.compile(r"\s*(?:2[4-9]|[3-9]\d|1\d\d)(?!\d)")

_AGE = re.compile(
    r"(?:мне|ему|ей|ребенку|самому|младшему|возраст|с|от|from|aged?|i\s?m|i am|youngest|is|\s|:|- )*"
    r"(\d{1,3})(?:\s*-\s*\d{1,2})?\s*\+?\s*(?:лет|год[аи]?|years?(?:\s+old)?|y\.?o)?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>&{}\\]")
_FRACTION = re.compile(r"\d[.,]\d")
_HYPHENS = re.compile(r"[‐‑‒–—−]")
_KEYCAPS = re.compile("[\ufe0f\u20e3]")

# A letter typed in the other alphabet: between Russian words it was meant by its shape; in a text without
# them it is the Russian letter of that sound, as English-speaking colleagues write it.
_BY_SHAPE = dict(zip("abcehkmoptxy", "авсенкмортху", strict=True))
_BY_SOUND = dict(zip("abcdefghiklmnoprstuvxyz", "абсдефгхиклмнопрстувхуз", strict=True))


def _simplify(text: str) -> str:
    """Plain signs and numbers in digits; capitals stay, for they tell a class's letter from a word."""
    # The sign is "No" after normalisation.
    plain = unicodedata.normalize("NFKC", _KEYCAPS.sub("", text.replace("№", "#")))
    plain = _HYPHENS.sub("-", plain).replace("ё", "е").replace("Ё", "Е")
    plain = _QUOTED_LETTER.sub(lambda m: f"{m[1]} {m[2].upper()} ", plain)
    plain = re.sub(r"[«»\"'“”„‘’\[\]]", " ", plain)
    plain = re.sub(r"\b(?:плюс|plus)\b", "+", plain, flags=re.IGNORECASE)
    plain = re.sub(r"\b(?:минус|minus)\s*(?=\d)", " -", plain, flags=re.IGNORECASE)
    plain = _COMPOSED.sub(lambda m: _compose(m[1], m[2]), plain)
    plain = _ORDINAL.sub(lambda m: f"{_ORDINALS[m[1].lower()]}{'th' if m[1].isascii() else ''}", plain)
    plain = re.sub(r"[а-яa-z]+", lambda m: str(_NUMBER_WORDS.get(m[0].lower(), m[0])), plain, flags=re.IGNORECASE)
    return re.sub(r"\s*\+\s*", "+", plain)


def _compose(tens: str, unit: str) -> str:
    number = _NUMBER_WORDS.get(unit.lower(), 0)
    ten = _TENS[tens.lower()]
    return str(ten + number) if 1 <= number <= 9 else f"{ten} {unit}"


# -------------------------------------------------------------------------------------------- the reading


@dataclass(slots=True, eq=False)
class _Number:
    """``role``: what a word says that it counts. ``added``: after a plus. ``inside``: in brackets or after
    «из них». ``after``: how many classes were named before it. ``odd``: beside a word that nobody knows."""

    n: int
    added: bool
    inside: bool
    after: int
    role: str | None = None
    odd: bool = False


class _Reading:
    """A text, sign by sign: what it names goes into the attributes, numbers and their words into ``line``."""

    def __init__(self, text: str) -> None:
        self.text = _simplify(text)
        self.line: list[_Number | str] = []
        self.problem: PartyTextProblem | None = None
        self.grades: list[int] = []
        self.letter: str | None = None
        self.classes = 0
        self.course: int | None = None
        self.ages: list[int] = []
        self.wheelchairs: int | None = None
        self.foreign: int | None = None
        self.group: int | None = None
        self.class_word = self.of_school = self.of_college = self.of_family = False
        self.doubt = self.guessed = self.worded = False
        self.depth, self.in_subset = 0, False
        self._russian = re.search(r"[а-я]", self.text, re.IGNORECASE) is not None
        at = 0
        while at < len(self.text):
            at = self._take(at)
        self.numbers = [each for each in self.line if isinstance(each, _Number)]
        if any(each.n >= _LIKE_A_PHONE for each in self.numbers):
            self.problem = PartyTextProblem.NOTHING_UNDERSTOOD
        self._assign()

    def _take(self, at: int) -> int:
        for name, pattern in _TABLE:
            match = pattern.match(self.text, at)
            if match is not None and match.end() > at:
                # A handler says False where the sign turns out to be none.
                if getattr(self, f"_{name}")(match) is not False:
                    return match.end()
        return at + 1

    # --- numbers that count nobody

    def _nobody(self, _match: re.Match[str]) -> None:
        self.line.append(",")

    def _school(self, _match: re.Match[str]) -> None:
        self.of_school = True
        self.line.append(",")

    def _age(self, match: re.Match[str]) -> None:
        several = re.search(r"\d\s*(?:и|and|,)\s*\d", match[0]) is not None
        numbers = _numbers(match)
        self.ages += numbers if several else numbers[:1]
        self.line.append("=")

    def _age_of(self, match: re.Match[str]) -> bool | None:
        return self._age(match) if "children1" in self.line[-2:] else False

    def _wheelchairs(self, match: re.Match[str]) -> None:
        self.wheelchairs = (self.wheelchairs or 0) + next(iter(_numbers(match)), 1)

    def _foreign(self, match: re.Match[str]) -> None:
        self.foreign = (self.foreign or 0) + _numbers(match)[0]

    # --- classes

    def _groups(self, match: re.Match[str]) -> None:
        count, each = _numbers(match)
        self.class_word |= re.search("кл|class", match[0], re.IGNORECASE) is not None
        self._add(count * each)

    def _grades(self, match: re.Match[str]) -> bool | None:
        found = _numbers(match)
        if found[0] > found[-1] and not re.search(_CLASSES, match[0], re.IGNORECASE):
            return False
        self.grades += [min(found), max(found)]
        self.classes += 1
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
            if letter in {"е", "х", "м"} and re.search(_CLASSES, match[0], re.IGNORECASE):
                letter = None  # «9-е классы»
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
        added |= letter == "в" and not gap and _is_role(self.line[-1]) if self.line else False
        if added or not self._is_letter(gap or "", letter, match.end("b")):
            if not by_word:
                return False
            letter = None
        return self._class(grade, None if named.get("many") else letter)

    def _is_letter(self, gap: str, letter: str, end: int) -> bool:
        """Whether one letter after a number names the class, or is a word: «7 в, 27» and «10 в музей»."""
        if gap == "-" and letter == "и":
            return False
        if not gap or "-" in gap or letter.isupper():
            return True
        follows = self.text[end:]
        if _AFTER_A_CLASS.match(follows):
            return True
        if letter in "вкуо":
            return _NUMBER_NO_HOUR.match(follows) is not None
        return letter not in "сcи" and (letter not in "аai" or re.match(r"\s*\d", follows) is not None)

    def _class(self, grade: int, letter: str | None) -> None:
        self.classes += 1
        self.grades.append(grade)
        self.letter = self._russian_letter(letter) if self.classes == 1 else None
        self.in_subset = False
        if self.line[-1:] == ["+"]:
            self.line.pop()

    def _russian_letter(self, typed: str | None) -> str | None:
        if typed is None:
            return None
        twins = _BY_SHAPE | {k: v for k, v in _BY_SOUND.items() if k not in _BY_SHAPE}
        lower = typed.lower()
        return (twins if self._russian else _BY_SOUND).get(lower, lower).upper()

    def _class_word(self, _match: re.Match[str]) -> None:
        self.class_word = True

    def _no_letter(self, _match: re.Match[str]) -> None:
        self.problem = self.problem or PartyTextProblem.NO_SUCH_LETTER

    def _no_grade(self, _match: re.Match[str]) -> None:
        self.problem = self.problem or PartyTextProblem.GRADE_OUT_OF_RANGE

    def _slip(self, match: re.Match[str]) -> bool | None:
        """At the beginning and with another number after it, «12 Б» was meant as a class."""
        at_first = not self.line and not self.classes
        if not at_first or not self._is_letter(match["gap"], match["b"], match.end()):
            return False
        return self._no_grade(match)

    def _course(self, match: re.Match[str]) -> None:
        self.course = min(_numbers(match))
        self.line.append(",")

    # --- groups of colleges

    def _group(self, match: re.Match[str]) -> None:
        self.group = _numbers(match)[0]
        self.line.append(",")

    def _code(self, match: re.Match[str]) -> bool | None:
        """«ИС-21», «21-ИС»: a group of a college."""
        letters = re.search(r"[а-яa-z]+", match[0], re.IGNORECASE)
        if letters is not None and _KNOWN.match(letters[0]):
            return False
        self.of_school = self.of_college = True
        self.line.append(",")
        return None

    # --- what is counted, and by what word

    def _boys_and_girls(self, match: re.Match[str]) -> None:
        self._add(sum(_numbers(match)))
        self.line.append("part")

    def _family(self, _match: re.Match[str]) -> None:
        self.of_family = True

    def _self(self, _match: re.Match[str]) -> None:
        self.line.append("self")

    def _mother(self, _match: re.Match[str]) -> None:
        self.worded = True
        self.of_family = True
        self.line.append("adults1")

    def _son(self, _match: re.Match[str]) -> None:
        self.worded = True
        self.of_family = True
        self.line.append("children1")

    def _adults(self, match: re.Match[str]) -> None:
        self.worded = True
        self.line.append("adults1" if _ONE.fullmatch(match[0]) else "adults")

    def _children(self, match: re.Match[str]) -> None:
        self.worded = True
        self.line.append("children1" if _ONE.fullmatch(match[0]) else "children")

    def _pupils(self, match: re.Match[str]) -> None:
        self.worded = True
        self.of_school = True
        self.of_college |= match[0].lower().startswith(("студент", "курсант"))
        self.line.append("children")

    def _part(self, _match: re.Match[str]) -> None:
        self.worded = True
        self.line.append("part")

    def _people(self, _match: re.Match[str]) -> None:
        self.worded = True
        self.line.append("people")

    def _letter_of_people(self, match: re.Match[str]) -> bool | None:
        if not self.line or not isinstance(self.line[-1], _Number):
            return False
        if match[0][0] == "в":
            if not self.text[match.start() - 1].isdecimal():
                return False
            self.line.append("adults")
            return None
        self.line.append("people" if match[0][0] in "чЧ" else "part")
        return None

    def _range(self, match: re.Match[str]) -> None:
        low, high = _numbers(match)
        named = re.match(rf"\s*(?:{_ROLES})", self.text[match.end() :], re.IGNORECASE) is not None
        if "-" in match[0] and _is_grade(low) and not self.grades and not named:
            # «7-27» is a class and its children; «8-10» may be anything.
            self._add(low)
            self.doubt |= _is_grade(high) or high < low
        else:
            self.doubt |= high <= low and "-" in match[0]
        self._add(max(low, high))

    def _number(self, match: re.Match[str]) -> None:
        self._add(_numbers(match)[0])

    def _add(self, n: int) -> None:
        added = self.line[-1:] == ["+"]
        if added:
            self.line.pop()
        inside = self.depth > 0 or self.in_subset
        self.line.append(_Number(n, added, inside, self.classes))

    def _plus(self, _match: re.Match[str]) -> None:
        self.in_subset = False
        self.line.append("+")

    def _minus(self, match: re.Match[str]) -> None:
        """A number below zero; after a class, a word or a space a dash is a dash."""
        before = self.text[: match.start()].rstrip()
        below_zero = re.match(r"\d", self.text[match.end() :]) is not None and before[-1:] in {"", ",", ";", "+"}
        self.doubt |= below_zero

    def _and_(self, _match: re.Match[str]) -> None:
        self.line.append("&")

    def _with_(self, _match: re.Match[str]) -> None:
        self.line.append("with")

    def _subset(self, _match: re.Match[str]) -> None:
        self.in_subset = True

    def _opens(self, match: re.Match[str]) -> None:
        if not re.match(r"\s*\+", self.text[match.end() :]):
            self.depth += 1
        self.line.append(",")

    def _closes(self, _match: re.Match[str]) -> None:
        self.depth = max(self.depth - 1, 0)
        self.line.append(",")

    def _nothing(self, _match: re.Match[str]) -> None:
        return None

    def _word(self, _match: re.Match[str]) -> None:
        self.line.append("word")

    # --- which word belongs to which number

    def _assign(self) -> None:
        roles = [at for at, each in enumerate(self.line) if _is_role(each)]
        numbers = [at for at, each in enumerate(self.line) if isinstance(each, _Number)]
        for at in numbers:
            around = self.line[max(at - 1, 0) : at] + self.line[at + 1 : at + 2]
            self._at(at).odd = "word" in around
        # «детей 27 взрослых 3» is read the other way than «27 детей 3 взрослых».
        word_first = bool(roles and numbers) and roles[0] < numbers[0]
        for backwards in (False, True) if word_first else (True, False):
            for at in roles:
                role = self.line[at]
                if not isinstance(role, str) or role == "used":
                    continue
                # «детей 27 чел.»: the second word says the same.
                if role == "people" and at and (before := self._number_at(at - 1)) is not None and before.role:
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

    def _at(self, at: int) -> _Number:
        found = self.line[at]
        if not isinstance(found, _Number):
            raise TypeError("no number stands here")
        return found

    def _number_at(self, at: int) -> _Number | None:
        found = self.line[at] if 0 <= at < len(self.line) else None
        return found if isinstance(found, _Number) else None

    def _beside(self, at: int, step: int) -> _Number | None:
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
        if all(each.role == "adults" for each in outside):
            outside, inside = self.numbers, []
        grade = None if self.grades else self._leading_grade(outside)
        if grade is not None:
            outside = outside[1:]
        elif self.group is not None and not self.numbers and self.group < 100:
            outside = [_Number(self.group, added=False, inside=False, after=0)]
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
            extra = self._stands_after("adults1", "&", "with", "+")
            adults = (adults or 0) + extra if extra else adults
        if self.doubt:
            children = adults = None
        grades = sorted(self.grades) or ([grade] if grade is not None else [])
        known = bool(grades) or self.course is not None
        return TypedParty(
            grade=grades[0] if grades else None,
            letter=self.letter if self.classes == 1 else None,
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
            bare=not (self.grades or self.course or self.ages or self.worded or self.class_word or any(each.added for each in outside)),
        )

    def _leading_grade(self, outside: list[_Number]) -> int | None:
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

    def _count(self, numbers: list[_Number]) -> tuple[int | None, int | None]:
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
            self.doubt |= base is not None and (adults >= base or adults > max(9, base // 2)) and (
                base + adults > _MOST_OF_A_FAMILY
            )
        return children, adults

    def _first_of(self, bare: list[_Number]) -> tuple[int | None, list[_Number]]:
        clean = [each for each in bare if not each.odd]
        if len(bare) == 1:
            return bare[0].n, []
        if clean:
            return clean[0].n, [each for each in bare if each is not clean[0]]
        self.doubt |= bool(bare)
        return None, []

    def _by_classes(self, bare: list[_Number]) -> tuple[int | None, list[_Number]]:
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
        self, inside: list[_Number], children: int | None, adults: int | None, *, of_children: bool
    ) -> tuple[int | None, int | None]:
        """What brackets and «из них» say of the number before them; by itself it counts nobody."""
        if children is None or not inside:
            return children, adults
        own = _sum(each.n for each in inside if each.role == "adults")
        young = _sum(each.n for each in inside if each.role == "children")
        plain = [each for each in inside if each.role is None]
        if len(plain) == 2 and plain[1].added and plain[0].n + plain[1].n == children:
            return plain[0].n, plain[1].n
        if own is not None and (of_children or any(each.added for each in inside)):
            return children, (adults or 0) + own
        if own is not None and adults is None:
            self.doubt |= young is not None and young + own != children
            self.doubt |= young is None and not self.in_subset
            return children - own, own
        if young is not None and not of_children and adults is None and young < children:
            return young, children - young
        return children, adults

    def _as_a_family(
        self, outside: list[_Number], children: int | None, adults: int | None
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
            return children, (adults or 0) + extra if extra else adults, self.of_family
        if self.of_family or one_child or "self" in self.line:
            said = one_adult or one_child or any(each.role for each in outside)
            one_adult += self.line.count("self") if said else 0
            adults = (adults or 0) + one_adult or None
            children = (children or 0) + one_child or None
        elif extra:
            adults = (adults or 0) + extra
        if children is None and "children" in self.line:
            self.doubt = True
        if len(self.ages) > max(children or 0, 1) and adults is not None:
            self.doubt = True
        family = self.of_family or (children is not None and adults is not None)
        return children, adults, family or self.doubt


def _is_role(each: _Number | str) -> bool:
    return isinstance(each, str) and each.rstrip("1") in {"adults", "children", "part", "people"}


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", match[0])]


def _sum(numbers: Iterable[int]) -> int | None:
    found = list(numbers)
    return sum(found) if found else None


def _without_the_sum(loose: list[_Number], numbers: list[_Number]) -> list[_Number]:
    """«27 + 3 = 30»: a number that is the sum of two others and more says nothing new."""
    everything = sum(each.n for each in numbers)
    total = next((each for each in loose if 2 * each.n == everything and len(numbers) > 2), None)
    return [each for each in loose if each is not total]
