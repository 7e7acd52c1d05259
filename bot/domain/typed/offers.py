"""«Берём», "yes": what is offered is taken; «подождём», «лист ожидания на 10.12»: a day is waited for."""

from __future__ import annotations

import re

_YES = re.compile(
    r"(?:да|бер[её]м|беру|возьм[её]м|возьму|согласн?(?:ы|ен|на)|подходит|давайте|конечно|хорошо|записывайте|"
    r"записывай|yes|yeah|(?:we(?:'ll)?|i(?:'ll)?)|take|it|agreed|sure|ok|fine|please|пожалуйста|нам|мне|это|мы|я|"
    r"[\s,.!;])+",
    re.IGNORECASE,
)
_SAYS_IT = re.compile(
    r"\b(?:да|бер[её]м|беру|возьм[её]м|возьму|согласн?(?:ы|ен|на)|подходит|записывайте?)\b"
    r"|\b(?:yes|take it|agreed|sure)\b",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"\b(?:в\s+|на\s+)?(?:лист\w*\s+ожидани\w*|очеред\w*)\b"
    r"|\b(?:под)?жд(?:ать|[её]м|у|ите)\b|\bподожд(?:ать|[её]м|у)\b"
    r"|\b(?:(?:in|on|to)\s+)?(?:the\s+)?wait(?:ing)?[\s-]?list\b|\bwait\b|\b(?:the\s+)?queue\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"\b(?:мы|я|нас|меня|да|пожалуйста|можно|хочу|хотим|будем|буду|готовы|готов|готова|места?|запишите|"
    r"поставьте|встать|встанем|тогда|лучше|"
    r"we(?:'ll)?|i(?:'ll)?|us|me|yes|please|can|will|would|like|to|put|join|add|ok|let's|then|a|seats?|place)\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[^\w]*(?:(?:на|в|on|for)\b[^\w]*)*")


def read_wait(text: str) -> str | None:
    """What else such a text says: a day, or nothing; None where it does not ask to wait."""
    rest, times = _WAITS.subn(" ", text)
    if not times:
        return None
    said = " ".join(_AROUND.sub(" ", rest).split()).strip(" ,.!?")
    return "" if _NOTHING.fullmatch(said) else said


def takes_it(text: str) -> bool:
    """«Да», «берём», "we'll take it", and nothing else."""
    said = text.strip().replace("’", "'")
    return bool(_SAYS_IT.search(said) and _YES.fullmatch(said))


def says_take(text: str) -> bool:
    """Whether such a word is among others."""
    return _SAYS_IT.search(text.replace("’", "'")) is not None
