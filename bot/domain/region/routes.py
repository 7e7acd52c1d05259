"""Routes of a region as its coordinator composes them (F4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.booking.routes.fitting import RouteFit
from bot.domain.booking.views import RouteView
from bot.domain.catalogue.catalogue import Programme, Region, Route, Site
from bot.domain.forms import Question, RouteField, RouteForm
from bot.domain.model import Audience, DraftId, Publication

TEXTS: Mapping[RouteField, Question] = {
    RouteField.TITLE: Question.TITLE,
    RouteField.THEME: Question.THEME,
    RouteField.TRANSPORT: Question.TRANSPORT,
    RouteField.AUDIENCE: Question.FOR_WHOM,
    RouteField.NOTE: Question.NOTE,
}
"""What a route says in words, and the question for it."""

USUAL: Mapping[RouteField, int] = {RouteField.TRANSPORT: 2, RouteField.NOTE: 1}
"""So many usual texts have a button of their own (``region_route.usual.<field>.<number>``)."""


@dataclass(frozen=True, slots=True)
class ComposedRoute:
    """A route as it is stored, with all of its stops, in any state."""

    route: Route
    status: Publication

    @property
    def is_published(self) -> bool:
        return self.status is Publication.PUBLISHED


@dataclass(frozen=True, slots=True)
class RegionRoutesView:
    """Some routes of a region a page, those that visitors see first."""

    region: Region
    entries: tuple[ComposedRoute, ...]
    published: int
    drafts: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RegionRouteView:
    """A route for its coordinator. ``card``: as visitors see it, or would; ``hidden``: stops that they cannot
    see, by their number, with the site; ``fit``: None for a route with a placement, which nobody has in a
    row. ``seen``: the digest of what is shown, for the button that publishes it. ``booked``: bookings of it
    with visits to come. ``done``: what the last tap or answer has done."""

    region: Region
    composed: ComposedRoute
    card: RouteView
    hidden: tuple[tuple[int, Site], ...]
    fit: RouteFit | None
    seen: str
    booked: int = 0
    done: str | None = None

    @property
    def route(self) -> Route:
        return self.composed.route


@dataclass(frozen=True, slots=True)
class RouteFormView:
    """The question that is open. ``before``: the stored value of what is said anew; ``stops``: those chosen
    so far, with where they are; ``sites``, or ``programmes`` with theirs: a page of what can be chosen.
    ``at``: the stop whose day or way is asked, from 0. ``guests``: who is welcome at all stops;
    ``strictest``: the highest age of them."""

    draft_id: DraftId
    form: RouteForm
    question: Question | None
    region: Region
    before: Any = None
    stops: tuple[tuple[Site, Programme], ...] = ()
    sites: tuple[Site, ...] = ()
    programmes: tuple[tuple[Site, Programme], ...] = ()
    page: int = 0
    pages: int = 1
    at: int = 0
    guests: frozenset[Audience] = frozenset()
    strictest: int = 0
