"""Routes of a region: their list, a route with what it lacks, and the form that composes it (F4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.booking.routes.fitting import Misfit
from bot.domain.catalogue.catalogue import Programme, RouteStop, Site
from bot.domain.forms import Question, RouteField
from bot.domain.lengths import LEAST_STOPS, MOST_STOPS
from bot.domain.model import ProgrammeKind, Publication
from bot.domain.region.routes import (
    TEXTS,
    USUAL,
    ComposedRoute,
    RegionRoutesView,
    RegionRouteView,
    RouteFormView,
)
from bot.domain.texts import Texts
from bot.ui.coordinator.callback_data import (
    EditRoute,
    RegionRoutes,
    RouteFormTap,
    RouteTap,
    ShowRegion,
    StartRoute,
)
from bot.ui.formats.dates import short_day_label, travel_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, TWO_IN_A_ROW, alone, name_label, shorten
from bot.ui.kit import Row, back_button, button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.catalogue import route_text

WAYS = (15, 30, 45, 60, 90, 120)
"""Minutes of a way that have a button."""
DAYS = (1, 2, 3)
SITE_SHOWN, TITLE_SHOWN, VALUE_SHOWN = 60, 60, 200
Q = "region_route.ask."


# --- a region's routes ----------------------------------------------------------------------------------


def routes_screen(view: RegionRoutesView, t: Translator) -> Screen:
    region = view.region
    text = lines(
        bold(t.label("region_route.title", region=region.name)),
        t.html("region_route.counts", published=view.published, drafts=view.drafts)
        if view.entries
        else t.html("region_route.none"),
    )
    rows = keyboard(
        *[_entry(each, t) for each in view.entries],
        pager(view.page, view.pages, lambda page: RegionRoutes(region=region.id, page=page)),
        button(t.label("region_route.new"), StartRoute(region=region.id)),
        back_button(ShowRegion(region=region.id), t, "coordinator.to_region"),
    )
    return Screen(text, rows)


def _entry(entry: ComposedRoute, t: Translator) -> Button:
    """A draft says that it is one."""
    title, tap = t.content(entry.route.title), RouteTap(region=entry.route.region_id, route=entry.route.id)
    if entry.is_published:
        return button(name_label(title), tap)
    draft = t.label("region_route.draft")
    return button(f"{name_label(title, ONE_IN_A_ROW - len(draft) - 3)} · {draft}", tap)


# --- one of them ----------------------------------------------------------------------------------------


def route_screen(view: RegionRouteView, t: Translator) -> Screen:
    """Where it stands, its stops and ways, what keeps it from being published, what does not fit."""
    text = lines(
        bold(t.content(view.route.title)),
        None if view.done is None else t.html(f"region_route.done.{view.done}"),
        t.html(f"region_route.status.{view.composed.status}"),
        t.count("region_route.booked", view.booked) if view.booked else None,
        Html(""),
        *_stop_lines(view.route.stops, view.card.stops, t),
        Html(""),
        _hidden_line(view, t),
        _fit_line(view, t),
    )
    publishes = not view.composed.is_published
    rows = keyboard(
        button(t.label("region_route.publish"), _tap(view, "publish", seen=view.seen))
        if publishes and not view.hidden
        else None,
        button(t.label("region_route.card"), _tap(view, "card")),
        button(t.label("region_route.fields"), _tap(view, "fields")),
        None if publishes else button(t.label("region_route.take_back"), _tap(view, "hide")),
        _to_list(view, t),
    )
    return Screen(text, rows)


def _tap(view: RegionRouteView, op: str, *, sure: bool = False, seen: str = "") -> RouteTap:
    return RouteTap(region=view.region.id, route=view.route.id, op=op, sure=sure, seen=seen)


def _to_list(view: RegionRouteView, t: Translator) -> Button:
    return back_button(RegionRoutes(region=view.region.id), t, "region_route.to_list")


def _to_route(view: RegionRouteView, t: Translator) -> Button:
    return back_button(_tap(view, "show"), t, "region_route.to_route")


def _name(site: Site, t: Translator) -> str:
    return name_label(t.content(site.name), SITE_SHOWN)


def _stop_lines(
    stops: Sequence[RouteStop], places: Sequence[tuple[Site, Programme]], t: Translator
) -> list[Html]:
    found: list[Html] = []
    for stop, (site, programme) in zip(stops, places, strict=True):
        if stop.travel_min:
            found.append(t.html("region_route.way", time=travel_label(stop.travel_min, t)))
        title = shorten(t.content(programme.title), TITLE_SHOWN)
        key = "region_route.stop_on_day" if stops[-1].day > 1 else "region_route.stop"
        found.append(t.html(key, number=stop.position, day=stop.day, site=_name(site, t), title=title))
    return found


def _hidden_line(view: RegionRouteView, t: Translator) -> Html | None:
    """What keeps it from being published; the stops stand above with their numbers."""
    if not view.hidden:
        return None
    numbers = ", ".join(str(number) for number, _ in view.hidden)
    return t.count("region_route.hidden_stops", len(view.hidden), numbers=numbers)


def _fit_line(view: RegionRouteView, t: Translator) -> Html | None:
    """When all of it can be had next, or which way or day keeps everybody from it."""
    fit = view.fit
    if fit is None:
        return t.html("region_route.placement")
    if fit.first is not None:
        return t.html("region_route.fits", day=short_day_label(fit.first, t))
    names = {stop.position: _name(site, t) for stop, (site, _) in _at(view)}
    key = f"region_route.misfit.{fit.misfit}"
    if fit.misfit is Misfit.TOO_TIGHT:
        way = next(each.travel_min for each in view.route.stops if each.position == fit.stop)
        return t.html(
            key,
            before=fit.stop - 1,
            number=fit.stop,
            site=names[fit.stop],
            time=travel_label(way, t) or t.count("count.minutes", 0),
            lacking=travel_label(fit.lacking, t),
        )
    return t.html(key, number=fit.stop, site=names.get(fit.stop, ""))


def _at(view: RegionRouteView) -> list[tuple[RouteStop, tuple[Site, Programme]]]:
    return list(zip(view.route.stops, view.card.stops, strict=True))


def route_question(view: RegionRouteView, after: Publication, t: Translator) -> Screen:
    """What nobody could have in a row is published, or visitors lose a route: only when asked for twice."""
    if after is Publication.PUBLISHED:
        text = lines(
            bold(t.content(view.route.title)), _fit_line(view, t), t.html("region_route.sure.publish")
        )
        yes = button(t.label("region_route.publish_anyway"), _tap(view, "publish", sure=True, seen=view.seen))
    else:
        booked = t.count("region_route.booked", view.booked) if view.booked else None
        text = lines(bold(t.content(view.route.title)), t.html("region_route.sure.hide"), booked)
        yes = button(t.label("region_route.take_back"), _tap(view, "hide", sure=True))
    return Screen(text, keyboard(yes, _to_route(view, t)))


def preview_screen(view: RegionRouteView, t: Translator, *, details: bool = False) -> Screen:
    """The card as visitors see it, or would; without their buttons."""
    other = "region_route.card_stops" if details else "region_route.card_details"
    turned = button(t.label(other), _tap(view, "card" if details else "details"))
    return Screen(route_text(view.card, t, details=details), keyboard(turned, _to_route(view, t)))


def fields_screen(view: RegionRouteView, t: Translator) -> Screen:
    """All that can be said anew, each with a button."""
    route = view.route
    values: dict[RouteField, Html | str] = {
        RouteField.TITLE: t.content(route.title),
        RouteField.THEME: t.content(route.theme),
        RouteField.DAYS: t.count("count.days", route.days),
        RouteField.TRANSPORT: t.content(route.transport),
        RouteField.AUDIENCE: t.content(route.audience_text),
        RouteField.NOTE: t.content(route.note),
        RouteField.MIN_AGE: str(route.min_age),
    }
    text = lines(
        bold(t.label("region_route.fields_title", title=name_label(t.content(route.title), TITLE_SHOWN))),
        *[
            t.html("region_route.value", name=_field(field, t), value=shorten(str(value), VALUE_SHOWN))
            for field, value in values.items()
        ],
    )
    edits = [
        button(_field(each, t), EditRoute(region=route.region_id, route=route.id, field=each.value))
        for each in RouteField
    ]
    pairs = [tuple(edits[at : at + 2]) for at in range(0, len(edits), 2)]
    return Screen(text, keyboard(*pairs, _to_route(view, t)))


def _field(field: RouteField, t: Translator) -> str:
    return t.label(f"region_route.field.{field}")


# --- the form -------------------------------------------------------------------------------------------


def form_screen(view: RouteFormView, t: Translator) -> Screen:
    """The question that is open; what was said before stands above it."""
    match view.question:
        case Question.ROUTE_STOPS:
            return _stops_screen(view, t)
        case Question.DAYS:
            days = tuple(button(str(each), _step(view, "days", str(each))) for each in DAYS)
            return _question(view, t, t.html(f"{Q}days"), days)
        case Question.STOP_DAY:
            return _day_screen(view, t)
        case Question.TRAVEL:
            return _way_screen(view, t)
        case Question.MIN_AGE:
            usual = button(
                t.label("region_route.as_strictest", age=view.strictest),
                _step(view, "age", str(view.strictest)),
            )
            return _question(view, t, t.html(f"{Q}min_age", age=view.strictest), usual)
        case _:
            field = next((each for each, of in TEXTS.items() if of is view.question), RouteField.TITLE)
            return _text_screen(view, field, t)


def _step(view: RouteFormView, op: str, value: str = "") -> RouteFormTap:
    return RouteFormTap(draft=view.draft_id, op=op, value=value)


def _question(view: RouteFormView, t: Translator, asked: Html, *rows: Row) -> Screen:
    form = view.form
    title = form.texts.get(RouteField.TITLE.value, {}).get("ru")
    if form.field is None:
        head = bold(t.label("region_route.new_title", region=view.region.name))
    else:
        head = bold(_field(form.field, t))
    said = t.html("region_route.named", title=title) if form.field is None and title is not None else None
    before = None if view.before is None else t.html("region_route.now", value=_shown(view, t))
    cancel = button(t.label("button.cancel"), _step(view, "cancel"))
    leads_back = form.field is None and view.question is not Question.TITLE
    ends = (button(t.label("button.back"), _step(view, "back")), cancel) if leads_back else (cancel,)
    return Screen(lines(head, said, before, asked), keyboard(*rows, ends))


def _shown(view: RouteFormView, t: Translator) -> str:
    """A text in the language that is being typed."""
    before = view.before
    if not isinstance(before, Texts):
        return str(before)
    said = t.content(before) if view.form.language == "ru" else before.get(view.form.language)
    return shorten(said, VALUE_SHOWN) if said else t.label("card.nothing")


def _text_screen(view: RouteFormView, field: RouteField, t: Translator) -> Screen:
    form = view.form
    usual = [
        button(shorten(say(t)), _step(view, "usual", f"{field.value}.{number}"))
        for number, say in enumerate(usual_texts(view, field), start=1)
    ]
    english = form.language == "en"
    other = None
    if form.field is not None:
        code = "ru" if english else "en"
        other = button(t.label(f"card.in.{code}"), _step(view, "language", code))
    asked = lines(t.html(f"{Q}{field}"), t.html("card.in_english") if english else None)
    return _question(view, t, asked, *([] if english else usual), other)


def usual_texts(view: RouteFormView, field: RouteField) -> list[Callable[[Translator], str]]:
    """Texts that have a button, each as it is said in a language."""
    if field is RouteField.AUDIENCE:
        guests = sorted(view.guests)
        if not guests:
            return []
        return [lambda t: alone(", ".join(t.label(f"audience.{each}") for each in guests))]
    return [_usual(field, number) for number in range(1, USUAL.get(field, 0) + 1)]


def _usual(field: RouteField, number: int) -> Callable[[Translator], str]:
    return lambda t: t.label(f"region_route.usual.{field}.{number}")


def _stops_screen(view: RouteFormView, t: Translator) -> Screen:
    """The stops so far in their order; or what can be one: sites, the programmes of one, what was found."""
    form = view.form
    chosen = [
        t.html(
            "region_route.stop",
            number=n,
            site=_name(site, t),
            title=shorten(t.content(each.title), TITLE_SHOWN),
        )
        for n, (site, each) in enumerate(view.stops, start=1)
    ]
    if view.programmes:
        rows = [
            button(_choice(view, each, t), _step(view, "add", str(each[1].id))) for each in view.programmes
        ]
        others = button(t.label("region_route.other_sites"), _step(view, "look"))
        asked = lines(*chosen, t.html(f"{Q}programme"))
        return _question(view, t, asked, *rows, others, _order(view, t))
    if view.sites or not view.stops:
        sites = [
            button(name_label(t.content(each.name)), _step(view, "look", f"s{each.id}"))
            for each in view.sites
        ]
        pages = pager(view.page, view.pages, lambda page: _step(view, "page", str(page)))
        key = "route_stops" if view.sites else "no_sites"
        return _question(view, t, lines(*chosen, t.html(f"{Q}{key}")), *sites, pages, _order(view, t))
    moves = [_moves(view, n, t) for n in range(len(view.stops))]
    more = (
        button(t.label("region_route.add_stop"), _step(view, "look"))
        if len(view.stops) < MOST_STOPS
        else None
    )
    done = (
        button(t.count("region_route.chosen", len(view.stops)), _step(view, "chosen"))
        if len(form.stops) >= LEAST_STOPS
        else None
    )
    placement = any(each.kind is ProgrammeKind.INTERNSHIP for _, each in view.stops)
    asked = lines(
        *chosen,
        t.html("region_route.placement") if placement else None,
        t.html(f"{Q}order", least=LEAST_STOPS, most=MOST_STOPS),
    )
    return _question(view, t, asked, done, *moves, more)


def _choice(view: RouteFormView, entry: tuple[Site, Programme], t: Translator) -> str:
    """Found programmes say where they are; those of one site need not."""
    site, programme = entry
    title = t.content(programme.title)
    if programme.kind is ProgrammeKind.INTERNSHIP:
        title = f"{t.label('kind.internship')}: {title}"
    if view.form.look != "?":
        return shorten(title)
    title = shorten(title, TWO_IN_A_ROW)
    return f"{title} · {name_label(t.content(site.name), ONE_IN_A_ROW - len(title) - 3)}"


def _order(view: RouteFormView, t: Translator) -> Row:
    return button(t.label("region_route.to_order"), _step(view, "look", "order")) if view.stops else None


def _moves(view: RouteFormView, at: int, t: Translator) -> Row:
    """Up, down, away; keyed by where the stop stands, so that a second tap does nothing."""
    where = f"{view.form.stops[at].programme_id}.{at}"
    up = button(t.label("region_route.up", number=at + 1), _step(view, "up", where)) if at else None
    down = button(t.label("region_route.down", number=at + 1), _step(view, "down", where))
    off = button(t.label("region_route.off", number=at + 1), _step(view, "off", where))
    return tuple(each for each in (up, down if at + 1 < len(view.stops) else None, off) if each is not None)


def _day_screen(view: RouteFormView, t: Translator) -> Screen:
    stops, at = view.form.stops, view.at
    first = stops[at - 1].day or 1
    last = min(view.form.days or 1, first + len(WAYS) - 1)
    days = tuple(button(str(day), _step(view, "day", f"{at}.{day}")) for day in range(first, last + 1))
    asked = t.html(f"{Q}stop_day", number=at + 1, site=_name(view.stops[at][0], t))
    return _question(view, t, asked, days)


def _way_screen(view: RouteFormView, t: Translator) -> Screen:
    at = view.at
    ways = [button(f"{each // 60}:{each % 60:02}", _step(view, "way", f"{at}.{each}")) for each in WAYS]
    rows = [tuple(ways[n : n + 3]) for n in range(0, len(ways), 3)]
    came, there = _name(view.stops[at - 1][0], t), _name(view.stops[at][0], t)
    asked = t.html(f"{Q}travel", before=at, came=came, number=at + 1, there=there)
    return _question(view, t, asked, *rows)
