"""The published content as one immutable snapshot: sites, programmes, routes.

Small and rarely changed, so it is kept in memory and rebuilt when the stored content version moves
(``bot.db.catalogue.reading``). Only published things are in it: an id guessed from a link finds nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, hypot, radians
from statistics import fmean
from types import MappingProxyType

from bot.domain.catalogue.minimum import Minimum
from bot.domain.catalogue.schedule_rule import Margins
from bot.domain.catalogue.tariff import FREE, Price, Tariff
from bot.domain.model import (
    Access,
    Audience,
    Confirmation,
    EnquiryId,
    ListKind,
    PhotoRule,
    ProgrammeId,
    ProgrammeKind,
    RegionId,
    RouteId,
    Sharing,
    SiteId,
    TrialLevel,
)
from bot.domain.texts import Texts


@dataclass(frozen=True, slots=True)
class Region:
    id: RegionId
    slug: str
    name: Texts
    timezone: str
    prefix: str
    """Letter of references: «К» gives К-0412."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A question with its answer, as they were typed: in one language only."""

    enquiry_id: EnquiryId
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Programme:
    id: ProgrammeId
    site_id: SiteId
    code: str
    kind: ProgrammeKind
    title: Texts
    about: Texts
    min_age: int
    min_group: int
    """Fewest people of one party in a private session."""
    max_group: int
    """Most people in one session, adults included."""
    duration_min: int | None
    """Minutes; None for placements, which last ``days`` of ``hours_per_day``."""
    days: int | None
    hours_per_day: int | None
    audience: frozenset[Audience]
    confirmation: Confirmation
    sharing: Sharing
    lead_working_days: int
    foreign_lead_days: int
    """Calendar days."""
    list_lead_working_days: int
    list_kind: ListKind
    children_per_adult: int
    price: Texts | None
    """In words, where nobody has said the amounts."""
    tariff: Tariff | None
    """None, without words either: it is free."""
    minimum: Minimum | None
    """Of its shared sessions; None: they take place whoever comes."""
    professions: tuple[Texts, ...]
    subjects: Texts | None
    direction: Texts | None
    task: Texts | None
    product: Texts | None
    level: TrialLevel | None
    """Of a job trial."""
    answers: tuple[KeptAnswer, ...] = ()
    """What visitors have asked and the site keeps with its answer, the newest first (E3)."""
    before_min: int = 0
    after_min: int = 0
    """Minutes beside each visit that the site and its guide need (E11)."""

    @property
    def margins(self) -> Margins:
        return Margins(self.before_min, self.after_min)

    @property
    def takes_place(self) -> bool:
        """Whether its visits have the site to themselves; placements run beside them, with their mentors."""
        return self.kind is not ProgrammeKind.INTERNSHIP

    @property
    def known_tariff(self) -> Tariff | None:
        """None: the price is known in words only."""
        return self.tariff or (None if self.price else FREE)

    def price_of(self, audience: Audience, people: int) -> Price | None:
        """What so many people pay; None where it is known in words only (C5)."""
        tariff = self.known_tariff
        return None if tariff is None else Price(tariff.charge(audience), people)

    def is_free(self, audience: Audience | None) -> bool:
        """Whether such guests pay nothing; None: nobody whom it is for does. In words only: nobody knows."""
        tariff = self.known_tariff
        guests = self.audience if audience is None else {audience}
        return tariff is not None and not any(tariff.charge(each).amount for each in guests)


@dataclass(frozen=True, slots=True)
class Site:
    id: SiteId
    region_id: RegionId
    slug: str
    name: Texts
    city_slug: str
    city: Texts
    municipality: Texts
    industry_slug: str
    industry: Texts
    short: Texts
    timezone: str
    latitude: float
    longitude: float
    meeting_point: Texts
    dress: Texts
    bring: Texts
    gear: Texts
    photo: PhotoRule
    photo_text: Texts
    access: Access
    access_text: Texts
    health: Texts
    languages: tuple[str, ...]
    contact_name: Texts
    contact_phone: str | None
    pass_office_email: str | None
    bus_plate: bool
    """Whether the gate wants to know the plate of a bus."""
    professions: tuple[Texts, ...]
    programmes: tuple[Programme, ...]
    has_photo: bool
    """Whether visitors can see one."""


@dataclass(frozen=True, slots=True)
class RouteStop:
    position: int
    """From 1."""
    programme_id: ProgrammeId
    day: int
    """From 1."""
    travel_min: int
    """Minutes on the way from the stop before; 0 for the first."""


