"""What visitors browse: free sessions behind the catalogue's filters, cards, nearest dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_bookings_of
from bot.db.booking.sessions import (
    Earliest,
    read_next_free,
    read_next_of_each,
    read_next_of_one,
    read_next_starts,
    read_session,
)
from bot.db.people.organisations import read_card, read_organisation
from bot.db.placements.applications import read_applications_of
from bot.domain.booking.availability import (
    CLASSES,
    SessionFacts,
)
from bot.domain.booking.takers import takers_of
from bot.domain.booking.views import NextDates, ProgrammeView, RouteView, SiteView, WhyGone
from bot.domain.catalogue.catalogue import Catalogue, Place, Programme, Site
from bot.domain.catalogue.periods import days_of
from bot.domain.catalogue.views import Surroundings
from bot.domain.model import (
    INDIVIDUALS_ALIKE,
    Audience,
    ClassCardId,
    ProgrammeId,
    RouteId,
    SessionId,
    SiteId,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar
from bot.domain.typed.moments import DayProblem, NamedDay, read_day_within, read_days
from bot.services.booking.rules import bookable_route, rules_of
from bot.services.permissions import ANYONE, SELF
from bot.services.transaction import Tx, reads


def earliest_of(tx: Tx, programme_ids: Iterable[ProgrammeId], *, for_classes: bool = False) -> list[Earliest]:
    """Programmes grouped by the moments that lead time, cut-off and horizon leave: a date that is named can
    be booked. ``for_classes``: by classes, which have no cut-off and always the lead time."""
    cut_off = tx.now + timedelta(minutes=tx.limits.instant_cutoff_minutes)

    @cache  # few calendars, zones and lead times serve all programmes
    def moments(
        calendar: WorkingCalendar, timezone: str, lead_working_days: int, *, at_once: bool
    ) -> tuple[datetime, datetime, datetime]:
        zone = ZoneInfo(timezone)
        today = local_day(tx.now, zone)
        first = max(tx.now, utc_at(calendar.first_bookable_day(today, lead_working_days), time.min, zone))
        last = utc_at(today + timedelta(days=tx.limits.horizon_days + 1), time.min, zone)
        return first, cut_off if at_once else first, last

    groups: dict[tuple[datetime, datetime, datetime], list[ProgrammeId]] = defaultdict(list)
    for programme_id in programme_ids:
        programme = tx.catalogue.programme(programme_id)
        site = tx.catalogue.site(programme.site_id)
        at_once = not for_classes and not programme.audience <= CLASSES
        lead = programme.lead_working_days
        of_one = moments(tx.catalogue.calendar(site.id), site.timezone, lead, at_once=at_once)
        groups[of_one].append(programme_id)
    return [
        Earliest(moment, tuple(ids), instant, until)
        for (moment, instant, until), ids in sorted(groups.items())
    ]


def _guests(audience: Audience | None) -> frozenset[Audience]:
    """Whose sessions such guests can have; empty for anybody."""
    if audience is None:
        return frozenset()
    return INDIVIDUALS_ALIKE if audience in INDIVIDUALS_ALIKE else frozenset({audience})


def _bounds(tx: Tx, period: str, since: date | None = None) -> tuple[datetime, datetime | None]:
    """After which moment, and before which, a session of a period begins, by the clock of the reader's
    region."""
    zone = _zone(tx)
    today = local_day(tx.now, zone)
    days = days_of(period, today)
    first = max(since or today, today if days is None else days[0])
    first = min(first, today + timedelta(days=tx.limits.horizon_days))
    begin = tx.now if first == today else utc_at(first, time.min, zone) - timedelta(microseconds=1)
    return begin, None if days is None else utc_at(days[1] + timedelta(days=1), time.min, zone)


def _starts_in(
    tx: Tx, programmes: Iterable[ProgrammeId], period: str, audience: Audience | None
) -> dict[ProgrammeId, datetime]:
    begin, end = _bounds(tx, period)
    groups = earliest_of(tx, programmes, for_classes=audience in CLASSES)
    starts = read_next_starts(tx.connection, groups, begin, _guests(audience))
    return starts if end is None else {each: start for each, start in starts.items() if start < end}


@reads(ANYONE)
def look_around(tx: Tx, periods: Collection[str], audience: Audience | None = None) -> Surroundings:
    """Which programmes of the reader's region such guests can have in each period, and where the reader
    is."""
    own = tx.actor.organisation_id
    organisation = None if own is None else read_organisation(tx.connection, own)
    return Surroundings(
        free={each: set(_starts_in(tx, _nearby(tx).programmes, each, audience)) for each in periods},
        place=_place(tx, None if organisation is None else organisation.city),
    )


def _nearby(tx: Tx) -> Catalogue:
    """What is published in the reader's region."""
    return tx.catalogue.published.within(tx.actor.region_id)


