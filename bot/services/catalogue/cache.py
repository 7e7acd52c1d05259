"""The catalogue in memory: small, rarely changed, and needed by every screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.catalogue.reading import (
    EVERYTHING,
    read_all_days_off,
    read_all_school_holidays,
    read_all_settings,
    read_catalogue,
    read_version,
)
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.region.settings import read_all_consent_texts
from bot.domain.catalogue.catalogue import Catalogue, Programme, Region, Route, Site
from bot.domain.catalogue.professions import Profession, professions_of
from bot.domain.limits import Limits
from bot.domain.model import ProgrammeId, RegionId, RegionSetting, RouteId, SiteId
from bot.domain.people.consents import RegionConsent
from bot.domain.region.settings import limits_with
from bot.domain.time.working_days import WorkingCalendar

if TYPE_CHECKING:
    from bot.domain.search.index import SearchIndex

K = TypeVar("K")
V = TypeVar("V")


class NewerThanSnapshotError(LookupError):
    """What is stored refers to something that the snapshot does not have: another process has imported it
    since. ``Runner`` reads the content again and repeats the use case."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    published: Catalogue
    everything: Catalogue
    professions: Mapping[int, Profession]
    calendars: dict[SiteId, WorkingCalendar]
    regional: dict[RegionId, WorkingCalendar]
    settings: Mapping[RegionId, Mapping[RegionSetting, str]]
    consents: Mapping[RegionId, RegionConsent]
    zones: frozenset[str]


