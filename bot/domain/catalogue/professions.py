"""From a profession to where it can be seen, tried and practised (A10)."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.catalogue.catalogue import Catalogue, Programme
from bot.domain.model import ProgrammeKind
from bot.domain.texts import Texts


class Way(StrEnum):
    """What one can do about a profession, in the order of how near one comes to it."""

    SEE = "see"
    TRY = "try"
    PRACTISE = "practise"


_WAYS: Mapping[ProgrammeKind, Way] = {
    ProgrammeKind.EXCURSION: Way.SEE,
    ProgrammeKind.CAREER: Way.SEE,
    ProgrammeKind.TRIAL: Way.TRY,
    ProgrammeKind.INTERNSHIP: Way.PRACTISE,
}


def way_of(programme: Programme) -> Way:
    return _WAYS[programme.kind]


def profession_number(name: Texts) -> int:
    """Of a profession by its name, the same for ever: content has no other sign of it."""
    return zlib.crc32(name.in_language("ru").strip().casefold().encode()) >> 8


@dataclass(frozen=True, slots=True)
class Profession:
    number: int
    name: Texts
    programmes: tuple[Programme, ...]
    """Where it can be seen, then tried, then practised."""


def professions_of(catalogue: Catalogue) -> dict[int, Profession]:
    """By number, every one that some published programme shows."""
    names: dict[int, Texts] = {}
    shown: dict[int, list[Programme]] = defaultdict(list)
    for programme in catalogue.programmes.values():
        for name in _shown_by(programme, catalogue):
            number = profession_number(name)
            names.setdefault(number, name)
            if programme not in shown[number]:
                shown[number].append(programme)
    ways = list(Way)
    return {
        number: Profession(
            number, name, tuple(sorted(shown[number], key=lambda each: ways.index(way_of(each))))
        )
        for number, name in names.items()
    }


def _shown_by(programme: Programme, catalogue: Catalogue) -> Iterable[Texts]:
    return programme.professions or catalogue.site_of(programme).professions
