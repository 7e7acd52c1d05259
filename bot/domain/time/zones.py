"""Names of time zones: those of the IANA list, on every machine the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

AREAS: Final = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
"""What the names of places begin with. The list has others, which stand for no place («EST5EDT», «W-SU»,
«Etc/GMT+3») or are kept for old machines («US/Pacific», «Cuba»)."""

UTC: Final = "UTC"


@cache
def _names() -> frozenset[str]:
    # The library's own list: a machine's folder of zones has other files too, such as its «localtime».
    return frozenset((files("tzdata") / "zones").read_text("ascii").split()) - {"Factory"}


def is_zone(name: str) -> bool:
    """Whether it is a zone's name as IANA gives places, such as ``Europe/Moscow``, or UTC: what is let in."""
    return name in _names() and (name == UTC or name.partition("/")[0] in AREAS)


def is_readable_zone(name: str) -> bool:
    """Whether its clocks are known, whatever it is called: what an earlier release has let in works on."""
    return name in _names()


RUSSIAN: Final = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
"""One for each of the clocks of Russia, from west to east."""

_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "калининград": "Europe/Kaliningrad",
        "москва": "Europe/Moscow",
        "мск": "Europe/Moscow",
        "сыктывкар": "Europe/Moscow",
        "санкт-петербург": "Europe/Moscow",
        "киров": "Europe/Kirov",
        "волгоград": "Europe/Volgograd",
        "астрахань": "Europe/Astrakhan",
        "саратов": "Europe/Saratov",
        "ульяновск": "Europe/Ulyanovsk",
        "самара": "Europe/Samara",
        "екатеринбург": "Asia/Yekaterinburg",
        "пермь": "Asia/Yekaterinburg",
        "уфа": "Asia/Yekaterinburg",
        "челябинск": "Asia/Yekaterinburg",
        "тюмень": "Asia/Yekaterinburg",
        "омск": "Asia/Omsk",
        "новосибирск": "Asia/Novosibirsk",
        "барнаул": "Asia/Barnaul",
        "томск": "Asia/Tomsk",
        "кемерово": "Asia/Novokuznetsk",
        "новокузнецк": "Asia/Novokuznetsk",
        "красноярск": "Asia/Krasnoyarsk",
        "иркутск": "Asia/Irkutsk",
        "чита": "Asia/Chita",
        "якутск": "Asia/Yakutsk",
        "хабаровск": "Asia/Vladivostok",
        "владивосток": "Asia/Vladivostok",
        "сахалин": "Asia/Sakhalin",
        "южно-сахалинск": "Asia/Sakhalin",
        "магадан": "Asia/Magadan",
        "камчатка": "Asia/Kamchatka",
        "петропавловск-камчатский": "Asia/Kamchatka",
        "анадырь": "Asia/Anadyr",
    }
)
"""How towns of Russia are called that have a zone of their own, or are asked for often."""


@cache
def _by_name() -> Mapping[str, str]:
    """By the whole name and by its town, in small letters; of two towns of one name the first."""
    found: dict[str, str] = {}
    for name in sorted(each for each in _names() if is_zone(each)):
        found[name.casefold()] = name
        found.setdefault(name.rpartition("/")[2].casefold(), name)
    return found


def find_zone(text: str) -> str | None:
    """The zone that is meant by «Asia/Omsk», «omsk», «Новосибирск»; None: there is none of that name."""
    said = "-".join(text.casefold().replace("ё", "е").split())
    return _CALLED.get(said) or _by_name().get(said.replace("-", "_")) or _by_name().get(said)
