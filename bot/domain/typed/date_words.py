"""The words of dates, Russian and English: what each means, and how a text is put into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final


def _forms(table: Mapping[int, str]) -> dict[str, int]:
    return {form: number for number, forms in table.items() for form in forms.split()}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


MONTHS: Final = _forms(
    {
        1: "январь января январе янв january jan",
        2: "февраль февраля феврале фев февр february feb",
        3: "март марта марте мар march mar",
        4: "апрель апреля апреле апр april apr",
        5: "май мая мае may",
        6: "июнь июня июне июн june jun",
        7: "июль июля июле июл july jul",
        8: "август августа августе авг august aug",
        9: "сентябрь сентября сентябре сен сент september sept sep",
        10: "октябрь октября октябре окт october oct",
        11: "ноябрь ноября ноябре ноя нояб november nov",
        12: "декабрь декабря декабре дек december dec",
    }
)
WEEKDAYS: Final = _forms(
    {
        1: "понедельник понедельника понедельнику понед пн пнд monday mon",
        2: "вторник вторника вторнику втор вт tuesday tues tue",
        3: "среда среду среды среде ср wednesday weds wed",
        4: "четверг четверга четвергу четв чт thursday thurs thur thu",
        5: "пятница пятницу пятницы пятнице пятн пт friday fri",
        6: "суббота субботу субботы субботе суб сб saturday sat",
        7: "воскресенье воскресенья воскресенью воскресение воскр вск вс sunday sun",
    }
)
FROM_TODAY: Final = _forms(
    {
        -2: "позавчера",
        -1: "вчера yesterday",
        0: "сегодня седня сегодняшний today tonight",
        1: "завтра завтро завтрашний tomorrow tmrw tmr",
        2: "послезавтра",
        3: "послепослезавтра",
    }
)
NUMBERS: Final = _forms(
    {
        1: "один одну a an one",
        2: "два две two",
        3: "три three",
        4: "четыре four",
        5: "пять five",
        6: "шесть six",
        7: "семь seven",
        8: "восемь eight",
        9: "девять nine",
        10: "десять ten",
    }
)
SEASONS: Final = _forms(
    {3: "весной весны весне", 6: "летом лета лету", 9: "осенью осени", 12: "зимой зимы зиме"}
)
"""The month that each begins with. Without a preposition «весна» may be anything, a plant's name as well."""
THIS: Final = _words("этот эта эту это this")
NEXT: Final = _words("следующий следующая следующую следующее след будущий будущую будущее next")

IGNORED: Final = _words(
    # «До», «с», «после» and «не» say that another day is meant, or which not: with them a text is no date.
    "а a ну в во на к ко можно ли если давайте давай хотим хочу хотели хотелось хотела бы нам мы я "
    "запишите запиши записать записаться лучше удобно удобнее подойдет подходит пусть будет например "
    "пожалуйста день дата дату дате тогда числа только именно что как насчет утром днем вечером утра "
    "есть места место свободно свободные свободное свободны приедем придем поедем едем приехать "
    "прийти посетить устроит попробуем может быть возможно да ближайший ближайшая ближайшую "
    "ближайшее coming on at the do for of can could may we i come please is it ok okay possible "
    "would like to book let's how about what works good visit any seats places free available are "
    "there morning afternoon evening хоть ровно где то примерно ближе когда нибудь успеем успеете любой "
    "любую любое сразу in during sometime around perhaps maybe day"
)

_ORDINAL_STEMS: Final = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
    "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
_ENGLISH_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS: Final = {
    **{
        f"{stem}{end}": number
        for number, stem in [*enumerate(_ORDINAL_STEMS.split(), 1), (30, "тридцат")]
        for end in ("ого", "ое", "ьего", "ье")
    },
    **{word: number for number, word in enumerate(_ENGLISH_ORDINALS.split(), 1)},
    "thirtieth": 30,
}
_TENS: Final = {"двадцать": 20, "тридцать": 30, "twenty": 20, "thirty": 30}

_ORDINAL: Final = (
    (1, r"перв(?:ый|ая|ую|ое|ой|ые|ых|ого)|first|1st"),
    (2, r"втор(?:ой|ая|ую|ое|ого)|second|2nd"),
    (3, r"трет(?:ий|ья|ью|ье|ьей|ьего)|third|3rd"),
    (4, r"четв[её]рт(?:ый|ая|ую|ое|ой|ого)|fourth|4th"),
    (5, r"последн(?:ий|яя|юю|ее|ей|его)|last"),
)
_WEEK_OF_A_MONTH: Final = r"(?:в\s+|на\s+)?(?:in\s+)?(?:the\s+)?(?:{})\s+(?:недел[яюеи]|week)(?:\s+of)?"
_WEEKDAY_NAMES: Final = "|".join(sorted(WEEKDAYS, key=len, reverse=True))

