"""Checking what people type freely, before it is stored (H4).

The bot stores no names, birth dates or documents of participants. An adult's first name with patronymic may
stand in a text; anybody named in another way, a document, a birth date, a parent's phone is refused with the
reason. Which texts must be refused and which must pass is in ``tests/unit/texts``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from bot.domain.people.person_names import NameFindings, clean_text, find_names


class FreeTextProblem(StrEnum):
    """Why a text is refused; each has its own message with an example."""

    TOO_LONG = "too_long"
    NAMES = "names"
    NAME_AND_HEALTH = "name_and_health"
    BIRTH_DATE = "birth_date"
    PASSPORT = "passport"
    SNILS = "snils"
    BIRTH_CERTIFICATE = "birth_certificate"
    OTHER_DOCUMENT = "other_document"
    CONTACTS = "contacts"
    LINK = "link"


# A full date of these years may be the birthday of somebody who comes; with a word for a paper, an event or
# the age of a plant beside it, it is not.
_EARLIEST_BIRTH: Final = 1930
_LATEST_BIRTH: Final = 2022
_SCANNED: Final = 1000
"""Characters looked at in a text that is too long anyway: enough to say that it is a list of names."""

_MOST_CONTACTS: Final = 2

_MONTH: Final = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)"
)
_DATE = re.compile(
    r"(?<![\d.])(?:"
    r"\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?P<numeric>\d{4}|\d\d)"
    r"|(?P<iso>\d{4})[./-]\d\d[./-]\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th|-?го)?\.? (?:of )?{_MONTH}[а-яa-z]*\.?,? (?P<worded>\d{{4}})"
    rf"|{_MONTH}[а-яa-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<english>\d{{4}})"
    r")(?!\d)"
)
_ORDINAL: Final = (
    r"(?:перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят|(?:оди|две|три|четыр|пят|шест|сем|восем|девят)надцат|десят"
    r"|двадцат|тридцат)[а-яь]*"
)
_WORDED_DATE = re.compile(
    rf"\b{_ORDINAL}(?: {_ORDINAL})?\s+{_MONTH}[а-я]*\s+"
    rf"(?:\d{{4}}|две тысячи|тысяча девятьсот|девяност|{_ORDINAL}\s+год)"
)
_SOME_DATE = re.compile(
    rf"\b{_ORDINAL}\s+{_MONTH}|\b{_MONTH}[а-я]*\s+{_ORDINAL}|две тысячи|"
    rf"\d{{1,2}}[./-]\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH}[a-z]* \d|(?:19|20)\d\d"
)
_BIRTH_WORD = re.compile(
    r"\bг\.?\s?р\b|год[аы]?\s+рожд|\bдат[аыуе]\s+рожд|\bрод(?:ил(?:ся|ась|ись)|\.)|\bрожд(?:ен|\.|\s\d)"
    r"|\bд\.?\s?р\b(?!\w)|\bborn\b"
    r"|\bbirth|\bd\.?o\.?b\b|\bb\.\s?\d"
    r"|\bд/р\b|\bд\.\s?рожд|\bд(?:ень|ня)\s+рожд[а-я]+\s+(?:у\s+\w+\s+)?\W?\d|\bд(?:ень|ня)\s+рожд[а-я]+:?\s+"
    rf"{_ORDINAL}|\b(?:ей|ему|реб[её]нку)\b[^\n]{{0,25}}\bисполн|\bисполн\w+\s+(?:ей|ему)\b"
)
_YEARS_OF_MANY = re.compile(
    r"(?:дети|детей|ребята|ребят|группа|класс|все|учащиеся|children|kids)[^.\n]{0,25}(?:19"
    r"|20)\d\d(?:\s?-\s?(?:19|20)?\d\d)?\s*(?:г|год|$)"
)
_SINCE = re.compile(
    r"(?<!\w)(?:с|со|от|до|по|после|since|from|until|till|before|after|обновл\w+|закрыт\w*|создан\w*|принят\w*|сдан\w*"
    r"|введ[её]н\w*|выпущен\w*|получен\w*|выдан\w*|издан\w*)\s+(?:#\s?)?(?=\d|"
    rf"{_MONTH})"
)
"""What is since, until or done on a day is nobody's birth."""
_BIRTH_OF_A_PLACE = re.compile(
    r"рожд\w+\s+(?:наш\w+\s+)?(?:школ|класс|завод|комбинат|город|компан|гимнази|лице|коллед|предприят|клуб|музе)"
)
_DATE_OF_A_PAPER = re.compile(
    r"договор|приказ|лицензи|устав|письм|исх|вход|соглашени|контракт|сч[её]т|акт\b|справк|основан"
    r"|постро|открыт|создан"
    r"|запущен|пущен|были|была|был |приез|посеща|посет|экскурси|поездк|в прошл|визит|проход|состоя"
    r"|отмен|перен"
    r"|прот?окол|постановлени|распоряжени|гост|снип|санпин|редакци|утвержд|contract|visit|came|founded"
    r"|built|opened|licen[cs]e|tour"
    r"|\bзакон|\bфз\b|откры[лтв]|работа(?:ет|ем|ют)|действу|филиал|присво|переимен|отремонт|реконстр|since|order|law"
    r"|(?:#|\bn)\s?[\w./-]+\s+(?:от|of)\b"
)

