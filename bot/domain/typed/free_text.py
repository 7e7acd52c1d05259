"""Checking what people type freely, before it is stored (H4).

The bot stores no names, birth dates or documents of participants. A text that looks like a list of names or
holds the number of a document is refused with the reason; one name in an ordinary remark is not.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from bot.domain import lengths
from bot.domain.people.person_names import NameFindings, find_names

LONGEST_PERSON_NAME: Final = lengths.PERSON


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


# The bot takes visits from 2026 on: an earlier full date in a remark is no visit but somebody's birthday.
_FIRST_YEAR_OF_VISITS: Final = 2026
_EARLIEST_BIRTH: Final = 1900
_SCANNED: Final = 1000
"""Characters looked at in a text that is too long anyway: enough to say that it is a list of names."""

_MOST_CONTACTS: Final = 2

_NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d\d)(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-\d\d-\d\d(?!\d)")
_WORDED_DATE = re.compile(
    r"(?<!\d)\d{1,2}\s+(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\s+(\d{4})(?!\d)"
    r"|(?<!\d)\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(\d{4})(?!\d)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)"
)
_BIRTH_WORD = re.compile(
    r"\bг\.?\s?р\b|год[аы]?\s+рожд|дат[аыуе]\s+рожд|\bрод(?:ил(?:ся|ась)|\.)|\bд\.?\s?р\.|\bborn\b"
    r"|\bbirth|\bd\.?o\.?b\b|\bb\.\s?\d"
)
_AGE_WORD = re.compile(r"\b\d{1,2}\s*(?:лет|года?|years? old|y\.?o)\b")

_PASSPORT = re.compile(
    r"(?<!\d)(?:\d\d\s\d\d|\d{4})\s*(?:#|n|no\.?|номер)?\s*\d{6}(?!\d)"
    r"|(?:паспорт|passport)(?:(?!тел|phone)\D){0,30}\d{2}[\d\s#n-]{4,}\d"
    r"|(?:паспорт|passport)\D{0,25}\b[a-z]{1,2}\s?\d{6,8}\b"
    r"|сери[яиюей]+\s*\d\d\s?\d\d\b"
)
_SNILS = re.compile(
    r"(?<!\d)\d{3}-\d{3}-\d{3}[\s-]?\d\d(?!\d)|снилс\D{0,15}\d{3}[\s-]?\d{3}[\s-]?\d{3}[\s-]?\d\d"
)
_BIRTH_CERTIFICATE = re.compile(
    r"(?<![а-яa-z])[ivxlух1]{1,5}\s?-?\s?[а-я]{2}\s*(?:#|n|no\.?|номер)?\s*\d{6}(?!\d)"
    r"|(?:свидетельств[а-я]*\s+о\s+рождени[а-я]*|birth certificate)\D{0,25}\d{4,}"
)
_OTHER_DOCUMENT = re.compile(
    r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)|(?:полис|омс|загран[а-я]*|виз[аы]|visa)\D{0,20}\d{6,}"
)
# Digits in a row that are no passport: a mobile phone, one of Komi (821…), the number of a taxpayer. Other
# numbers with an 8 may well be: Komi's passports begin with 87.
_NO_PASSPORT = re.compile(r"(?<![\d+])(?:[78]\d{10}|9\d{9}|821\d{7})(?!\d)|инн\D{0,10}\d{10,12}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_LINK = re.compile(
    r"\bhttps?:|://|\bwww\.\w|\b(?:t|telegram|vk)\.(?:me|com|cc)\b|(?<![\w.])@[a-z]\w{3,}"
    r"|(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|su|com|org|net|me|info|online)(?![\w-])"
)
"""An address in the net or the nick of an account; e-mail addresses are contacts."""
_PHONE = re.compile(
    r"(?<![\d-])(?:\+\d{1,3}|8)?[\s(-]{0,3}\d{3,4}[\s)-]{0,3}\d{2,3}[\s-]?\d\d[\s-]?\d\d(?!\d)"
)

_HEALTH = re.compile(
    r"коляс[коч]|аллерг|астм|диабет|инсулин|эпилеп|инвалид|\bовз\b|диагноз|заболева|болезн|болеет|больн[аыо]|\bдцп\b"
    r"|аутизм|аутист|глух|слабослыш|слабовид|незряч|\bслеп|операци|лекарств|таблет|приступ|обморок|непереносим"
    r"|кардиостимул|порок сердца|беременн|\bвич\b"
    r"|wheelchair|allerg|asthma|diabet|epilep|disab|diagnos|autis|\bdeaf\b|\bblind\b|medicin|medicat|insulin"
    r"|pregnan|seizure"
)
_ONE_CHILD = re.compile(
    r"\b(?:ученик(?:[ауе]|ом)?|учениц[аыеуей]+|мальчик(?:[ауе]|ом)?|девочк[аиеуой]+|сын(?:[ауе]|ом)?|доч(?:ь|ка|ке|ку|ери)"
    r"|реб[её]н(?:ок|ка|ку|ком)|внук[ау]?|внучк[аиеу]|школьни[кц][аыуе]?|подрост(?:ок|ка|ку)"
    r"|pupil|student|child|kid|son|daughter|boy|girl)\b"
)
_SENTENCE_END = re.compile(r"(?<![\s.][А-ЯЁA-Z])[.!?…]+\s+(?=[«\"А-ЯЁA-Z0-9])|\n+")


def check_free_text(text: str, limit: int) -> FreeTextProblem | None:
    """Why a remark of at most ``limit`` characters cannot be stored, or None when it can.

    The text itself is never kept or given back. Documents come before names, so that the message says what
    is worst.
    """
    plain = _plain(text[: max(limit, _SCANNED)])
    lower = plain.lower()
    document = _find_document(lower)
    if document is not None:
        return document
    names = find_names(plain)
    if _has_birth_date(lower, names):
        return FreeTextProblem.BIRTH_DATE
    if names.is_list:
        return FreeTextProblem.NAMES
    for sentence in _SENTENCE_END.split(plain):
        problem = _check_sentence(sentence)
        if problem is not None:
            return problem
    if len(_EMAIL.findall(lower)) + len(_PHONE.findall(lower)) > _MOST_CONTACTS:
        return FreeTextProblem.CONTACTS
    if _LINK.search(_EMAIL.sub(" ", lower)):
        return FreeTextProblem.LINK
    return FreeTextProblem.TOO_LONG if len(text) > limit else None


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFKC", text.replace("№", "#"))
    return re.sub(r"[^\S\n]+", " ", re.sub(r"[‐‑‒–—−]", "-", marked))


def _find_document(lower: str) -> FreeTextProblem | None:
    if _SNILS.search(lower):
        return FreeTextProblem.SNILS
    if _BIRTH_CERTIFICATE.search(lower):
        return FreeTextProblem.BIRTH_CERTIFICATE
    if _OTHER_DOCUMENT.search(lower):
        return FreeTextProblem.OTHER_DOCUMENT
    if _PASSPORT.search(_NO_PASSPORT.sub(" ", lower)):
        return FreeTextProblem.PASSPORT
    return None


def _has_birth_date(lower: str, names: NameFindings) -> bool:
    written = [match[1] for pattern in (_NUMERIC_DATE, _ISO_DATE) for match in pattern.finditer(lower)]
    written += [match[1] or match[2] or match[3] for match in _WORDED_DATE.finditer(lower)]
    if _BIRTH_WORD.search(lower) and (written or names.is_participant):
        return True
    # «10-11-12» may be grades, so a year of two digits says something only beside a full name.
    years = [
        int(year) if len(year) == 4 else 2000 + int(year) for year in written if len(year) == 4 or names.full
    ]
    return any(_EARLIEST_BIRTH <= year < _FIRST_YEAR_OF_VISITS for year in years)


def _check_sentence(sentence: str) -> FreeTextProblem | None:
    names = find_names(sentence)
    if not names.is_participant:
        return None
    lower = sentence.lower()
    if _HEALTH.search(lower):
        return FreeTextProblem.NAME_AND_HEALTH
    if _ONE_CHILD.search(lower) or (names.full and _AGE_WORD.search(lower)):
        return FreeTextProblem.NAMES
    return None


# ------------------------------------------------------------------------------------ names one is asked for

_LETTERS = re.compile(r"[^\W\d_]")
_PERSON_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ`][^\W\d_]+)*\.?")
_MOST_WORDS_OF_A_NAME: Final = 4
_NO_NAMES: Final = """
да нет назад отмена отменить далее дальше меню старт стоп помощь привет здравствуйте спасибо пропустить
yes no back cancel next menu start stop help hello hi thanks skip ok ок
"""
_ANSWERS: Final = frozenset(_NO_NAMES.split())


def lists_people(text: str) -> bool:
    """Whether a text is a list of people, or somebody's full name with a birth date.

    For whatever is typed where no remark is asked for: it is refused with its reason everywhere.
    """
    plain = _plain(text[:_SCANNED])
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


def tidy_person_name(text: str) -> str:
    """Without spaces too many; otherwise as the person wants to be called."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_person_name(text: str) -> bool:
    """Whether this can be how the leader wants to be called: «Анна Петровна», «Игорь В.», "Mary".

    One to four words of letters, at most 60 characters; no phone, no command, no list, no «Назад».
    """
    name = tidy_person_name(text)
    words = name.split(" ")
    return (
        len(name) <= LONGEST_PERSON_NAME
        and 1 <= len(words) <= _MOST_WORDS_OF_A_NAME
        and all(_PERSON_WORD.fullmatch(word) for word in words)
        and any(len(_LETTERS.findall(word)) >= 2 for word in words)
        and name.lower().rstrip(".") not in _ANSWERS
    )
