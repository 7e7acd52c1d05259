"""What is typed into a field of a card, as the catalogue's file would say it (E6).

Only how people write it is read here; whether it may be is judged by the file's own types and limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.catalogue.cards.fields import NOT_SAID, CardField, Input
from bot.domain.model import Audience
from bot.domain.people.phones import PhoneProblem, read_phone
from bot.domain.time.zones import find_zone
from bot.domain.typed.free_text import FreeTextProblem, check_free_text
from bot.domain.typed.numbers import read_number

_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d))?\s*(?:ч|час|часа|часов|h|hour|hours)\.?(?![а-яa-z])")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:м|мин|минут|минуты|минута|min|minutes)\.?(?![а-яa-z])")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_NUMBER = re.compile(r"(?<![\d.,])\d+(?![\d.,]*\d)")
_PRICE = re.compile(r"(\d[\d\s]*)\s*(?:₽|р|руб\w*|rub\w*|roubles?|rubles?)?\.?$")
_BETWEEN_AMOUNTS = re.compile(r"[;\n]|,\s+(?=\D)")
_FREE: Final = ("бесплат", "free", "0")
_WORDS: Final[Mapping[Audience, tuple[str, ...]]] = {
    Audience.SCHOOL: ("школ", "класс", "school", "pupil"),
    Audience.COLLEGE: ("колледж", "college"),
    Audience.STUDENT: ("студент", "вуз", "student", "universit"),
    Audience.FAMILY: ("сем", "famil"),
    Audience.TOURIST: ("турист", "tourist"),
    Audience.ADULT: ("взросл", "adult"),
}
_LANGUAGES: Final = {
    "русск": "ru",
    "russian": "ru",
    "англ": "en",
    "english": "en",
    "коми": "kv",
    "komi": "kv",
}
_NAMES: Final = frozenset({FreeTextProblem.NAMES, FreeTextProblem.NAME_AND_HEALTH})
_OF_ITS_OWN: Final = _NAMES | {FreeTextProblem.CONTACTS, FreeTextProblem.BIRTH_DATE}
"""What a site may say of itself: after whom it is called, its phones, its year. Documents and addresses of
pages have no place on a card that is typed."""
_MARKUP = re.compile(r"[<>&#@*\[\]]")
_SPLIT = re.compile(r"[^\W_]+")
_PLACE = re.compile(r"\s*(-?\d{1,2}[.,]\d{2,})\s*[,;\s]\s*(-?\d{1,3}[.,]\d{2,})\s*")
_BETWEEN_NAMES = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class NotRead:
    """Nothing of the field's kind was typed; ``problem``: the text that says so."""

    problem: str


def read_field(field: CardField, text: str, before: Any, language: str, audience: Sequence[str] = ()) -> Any:
    """The value that a text means, or that it means none. ``before``: of the field; a text changes one of
    its languages. ``audience``: for whom the programme is."""
    if field.input not in {Input.TEXT, Input.LINE} and _MARKUP.search(text):
        return NotRead("press_a_button" if field.choices else "card.invalid")
    match field.input:
        case Input.TEXT:
            return _read_text(field, text, before, language)
        case Input.AMOUNTS:
            return _read_amounts(text, audience)
        case _:
            return _READERS[field.input](field, text)


def _read_text(field: CardField, text: str, before: Any, language: str) -> Any:
    if not any(each.isalnum() for each in text) or text == NOT_SAID:
        return NotRead("card.empty")
    problem = check_free_text(text, len(text))
    if problem is not None and (field.of_office or problem not in _OF_ITS_OWN):
        return NotRead("card.office" if problem in _NAMES else problem.value)
    kept = {code: each for code, each in (before or {}).items() if each != NOT_SAID}
    if language != "ru" and "ru" not in kept:
        return NotRead("card.russian_first")
    return {**kept, language: text}