_PHRASES: Final = tuple(
    (re.compile(rf"(?<!\w)(?:{phrase})(?!\w)"), instead)
    for phrase, instead in (
        *((_WEEK_OF_A_MONTH.format(ordinal), f" <w{number}> ") for number, ordinal in _ORDINAL),
        *(
            (rf"(?:the\s+)?(?:{ordinal})\s+({_WEEKDAY_NAMES})", rf" <nth{number}> \1")
            for number, ordinal in _ORDINAL
        ),
        (rf"(?:the\s+)?({_WEEKDAY_NAMES})\s+after\s+next", r" <week2> \1"),
        (r"(?:the\s+)?week\s+after\s+next", " <week2> "),
        (rf"a\s+week\s+on\s+({_WEEKDAY_NAMES})|({_WEEKDAY_NAMES})\s+week", r" <later> \1\2"),
        (r"(?:in\s+)?a\s+fortnight", "in two weeks"),
        (r"(days|weeks)[’']?\s+time", r"\1"),
        (r"(?:через\s+)пару|(?:in\s+)a\s+couple\s+of", "<about>"),
        (r"через\s+полгода", "через 6 месяцев"),
        (r"(?:между|between)\s+(\d{1,2})(?:-?(?:го|м|th|st|nd|rd))?\s+(?:и|and)\s+(\d{1,2})", r"с \1 по \2"),
        (r"(?:на\s+|в\s+)?(?:новогодн\w+|рождественск\w+)\s+(?:праздник\w*|каникул\w*)", " <newyears> "),
        (
            r"(?:(?:in|over|during)\s+)?(?:the\s+)?(?:new\s+year|christmas)\s+(?:holidays?|break)",
            " <newyears> ",
        ),
        (
            r"(?:на\s+|в\s+)?(?:(зимн|весенн|летн|осенн)\w+\s+)?(?:школьн\w+\s+)?каникул\w*",
            r" <holidays\1> ",
        ),
        (
            r"(?:(?:in|over|during)\s+)?(?:the\s+)?(?:school|(winter|spring|summer|autumn))\s+(?:holidays?|break)",
            r" <holidays\1> ",
        ),
        (
            r"(?:на\s+|в\s+)?нов(?:ый|ого|ым|ому)\s+год(?:а|у|ом)?|(?:the\s+)?new\s+year(?:'s)?(?:\s+day)?",
            " <newyear> ",
        ),
        (r"(?:the\s+)?(?:christmas|xmas)", " 25 december "),
        (r"(?:в\s+)?(?:следующем|будущем|новом)\s+году|next\s+year", " <year1> "),
        (r"(?:на\s+|в\s+)?майски[ехм]+(?:\s+праздник\w*)?", " <mays> "),
        (r"(?:in|during)\s+(?:the\s+)?spring|next\s+spring|this\s+spring", " весной "),
        (r"(?:in|during)\s+(?:the\s+)?summer|next\s+summer|this\s+summer", " летом "),
        (r"(?:in|during)\s+(?:the\s+)?autumn|next\s+autumn|this\s+autumn", " осенью "),
        (r"(?:in|during)\s+(?:the\s+)?winter|next\s+winter|this\s+winter", " зимой "),
        (r"(?:в\s+)?двадцатых\s+числах", " <twenties> "),
        (r"(?:в\s+)?десятых\s+числах", " <tens> "),
        (r"после\s+завтра|(?:the\s+)?day\s+after\s+tomorrow", "послезавтра"),
        (r"с\s+утра|(?:до|после)\s+обеда|в\s+обед|in\s+the\s+(?:morning|afternoon|evening)", " "),
        (r"в\s+(?:первой|второй)\s+половине\s+дня", " "),
        (r"(?:на\s+)?(?:этой|текущей)\s+неделе|this\s+week", " <week0> "),
        (r"(?:на\s+)?(?:следующую|следующей|след\.?|будущей)\s+недел[еюи]|next\s+week", " <week1> "),
        (r"(?:в\s+|на\s+)?следующ(?:ие|их)\s+выходны[ех]|next\s+weekend", " <weekend1> "),
        (r"(?:в\s+|на\s+)?(?:эти[х]?\s+|ближайши[ех]\s+)?выходны[ех]", " <weekend0> "),
        (r"(?:(?:this|the|at\s+the)\s+)?weekend", " <weekend0> "),
        (r"(?:в\s+)?(?:следующем\s+месяце|следующего\s+месяца)|next\s+month", " <month1> "),
        (r"(?:в\s+)?(?:этом\s+месяце|этого\s+месяца)|this\s+month", " <month0> "),
        (
            r"(?:в\s+|к\s+)?(?:самом\s+)?начал[еуа]|(?:in\s+|at\s+)?(?:the\s+)?(?:early|beginning\s+of|start\s+of)(?:\s+the)?",
            " <early> ",
        ),
        (r"(?:в\s+|к\s+)?середин[еуы]|(?:in\s+)?(?:the\s+)?(?:mid-?|middle\s+of)(?:\s+the)?", " <mid> "),
        (
            r"(?:в\s+|к\s+)?(?:самом\s+)?конц[еуа]|(?:in\s+|at\s+)?(?:the\s+)?(?:late|end\s+of)(?:\s+the)?",
            " <late> ",
        ),
        (r"(?:в\s+|на\s+|к\s+)?(?:самых\s+)?последних\s+числах", " <late> "),
        (r"(?:в\s+|на\s+|к\s+)?(?:самых\s+)?первых\s+числах", " <early> "),
        (r"(?:в\s+)?перв(?:ой|ую)\s+половин[еу]|(?:in\s+)?(?:the\s+)?first\s+half\s+of", " <half1> "),
        (r"(?:во?\s+)?втор(?:ой|ую)\s+половин[еу]|(?:in\s+)?(?:the\s+)?second\s+half\s+of", " <half2> "),
    )
)
PARTS_OF_MONTHS: Final = {
    "early": (1, 10), "mid": (11, 20), "late": (21, 31), "half1": (1, 15), "half2": (16, 31),
    "tens": (10, 19), "twenties": (20, 29),
    "w1": (1, 7), "w2": (8, 14), "w3": (15, 21), "w4": (22, 28), "w5": (-6, 31),
}  # fmt: skip
"""Days of a month, both ends counted, by the word that a phrase is put into; a first one below 1 is counted
from the last."""
PARTS_OF_WEEKS: Final = {"early": (0, 1), "mid": (1, 3), "late": (3, 6)}
"""Days after Monday."""
SEASONS_OF_HOLIDAYS: Final = {
    "зимн": 12, "winter": 12, "весенн": 3, "spring": 3, "летн": 6, "summer": 6, "осенн": 9, "autumn": 9,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_MENDED_FROM = 6
"""Letters; shorter words are too near to others."""
_NEAR = 0.85
_OTHER_WORDS: Final = _words(
    "завтрак завтрака завтраком завтраки понедельникам вторникам средам четвергам пятницам субботам "
    "воскресеньям"
)
"""Nearly a word of ours, and no slip of the finger: «по четвергам» is no day."""
_LONG: Final = tuple(
    word for table in (MONTHS, WEEKDAYS, FROM_TODAY) for word in table if len(word) >= _MENDED_FROM
)
_KNOWN: Final = frozenset({*MONTHS, *WEEKDAYS, *FROM_TODAY, *THIS, *NEXT, *IGNORED, *SEASONS, *_OTHER_WORDS})


def in_plain_words(tidy: str) -> str:
    """A tidy text with phrases as one word («<week1>» is next week), ordinals as digits, slips mended."""
    for phrase, instead in _PHRASES:
        tidy = phrase.sub(instead, tidy)
    words: list[str] = []
    at = tens = 0
    for match in _WORD.finditer(tidy):
        between, word, at = tidy[at : match.start()], match[0], match.end()
        number = _ORDINALS.get(word)
        if tens and number is not None and number < 10:
            words.append(f"{tens + number}-го")
        else:
            words += [str(tens), between] if tens else [between]
            if word not in _TENS:
                words.append(_mended(word) if number is None else f"{number}-го")
        tens = _TENS.get(word, 0)
    return "".join(words) + (str(tens) if tens else "") + tidy[at:]


def _mended(word: str) -> str:
    if len(word) < _MENDED_FROM or word in _KNOWN:
        return word
    near = get_close_matches(word, _LONG, n=1, cutoff=_NEAR)
    return near[0] if near else word