@dataclass(frozen=True, slots=True)
class Route:
    id: RouteId
    region_id: RegionId
    slug: str
    title: Texts
    theme: Texts
    note: Texts
    transport: Texts
    audience_text: Texts
    days: int
    min_age: int
    stops: tuple[RouteStop, ...]
    closed: tuple[int, ...] = ()
    """Positions of stops that are not in ``stops``, since what is visited there is not published."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, as far as that is known."""

    region_id: RegionId | None = None
    city_slug: str | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All published content at one content version."""

    version: int
    built_at: datetime
    regions: Mapping[RegionId, Region]
    sites: Mapping[SiteId, Site]
    routes: Mapping[RouteId, Route]
    programmes: Mapping[ProgrammeId, Programme] = field(default_factory=dict)
    open_regions: frozenset[RegionId] = frozenset()
    """Those that have a site here: with one there is nothing to choose."""
    _parts: dict[RegionId, Catalogue] = field(default_factory=dict, init=False, repr=False, compare=False)
    _of_regions: dict[RegionId, Mapping[SiteId, Site]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _ordered: dict[tuple[str, Place], tuple[Site, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        version: int,
        built_at: datetime,
        regions: Iterable[Region],
        sites: Iterable[Site],
        routes: Iterable[Route],
    ) -> Catalogue:
        by_site = {site.id: site for site in sites}
        return cls(
            version=version,
            built_at=built_at,
            regions=MappingProxyType({region.id: region for region in regions}),
            sites=MappingProxyType(by_site),
            routes=MappingProxyType({route.id: route for route in routes}),
            programmes=MappingProxyType(
                {programme.id: programme for site in by_site.values() for programme in site.programmes}
            ),
            open_regions=frozenset(site.region_id for site in by_site.values()),
        )

    def within(self, region_id: RegionId | None) -> Catalogue:
        """What a region has; everything where nothing else is open, and for whoever is in no open region.

        Put together once a region: what its people look through grows with it, not with the others.
        """
        if region_id is None or len(self.open_regions) < 2 or region_id not in self.open_regions:
            return self
        if region_id not in self._parts:
            self._parts[region_id] = Catalogue.of(
                self.version,
                self.built_at,
                self.regions.values(),
                [each for each in self.sites.values() if each.region_id == region_id],
                [each for each in self.routes.values() if each.region_id == region_id],
            )
        return self._parts[region_id]

    def sites_of(self, region_id: RegionId) -> Mapping[SiteId, Site]:
        """Those of one region, whatever else there is. Put together once for all regions, so that a screen of
        one costs nothing for the others."""
        if not self._of_regions:
            found: dict[RegionId, dict[SiteId, Site]] = {each: {} for each in self.regions}
            for site in self.sites.values():
                found.setdefault(site.region_id, {})[site.id] = site
            self._of_regions.update({each: MappingProxyType(sites) for each, sites in found.items()})
        return self._of_regions.get(region_id, MappingProxyType({}))

    def is_elsewhere(self, region_id: RegionId, own: RegionId | None) -> bool:
        """Whether it has to be said which region something is in."""
        return len(self.open_regions) > 1 and region_id != own

    def regions_called(self, text: str) -> tuple[RegionId, ...]:
        """Open regions that are called so, or that have a city which is: by the whole name, else by the
        beginning of one of its words, else by any part of it."""
        wanted = fold_place(text)
        if not wanted:
            return ()
        names: dict[RegionId, set[str]] = {
            each: set(map(fold_place, self.regions[each].name.as_mapping().values()))
            for each in self.open_regions
        }
        for site in self.sites.values():
            names[site.region_id].update(map(fold_place, site.city.as_mapping().values()))
        ways: tuple[Callable[[str], bool], ...] = (
            lambda name: name == wanted,
            lambda name: f" {wanted}" in f" {name}",
            lambda name: wanted in name,
        )
        for fits in ways:
            if found := tuple(sorted(each for each, called in names.items() if any(map(fits, called)))):
                return found
        return ()

    def region_of_city(self, city_slug: str, own: RegionId | None) -> RegionId | None:
        """Where a city is: in one's own region, if it has one that is written so."""
        found = {each.region_id for each in self.sites.values() if each.city_slug == city_slug}
        return own if own in found else min(found, default=None)

    def site_of(self, programme: Programme) -> Site:
        return self.sites[programme.site_id]

    def place_of(self, region_id: RegionId | None, city: str | None) -> Place:
        """Where somebody is to whom a city of this name, in whatever language, is their own."""
        return Place(region_id, None if city is None else self.find_city(city))

    def cities(self, region_id: RegionId | None) -> Mapping[str, Texts]:
        """Where there are sites, by slug: those of a region, or all where it has none."""
        every = {each.city_slug: each.city for each in self.sites.values()}
        own = {each.city_slug: each.city for each in self.sites.values() if each.region_id == region_id}
        return own or every

    def find_city(self, name: str) -> str | None:
        """The slug of the city that is called so in any language."""
        wanted = fold_city(name)
        for each in self.sites.values():
            if any(fold_city(called) == wanted for called in each.city.as_mapping().values()):
                return each.city_slug
        return None

    def sites_in_order(
        self, language: str, text_in: Callable[[Texts], str], near: Place = NOWHERE
    ) -> Sequence[Site]:
        """One's own region first, there one's own city, then the nearest; else by city and name as they are
        called in a language, of which ``text_in`` gives the texts.

        Put in order once a language and place: this content never changes, and every list begins with it.
        """
        key = (language, near)
        if key not in self._ordered:
            away = self._distances(near.city_slug)
            self._ordered[key] = tuple(
                sorted(
                    self.sites.values(),
                    key=lambda each: (
                        near.region_id is not None and each.region_id != near.region_id,
                        away.get(each.city_slug, 0.0),
                        text_in(each.city),
                        text_in(each.name),
                    ),
                )
            )
        return self._ordered[key]

    def _distances(self, origin: str | None) -> Mapping[str, float]:
        """Kilometres from a city to each; empty where nobody knows the city."""
        at: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for each in self.sites.values():
            at[each.city_slug].append((each.latitude, each.longitude))
        if origin not in at:
            return {}
        middles = {
            city: (fmean(a for a, _ in places), fmean(b for _, b in places)) for city, places in at.items()
        }
        return {city: _kilometres(middles[origin], middle) for city, middle in middles.items()}


def fold_city(name: str) -> str:
    """«г. Ухта», «ухта» are one."""
    return name.casefold().replace("ё", "е").removeprefix("г.").strip()


def fold_place(name: str) -> str:
    """The same of a region or a city, of which a part may be typed: «томская обл.», «Коми»."""
    return " ".join(fold_city(name).replace("ӧ", "о").rstrip(".").replace("-", " ").split())


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Along the globe, as near as an order of places needs."""
    north, east = radians(b[0] - a[0]), radians(b[1] - a[1]) * cos(radians((a[0] + b[0]) / 2))
    return 6371 * hypot(north, east)