def read_place(text: str) -> tuple[float, float] | None:
    """«62.588, 50.863», as maps give it: degrees north and east; None: it is no place on the Earth."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    north, east = (float(each.replace(",", ".")) for each in found.groups())
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


def read_names(text: str) -> list[str]:
    """«Пекарь, технолог»: each once, as the first of a line is written."""
    names = [" ".join(each.split()) for each in _BETWEEN_NAMES.split(text.strip(" ."))]
    found = {folded(each): each[:1].upper() + each[1:] for each in reversed(names) if each}
    return list(reversed(found.values()))


def folded(name: str) -> str:
    """A name so that the same ones are equal."""
    return name.casefold().replace("ё", "е")


def _read_whole(_field: CardField, text: str) -> int | NotRead:
    found = _NUMBER.findall(text)
    number = read_number(found[0]) if len(found) == 1 else None
    if number is None:
        return NotRead("not_a_number")
    return number


def read_minutes(text: str) -> int | NotRead:
    """«90», «1:30», «1,5 часа», «1 ч 15 мин»."""
    low = text.casefold()
    if clock := _CLOCK.search(low):
        return int(clock[1]) * 60 + int(clock[2])
    hours, minutes = _HOURS.search(low), _MINUTES.search(low)
    if hours or minutes:
        of_hours = 0 if hours is None else int(hours[1]) * 60 + int(hours[2] or 0) * 6
        return of_hours + (0 if minutes is None else int(minutes[1]))
    found = _NUMBER.findall(low)
    if len(found) != 1 or len(found[0]) > 4:
        return NotRead("card.minutes")
    return int(found[0])


def _read_line(field: CardField, text: str) -> str | NotRead:
    if field.name != "contact_phone":
        return text
    phone = read_phone(text, office=True)
    if isinstance(phone, PhoneProblem):
        return NotRead(phone.value)
    return phone


def _read_switch(_field: CardField, text: str) -> bool | NotRead:
    low = text.casefold().strip(" .!")
    if low in {"да", "нужен", "yes"}:
        return True
    if low in {"нет", "не нужен", "no"}:
        return False
    return NotRead("press_a_button")


def _read_several(field: CardField, text: str) -> list[str] | NotRead:
    words = _SPLIT.findall(text.casefold())
    if field.name == "audience":
        found = [code for word in words if (code := _audience_of(word)) is not None]
    else:
        found = [code for word in words for part, code in _LANGUAGES.items() if word.startswith(part)]
    if not found:
        return NotRead("press_a_button")
    return list(dict.fromkeys(found))


def _audience_of(word: str) -> str | None:
    return next((kind.value for kind, starts in _WORDS.items() if word.startswith(starts)), None)


def _read_amounts(text: str, audience: Sequence[str]) -> list[dict[str, Any]] | NotRead:
    """«350»: everybody; «школьники 200; семьи и туристы 350»; «бесплатно»."""
    low = text.casefold().strip(" .!")
    if any(low == each or (len(each) > 1 and low.startswith(each)) for each in _FREE):
        return []
    amounts: list[dict[str, Any]] = []
    for part in _BETWEEN_AMOUNTS.split(low):
        if not part.strip():
            continue
        price = _PRICE.search(part.strip())
        if price is None:
            return NotRead("card.amounts")
        number = read_number("".join(price[1].split()))
        if number is None:
            return NotRead("card.amounts")
        words = _SPLIT.findall(part.strip()[: price.start()])
        named = [code for word in words if (code := _audience_of(word)) is not None]
        unknown = [word for word in words if _audience_of(word) is None and word not in {"и", "and", "по"}]
        if unknown or (words and not named):
            return NotRead("card.amounts")
        if number:
            amounts.append({"audience": list(dict.fromkeys(named or audience)), "amount": number})
    return amounts


def _read_choice(_field: CardField, _text: str) -> NotRead:
    return NotRead("press_a_button")


def _read_zone(_field: CardField, text: str) -> str | NotRead:
    return find_zone(text) or NotRead("card.unknown_timezone")


_READERS: Final[Mapping[Input, Callable[[CardField, str], Any]]] = {
    Input.NUMBER: _read_whole,
    Input.MINUTES: lambda _field, text: read_minutes(text),
    Input.LINE: _read_line,
    Input.SWITCH: _read_switch,
    Input.SEVERAL: _read_several,
    Input.CHOICE: _read_choice,
    Input.ZONE: _read_zone,
}
