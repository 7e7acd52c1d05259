"""Routes as their coordinator composes them."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.booking.routes.fitting import Misfit, RouteFit
from bot.domain.booking.views import RouteView
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.forms import Question, RouteField, RouteForm, StopSaid
from bot.domain.model import Audience, DraftId, Publication
from bot.domain.region.routes import TEXTS, ComposedRoute, RegionRoutesView, RegionRouteView, RouteFormView
from bot.ui.coordinator import routes as screens
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY
from tests.screens.showroom import Showroom

DRAFT = DraftId(2**31 - 1)
SEEN = "k0123456789"


def hang(g: Gallery, room: Showroom) -> None:
    routes = list(room.catalogue.routes.values())
    states = (Publication.PUBLISHED, Publication.DRAFT, Publication.HIDDEN)
    entries = tuple(ComposedRoute(each, states[n % 3]) for n, each in enumerate(routes))
    listed = RegionRoutesView(room.region, entries, 3, 5, 0, 2)
    g.show(screens.routes_screen, "some", listed, g.t)
    g.show(screens.routes_screen, "none", replace(listed, entries=(), pages=1), g.t)
    for route in routes:
        _one(g, room, route)
    _form(g, room, max(routes, key=lambda each: len(each.stops)))


def _places(room: Showroom, route: Route) -> tuple[tuple[Site, Programme], ...]:
    programmes = [room.catalogue.programmes[stop.programme_id] for stop in route.stops]
    return tuple((room.catalogue.site_of(each), each) for each in programmes)


def _one(g: Gallery, room: Showroom, route: Route) -> None:
    places = _places(room, route)
    last = route.stops[-1].position
    view = RegionRouteView(
        room.region,
        ComposedRoute(route, Publication.HIDDEN),
        RouteView(route, places, {}),
        (),
        RouteFit(first=DAY),
        SEEN,
    )
    fits = {
        "fits": view.fit,
        "placement": None,
        **{each.value: RouteFit(misfit=each, stop=last, lacking=95) for each in Misfit},
    }
    for case, fit in fits.items():
        g.show(screens.route_screen, f"{route.slug}: {case}", replace(view, fit=fit), g.t)
    tight = replace(view, fit=RouteFit(misfit=Misfit.TOO_TIGHT, stop=last, lacking=4319))
    g.show(screens.route_question, f"{route.slug}: publish", tight, Publication.PUBLISHED, g.t)
    g.show(screens.route_question, f"{route.slug}: hide", replace(view, booked=21), Publication.HIDDEN, g.t)
    for state in Publication:
        shown = replace(tight, composed=ComposedRoute(route, state), booked=21, done="saved")
        g.show(screens.route_screen, f"{route.slug}: {state}", shown, g.t)
    hidden = tuple((n, site) for n, (site, _) in enumerate(places, start=1))
    g.show(screens.route_screen, f"{route.slug}: hidden stops", replace(tight, hidden=hidden), g.t)
    for done in ("begun", "same", "published", "hidden"):
        g.show(screens.route_screen, f"{route.slug}: {done}", replace(view, done=done), g.t)
    for details in (False, True):
        g.show(screens.preview_screen, f"{route.slug}: details {details}", view, g.t, details=details)
    g.show(screens.fields_screen, route.slug, view, g.t)


def _form(g: Gallery, room: Showroom, route: Route) -> None:
    places = _places(room, route)
    stops = tuple(StopSaid(each.programme_id, each.day, each.travel_min) for each in route.stops)
    texts = {field.value: {"ru": g.t.content(getattr(route, field.value))} for field in TEXTS}
    form = RouteForm(room.region.id, texts=texts, stops=stops, look="order", days=30)
    view = RouteFormView(
        DRAFT, form, None, room.region, stops=places, guests=frozenset(Audience), strictest=18, at=1
    )
    for field, question in TEXTS.items():
        asked = replace(view, question=question)
        g.show(screens.form_screen, f"new, {field}", asked, g.t)
        for language in {"ru", g.t.code}:
            edited = replace(form, field=field, language=language)
            before = replace(asked, form=edited, before=getattr(route, field.value))
            g.show(screens.form_screen, f"{field} anew, {language}", before, g.t)
    choosing = replace(view, question=Question.ROUTE_STOPS)
    sites = tuple(room.catalogue.sites.values())[:6]
    g.show(screens.form_screen, "the order", choosing, g.t)
    g.show(
        screens.form_screen,
        "one stop",
        replace(choosing, stops=places[:1], form=replace(form, stops=stops[:1])),
        g.t,
    )
    g.show(
        screens.form_screen,
        "sites",
        replace(choosing, sites=sites, pages=9, form=replace(form, look="")),
        g.t,
    )
    nothing = replace(form, look="", stops=(), texts={})
    g.show(screens.form_screen, "no sites", replace(choosing, stops=(), form=nothing), g.t)
    for look in ("?", "s1"):
        found = replace(choosing, programmes=places, form=replace(form, look=look))
        g.show(screens.form_screen, f"programmes, {look}", found, g.t)
    for question in (Question.DAYS, Question.STOP_DAY, Question.TRAVEL):
        g.show(screens.form_screen, f"{question}", replace(view, question=question), g.t)
    aged = replace(view, question=Question.MIN_AGE, before=route.min_age)
    g.show(screens.form_screen, "age", replace(aged, form=replace(form, field=RouteField.MIN_AGE)), g.t)
