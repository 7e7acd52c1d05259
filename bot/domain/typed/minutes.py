"""By how many minutes a group is late, out of what its leader wrote."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {
    "пять": 5,
    "десять": 10,
    "пятнадцать": 15,
    "двадцать": 20,
    "тридцать": 30,
    "сорок": 40,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
}
_NUMBER: Final = rf"(?<![\d:.,])(?:\d{{1,3}}|{'|'.join(_WORDS)})"
_UNIT: Final = r"(?:мин(?:ут\w*|\b)|min(?:ute\w*|s?\b))"
_COUNTED: Final = re.compile(rf"(?:{_NUMBER}\s*[-–—]\s*)?({_NUMBER})[\s-]*{_UNIT}")
_BARE: Final = re.compile(rf"\bна\s+({_NUMBER})$")
_TURNED: Final = re.compile(rf"\bминут\w*\s+(?:на\s+)?(?:{_NUMBER}\s*[-–—]\s*)?({_NUMBER})(?![\d:.,])")
_HOURS: Final = (
    (re.compile(r"\bполтора часа|\bhour and a half"), 90),
    (re.compile(r"\b(?:два|2) часа|\b(?:two|2) hours"), 120),
    (re.compile(r"\bполчас\w*|\bпол часа|\bhalf an hour|\bhalf hour"), 30),
    (re.compile(r"\bчетверть часа|\bquarter of an hour"), 15),
    (re.compile(r"\bна (?:один |1 )?час\b|\b(?:an|one|1) hour"), 60),
)
_AN_HOUR: Final = re.compile(r"\bчас(?:а|ик)?\b|\bhour\b")
_FROM_NOW: Final = re.compile(r"\bчерез\b|\bin\b(?! traffic)")


def read_minutes(text: str, *, from_now: bool) -> int | None:
    """«На 15 минут», «минут на 20», «на полчаса», "half an hour"; of «15–20» the more. None where no number
    is said, or one that counts from now («будем через 15 минут») though that is not asked."""
    tidy = " ".join(text.casefold().replace("ё", "е").split())
    if _FROM_NOW.search(tidy) and not from_now:
        return None
    counted = _COUNTED.search(tidy) or _TURNED.search(tidy) or _BARE.search(tidy)
    if counted is not None:
        number = counted[1]
        minutes = _WORDS[number] if number in _WORDS else int(number)
        return minutes + 60 if _AN_HOUR.search(tidy, 0, counted.start()) else minutes
    return next((minutes for shape, minutes in _HOURS if shape.search(tidy)), None)
