"""Filters of the catalogue: what they mean, and how many sites each choice would leave (A1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from bot.domain.catalogue.catalogue import Catalogue, Programme, Site
from bot.domain.catalogue.periods import PERIODS
from bot.domain.model import Audience, ProgrammeId, ProgrammeKind
from bot.domain.texts import Texts
from bot.ui.visitor.callback_data import ShowCatalogue, ShowDates, short_key


@dataclass(frozen=True, slots=True)
class People:
    """A group of people: an audience, and the age that a programme must admit."""

    audience: Audience
    age: int | None = None


PEOPLE: Mapping[str, People] = {
    "sch": People(Audience.SCHOOL),
    "g4": People(Audience.SCHOOL, 9),
    "g6": People(Audience.SCHOOL, 11),
    "g8": People(Audience.SCHOOL, 13),
    "g9": People(Audience.SCHOOL, 14),
    "g11": People(Audience.SCHOOL, 16),
    "spo": People(Audience.COLLEGE),
    "stud": People(Audience.STUDENT),
    "fam": People(Audience.FAMILY),
    "fam6": People(Audience.FAMILY, 6),
    "fam10": People(Audience.FAMILY, 10),
    "fam14": People(Audience.FAMILY, 14),
    "adult": People(Audience.TOURIST),
}
"""Pupils, those of grades 1–4, 5–6, 7–8, 9 and 10–11 by the age of the youngest of the highest grade,
families by the age of the youngest child; then the others."""

FREE_OF_CHARGE = "free"
"""The one price that is filtered by: such guests pay nothing; without guests chosen, nobody does."""

WORK = "work"
"""Placements and job trials together, to which one button of the first screen leads."""
KINDS: Mapping[str, Collection[ProgrammeKind]] = {
    **{each.value: {each} for each in ProgrammeKind},
    WORK: {ProgrammeKind.TRIAL, ProgrammeKind.INTERNSHIP},
}


def people_of(audience: Audience | None, youngest_age: int | None) -> str:
    """The key of :data:`PEOPLE` for somebody who books: of a class the group that is no older than it."""
    fitting = [
        key
        for key, people in PEOPLE.items()
        if people.audience is audience
        and (people.age is None or (youngest_age is not None and people.age <= youngest_age))
    ]
    return fitting[-1] if fitting else ""


def group_of(audience: Audience | None, youngest_age: int | None) -> str:
    """The key for somebody who looks around: of a class the group of grades that it belongs to."""
    if audience is Audience.SCHOOL and youngest_age is not None:
        for key, people in PEOPLE.items():
            if people.audience is audience and people.age is not None and youngest_age <= people.age:
                return key
    return people_of(audience, youngest_age)


@dataclass(frozen=True, slots=True)
class Filters:
    city: str = ""
    industry: str = ""
    kind: str = ""
    people: str = ""
    days: str = ""
    price: str = ""

    @classmethod
    def of(cls, data: ShowCatalogue | ShowDates, catalogue: Catalogue) -> Filters:
        """Those of a button; one that means nothing any more (or never did) does not filter."""
        filters = cls(data.city, data.industry, data.kind, data.people, data.days, data.price)
        for menu in filters.active:
            if name_of(catalogue, menu, getattr(filters, menu)) is None:
                filters = filters.without(menu)
        return filters

    @property
    def audience(self) -> Audience | None:
        """Who would come; None for anybody."""
        return PEOPLE[self.people].audience if self.people in PEOPLE else None

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(each.name for each in fields(self) if getattr(self, each.name))

    def without(self, name: str) -> Filters:
        return replace(self, **{name: ""})

    def having(self, name: str, value: str) -> Filters:
        return replace(self, **{name: value})


Free = Mapping[str, Collection[ProgrammeId]]
"""For each period, the programmes that have a free session in it."""


def _programme_fits(programme: Programme, filters: Filters, free: Free) -> bool:
    if filters.kind and programme.kind not in KINDS.get(filters.kind, ()):
        return False
    if filters.people:
        people = PEOPLE.get(filters.people)
        if people is None or people.audience not in programme.audience:
            return False
        if people.age is not None and programme.min_age > people.age:
            return False
    if filters.price and not programme.is_free(filters.audience):
        return False
    return not filters.days or programme.id in free.get(filters.days, ())


def matching_programmes(site: Site, filters: Filters, free: Free) -> tuple[Programme, ...]:
    """The site's programmes that pass all filters; all of them must hold for one programme."""
    if filters.city and short_key(site.city_slug) != filters.city:
        return ()
    if filters.industry and short_key(site.industry_slug) != filters.industry:
        return ()
    return tuple(each for each in site.programmes if _programme_fits(each, filters, free))


def matching_sites(sites: Iterable[Site], filters: Filters, free: Free) -> list[Site]:
    """The sites that have a programme which passes, in the order in which they came."""
    if not filters.active:
        return [site for site in sites if site.programmes]
    return [site for site in sites if matching_programmes(site, filters, free)]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: its value, its name, and the sites that it would leave."""

    value: str
    name: Texts | str
    count: int


_OF_A_SITE: Mapping[str, Callable[[Site], tuple[str, Texts]]] = {
    "city": lambda site: (site.city_slug, site.city),
    "industry": lambda site: (site.industry_slug, site.industry),
}
"""What a site itself has by the filter's name: the slug and how it is called."""


def choices(catalogue: Catalogue, filters: Filters, free: Free, menu: str) -> Sequence[Choice]:
    """The choices of one filter under the others, with counts; those that leave nothing are left out."""
    base = filters.without(menu)
    if menu in _OF_A_SITE:
        return _choices_of_sites(matching_sites(catalogue.sites.values(), base, free), _OF_A_SITE[menu])
    named: dict[str, str] = {}
    match menu:
        case "kind":
            named = {each.value: f"kind.{each.value}" for each in ProgrammeKind}
        case "people":
            named = {each: f"people.{each}" for each in PEOPLE}
        case "days":
            named = {each: f"period.{each}" for each in PERIODS}
        case "price":
            named = {FREE_OF_CHARGE: f"filter.price.{FREE_OF_CHARGE}"}
    found = [
        Choice(value, name, len(matching_sites(catalogue.sites.values(), base.having(menu, value), free)))
        for value, name in named.items()
    ]
    return [each for each in found if each.count]


def _choices_of_sites(sites: Iterable[Site], named: Callable[[Site], tuple[str, Texts]]) -> Sequence[Choice]:
    """Counted in one go: there may be as many cities as sites."""
    names: dict[str, Texts] = {}
    counts: Counter[str] = Counter()
    for site in sites:
        slug, name = named(site)
        names[short_key(slug)] = name
        counts[short_key(slug)] += 1
    return [Choice(value, name, counts[value]) for value, name in names.items()]


def name_of(catalogue: Catalogue, menu: str, value: str) -> Texts | str | None:
    """The name of a chosen value; None when the thing no longer exists (an old button)."""
    finder = _OF_A_SITE.get(menu)
    if finder is not None:
        for site in catalogue.sites.values():
            slug, name = finder(site)
            if short_key(slug) == value:
                return name
        return None
    known: Mapping[str, Collection[str]] = {
        "kind": list(KINDS),
        "people": list(PEOPLE),
        "days": list(PERIODS),
        "price": [FREE_OF_CHARGE],
    }
    prefix = {"kind": "kind", "people": "people", "days": "period", "price": "filter.price"}.get(menu)
    return f"{prefix}.{value}" if prefix is not None and value in known[menu] else None
