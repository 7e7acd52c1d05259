"""What visitors browse: free sessions behind the catalogue's filters, cards, nearest dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.db.booking.applications import read_applications_of
from bot.db.booking.bookings import read_bookings_of
from bot.db.booking.sessions import (
    Earliest,
    read_next_free,
    read_next_of_each,
    read_next_of_one,
    read_next_starts,
    read_session,
)
from bot.domain.booking.views import NextDates, ProgrammeView, RouteView, SiteView
from bot.domain.catalogue.catalogue import Site
from bot.domain.model import ProgrammeId, RouteId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar
from bot.domain.typed.moments import DayProblem, read_days
from bot.services.catalogue.cache import CatalogueCache
from bot.services.permissions import ANYONE, SELF
from bot.services.transaction import Tx, reads


def earliest_of(
    catalogue: CatalogueCache, programme_ids: Iterable[ProgrammeId], now: datetime
) -> list[Earliest]:
    """Programmes grouped by the first moment that their lead time leaves: a date on a card can be booked."""

    @cache  # few calendars, zones and lead times serve all programmes
    def earliest(calendar: WorkingCalendar, timezone: str, lead_working_days: int) -> datetime:
        zone = ZoneInfo(timezone)
        day = calendar.first_bookable_day(local_day(now, zone), lead_working_days)
        return max(now, utc_at(day, time.min, zone))

    groups: dict[datetime, list[ProgrammeId]] = defaultdict(list)
    for programme_id in programme_ids:
        programme = catalogue.programme(programme_id)
        site = catalogue.site(programme.site_id)
        moment = earliest(catalogue.calendar(site.id), site.timezone, programme.lead_working_days)
        groups[moment].append(programme_id)
    return [Earliest(moment, tuple(ids)) for moment, ids in sorted(groups.items())]


@reads(ANYONE)
def find_free(tx: Tx, periods: Mapping[str, int]) -> Mapping[str, Collection[ProgrammeId]]:
    """For each period (days ahead, by its key) the published programmes that are free in it."""
    groups = earliest_of(tx.catalogue, tx.catalogue.published.programmes, tx.now)
    starts = read_next_starts(tx.connection, groups, tx.now)
    return {
        key: {each for each, start in starts.items() if start < tx.now + timedelta(days=days)}
        for key, days in periods.items()
    }


@reads(ANYONE)
def read_nearest_dates(
    tx: Tx,
    programmes: Sequence[ProgrammeId],
    *,
    skip: int,
    most: int,
    days: int | None,
    shared: bool = False,
    since: date | None = None,
) -> NextDates:
    """Open sessions with free seats of some programmes, soonest first (A6). ``shared``: only sessions that
    anybody may join; ``since``: from this day of the reader's region on."""
    until = None if days is None else tx.now + timedelta(days=days)
    groups = earliest_of(tx.catalogue, programmes, tx.now)
    begin, zone = tx.now, _zone(tx)
    today = local_day(tx.now, zone)
    if since is not None and since > today:
        last = today + timedelta(days=tx.limits.horizon_days)
        begin = utc_at(min(since, last), time.min, zone) - timedelta(microseconds=1)
    found = read_next_free(tx.connection, groups, begin, until=until, shared=shared, skip=skip, most=most + 1)
    return NextDates(found[:most], len(found) > most, tx.now)


@reads(SELF)
def read_typed_day(tx: Tx, text: str) -> date | None:
    """The day, or the first of the days, that a text means in the reader's region; None for what is no date
    and for what is over."""
    today = local_day(tx.now, _zone(tx))
    days = read_days(text, today, choices=None)
    return None if isinstance(days, DayProblem) or days.last < today else days.first


def _zone(tx: Tx) -> ZoneInfo:
    """Of the region that the reader is in; who is in none yet reads by the first."""
    regions = tx.catalogue.everything.regions
    region = regions.get(tx.actor.region_id) if tx.actor.region_id is not None else None
    region = region or next(iter(regions.values()), None)
    return ZoneInfo("UTC" if region is None else region.timezone)


@reads(ANYONE)
def read_site(tx: Tx, site_id: SiteId) -> SiteView | Refusal:
    site = tx.catalogue.published.sites.get(site_id)
    if site is None:
        return Refusal(Reason.NOT_PUBLISHED)
    groups = earliest_of(tx.catalogue, [each.id for each in site.programmes], tx.now)
    return SiteView(site, read_next_of_each(tx.connection, groups, tx.now))


@reads(SELF)
def read_place(tx: Tx, site_id: SiteId) -> Site | Refusal:
    """Where a site is, for whoever may know that there is one: it is published, or they work there, or they
    have asked to come (and find the way though it was hidden since)."""
    site = tx.catalogue.published.sites.get(site_id)
    if site is not None:
        return site
    site = tx.catalogue.everything.sites.get(site_id)
    if site is None or not (tx.actor.role_at(site_id) is not None or _asked_to_come(tx, site_id)):
        return Refusal(Reason.NOT_PUBLISHED)
    return site


def _asked_to_come(tx: Tx, site_id: SiteId) -> bool:
    bookings = read_bookings_of(tx.connection, tx.actor.person_id)
    applications = read_applications_of(tx.connection, tx.actor.person_id)
    return any(each.at(site_id) for each in bookings) or any(each.site_id == site_id for each in applications)


@reads(ANYONE)
def read_programme(
    tx: Tx, programme_id: ProgrammeId, chosen: SessionId | None = None
) -> ProgrammeView | Refusal:
    """``chosen``: the session whose date led to the card."""
    programme = tx.catalogue.published.programmes.get(programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    (earliest,) = earliest_of(tx.catalogue, [programme.id], tx.now)
    session = None if chosen is None else read_session(tx.connection, chosen)
    if session is not None and (session.programme_id != programme.id or session.starts_at <= tx.now):
        session = None
    coming = read_next_of_one(tx.connection, earliest, tx.now, most=3)
    return ProgrammeView(tx.catalogue.published.site_of(programme), programme, coming, tx.now, session)


@reads(ANYONE)
def read_route(tx: Tx, route_id: RouteId) -> RouteView | Refusal:
    catalogue = tx.catalogue.published
    route = catalogue.routes.get(route_id)
    if route is None:
        return Refusal(Reason.NOT_PUBLISHED)
    programmes = [catalogue.programmes[stop.programme_id] for stop in route.stops]
    groups = earliest_of(tx.catalogue, [each.id for each in programmes], tx.now)
    stops = [(catalogue.site_of(each), each) for each in programmes]
    return RouteView(route, stops, read_next_of_each(tx.connection, groups, tx.now))
