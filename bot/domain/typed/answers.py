"""Yes, «send it» and «nothing», as people type them in either language. Every word of a text has to be known:
«не отправляйте» and «да, но позже» are none."""

from __future__ import annotations

import re
from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_YES: Final = _words(
    "да ага угу верно правильно точно так все подтверждаю подтвердить подтверждаем ок окей ok okay yes yep "
    "yeah right correct confirm confirmed"
)
_SEND: Final = _words(
    "отправить отправляй отправляйте отправляем отправь отправьте отправляю шлите записать записаться "
    "записывай записывайте запишите хорошо согласен согласна согласны send submit book sure good fine"
)
_BESIDE: Final = _words("пожалуйста заявку нас меня please it the request us me all is everything and i we")
_SAYS_NOTHING: Final = _words(
    "нет нету никого ничего никаких не no none nobody nothing комментария комментариев комментарий нужен "
    "нужно comment comments без n/a"
)
_EVERYBODY: Final = _words(
    "все всем всеми весь вся целиком полном полным всё all everyone everybody whole full"
)
_CAME: Final = _words(
    "пришли пришел пришла приехали приехал приедем приедут придем придут будем будет будут прибыли здесь тут "
    "на месте явились класс классом группа группой в состав составом составе как до одного и мы они дети "
    "came come coming will be is are we here present have arrived the of us them class group in"
)
_NO_MORE: Final = _words("не нужен нужно комментария комментариев комментарий comment comments без")
"""Words that are no «nothing» by themselves."""


def is_yes(text: str) -> bool:
    """«Да», «всё верно», "ok": what is shown is right."""
    return _is_made_of(text, _YES)


def means_send(text: str) -> bool:
    """The same under a form that is complete, where «отправляйте» says it as well."""
    return _is_made_of(text, _YES | _SEND)


def says_nothing(text: str) -> bool:
    """«Нет», «—», "none": there are none, or there is nothing to add."""
    tidy = _tidy(text)
    if not re.search(r"\w", tidy):
        return re.fullmatch(r"[-‐‑‒–—−._\s]+", tidy) is not None
    words = re.findall(r"[^\W\d_]+(?:/[^\W\d_]+)?", tidy)
    said = _SAYS_NOTHING.issuperset(words) and not re.search(r"\d", tidy)
    return said and (not _NO_MORE.issuperset(words) or tidy.startswith(("без ", "не нуж")))


def says_everybody(text: str) -> bool:
    """«Все», «все пришли», «полным составом», "everybody came": as many as were expected."""
    words = re.findall(r"[^\W\d_]+", _tidy(text))
    known = (_EVERYBODY | _CAME).issuperset(words) and not _EVERYBODY.isdisjoint(words)
    return known and re.search(r"[\d?]", text) is None


def _is_made_of(text: str, meant: frozenset[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", _tidy(text))
    return (
        bool(words)
        and (meant | _BESIDE).issuperset(words)
        and not meant.isdisjoint(words)
        and not re.search(r"[\d?]", text)
    )


def _tidy(text: str) -> str:
    return text.casefold().replace("ё", "е").strip()