def _place(tx: Tx, city_of_school: str | None) -> Place:
    """By the city that the reader has named, else by the one of their school."""
    if tx.actor.city_slug is not None:
        return Place(tx.actor.region_id, tx.actor.city_slug)
    return _nearby(tx).place_of(tx.actor.region_id, city_of_school)


@reads(ANYONE)
def read_next_dates(
    tx: Tx, programmes: Sequence[ProgrammeId], period: str = "", audience: Audience | None = None
) -> Mapping[ProgrammeId, datetime]:
    """When (UTC) such guests can come first to each of these programmes that has a date in the period."""
    return _starts_in(tx, programmes, period, audience)


@reads(ANYONE)
def read_nearest_dates(
    tx: Tx,
    programmes: Sequence[ProgrammeId],
    *,
    skip: int,
    most: int,
    period: str,
    shared: bool = False,
    since: date | None = None,
    audience: Audience | None = None,
) -> NextDates:
    """Open sessions with free seats of some programmes, soonest first (A6). ``shared``: only sessions that
    anybody may join; ``since``: from this day of the reader's region on; ``audience``: only those that such
    guests can have."""
    begin, end = _bounds(tx, period, since)
    found = read_next_free(
        tx.connection,
        earliest_of(tx, programmes, for_classes=audience in CLASSES),
        begin,
        until=end,
        shared=shared,
        audiences=_guests(audience),
        skip=skip,
        most=most + 1,
    )
    return NextDates(found[:most], len(found) > most, tx.now)


@reads(SELF)
def read_typed_day(tx: Tx, text: str) -> date | None:
    """The day, or the first of the days, that a text means in the reader's region; None for what is no date
    and for what is over."""
    today = today_of_reader(tx)
    days = read_days(text, today, bare_numbers=False)
    return None if isinstance(days, DayProblem) or days.last < today else days.first


@reads(ANYONE)
def find_named_day(tx: Tx, text: str) -> NamedDay | None:
    """The one day that a sentence names, that is not over; see :func:`read_day_within`."""
    today = today_of_reader(tx)
    named = read_day_within(text, today)
    return named if named is not None and named.day >= today else None


def today_of_reader(tx: Tx) -> date:
    """The day that it is where the reader is."""
    return local_day(tx.now, _zone(tx))


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
    groups = earliest_of(tx, [each.id for each in site.programmes])
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
    tx: Tx, programme_id: ProgrammeId, chosen: SessionId | None = None, card_id: ClassCardId | None = None
) -> ProgrammeView | Refusal:
    """``chosen``: the session whose date led to the card; ``card_id``: one's own class to be booked."""
    programme = tx.catalogue.published.programmes.get(programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    site = tx.catalogue.published.site_of(programme)
    session = None if chosen is None else read_session(tx.connection, chosen)
    if session is not None and session.programme_id != programme.id:
        session = None
    card = None if card_id is None else read_card(tx.connection, card_id, tx.actor.person_id)
    why_gone = None if session is None else _why_gone(tx, programme, session)
    if session is not None and why_gone is None:
        return ProgrammeView(site, programme, (), tx.now, session, card=card)
    (earliest,) = earliest_of(tx, [programme.id], for_classes=card is not None)
    coming = read_next_of_one(tx.connection, earliest, tx.now, most=3)
    return ProgrammeView(site, programme, coming, tx.now, None, session, why_gone, card)


@reads(ANYONE)
def read_linked_session(tx: Tx, session_id: SessionId) -> ProgrammeView | Refusal:
    """The card to which a link to one session leads (A8)."""
    session = read_session(tx.connection, session_id)
    if session is None:
        return Refusal(Reason.NOT_PUBLISHED)
    return read_programme(tx, session.programme_id, session_id)


def _why_gone(tx: Tx, programme: Programme, session: SessionFacts) -> WhyGone | None:
    """None: there is still a seat, and time enough for any of the guests that the session is for."""
    if session.starts_at <= tx.now:
        return WhyGone.PAST
    if not session.is_offered:
        return WhyGone.CLOSED
    if not takers_of(rules_of(tx, programme), session, tx.now, published=True).can:
        return WhyGone.NEAR
    return None if session.free > 0 else WhyGone.FULL


@reads(ANYONE)
def read_route(tx: Tx, route_id: RouteId) -> RouteView | Refusal:
    catalogue = tx.catalogue.published
    route = catalogue.routes.get(route_id)
    if route is None:
        return Refusal(Reason.NOT_PUBLISHED)
    programmes = [catalogue.programmes[stop.programme_id] for stop in route.stops]
    groups = earliest_of(tx, [each.id for each in programmes])
    stops = [(catalogue.site_of(each), each) for each in programmes]
    bookable = bookable_route(tx, route_id) is not None
    return RouteView(route, stops, read_next_of_each(tx.connection, groups, tx.now), bookable)
