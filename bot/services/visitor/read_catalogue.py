"""What visitors browse: free sessions behind the catalogue's filters, cards, nearest dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.applications import read_applications_of
from bot.db.bookings import read_bookings_of
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.sessions import (
    Earliest,
    read_next_free,
    read_next_of_each,
    read_next_of_one,
    read_next_starts,
    read_session,
)
from bot.domain.access import Actor
from bot.domain.availability import SessionFacts
from bot.domain.catalogue import Catalogue, Site
from bot.domain.local_time import local_day, utc_at
from bot.domain.model import ProgrammeId, RouteId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.views import NextDates, ProgrammeView, RouteView, SiteView
from bot.domain.working_days import WorkingCalendar
from bot.services.content import Content


def earliest_of(content: Content, programme_ids: Iterable[ProgrammeId], now: datetime) -> list[Earliest]:
    """Programmes grouped by the first moment that their lead time leaves: a date on a card can be booked."""

    @cache  # few calendars, zones and lead times serve all programmes
    def earliest(calendar: WorkingCalendar, timezone: str, lead_working_days: int) -> datetime:
        zone = ZoneInfo(timezone)
        day = calendar.first_bookable_day(local_day(now, zone), lead_working_days)
        return max(now, utc_at(day, time.min, zone))

    groups: dict[datetime, list[ProgrammeId]] = defaultdict(list)
    for programme_id in programme_ids:
        programme = content.programme(programme_id)
        site = content.site(programme.site_id)
        moment = earliest(content.calendar(site.id), site.timezone, programme.lead_working_days)
        groups[moment].append(programme_id)
    return [Earliest(moment, tuple(ids)) for moment, ids in sorted(groups.items())]


@dataclass(frozen=True, slots=True)
class ReadCatalogue:
    """The published catalogue and, for each period asked about, the programmes free in it."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, periods: Mapping[str, int]
    ) -> tuple[Catalogue, Mapping[str, Collection[ProgrammeId]]]:
        """``periods``: days ahead by their key. Both filters and counts are made of the result."""
        now = self.clock.now()
        if not periods:
            return self.content.published, {}
        groups = earliest_of(self.content, self.content.published.programmes, now)

        starts = await self.db.read(lambda connection: read_next_starts(connection, groups, now))
        free = {
            key: {each for each, start in starts.items() if start < now + timedelta(days=days)}
            for key, days in periods.items()
        }
        return self.content.published, free


@dataclass(frozen=True, slots=True)
class ReadNearestDates:
    """Open sessions with free seats of some programmes, soonest first (A6)."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self,
        programmes: Sequence[ProgrammeId],
        *,
        skip: int,
        most: int,
        days: int | None,
        shared: bool = False,
    ) -> NextDates:
        """``shared``: only sessions that anybody may join."""
        now = self.clock.now()
        until = None if days is None else now + timedelta(days=days)
        groups = earliest_of(self.content, programmes, now)

        def body(connection: Connection) -> Sequence[SessionFacts]:
            return read_next_free(
                connection, groups, now, until=until, shared=shared, skip=skip, most=most + 1
            )

        found = await self.db.read(body)
        return NextDates(found[:most], len(found) > most, now)


@dataclass(frozen=True, slots=True)
class ReadSite:
    db: Database
    clock: Clock
    content: Content

    async def __call__(self, site_id: SiteId) -> SiteView | Refusal:
        site = self.content.published.sites.get(site_id)
        if site is None:
            return Refusal(Reason.NOT_PUBLISHED)
        now = self.clock.now()
        groups = earliest_of(self.content, [each.id for each in site.programmes], now)

        def body(connection: Connection) -> Mapping[ProgrammeId, SessionFacts]:
            return read_next_of_each(connection, groups, now)

        return SiteView(site, await self.db.read(body))


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """Where a site is, for whoever may know that there is one: it is published, or they work there, or they
    have asked to come (and find the way though it was hidden since)."""

    db: Database
    content: Content

    async def __call__(self, actor: Actor, site_id: SiteId) -> Site | Refusal:
        site = self.content.published.sites.get(site_id)
        if site is not None:
            return site
        site = self.content.everything.sites.get(site_id)
        if site is None or not await self._concerns(actor, site_id):
            return Refusal(Reason.NOT_PUBLISHED)
        return site

    async def _concerns(self, actor: Actor, site_id: SiteId) -> bool:
        if actor.role_at(site_id) is not None:
            return True

        def body(connection: Connection) -> bool:
            bookings = read_bookings_of(connection, actor.person_id)
            applications = read_applications_of(connection, actor.person_id)
            return any(each.at(site_id) for each in bookings) or any(
                each.site_id == site_id for each in applications
            )

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class ReadProgramme:
    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, programme_id: ProgrammeId, chosen: SessionId | None = None
    ) -> ProgrammeView | Refusal:
        """``chosen``: the session whose date led to the card."""
        programme = self.content.published.programmes.get(programme_id)
        if programme is None:
            return Refusal(Reason.NOT_PUBLISHED)
        now = self.clock.now()
        (earliest,) = earliest_of(self.content, [programme.id], now)

        site = self.content.published.site_of(programme)

        def body(connection: Connection) -> ProgrammeView:
            session = None if chosen is None else read_session(connection, chosen)
            if session is not None and (session.programme_id != programme.id or session.starts_at <= now):
                session = None
            coming = read_next_of_one(connection, earliest, now, most=3)
            return ProgrammeView(site, programme, coming, now, session)

        return await self.db.read(body)


@dataclass(frozen=True, slots=True)
class ReadRoute:
    db: Database
    clock: Clock
    content: Content

    async def __call__(self, route_id: RouteId) -> RouteView | Refusal:
        catalogue = self.content.published
        route = catalogue.routes.get(route_id)
        if route is None:
            return Refusal(Reason.NOT_PUBLISHED)
        programmes = [catalogue.programmes[stop.programme_id] for stop in route.stops]
        now = self.clock.now()
        groups = earliest_of(self.content, [each.id for each in programmes], now)

        def body(connection: Connection) -> Mapping[ProgrammeId, SessionFacts]:
            return read_next_of_each(connection, groups, now)

        stops = [(catalogue.site_of(each), each) for each in programmes]
        return RouteView(route, stops, await self.db.read(body))
