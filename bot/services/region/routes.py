"""Routes of a region: looked at by its coordinator, published, taken back (F4).

What is stored counts, not the catalogue in memory: two coordinators may compose at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.db.booking.sessions import read_next_of_each, read_programme_sessions
from bot.db.catalogue.routes import count_booked, move_route, read_route, read_routes
from bot.db.engine.locks import lock_region
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.routes.days import Leg
from bot.domain.booking.routes.fitting import Misfit, RouteFit, fit_of
from bot.domain.booking.views import RouteView
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.model import INDIVIDUALS_ALIKE, Audience, ProgrammeKind, Publication, RegionId, RouteId
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.routes import ComposedRoute, RegionRoutesView, RegionRouteView
from bot.services.booking.rules import guests_of, legs_of_route
from bot.services.catalogue.browse import earliest_of
from bot.services.catalogue.cards.reading import key_of
from bot.services.permissions import coordinates
from bot.services.transaction import Tx, reads, record, writes

COORDINATES = coordinates("region_id")

ROUTES_A_PAGE = 8

MOVES = (Publication.PUBLISHED, Publication.HIDDEN)
"""The states into which a coordinator brings a route."""


@reads(COORDINATES)
def show_routes(tx: Tx, region_id: RegionId, page: int = 0) -> RegionRoutesView | Refusal:
    """«Маршруты»: what visitors see first, then drafts."""
    every = read_routes(tx.connection, region_id)
    shown = page_of(every, page, ROUTES_A_PAGE)
    published = sum(each.is_published for each in every)
    return RegionRoutesView(
        region=tx.catalogue.region(region_id),
        entries=shown.entries,
        published=published,
        drafts=len(every) - published,
        page=shown.page,
        pages=shown.pages,
    )


@reads(COORDINATES)
def show_route(tx: Tx, region_id: RegionId, route_id: RouteId) -> RegionRouteView | Refusal:
    """A route with what keeps it from being published, and whether its sessions fit its ways."""
    composed = read_route(tx.connection, region_id, route_id)
    return Refusal(Reason.NOT_FOUND) if composed is None else route_view(tx, composed)


@writes(COORDINATES)
def publish_route(
    tx: Tx, region_id: RegionId, route_id: RouteId, after: Publication, seen: str
) -> RegionRouteView | Refusal:
    """Publishes a route, or takes it back. Safe to repeat; guarded by the state it comes from.

    Publishing agrees to what was shown (``seen``); where that is something else by now it is refused, and
    while visitors cannot see a stop, too. Bookings stay as they are.
    """
    if after not in MOVES:
        return Refusal(Reason.NOT_ALLOWED)
    lock_region(tx.connection, region_id)
    composed = read_route(tx.connection, region_id, route_id)
    if composed is None:
        return Refusal(Reason.NOT_FOUND)
    publishes = after is Publication.PUBLISHED
    if composed.is_published is publishes:
        return route_view(tx, composed)
    if publishes:
        if seen != digest_of(composed.route):
            return Refusal(Reason.ALREADY_DECIDED, {"status": "route"})
        if any(hidden_stops(tx, composed.route)):
            return Refusal(Reason.INCOMPLETE, {"status": "route"})
    if not move_route(tx.connection, route_id, composed.status, after):
        return Refusal(Reason.ALREADY_DECIDED)
    tx.change_catalogue()
    before = composed.status.value
    record(tx, f"route.{after.value}", "route", route_id, {"before": before}, region_id=region_id)
    return route_view(tx, ComposedRoute(composed.route, after), after.value)


def route_view(tx: Tx, composed: ComposedRoute, done: str | None = None) -> RegionRouteView:
    route = composed.route
    hidden = tuple(hidden_stops(tx, route))
    return RegionRouteView(
        region=tx.catalogue.region(route.region_id),
        composed=composed,
        card=_card(tx, route),
        hidden=hidden,
        fit=fit_of_route(tx, route),
        seen=digest_of(route),
        booked=count_booked(tx.connection, route.id, tx.now),
        done=done,
    )


def digest_of(route: Route) -> str:
    """Of all that visitors would see of it: whoever publishes it has seen this."""
    texts: list[Any] = [
        each.as_mapping()
        for each in (route.title, route.theme, route.note, route.transport, route.audience_text)
    ]
    stops = [[each.programme_id, each.day, each.travel_min] for each in route.stops]
    return key_of(*texts, route.days, route.min_age, stops)


def hidden_stops(tx: Tx, route: Route) -> Iterator[tuple[int, Site]]:
    """Stops that visitors cannot see, since what is visited there is not published."""
    for stop in route.stops:
        if stop.programme_id not in tx.catalogue.published.programmes:
            programme = tx.catalogue.programme(stop.programme_id)
            yield stop.position, tx.catalogue.site(programme.site_id)


def places_at(tx: Tx, route: Route) -> list[tuple[Site, Programme]]:
    """Site and programme of each stop, published or not."""
    programmes = [tx.catalogue.programme(stop.programme_id) for stop in route.stops]
    return [(tx.catalogue.site(each.site_id), each) for each in programmes]


def _card(tx: Tx, route: Route) -> RouteView:
    stops = places_at(tx, route)
    seen = [each.id for _, each in stops if each.id in tx.catalogue.published.programmes]
    dates = read_next_of_each(tx.connection, earliest_of(tx, seen), tx.now)
    return RouteView(route, stops, dates, bookable=not _has_placement(stops))


def _has_placement(stops: Sequence[tuple[Site, Programme]]) -> bool:
    return any(programme.kind is ProgrammeKind.INTERNSHIP for _, programme in stops)


def fit_of_route(tx: Tx, route: Route) -> RouteFit | None:
    """Whether on the days ahead sessions of its stops leave time for the ways: for the guests for whom that
    is soonest. None for a route with a placement, whose stops nobody has in a row."""
    stops = places_at(tx, route)
    if _has_placement(stops):
        return None
    guests = guests_of(programme for _, programme in stops)
    if not guests:
        return RouteFit(misfit=Misfit.NO_GUESTS)
    legs = legs_of_route(tx, route)
    ahead = [_sessions_ahead(tx, leg) for leg in legs]
    alike = {
        frozenset(INDIVIDUALS_ALIKE) if each in INDIVIDUALS_ALIKE else frozenset({each}) for each in guests
    }
    fits = [fit_of(legs, [_open_to(kinds, each) for each in ahead]) for kinds in alike]
    return max(fits, key=lambda each: each.rank)


def _open_to(kinds: frozenset[Audience], sessions: Sequence[SessionFacts]) -> list[SessionFacts]:
    return [each for each in sessions if each.audience & kinds]


def _sessions_ahead(tx: Tx, leg: Leg) -> list[SessionFacts]:
    until = tx.now + timedelta(days=tx.limits.horizon_days + 1)
    found = read_programme_sessions(tx.connection, leg.rules.programme.id, tx.now, until)
    return [each for each in found if each.is_offered]