class CatalogueCache:
    """Holds the snapshot; :meth:`refresh` reads it again when the stored version has moved.

    Whoever changes content refreshes after the commit; a tick refreshes for changes by other processes.
    """

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._snapshot: _Snapshot | None = None
        self._search: tuple[_Snapshot, SearchIndex] | None = None
        self._professions: tuple[_Snapshot, dict[RegionId, Mapping[int, Profession]]] | None = None

    async def refresh(self) -> bool:
        """Reads the content again if it changed; whether it did."""
        if self._snapshot is not None:
            version = await self._db.read(read_version)
            if version == self._snapshot.published.version:
                return False
        now = self._clock.now()

        def read(connection: Connection) -> _Snapshot:
            everything = read_catalogue(connection, now, EVERYTHING)
            days_off = read_all_days_off(connection)
            schools: dict[RegionId, list[tuple[date, date]]] = defaultdict(list)
            for of, first, last in read_all_school_holidays(connection):
                schools[of].append((first, last))
            settings: dict[RegionId, dict[RegionSetting, str]] = defaultdict(dict)
            for of, name, value in read_all_settings(connection):
                settings[of][name] = value

            @cache  # most sites have the days of their region, and one calendar answers for all of them
            def calendar(overrides: frozenset[tuple[date, bool]], region: RegionId) -> WorkingCalendar:
                return WorkingCalendar(dict(overrides), school_holidays=schools.get(region, ()))

            published = read_catalogue(connection, now)
            return _Snapshot(
                published=published,
                everything=everything,
                professions=professions_of(published),
                calendars={
                    site.id: calendar(_overrides(days_off, site.region_id, site.id), site.region_id)
                    for site in everything.sites.values()
                },
                regional={
                    region: calendar(_overrides(days_off, region, None), region)
                    for region in everything.regions
                },
                settings=settings,
                consents={
                    of: RegionConsent(everything.regions[of], version, text)
                    for of, version, text in read_all_consent_texts(connection)
                },
                zones=frozenset(
                    {
                        *(region.timezone for region in everything.regions.values()),
                        *(site.timezone for site in everything.sites.values()),
                    }
                ),
            )

        self._snapshot = await self._db.read(read)
        return True

    @property
    def is_loaded(self) -> bool:
        return self._snapshot is not None

    def _loaded(self) -> _Snapshot:
        if self._snapshot is None:
            raise RuntimeError("the content is read at the start: await CatalogueCache.refresh() first")
        return self._snapshot

    @property
    def published(self) -> Catalogue:
        """What visitors see."""
        return self._loaded().published

    @property
    def professions(self) -> Mapping[int, Profession]:
        """Those that visitors can see somewhere, by their numbers."""
        return self._loaded().professions

    def professions_in(self, region_id: RegionId | None) -> Mapping[int, Profession]:
        """Those that visitors of a region can see there; all, where nothing else is open, and for whoever is
        in no open region."""
        snapshot = self._loaded()
        part = snapshot.published.within(region_id)
        if part is snapshot.published or region_id is None:
            return snapshot.professions
        if self._professions is None or self._professions[0] is not snapshot:
            self._professions = (snapshot, {})
        made = self._professions[1]
        if region_id not in made:
            made[region_id] = professions_of(part)
        return made[region_id]

    @property
    def search(self) -> SearchIndex:
        """Finds what visitors see by words. Made with the first question after a change, inside a read and so
        in a thread: nobody's tap waits for it. Two that ask at once may both make it, and one stays."""
        from bot.domain.search.index import SearchIndex  # loads what only search needs

        snapshot = self._loaded()
        made = self._search
        if made is None or made[0] is not snapshot:
            made = self._search = (snapshot, SearchIndex(snapshot.published))
        return made[1]

    @property
    def everything(self) -> Catalogue:
        """Hidden and archived things too: for hosts, coordinators, and bookings already made."""
        return self._loaded().everything

    @property
    def zones(self) -> frozenset[str]:
        """Every time zone that something here is in."""
        return self._loaded().zones

    def programme(self, programme_id: ProgrammeId) -> Programme:
        """A programme in any state; NewerThanSnapshotError for an id that is not in the snapshot."""
        return _found(self.everything.programmes, programme_id)

    def site(self, site_id: SiteId) -> Site:
        """A site in any state; NewerThanSnapshotError for an id that is not in the snapshot."""
        return _found(self.everything.sites, site_id)

    def route(self, route_id: RouteId) -> Route:
        """A route in any state, with all of its stops; NewerThanSnapshotError as for a programme."""
        return _found(self.everything.routes, route_id)

    def region(self, region_id: RegionId) -> Region:
        return _found(self.everything.regions, region_id)

    def calendar(self, site_id: SiteId) -> WorkingCalendar:
        """Working days at a site: Russia's, with the region's and the site's own overrides."""
        return _found(self._loaded().calendars, site_id)

    def regional_calendar(self, region_id: RegionId) -> WorkingCalendar:
        return _found(self._loaded().regional, region_id)

    def settings(self, region_id: RegionId) -> Mapping[RegionSetting, str]:
        """What a region has otherwise than the installation."""
        return self._loaded().settings.get(region_id, {})

    def region_of(self, programme_id: ProgrammeId) -> RegionId:
        """The region in which a programme is."""
        return self.site(self.programme(programme_id).site_id).region_id

    def consent(self, region_id: RegionId) -> RegionConsent | None:
        """What a region adds to the consent; None: nothing."""
        return self._loaded().consents.get(region_id)

    def limits_in(self, region_id: RegionId, usual: Limits) -> Limits:
        """The numbers of a region. ``usual``: those of the installation."""
        own = self._loaded().settings.get(region_id)
        return limits_with(usual, own) if own else usual

    def today(self, site: Site) -> date:
        """The local day of a site."""
        return self._clock.now().astimezone(ZoneInfo(site.timezone)).date()


def _found(known: Mapping[K, V], key: K) -> V:
    try:
        return known[key]
    except KeyError:
        raise NewerThanSnapshotError(key) from None


def _overrides(
    days_off: list[tuple[RegionId, SiteId | None, date, bool]], region: RegionId, site: SiteId | None
) -> frozenset[tuple[date, bool]]:
    """The region's overrides, over which the site's own win."""
    found = {day: working for of, at, day, working in days_off if of == region and at is None}
    if site is not None:
        found.update({day: working for _, at, day, working in days_off if at == site})
    return frozenset(found.items())
