"""Sites with names of their own, as many as an installation may have, for what looks through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random

from bot.domain.catalogue.catalogue import Catalogue, Programme, Site
from bot.domain.model import ProgrammeId, SiteId
from bot.domain.texts import Texts

_KINDS = (
    ("Завод", "plant"),
    ("Мельница", "grain mill"),
    ("Верфь", "shipyard"),
    ("Пекарня", "bakery house"),
    ("Кузница", "forge"),
    ("Типография", "printing house"),
    ("Карьер", "quarry"),
    ("Лесопилка", "sawmill"),
    ("Сыроварня", "cheese dairy"),
    ("Электростанция", "power station"),
)
_FIRST = (
    ("Северный", "Northern"),
    ("Зелёный", "Green"),
    ("Быстрый", "Rapid"),
    ("Каменный", "Stone"),
    ("Медвежий", "Bear"),
    ("Журавлиный", "Crane"),
    ("Серебряный", "Silver"),
    ("Озёрный", "Lake"),
    ("Кедровый", "Cedar"),
    ("Янтарный", "Amber"),
    ("Морозный", "Frosty"),
    ("Лебединый", "Swan"),
    ("Гранитный", "Granite"),
    ("Рябиновый", "Rowan"),
    ("Солнечный", "Sunny"),
    ("Вишнёвый", "Cherry"),
    ("Полуночный", "Midnight"),
    ("Соболиный", "Sable"),
    ("Берестяной", "Birchbark"),
    ("Огненный", "Fiery"),
    ("Жемчужный", "Pearl"),
    ("Степной", "Steppe"),
    ("Туманный", "Misty"),
)
_SECOND = (
    ("родник", "Spring"),
    ("мост", "Bridge"),
    ("парус", "Sail"),
    ("колокол", "Bell"),
    ("рассвет", "Dawn"),
    ("перевал", "Pass"),
    ("маяк", "Lighthouse"),
    ("жернов", "Millstone"),
    ("сундук", "Chest"),
    ("терем", "Lodge"),
    ("водопад", "Waterfall"),
    ("фонарь", "Lantern"),
    ("утёс", "Cliff"),
    ("якорь", "Anchor"),
    ("улей", "Beehive"),
    ("кувшин", "Pitcher"),
    ("хребет", "Ridge"),
    ("ковчег", "Ark"),
    ("бубен", "Tambourine"),
    ("шатёр", "Tent"),
    ("венец", "Crown"),
    ("порог", "Threshold"),
)
_SYLLABLES = ("ба", "ве", "го", "ди", "жу", "зор", "ка", "лен", "мы", "нур", "па", "рин", "са", "тош", "чум")


def many_sites(catalogue: Catalogue, number: int) -> Catalogue:
    """So many sites with the programmes, cities and professions of those of a catalogue in turn; each has a
    name of two words that no other has, and words of its own in its description."""
    chance = Random(11)
    names = list(product(range(len(_FIRST)), range(len(_SECOND))))
    chance.shuffle(names)
    originals = list(catalogue.sites.values())
    region = next(iter(catalogue.regions.values()))
    sites = [_site(each, originals[each % len(originals)], names[each], chance) for each in range(number)]
    return Catalogue.of(1, catalogue.built_at, [region], sites, ())


def _site(number: int, original: Site, name: tuple[int, int], chance: Random) -> Site:
    kind, kind_en = _KINDS[chance.randrange(len(_KINDS))]
    (first, first_en), (second, second_en) = _FIRST[name[0]], _SECOND[name[1]]
    words = " ".join(_invented(chance))
    return replace(
        original,
        id=SiteId(number + 1),
        slug=f"site-{number}",
        name=Texts({"ru": f"{kind} «{first} {second}»", "en": f"{first_en} {second_en} {kind_en}"}),
        short=Texts({"ru": f"{original.short.get('ru')} {words}"}),
        programmes=tuple(_programmes(original.programmes, number)),
    )


def _invented(chance: Random) -> Iterator[str]:
    for _ in range(8):
        yield "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(3, 4)))


def _programmes(originals: Sequence[Programme], number: int) -> Iterator[Programme]:
    for at, each in enumerate(originals):
        yield replace(each, id=ProgrammeId(10 * (number + 1) + at), site_id=SiteId(number + 1))