_ANY: Final = r"[\s._,:/\\-]*"
"""Separators that people put between the digits of a number."""
_PASSPORT = re.compile(
    r"(?<![\d+])(?:\d\d[\s._/-]?\d\d|\d{4})[\s._/,-]*(?:#|n|no\.?|номер)?[\s._/-]*(?:\d{6}"
    r"|\d{3}[\s._-]\d{3})(?!\d)"
    rf"|(?:па[сc]п|passport|загран)(?:(?!тел|phone|звон)[^\d+]){{0,30}}\d{_ANY}\d(?:{_ANY}(?:#|n|no"
    rf"|номер)?{_ANY}\d){{5,}}"
    r"|(?:паспорт|passport)\D{0,25}\b[a-z]{1,2}\s?\d{2,3}\s?\d{3,5}\b"
    r"|(?:\d\d[\s._/-]?\d\d|\d{4})[\s._/,-]*\d{3}[\s._-]?\d{3}[^.\n]{0,15}пасп"
    r"|сери[яиюей]+\s*\d\d\s?\d\d\b"
)
_SNILS = re.compile(
    r"(?<!\d)\d{3}-\d{3}-\d{3}[\s-]?\d\d(?!\d)|(?<!\d)\d{3}([ .])\d{3}\1\d{3}[ .-]\d\d(?!\d)"
    rf"|(?:снилс|snils|страхов[а-я]+ (?:свид|номер))\D{{0,20}}\d(?:{_ANY}\d){{10}}"
)
_SOMEBODYS_INN = re.compile(
    rf"\b(?:инн|inn)\b(?:(?!школ|организац|предприят)\D){{0,20}}\d(?:{_ANY}\d){{11}}(?!\d)"
)
_INN_OF_SOMEBODY = re.compile(
    r"\bинн\b\W*(?:реб|учен|школьни|участни|посетит|мальч|девоч|сын|доч|мам|пап|родит|физ|студ|внук|внуч)[^.\n]{0,20}\d{6}"
)
_BIRTH_CERTIFICATE = re.compile(
    r"(?<![а-яa-z])[ivxlух1-5]{1,5}\s?-\s?[а-яa-z]{2},?\s*(?:#|n|no\.?|номер)?\s*\d{3}\s?\d{3}(?!\d)"
    r"|(?<![а-яa-z])[ivxlух1]{1,5}\s?[а-я]{2}\s*(?:#|n|no\.?|номер)?\s*\d{6}(?!\d)"
    r"|(?:св(?:идетельств[а-я]*|ид\.?|-во)\s+о\s+рожд[а-я.]*|birth certificate)\D{0,25}\d{4,}"
)
_OTHER_DOCUMENT = re.compile(
    r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)|(?:полис|омс|загран[а-я]*|виз[аы]"
    r"|visa|удостоверени[а-я]+)\D{0,20}\d{6,}|\bid[\s-]?(?:card|карт[а-я]*)\D{0,15}[a-zа-я]{0,2}\s?\d{6,}"
    r"|(?:вид на жительство|миграционн[а-я]+ карт[а-я]+|патент|внж)\D{0,20}\d{2}\s?\d{5,}"
)
# Digits in a row that are no passport: a mobile phone, one of Komi (821…), the number of a taxpayer
# or a firm. Other numbers with an 8 may well be: Komi's passports begin with 87.
_NO_PASSPORT = re.compile(
    r"(?<![\d+])(?:[78]\d{10}|9\d{9}|821\d{7})(?!\d)|(?:инн|кпп|огрн|огрнип|окпо"
    r"|р/с)[^\d\n]{0,15}\d(?:[ -]?\d){8,19}(?:\s?/\s?\d{9})?"
    r"|(?:тел|факс|phone|звон|при[её]мн|секретар|канцел|вахт)[^\d+\n]{0,20}[+\d][\d\s()-]{5,18}\d"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_NICK = re.compile(r"(?<!\w)@\w+")
_LINK = re.compile(
    r"\bhttps?:|://|\bwww\.\w|\b(?:t|telegram|vk)\.(?:me|com|cc)\b|(?<![\w.])@[a-z]\w{3,}"
    r"|(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|su|com|org|net|me|info|online)(?![\w-])"
)
_WHOLE_LINK = re.compile(rf"(?:{_LINK.pattern})\S*", _LINK.flags)
"""An address in the net or the nick of an account; e-mail addresses are contacts."""
_PHONE = re.compile(
    r"(?<![\d-])(?:\+\d{1,3}|8)?[\s(-]{0,3}\d{3,4}[\s)-]{0,3}\d{2,3}[\s-]?\d\d[\s-]?\d\d(?!\d)"
)
_NO_PHONE = re.compile(r"(?:инн|кпп|огрн|огрнип|окпо|р/с)[^\d\n]{0,15}\d(?:[ -]?\d){8,19}(?:\s?/\s?\d{9})?")
_PARENT = re.compile(
    r"\b(?:мам[аыеу]|мамин\w*|маме|пап[аыеу]|папин\w*|отец|отц[ауе]\w*|мать|матер[ии]|родител\w+"
    r"|законн\w+ предст\w+|бабушк\w+|бабул\w+|дедушк\w+"
    r"|опекун\w*|отчим\w*|мачех\w*|(?:т[её]т|дяд)[а-яё]+ (?:реб|учен|мальч|девоч)\w+"
    r"|сестр[аыеу] (?:реб|учен)\w+"
    r"|брат[ау]? (?:реб|учен)\w+|mother|father|mom|mum|dad|parents?|guardian|grand\w+)\b"
)

_DIGITS_OF_A_PHONE = re.compile(r"(?:\d[\s().-]{0,2}){7,}|\d{5}[\s-]?\d{6}")
"""Enough beside a parent, whatever stands before them in words."""

_HEALTH = re.compile(
    r"коляс[коч]|аллерг|астм|диабет|инсулин|эпилеп|инвалид|\bовз\b|диагноз|заболева|болезн|болеет"
    r"|больн[аыо]|\bдцп\b"
    r"|аутизм|аутист|глух|слабослыш|слабовид|незряч|\bслеп|операци|лекарств|таблет|приступ|обморок"
    r"|непереносим"
    r"|кардиостимул|порок сердца|беременн|\bвич\b"
    r"|wheelchair|allerg|asthma|diabet|epilep|disab|diagnos|autis|\bdeaf\b|\bblind\b|medicin|medicat"
    r"|insulin"
    r"|pregnan|seizure"
)


def check_free_text(text: str, limit: int) -> FreeTextProblem | None:
    """Why a remark of at most ``limit`` characters cannot be stored, or None when it can.

    The text itself is never kept or given back. Documents come before names, so that the message says what
    is worst.
    """
    plain = clean_text(text[: max(limit, _SCANNED)])
    lower = plain.lower()
    document = _find_document(lower)
    if document is not None:
        return document
    names = find_names(_NICK.sub(" ", _WHOLE_LINK.sub(" ", _EMAIL.sub(" ", plain))))
    if _has_birth_date(lower, names):
        return FreeTextProblem.BIRTH_DATE
    if names.is_participant:
        return FreeTextProblem.NAME_AND_HEALTH if _HEALTH.search(lower) else FreeTextProblem.NAMES
    contacts = len(_EMAIL.findall(lower)) + len(_PHONE.findall(_NO_PHONE.sub(" ", lower)))
    parent = _PARENT.search(lower)
    dated = _DATE.sub(" ", _NO_PHONE.sub(" ", lower))
    if contacts > _MOST_CONTACTS or (parent and (contacts or _DIGITS_OF_A_PHONE.search(dated))):
        return FreeTextProblem.CONTACTS
    if _LINK.search(_EMAIL.sub(" ", lower)):
        return FreeTextProblem.LINK
    return FreeTextProblem.TOO_LONG if len(text) > limit else None


def _find_document(lower: str) -> FreeTextProblem | None:
    if _SNILS.search(lower):
        return FreeTextProblem.SNILS
    if _BIRTH_CERTIFICATE.search(lower):
        return FreeTextProblem.BIRTH_CERTIFICATE
    if _OTHER_DOCUMENT.search(lower) or _SOMEBODYS_INN.search(lower) or _INN_OF_SOMEBODY.search(lower):
        return FreeTextProblem.OTHER_DOCUMENT
    if _PASSPORT.search(_NO_PASSPORT.sub(" ", lower)):
        return FreeTextProblem.PASSPORT
    return None


def _has_birth_date(lower: str, names: NameFindings) -> bool:
    written = [next(filter(None, found.groups())) for found in _DATE.finditer(lower)]
    if (
        _BIRTH_WORD.search(lower)
        and not _YEARS_OF_MANY.search(lower)
        and not _BIRTH_OF_A_PLACE.search(lower)
        and (written or _SOME_DATE.search(lower))
    ):
        return True
    if names.full and written:
        return True
    if _WORDED_DATE.search(lower) and not _DATE_OF_A_PAPER.search(lower):
        return True
    if _DATE_OF_A_PAPER.search(lower):
        return False
    if written and len(_SINCE.findall(lower)) == len(written):
        return False
    # «10-11-12» may be grades: a year of two digits says something only beside a name.
    years = [int(year) for year in written if len(year) == 4]
    return any(_EARLIEST_BIRTH <= year <= _LATEST_BIRTH for year in years)


# ----------------------------------------------------------------------------- what is no remark, but typed

_NO_NAMES: Final = """
да нет назад отмена отменить далее дальше меню старт стоп помощь привет здравствуйте спасибо пропустить
yes no back cancel next menu start stop help hello hi thanks skip ok ок
"""
_ANSWERS: Final = frozenset(_NO_NAMES.split())


def lists_people(text: str) -> bool:
    """Whether a text is a list of people, or somebody's full name with a birth date.

    For whatever is typed where no remark is asked for: it is refused with its reason everywhere.
    """
    plain = clean_text(text[:_SCANNED])
    names = find_names(plain)
    return names.is_list or (names.full > 0 and _has_birth_date(plain.lower(), names))


def is_command_or_answer(text: str) -> bool:
    """«Да», «Назад», «/start»: what is said to the bot, whatever it asked."""
    return text.startswith("/") or text.lower().rstrip(".!") in _ANSWERS


def has_contacts(text: str) -> bool:
    """Whether a phone or an e-mail address stands in a text."""
    return _EMAIL.search(text) is not None or _PHONE.search(text) is not None


def has_link(text: str) -> bool:
    """Whether an address of a page or a nick stands in a text."""
    return _LINK.search(text.lower()) is not None


def names_somebody(text: str) -> bool:
    """Whether a text names anybody at all, for answers in which nobody's name has a place (a course)."""
    found = find_names(text)
    return found.full + found.polite + found.given > 0
