"""What can be found of the catalogue, and by which of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from bot.domain.catalogue.catalogue import Catalogue, Programme, Route, Site
from bot.domain.catalogue.professions import professions_of
from bot.domain.model import ProgrammeId, ProgrammeKind, RegionId, RouteId, SiteId
from bot.domain.texts import Texts


class Field(IntEnum):
    """Where a word stands, the weightiest first."""

    NAME = 0
    CITY = 1
    INDUSTRY = 2
    PROFESSION = 3
    TEXT = 4


SITE: Final = "s"
PROGRAMME: Final = "p"
ROUTE: Final = "r"
PROFESSION: Final = "j"
KINDS: Final = (SITE, PROGRAMME, ROUTE, PROFESSION)
"""As links begin that lead there; professions have none."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something of the catalogue: a site, a programme or a route."""

    kind: str
    id: int

    @classmethod
    def site(cls, site_id: SiteId) -> Found:
        return cls(SITE, site_id)

    @classmethod
    def programme(cls, programme_id: ProgrammeId) -> Found:
        return cls(PROGRAMME, programme_id)

    @classmethod
    def route(cls, route_id: RouteId) -> Found:
        return cls(ROUTE, route_id)


Thing = Site | Programme | Route


def thing_of(found: Found, catalogue: Catalogue) -> Thing | None:
    """What was found; None where it is there no more: a screen may be drawn from newer content."""
    if found.kind == SITE:
        return catalogue.sites.get(SiteId(found.id))
    if found.kind == PROGRAMME:
        return catalogue.programmes.get(ProgrammeId(found.id))
    return catalogue.routes.get(RouteId(found.id))


def region_of(thing: Thing, catalogue: Catalogue) -> RegionId:
    return catalogue.site_of(thing).region_id if isinstance(thing, Programme) else thing.region_id


def site_of(found: Found, catalogue: Catalogue) -> SiteId | None:
    """The site that was found, or whose programme was; None for a route."""
    thing = thing_of(found, catalogue)
    if isinstance(thing, Programme):
        return thing.site_id
    return thing.id if isinstance(thing, Site) else None


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, the best first. ``words``: by which, or what was looked for in vain. ``instead``: the
    query by which it was found, where that is another one: from the other keyboard, or a part of a
    sentence. ``professions``: numbers of those that are called so."""

    found: tuple[Found, ...]
    words: tuple[str, ...]
    instead: str | None = None
    professions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """``own``: texts of the thing itself; ``others``: of what it belongs to or holds, which help to find it
    beside a word of its own."""

    found: Found
    own: tuple[tuple[Field, str], ...]
    others: tuple[tuple[Field, str], ...] = ()

    @property
    def texts(self) -> Iterator[tuple[Field, str, bool]]:
        """All of them, and whether each is its own."""
        yield from ((field, text, True) for field, text in self.own)
        yield from ((field, text, False) for field, text in self.others)


_KINDS: Final[Mapping[ProgrammeKind, str]] = {
    ProgrammeKind.EXCURSION: "экскурсия тур excursion tour",
    ProgrammeKind.CAREER: "профориентация карьера career guidance",
    ProgrammeKind.TRIAL: "профпроба проба job trial",
    ProgrammeKind.INTERNSHIP: "стажировка практика internship placement work experience",
}


def entries_of(catalogue: Catalogue) -> Iterator[Entry]:
    """Sites, then programmes, then routes, each in the catalogue's order; and professions."""
    yield from map(_site, catalogue.sites.values())
    for site in catalogue.sites.values():
        for programme in site.programmes:
            yield _programme(programme, site)
    for route in catalogue.routes.values():
        yield _route(route, catalogue)
    for each in professions_of(catalogue).values():
        yield Entry(Found(PROFESSION, each.number), tuple(_texts(Field.NAME, each.name)))


def _texts(field: Field, *texts: Texts | None) -> Iterator[tuple[Field, str]]:
    for each in texts:
        if each is not None:
            for text in each.as_mapping().values():
                yield field, text


def _site_words(site: Site) -> Iterator[tuple[Field, str]]:
    yield from _texts(Field.NAME, site.name)
    yield from _texts(Field.CITY, site.city)
    yield from _texts(Field.INDUSTRY, site.industry)
    yield from _texts(Field.PROFESSION, *site.professions)
    yield from _texts(Field.TEXT, site.short, site.municipality)


def _programme_words(programme: Programme, field: Field) -> Iterator[tuple[Field, str]]:
    yield from _texts(field, programme.title)
    yield field, _KINDS[programme.kind]
    yield from _texts(Field.PROFESSION, *programme.professions)
    yield from _texts(Field.TEXT, programme.subjects, programme.product)


def _site(site: Site) -> Entry:
    held = (words for each in site.programmes for words in _programme_words(each, Field.TEXT))
    return Entry(Found.site(site.id), tuple(_site_words(site)), _once(held))


def _programme(programme: Programme, site: Site) -> Entry:
    return Entry(
        Found.programme(programme.id),
        tuple(_programme_words(programme, Field.NAME)),
        _once(_site_words(site)),
    )


def _route(route: Route, catalogue: Catalogue) -> Entry:
    sites = [catalogue.site_of(catalogue.programmes[stop.programme_id]) for stop in route.stops]
    own = (*_texts(Field.NAME, route.title), *_texts(Field.INDUSTRY, route.theme))
    words = (*own, (Field.NAME, "маршрут route"))
    return Entry(Found.route(route.id), words, _once(word for site in sites for word in _site_words(site)))


def _once(words: Iterable[tuple[Field, str]]) -> tuple[tuple[Field, str], ...]:
    return tuple(dict.fromkeys(words))
