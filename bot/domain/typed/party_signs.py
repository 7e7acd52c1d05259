"""What a text about a party is made of: numbers, classes, the words that say what a number counts, and what
counts nobody. One table, read by ``bot.domain.typed.party``; to teach the bot a word, add it here."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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
_TENS = {
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70,
    "восемьдесят": 80, "девяносто": 90, "двадцати": 20, "тридцати": 30, "сорока": 40, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_HUNDREDS = {"сто": 100, "ста": 100, "двести": 200, "hundred": 100}
_SPELLED = re.compile(r"(?<=[\wё])\s+(бэ|вэ|гэ|дэ|жэ|пэ)(?![а-яё])", re.IGNORECASE)
"""«Седьмой бэ», as voice typing writes it."""
_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9,
    "десят": 10, "одиннадцат": 11, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
}  # fmt: skip
_NUMBER_WORDS = _UNITS | _TENS
_END: Final = r"(?![а-яa-z])"
_WITH_HUNDREDS = re.compile(
    rf"\b({'|'.join(_HUNDREDS)})(?:\s+(?:and\s+)?({'|'.join(_TENS)}))?(?:\s+({'|'.join(_UNITS)}))?\b",
    re.IGNORECASE,
)
_COMPOSED = re.compile(rf"\b({'|'.join(_TENS)})[ -](\w+)\b", re.IGNORECASE)
_DOZENS = re.compile(r"(?:\b(два|двух|три|трех|четыре|пять)\s+)?\bдесят(?:ок|ка|ков)\b", re.IGNORECASE)
# «Второй раз» is no grade: an ordinal is one before the class, its letter, a number, or alone.
_ORDINAL = re.compile(
    rf"\b({'|'.join(_ORDINALS)})(?:ый|ий|ой|ого|ьего|ом|ьем|ая|ые|ых)?{_END}"
    rf"(?=\s+(?:[а-я]{_END}|(?:[а-я]+\s)?(?:класс|кл\b|курс|grade|year))|\s*[,\d]|\s*$)",
    re.IGNORECASE,
)
_QUOTED_LETTER = re.compile(r"(?<=\d)(\s?-?(?:[йя]|го|ый|ой|ий)?)\s*-?\s*[«\"'“(]\s*([^\W\d_])\s*[»\"'”)]")

CLASSES: Final = rf"(?:класс(?:ы|ов|ах|ам|ами)|кл\b\.?|grade(?:rs|s)|classes){_END}"
CLASS: Final = rf"(?:класс(?:ы|ов|ах|ам|ами|а|е|у|ом)?|кл\b\.?|grade(?:rs?|s)?|class(?:es)?|form){_END}"
G: Final = r"(?<!\d)(?:1[01]|[1-9])(?!\d)"
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
    r"учени[кцч][а-я]*|уч-?ся|учащ[а-я]*|уч\b\.?|школьни[а-я]*|обуча[а-я]*|обуч\b\.?|об-ся|воспитанн[а-я]*|студент[а-я]*"
    r"|курсант[а-я]*|кадет(?:ы|ов|а)?|гимназист[а-я]*|лицеист[а-я]*|[а-я]*классни[кц][а-я]*|pupils?|students?"
    r"|learners?"
)
_CHILDREN: Final = (
    r"дет(?:и|ей|ям|ьми|ишек|ок|\b\.?)|дит[яе][а-я]*|реб(?:ен[а-я]*|ят[а-я]*|\b\.?)|подрост[а-я]*|малыш[а-я]*"
    r"|дошкол[а-я]*|стажер[а-я]*|практикант[а-я]*|child(?:ren)?|kids?|teen[a-z]*|trainees?"
)
_BOYS_AND_GIRLS: Final = (
    r"мальч[а-я]*|мал\b\.?|девоч[а-я]*|девч[а-я]*\.?|дев\b\.?|девуш[а-я]*|юнош[а-я]*|пар(?:ень|н[а-я]+)"
    r"|пацан[а-я]*|boys?|girls?"
)
_PEOPLE: Final = (
    r"чел[а-я]*\.?|персон[а-я]*|участ[а-я]*|гост(?:ь|и|ей|я|ями)|тур(?:ист[а-я]*|\b\.?)|пассажир[а-я]*"
    r"|посетител[а-я]*|экскурсант[а-я]*|мест(?:о|а|ами)?|people|persons?|participants?|guests?|tourists?"
    r"|visitors?|pax|seats?"
)
_ADULTS: Final = (
    r"взр[а-я]*\.?|мам(?:ы|ами)?(?![а-я])|пап(?:ы|ами)(?![а-я])|бабуш(?:ки|ек|ками)|дедуш(?:ки|ек|ками)|mums|moms|dads|"
    r"взос[а-я]*|сопр[а-я]*\.?|учител[а-я]*|педагог[а-я]*|пед\b\.?|преп(?:од[а-я]*|\b)\.?|родител[а-я]*"
    r"|руковод[а-я]*|воспитател[а-я]*|тьютор[а-я]*|вожат[а-я]*|тренер[а-я]*|завуч[а-я]*|куратор[а-я]*"
    r"|коллег(?:а|и|ой|ами)|мастер(?:а|ом|ов)?(?!\s?-?\s?класс)|классн(?:ый|ая|ой|ым)(?=\s*(?:$|[,.;]|и\s))|(?:классн[а-я]*|кл\b\.?)\s*рук[а-я]*\.?|adults?|teachers?|parents?|leaders?|accompan[a-z]*"
    r"|chaperon[a-z]*|grown-?ups?|tutors?"
)
ONE: Final = re.compile(
    r".*(?:тель|телем|тельниц[аей]+|гог(?:ом)?|взрослы[йм]|взрослая|провождающи[йм]|тор(?:ом)?|бенок|бенка|бенку|бенком"
    r"|рук\.?|классн(?:ый|ая|ой|ым)|завуч(?:ем)?|мастер(?:ом)?|коллег(?:а|ой)|adult|teacher|parent|leader|child|kid)",
    re.IGNORECASE,
)
_ADULT_OF_A_FAMILY: Final = (
    r"мам(?:а|ой|у|очка)|пап(?:а|ой|у)|муж(?:ем)?|жен(?:а|ой)|бабушк(?:а|ой)|дедушк(?:а|ой)"
    r"|mum|mom|dad|husband|wife"
)
_CHILD_OF_A_FAMILY: Final = (
    r"сын(?:ом|а|у|ишка|очек)?|доч(?:ь|ка|ке|ку|кой|ерью|ери|енька)|внук(?:ом|а|у)?|внучк(?:а|ой|е|у)"
    r"|son|daughter"
)
_CHILDREN_OF_A_FAMILY: Final = (
    r"сынов[а-я]+|дочк(?:и|ами|ам)|дочер(?:ям|ьми|ей)|внук(?:и|ов|ам|ами)|внуч(?:ки|ек|кам|ками)|sons"
    r"|daughters|grand(?:sons|daughters|children|kids)"
)
_SCHOOL: Final = (
    r"(?:(?:м|г|ч)?[бака]?оу\s+)?(?:с?о?ш|школ(?:а|ы|е|у|ой)?|лице(?:й|я|ю|е|ем)|гимнази(?:я|и|ю|ей)|колледж[а-я]*"
    r"|техникум[а-я]*|училищ[а-я]*|интернат[а-я]*|(?:детск[а-я]+\s+)?сад(?:а|ик|ика|у|е)?|д/?с|school|lyceum"
    rf"|college|kindergarten){_END}"
)
# Who is not there, or is more or fewer than somebody knows: «двое заболели» says nothing of how many come.
_AWAY: Final = (
    r"не\s+(?:при|буд|смо[жг]|по[йе]д|ед[уе]т|явил|уча)[а-я]*|нет(?!\s*[,.:]?\s*\d)|(?:за)?бол(?:еют|еет|ен|ьн)[а-я]*"
    r"|заболел[а-я]*|отказал[а-я]*|отсутств[а-я]*|absent|missing|(?:are|is)\s+(?:ill|sick|away)|ill|sick"
    r"|(?:are\s+)?not\s+coming|can'?t\s+come"
)
_OTHERWISE: Final = r"больше|меньше|fewer|less|more"
_ILLNESS: Final = (
    r"дцп|диабет|аллерг|астм|овз|хзп|эпилепс|аутизм|аутист|рас\b|нарушен|особенност|инвалидност|ограничен|заболеван"
    r"|непереносим|протез|слухов|allerg|asthma|diabet|disab|epilep|autis|coeliac|celiac|special\s+needs"
)
ROLES: Final = "|".join((_PUPILS, _CHILDREN, _BOYS_AND_GIRLS, _PEOPLE, _ADULTS))
_NO_ROLE: Final = rf"(?!\s*-?\s*(?:{ROLES}){_END})"
NEUTRAL: Final = (
    r"ему|ей|им|my|his|her|our|нас|мы|we|us|are|is|будет|будем|всего|итого|ровно|минимум|примерно|около|где-то|приблизительно|total|about|around|еще"
    r"|all|это|из|of|от|на|по|до|в|к|у|о|the|an?|for|наш[а-я]*|группа|группой|едет|едут|едем|поедет|поедем|приедет"
    r"|приедем|хотим|можно|пожалуйста|плюс|in|at"
)

# What a text is made of, tried in this order at each place: the name of the handler, and how it is written.
_SIGNS: Final = (
    # --- numbers that count nobody
    ("nobody", r"\+?[78][\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d\d[\s-]?\d\d(?!\d)"),
    ("nobody", rf"\d{{1,2}}(?:\s*[-и]\s*\d{{1,2}})*\s*{_MONTH}(?:\s+\d{{4}})?|{_MONTH}\s+\d{{1,2}}(?!\d)"),
    ("nobody", (
     rf"\d{{1,2}}(?:st|nd|rd|th)\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)")),
    ("nobody", rf"the\s+\d{{1,2}}(?:st|nd|rd|th){_END}(?!\s*-?\s*(?:{CLASS}|year))"),
    ("nobody", r"\d{1,2}[./]\d{1,2}[./]\d{2,4}(?!\d)|\d{1,2}:\d\d(?!\d)|\d{1,2}(?:-?го)?\s+числ[а-я]*"),
    ("nobody", rf"\d{{1,2}}\.\d{{1,2}}(?!\d)(?!\s*{CLASS})"),
    ("nobody", (
     rf"\d{{1,2}}-?го{_END}(?!\s*(?:{CLASS}|курс))|(?:19|20)\d\d(?:\s*(?:год[а-я]*|г\b\.?)|(?!\d))")),
    ("nobody", (
     rf"[cс]\s+\d{{1,2}}(?:[.:-]\d\d)?\s+до\s+\d{{1,2}}(?!\d)(?!\s*(?:лет|{CLASS}))(?:[.:-]\d\d)?")),
    ("nobody", r"\d{1,2}-00(?!\d)"),
    ("nobody", rf"\d{{1,2}}\s*(?:час[а-я]*|утра|дня|вечера|o'?clock|[ap]m){_END}"),
    ("nobody", (
     rf"(?:в|к|at)\s+(?:1?\d|2[0-3])(?![\d/:-]|\.\d)(?!\s*(?:{CLASS}|курс|групп|автоб|[а-яa-z]{_END}"
     rf"|школ|лице|гимн))"
     rf"{_NO_ROLE}(?:\s*ч\b\.?)?")),
    ("nobody", (
     r"\d+(?:[.,]\d)?\s*(?:мин(?!им)|недел|дн[яей]|день|суток|месяц|руб|₽|км|этаж|раза?\b|урок|минут|%|hours?"
     r"|days?|weeks?)"
     r"[а-яa-z]*")),
    ("nobody", (
     r"(?:(?<!\d)[1-9]\s*)?(?:микро)?(?:автобус|машин|маршрутк|газел|bus\b|buses|minibus|vans?\b)[а-яa-z]*"
     r"(?:\s*(?:на|-|:)?\s*\d+\s*-?\s*(?:мест|seat)[а-яa-z]*"
     rf"|\s*(?:на|-|:)?\s*#?\s*\d+(?!\d){_NO_ROLE})?|\d+\s*-?\s*местн[а-я]*")),
    ("school", rf"{_SCHOOL}\s*(?:(?:#|no?\.?)\s*\d+|\d{{1,4}}(?!\d){_NO_ROLE})|#\s*\d+"),
    ("school", (
     rf"\d{{1,4}}(?:-?(?:й|я|ая|ой|ей|ю|ую))?\s+{_SCHOOL}(?!\s*#?\s*\d+(?!\d|\s?-?\s?{_LETTER}))"
     rf"|{_SCHOOL}")),
    ("ages", (
     r"\d{1,2}(?:\s*(?:,|;|&|и|and)+\s*\d{1,2})+\s*-?\s*"
     rf"(?:лет[а-я]*|год(?:а|ик[а-я]*|иков)?|years?(?:\s*old)?|yrs?|y\.?o\.?){_END}")),
    ("age", (
     r"(?:от\s+|с\s+|from\s+)?\d{1,2}(?:\s*(?:-|до|to|и|and)\s*\d{1,2})?\s*-?\s*"
     rf"(?:лет[а-я]*|год(?:а|ик[а-я]*|иков)?|years?(?:\s*old)?|yrs?|y\.?o\.?){_END}")),
    ("age", (
     r"(?:возраст[а-я]*|младш[а-я]*|aged?|youngest)\s*(?:-|:|is|=)?\s*(?:от\s+|с\s+)?\d{1,2}"
     rf"(?:\s*(?:-|до|to|и|and)\s*\d{{1,2}})*(?!\d)(?:\s*лет[а-я]*)?(?!\s*(?:{CLASS}|чел|дет))")),
    ("age_of", r"of\s+\d{1,2}(?!\d)"),
    ("wheelchairs", (
     r"(?:\d+|ребенок|ученик|ученица|девочка|мальчик|студент)\s+(?:[а-яa-z]+\s+){0,3}"
     r"(?:инвалид[а-я]*[\s-]+)?(?:коляс|wheelchair)[а-яa-z]*")),
    ("with_an_illness", (
     rf"\d+\s+(?:(?:{ROLES})\s+)?(?:с|со|имеют|имеет|with|having)\s+(?:[а-яa-z]+\s+){{0,2}}"
     rf"(?:{_ILLNESS})[а-яa-z]*")),
    ("not_all", (
     rf"\d+\s+(?:(?:{ROLES})\s+)?(?:{_AWAY}){_END}|(?:{_AWAY})\s+\d+(?!\d)|нет\s+\d+(?!\d)"
     rf"|(?:на\s+)?\d+\s+(?:(?:{ROLES})\s+)?(?:{_OTHERWISE}){_END}|(?:{_OTHERWISE})\s+(?:на|by)\s+\d+"
     r"|(?:минимум|хотя бы|не менее|не меньше|at least)\s+\d+(?!\d)"
     rf"(?!\s*(?:{_ADULTS}))"
     r"|(?:без|кроме|without|except|but|еще|добавил[а-я]*|\+\s*еще)\s+\d+(?!\d)")),
    ("together", (
     rf"вместе\s+с\s+(?:(?:всеми|\d+)\s+)?(?:{_ADULTS}){_END}"
     rf"|(?:включая|считая|including)\s+(?:всех\s+)?(?:{_ADULTS}){_END}")),
    ("of_them", r"\d+\s+(?:из\s+(?:них|которых)|of\s+(?:them|whom|which))"),
    ("foreign", r"\d+\s+(?:[а-яa-z]+\s+){0,2}(?:иностран|foreign)[а-яa-z]*"),
    # --- classes
    ("groups", (
     r"\d+\s*(?:(?:под)?групп|класс|кл|команд|groups|classes|teams)[а-я]*\s*(?:по|of|x|х|\*)\s*\d+")),
    ("parallels", (
     rf"(?<!\d)(?P<n>[2-9])\s+(?P<a>{G}){_TH_MANY}\s+класс[а-я]*(?P<each>\s+по\s+\d+)?")),
    ("parallels", rf"параллел[а-я]*\s+(?P<a>{G})(?:-?(?:х|ых|их|й|го)){_END}(?:\s*{CLASS})?"),
    ("parallels", rf"(?P<a>{G})\s*-?\s*классни[кц][а-я]*"),
    ("apiece", r"по\s+\d+(?![\d:.]|\s*(?:мин|час|руб|₽|лет|дн|урок))"),
    ("grades", rf"{G}{_TH_MANY}(?:\s*(?:-|,|/|и|and|to|&|по)\s*{G}{_TH_MANY})+\s*{_ADJECTIVES}{CLASSES}"),
    ("grades", rf"{G}\s*(?:-|и|по)\s*{G}\s*класс{_END}|{CLASSES}\s*{G}\s*(?:-|,|и|and|to)\s*{G}"),
    ("parallel", rf"{G}\s*[-/.]\s*\d\s*{CLASS}|{G}[-/.]\d\s*кл\b"),
    ("no_letter", rf"\d{{1,2}}\s*-?\s*[ъыьjqw]{_END}"),
    ("no_grade", rf"(?:0|1[2-9]|[2-9]\d)\s*-?\s*{_LETTER}\s*-?\s*{CLASS}"),
    ("no_grade", rf"(?:\d{{1,2}}\s*-\s*)?(?<!\d)(?:0|1[2-4]){_TH_MANY}\s*{CLASS}(?!\s*{G})"),
    ("course", (
     rf"(?:[1-6]\s*[-,и]\s*)?(?<!\d)[1-6]{_TH}\s*-?\s*курс(?:а|е|ов|ы|у)?{_END}|курс[а-я]*\s*[1-6](?!\d)")),
    ("course", r"[1-6](?:st|nd|rd|th)?\s*-?\s*year\b(?!\s*old)"),
    ("nobody", rf"\d+{_TH}\s*курс[а-я]*"),
    ("grade", (
     rf"(?P<a>{G})\s?{_TH}\s*{_ADJECTIVES}-?\s*(?P<b>{_LETTER})?\s*-?\s*{CLASS}(?!\s*:\s*{G})"
     rf"(?P<gap>\s+)?(?P<more>{_LETTER})?")),
    ("grade", (
     rf"(?:{CLASS}|year)\s*[:#-]?\s*(?P<a>{G}){_TH}{_NO_ROLE}(?:(?P<gap>\s*-?\s*)(?P<b>{_LETTER}))?")),
    ("grade", (
     rf"(?P<a>{G})(?P<gap>\s*-?\s*)(?P<b>{_LETTER})(?P<many>\s*(?:/|,(?=\S)|&|и|and)\s*{_ANOTHER})*")),
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
    ("sons", rf"(?:{_CHILDREN_OF_A_FAMILY}){_END}"),
    ("adults", rf"(?:{_ADULTS}){_END}"),
    ("pupils", rf"(?:{_PUPILS}){_END}"),
    ("children", rf"(?:{_CHILDREN}){_END}"),
    ("part", rf"(?:{_BOYS_AND_GIRLS}){_END}"),
    ("people", rf"(?:{_PEOPLE}){_END}"),
    ("letter_of_people", rf"(?:ч|д|м|в|(?<=\d)с){_END}\.?"),
    ("subset", (
     r"из\s+(?:них|которых)|в\s+т(?:ом\s+числе|\.\s*ч\.?)|включая|среди них|of\s+(?:them|whom|which)"
     r"|including")),
    ("word", r"мастер-?\s?класс[а-я]*"),
    ("class_word", CLASS),
    ("range", r"\d+\s*(?:-|или|or|либо)\s*\d+(?![\d.:])"),
    ("code", r"\d{1,4}-?[а-яa-z]{2,}(?:-\d+)*"),
    ("number", r"\d+(?:-?(?:[тм]и|[гм]о|му|ый|ой|ий|ая|ое|ые|ых|[хйяеи]|th|st|nd|rd)(?![а-яa-z]))?"),
    ("plus", r"\+"),
    ("minus", r"-"),
    ("and", rf"(?:и|and|&){_END}"),
    ("with", rf"(?:с|со|with|вместе){_END}"),
    ("opens", r"\("),
    ("closes", r"\)"),
    ("code", r"(?-i:[А-ЯЁA-Z]{2,5})-\d{1,4}(?:-\d+)*"),
    ("nothing", rf"(?:{NEUTRAL}){_END}|[:=]"),
    ("code", r"[а-яa-z]{1,5}-?\d[а-яa-z\d]*(?:-[а-яa-z\d]+)*"),
    ("word", r"[^\W\d_]+"),
    ("nobody", r"[,;.!?/\n]"),
)  # fmt: skip
TABLE: Final = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SIGNS)
KNOWN = re.compile(
    rf"(?:{ROLES}|{_ADULT_OF_A_FAMILY}|{_CHILD_OF_A_FAMILY}|{CLASS}|{_SCHOOL}|ч|д|м|[тм]и|[гм]о|му|ый|ой|ий|ая|ое"
    rf"|ые|ых|th|st|nd|rd){_END}",
    re.IGNORECASE,
)
_OF_ONE_CHILD = re.compile(
    rf"\b((?:{_ADULT_OF_A_FAMILY}|{_ADULTS}))\s+одно(?:го|й)\s+(?:из\s+)?(?:{_PUPILS}|{_CHILDREN}){_END}",
    re.IGNORECASE,
)
"""«Мама одного ученика» names nobody else; «мама и один ребёнок» are two."""
_MORE_QUOTES = re.compile(r",,|<<|>>|''")
_POINT_BEFORE_LETTER = re.compile(r"(?<![\d.])(\d{1,2})\.\s?([А-ЯЁ])(?![А-Яа-яЁё.])")
_TWO_ADULTS = re.compile(
    r"\b(?:пар[ауо][йю]?|a couple of)\s+(?=взр|родит|учит|сопров|педаг|мам|adult|teach|parent)"
)
_TOGETHER = re.compile(r"\b(?:мы\s+)?(?:вдвоем|втроем|вчетвером|впятером)\s+со?\s+(?!\d)", re.IGNORECASE)
"""«Вдвоём с дочкой» are two altogether."""
_ONE_CLASS = re.compile(r"\bодин\s+класс(?![а-я])", re.IGNORECASE)
_DATE_IN_WORDS = re.compile(
    r"\b(?:(?:двадцать|тридцать)\s+)?[а-я]+(?:ого|ьего|ое|ье)\s+"
    r"(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b",
    re.IGNORECASE,
)
_ON_THE_LIST = re.compile(
    r"(?:по\s+списку|в\s+списке|числ[а-я]+|в\s+класс[еа]|в\s+группе)\s*(?:у\s+нас\s*)?\d+"
    r"(?:\s*(?:чел|дет|учен|реб)[а-я]*\.?)?[\s,;.-]*(?:но|а)?\s*(?:реально|фактически)?\s*"
    r"(?:прид|буд|приед|ед[уе]|поед)[а-я]*\s+(?=\d)",
    re.IGNORECASE,
)
"""«По списку 27, придёт 25»: how many there are says nothing of how many come."""
_NUMBERED_GROUPS = re.compile(
    r"(?:под)?групп[аы]\s*#?[12]\s*[:-]\s*(\d+)[^\d]{0,12}(?:под)?групп[аы]\s*#?[23]\s*[:-]\s*(\d+)(?!\d)",
    re.IGNORECASE,
)
_TWO_GROUPS = re.compile(
    r"(?:(?<!\d)2\s*(?:под)?группы|подгрупп[аы])\s*[:(-]*\s*(\d+)\s*(?:и|,|\+|&)\s*(\d+)(?!\d)\)?",
    re.IGNORECASE,
)
_HYPHENS = re.compile(r"[‐‑‒–—−]")
_KEYCAPS = re.compile("[\ufe0f\u20e3]")


def simplify(text: str) -> str:
    """Plain signs and numbers in digits; capitals stay, for they tell a class's letter from a word."""
    # The sign is "No" after normalisation.
    plain = unicodedata.normalize("NFKC", _KEYCAPS.sub("", text.replace("№", "#")))
    plain = _HYPHENS.sub("-", plain).replace("ё", "е").replace("Ё", "Е")
    plain = _OF_ONE_CHILD.sub(r"\1", plain)
    plain = _DATE_IN_WORDS.sub(" , ", _ONE_CLASS.sub("класс", plain))
    plain = _POINT_BEFORE_LETTER.sub(r"\1 \2", _MORE_QUOTES.sub('"', plain))
    plain = _SPELLED.sub(lambda m: f" {m[1][0].upper()}", _TWO_ADULTS.sub("2 ", _TOGETHER.sub("я с ", plain)))
    plain = _QUOTED_LETTER.sub(lambda m: f"{m[1]} {m[2].upper()} ", plain)
    plain = re.sub(r"[«»\"'“”„‘’\[\]]", " ", plain)
    plain = re.sub(r"\b(?:плюс|plus)\b", "+", plain, flags=re.IGNORECASE)
    plain = _DOZENS.sub(lambda m: str(10 * (_NUMBER_WORDS.get((m[1] or "").lower(), 1))), plain)
    plain = _WITH_HUNDREDS.sub(_sum_of_words, plain)
    plain = _COMPOSED.sub(lambda m: _compose(m[1], m[2]), plain)
    plain = _ORDINAL.sub(lambda m: f"{_ORDINALS[m[1].lower()]}{'th' if m[1].isascii() else ''}", plain)
    plain = re.sub(
        r"[а-яa-z]+", lambda m: str(_NUMBER_WORDS.get(m[0].lower(), m[0])), plain, flags=re.IGNORECASE
    )
    plain = re.sub(r"\b(?:минус|minus)\s*(?=\d)", " -", plain, flags=re.IGNORECASE)
    plain = _ON_THE_LIST.sub(" ", plain)
    for groups in (_NUMBERED_GROUPS, _TWO_GROUPS):
        plain = groups.sub(lambda m: str(int(m[1]) + int(m[2])), plain)
    return re.sub(r"\s*\+\s*", "+", plain)


def _sum_of_words(match: re.Match[str]) -> str:
    """«Сто двадцать пять»."""
    words = [each.lower() for each in match.groups() if each]
    return str(sum((_HUNDREDS | _NUMBER_WORDS)[each] for each in words))


def _compose(tens: str, unit: str) -> str:
    number = _NUMBER_WORDS.get(unit.lower(), 0)
    ten = _TENS[tens.lower()]
    return str(ten + number) if 1 <= number <= 9 else f"{ten} {unit}"
