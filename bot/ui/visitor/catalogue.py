"""Screens for finding something: home, catalogue, site, programme, nearest dates, routes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from bot.domain.booking.availability import CLASSES, SessionFacts
from bot.domain.booking.views import NextDates, ProgrammeView, RouteView, SiteView
from bot.domain.catalogue.catalogue import Catalogue, Programme, Site
from bot.domain.chunks import chunks
from bot.domain.model import Audience, Confirmation, ListKind, ProgrammeKind, Sharing
from bot.domain.pages import page_of
from bot.domain.people.access import Actor
from bot.domain.texts import Texts
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.formats.dates import day_label, moment_label, short_moment_label, zones_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, TWO_IN_A_ROW, alone, name_label, place_label, shorten, within
from bot.ui.host.callback_data import ShowDesk
from bot.ui.kit import (
    arrows,
    back_button,
    button,
    home_button,
    keyboard,
    pager,
    refusal_screen,
    ways_back,
)
from bot.ui.links import Links
from bot.ui.screen import Button, Screen, Venue
from bot.ui.translator import Argument, Translator
from bot.ui.visitor.callback_data import (
    Book,
    ClassPlaces,
    ContinueForm,
    ShowBooking,
    ShowCatalogue,
    ShowClasses,
    ShowDates,
    ShowHelp,
    ShowMine,
    ShowPlace,
    ShowProfile,
    ShowProgramme,
    ShowRoute,
    ShowRoutes,
    ShowSite,
)
from bot.ui.visitor.filters import PERIODS, Filters, Free, choices, matching_sites, name_of
from bot.ui.visitor.party import card_label

SITES_A_PAGE = 6
DATES_A_PAGE = 6
SITE_IN_LIST = 26
MOST_CHARACTERS = 700
"""Of a list under which somebody has to act (docs/product.md, "How it must feel")."""
MENUS = ("city", "kind", "days", "industry", "people")


def home(t: Translator, *, open_draft: bool, roles: Actor) -> Screen:
    """The first screen; hosts and coordinators find their desks on top."""
    rows = keyboard(
        button(t.label("home.desk"), ShowDesk()) if roles.is_host else None,
        button(t.label("home.region"), ShowRegion()) if roles.is_coordinator else None,
        button(t.label("home.continue"), ContinueForm()) if open_draft else None,
        button(t.label("home.catalogue"), ShowCatalogue()),
        (button(t.label("home.dates"), ShowDates()), button(t.label("home.routes"), ShowRoutes())),
        (button(t.label("home.mine"), ShowMine()), button(t.label("home.classes"), ShowClasses())),
        (button(t.label("home.profile"), ShowProfile()), button(t.label("home.help"), ShowHelp())),
    )
    return Screen(t.html("home.text"), rows)


def _named(name: Texts | str | None, t: Translator) -> str:
    if name is None:
        return ""
    return t.content(name) if isinstance(name, Texts) else t.label(name)


def _filter_line(catalogue: Catalogue, filters: Filters, t: Translator) -> Html | None:
    names = [_named(name_of(catalogue, each, getattr(filters, each)), t) for each in filters.active]
    shown = " · ".join(name for name in names if name)
    return t.html("catalogue.filters", filters=shown) if shown else None


def _catalogue_tap(filters: Filters, *, page: int = 0, menu: str = "") -> ShowCatalogue:
    return ShowCatalogue(
        city=filters.city,
        industry=filters.industry,
        kind=filters.kind,
        people=filters.people,
        days=filters.days,
        page=page,
        menu=menu,
    )


def dates_tap(filters: Filters, *, page: int = 0, shared: bool = False, since: str = "") -> ShowDates:
    return ShowDates(
        city=filters.city,
        industry=filters.industry,
        kind=filters.kind,
        people=filters.people,
        days=filters.days,
        page=page,
        shared=shared,
        since=since,
    )


def catalogue_screen(catalogue: Catalogue, filters: Filters, free: Free, page: int, t: Translator) -> Screen:
    """Sites that pass the filters, six a page; an empty result offers to drop a filter."""
    sites = matching_sites(catalogue.sites_in_order(t.code, t.content), filters, free)
    if not sites:
        return _nothing_found(catalogue, filters, free, t)
    shown = page_of(sites, page, SITES_A_PAGE)
    rows = keyboard(
        *[
            button(place_label(t.content(each.name), t.content(each.city)), ShowSite(site=each.id))
            for each in shown.entries
        ],
        pager(shown.page, shown.pages, lambda page: _catalogue_tap(filters, page=page)),
        tuple(_menu_button(filters, each, t) for each in MENUS[:3]),
        tuple(_menu_button(filters, each, t) for each in MENUS[3:]),
        button(t.label("catalogue.nearest"), dates_tap(filters)),
        _clear_button(t) if filters.active else None,
        home_button(t),
    )
    text = lines(
        bold(t.label("catalogue.title")),
        t.count("catalogue.found", len(sites)),
        _filter_line(catalogue, filters, t),
        Html(""),
        *[
            t.html("catalogue.line", name=each.name, city=each.city, industry=each.industry)
            for each in shown.entries
        ],
    )
    return Screen(text, rows)


def _clear_button(t: Translator) -> Button:
    return button(t.label("catalogue.clear"), ShowCatalogue())


def _menu_button(filters: Filters, menu: str, t: Translator) -> Button:
    mark = "• " if getattr(filters, menu) else ""
    return button(mark + t.label(f"filter.{menu}"), _catalogue_tap(filters, menu=menu))


def _nothing_found(catalogue: Catalogue, filters: Filters, free: Free, t: Translator) -> Screen:
    if not filters.active:
        return refusal_screen(t.html("catalogue.empty"), t)
    drops = [
        button(
            t.label(
                "catalogue.drop",
                filter=shorten(_named(name_of(catalogue, each, getattr(filters, each)), t) or "…", 22),
            ),
            _catalogue_tap(filters.without(each)),
        )
        for each in filters.active
        if matching_sites(catalogue.sites.values(), filters.without(each), free)
    ]
    text = lines(t.html("catalogue.nothing"), _filter_line(catalogue, filters, t))
    return refusal_screen(text, t, *drops, _clear_button(t))


def filter_menu(catalogue: Catalogue, filters: Filters, free: Free, menu: str, t: Translator) -> Screen:
    """The choices of one filter with their counts, two a row."""
    found = sorted(
        choices(catalogue, filters, free, menu),
        key=lambda each: (0, "") if menu in {"people", "days", "kind"} else (1, _named(each.name, t)),
    )
    wide = menu != "city"
    buttons = [
        button(
            _counted(_named(each.name, t), each.count, ONE_IN_A_ROW if wide else TWO_IN_A_ROW),
            _catalogue_tap(filters.having(menu, each.value)),
        )
        for each in found
    ]
    step = 1 if wide else 2
    chosen = bool(getattr(filters, menu))
    rows = keyboard(
        *[tuple(buttons[at : at + step]) for at in range(0, len(buttons), step)],
        button(t.label("filter.any"), _catalogue_tap(filters.without(menu))) if chosen else None,
        back_button(_catalogue_tap(filters), t),
    )
    return Screen(t.html(f"filter.ask.{menu}" if found else "filter.no_choice"), rows)


def _counted(name: str, count: int, most: int) -> str:
    """«Сосногорск · 1», the name shortened if it must be, the count never."""
    tail = f" · {count}"
    return shorten(name, most - len(tail)) + tail


def _next_line(session: SessionFacts | None, programme: Programme, timezone: str, t: Translator) -> Html:
    if session is None:
        return t.html("programme.no_dates")
    moment = moment_label(session.starts_at, timezone, t)
    return t.html("programme.next", moment=moment, free=_free(session, programme, t))


def _free(session: SessionFacts, programme: Programme, t: Translator) -> str:
    """«20 свободных мест», and for whom where that is not what the programme says."""
    said = [str(t.count("count.free_seats", session.free))]
    if session.sharing is Sharing.SHARED and programme.sharing is Sharing.PRIVATE:
        said.append(t.label("programme.open_group"))
    if session.audience != programme.audience:
        said.append(_audiences(session.audience, t))
    return ", ".join(said)


def site_card(view: SiteView, t: Translator, links: Links, *, rules: bool, booking: int = 0) -> Screen:
    """What it is and its programmes; with ``rules`` what to wear, bring and know instead (A2).

    ``booking``: to whose card the way back leads, 0 for none.
    """
    site = view.site
    programmes = [
        button(
            t.label("site.programme_button", title=shorten(t.content(each.title), 24), age=each.min_age),
            ShowProgramme(programme=each.id),
        )
        for each in site.programmes
    ]
    turned = ShowSite(site=site.id, rules=not rules, booking=booking)
    other = button(t.label("site.about" if rules else "site.rules"), turned)
    share = Button(t.label("site.share"), url=links.share(f"s_{site.id}", t.content(site.name)))
    rows = keyboard(
        *programmes,
        (other, button(t.label("site.place"), ShowPlace(site=site.id))),
        share,
        ways_back(ShowBooking(booking=booking), t, "site.to_request")
        if booking
        else ways_back(ShowCatalogue(), t, "site.to_catalogue"),
    )
    return Screen(_site_rules(site, t) if rules else _site_about(view, t), rows)


def _site_about(view: SiteView, t: Translator) -> Html:
    site = view.site
    return lines(
        bold(t.content(site.name)),
        t.html("site.where", city=site.city, industry=site.industry),
        Html(""),
        t.html("site.short", text=site.short),
        t.html("site.professions", list=_listed(site.professions, t)) if site.professions else None,
        Html(""),
        *[
            t.html(
                "site.programme",
                title=each.title,
                kind=f"{kind}, " if (kind := _kind_of(each, t)) else "",
                age=each.min_age,
                next=_next_line(view.next_sessions.get(each.id), each, site.timezone, t),
            )
            for each in site.programmes
        ],
    )


def _kind_of(programme: Programme, t: Translator) -> str:
    """What it is, unless its title says so: «Экскурсия с дегустацией» is no «Экскурсия» besides."""
    kind = t.label(f"kind.{programme.kind}")
    return "" if kind.casefold() in t.content(programme.title).casefold() else kind


def _listed(items: Sequence[Texts], t: Translator) -> str:
    """Names in a row, without capitals in the middle of it; abbreviations keep theirs."""
    return ", ".join(within(t.content(each)) for each in items)


def _site_rules(site: Site, t: Translator) -> Html:
    return lines(
        bold(t.content(site.name)),
        t.html("site.rules_title"),
        Html(""),
        t.html("site.dress", text=site.dress),
        t.html("site.bring", text=site.bring),
        t.html("site.gear", text=site.gear),
        t.html("site.photo", text=site.photo_text),
        t.html("site.access", text=site.access_text),
        t.html("site.health", text=site.health),
        t.html(
            "site.languages",
            list=alone(", ".join(t.label(f"language.{each}") for each in site.languages)),
        ),
        t.html("site.meeting", text=site.meeting_point),
    )


def place_screen(site: Site, t: Translator) -> Screen:
    """Where one meets, in words and as a place on the map."""
    venue = Venue(
        site.latitude,
        site.longitude,
        t.content(site.name),
        f"{t.content(site.city)}. {t.content(site.meeting_point)}",
    )
    text = t.html("site.place_text", name=site.name, city=site.city, place=site.meeting_point)
    return Screen(text, venue=venue)


def programme_card(view: ProgrammeView, t: Translator, links: Links, *, details: bool = False) -> Screen:
    """For whom, how long, how many, how early, when; with ``details`` what one gets out of it (A3)."""
    programme, site = view.programme, view.site
    text = _programme_details(view, t) if details else _programme_facts(view, t)
    label = "programme.apply" if programme.kind is ProgrammeKind.INTERNSHIP else "programme.book"
    other = "programme.facts" if details else "programme.details"
    share = links.share(f"p_{programme.id}", t.content(programme.title))
    chosen = view.chosen.id if view.chosen is not None else 0
    card = view.card.id if view.card is not None else 0
    turned = ShowProgramme(programme=programme.id, details=not details, session=chosen, card=card)
    book = t.label(label)
    if view.card is not None:
        book = shorten(t.label("programme.book_class", party=card_label(view.card, t)))
    rows = keyboard(
        button(book, Book(programme=programme.id, session=chosen, card=card)),
        (button(t.label(other), turned), Button(t.label("site.share"), url=share)),
        ways_back(ClassPlaces(card=card), t, "programme.to_places")
        if card
        else ways_back(ShowSite(site=site.id), t, "programme.to_site"),
    )
    return Screen(text, rows)


def _programme_head(view: ProgrammeView, t: Translator) -> Html:
    programme, site = view.programme, view.site
    kind = _kind_of(programme, t)
    return lines(
        bold(t.content(programme.title)),
        t.html("programme.where", site=site.name, city=site.city, kind=f" · {kind}" if kind else ""),
        t.html("programme.chosen", moment=moment_label(view.chosen.starts_at, site.timezone, t))
        if view.chosen is not None
        else None,
        t.html("programme.gone", moment=moment_label(view.gone.starts_at, site.timezone, t))
        if view.gone is not None
        else None,
        Html(""),
    )


def _programme_facts(view: ProgrammeView, t: Translator) -> Html:
    programme = view.programme
    length = (
        t.html(
            "programme.days",
            days=t.count("count.working_days", programme.days or 0),
            hours=t.count("count.hours", programme.hours_per_day or 0),
        )
        if programme.kind is ProgrammeKind.INTERNSHIP
        else t.count("count.minutes", programme.duration_min or 0)
    )
    of = view.chosen or programme
    return lines(
        _programme_head(view, t),
        t.html("programme.for_whom", list=_audiences(of.audience, t), age=programme.min_age),
        t.html("programme.length", length=length),
        _group_line(programme, view.chosen, t),
        Html(alone(t.count("count.free_seats", view.chosen.free))) if view.chosen is not None else None,
        lead_line(programme, of.confirmation, of.audience, t),
        t.html("programme.price", text=programme.price) if programme.price else t.html("programme.free"),
        *([] if view.chosen is not None else _coming(view, t)),
    )


def _coming(view: ProgrammeView, t: Translator) -> list[Html]:
    return [
        Html(""),
        t.html("programme.next_title" if view.next_sessions else "programme.no_sessions"),
        *[
            t.html(
                "programme.next_line",
                moment=moment_label(each.starts_at, view.site.timezone, t),
                free=_free(each, view.programme, t),
            )
            for each in view.next_sessions
        ],
    ]


def _programme_details(view: ProgrammeView, t: Translator) -> Html:
    """What one sees and takes along, and what the pass office needs."""
    programme = view.programme
    professions = programme.professions or view.site.professions
    needs_list = (
        programme.list_kind not in {ListKind.NONE, ListKind.COUNT}
        and programme.kind is not ProgrammeKind.INTERNSHIP
    )
    return lines(
        _programme_head(view, t),
        t.html("programme.about", text=programme.about) if programme.about else None,
        t.html("programme.professions", list=_listed(professions, t)) if professions else None,
        t.html("programme.subjects", text=programme.subjects) if programme.subjects else None,
        t.html("programme.direction", text=programme.direction) if programme.direction else None,
        t.html("programme.level", level=t.label(f"level.{programme.level}")) if programme.level else None,
        t.html("programme.task", text=programme.task) if programme.task else None,
        t.html("programme.product", text=programme.product) if programme.product else None,
        t.html("programme.list", kind=t.label(f"list.{programme.list_kind}")) if needs_list else None,
    )


def _audiences(audience: Collection[Audience], t: Translator) -> str:
    return ", ".join(t.label(f"audience.{each}") for each in sorted(audience))


def _group_line(programme: Programme, chosen: SessionFacts | None, t: Translator) -> Html:
    """How many may come: to the session that led here, if one did."""
    if programme.kind is ProgrammeKind.INTERNSHIP:
        return t.html("programme.places", seats=t.count("count.seats", programme.max_group))
    most = programme.max_group if chosen is None else chosen.capacity
    if (chosen or programme).sharing is Sharing.PRIVATE:
        return t.html("programme.group", least=programme.min_group, most=most)
    return t.html("programme.shared", most=most)


def lead_line(
    programme: Programme, confirmation: Confirmation, audience: Collection[Audience], t: Translator
) -> Html:
    """«заявка не позднее чем за 10 рабочих дней»: what holds for these guests."""
    days = t.count("count.working_days_before", programme.lead_working_days)
    if confirmation is not Confirmation.INSTANT or CLASSES.issuperset(audience):
        return t.html("programme.lead", days=days)
    if CLASSES.isdisjoint(audience):
        return t.html("programme.instant")
    return t.html("programme.lead_instant", days=days)


def with_names(
    compose: Callable[[Sequence[dict[str, Argument]]], Html],
    entries: Sequence[dict[str, Argument]],
    t: Translator,
) -> Html:
    """A list with the sites' whole names, shortened only where the text would be too long to act under."""
    text = compose(entries)
    if len(text) <= MOST_CHARACTERS:
        return text
    names = [t.content(site) if isinstance(site := each["site"], Texts) else "" for each in entries]
    return compose(
        [each | {"site": name_label(name, SITE_IN_LIST)} for each, name in zip(entries, names, strict=True)]
    )


def nearest_dates(
    catalogue: Catalogue,
    filters: Filters,
    dates: NextDates,
    page: int,
    t: Translator,
    *,
    shared: bool = False,
    since: date | None = None,
) -> Screen:
    """Soonest sessions with free seats, each a button to its programme with this date chosen (A6); ``since``:
    from this day on."""
    key = "" if since is None else f"{since:%Y%m%d}"
    buttons: list[Button] = []
    shown: list[dict[str, Argument]] = []
    moments: list[tuple[datetime, str]] = []
    for number, each in enumerate(dates.sessions, start=page * DATES_A_PAGE + 1):
        programme = catalogue.programmes.get(each.programme_id)
        if programme is None:
            continue
        site = catalogue.site_of(programme)
        moment = short_moment_label(each.starts_at, site.timezone, t)
        moments.append((each.starts_at, site.timezone))
        shown.append(
            {
                "number": number,
                "moment": moment,
                "title": programme.title,
                "site": site.name,
                "city": site.city,
                "free": t.count("count.free_seats", each.free),
            }
        )
        to = ShowProgramme(programme=programme.id, session=each.id)
        buttons.append(button(f"{number}. {moment}", to))
    turns = arrows(
        dates_tap(filters, page=page - 1, shared=shared, since=key) if page else None,
        dates_tap(filters, page=page + 1, shared=shared, since=key) if dates.more else None,
    )
    nothing = t.html("dates.nothing" if since is None else "dates.nothing_since")
    text = with_names(
        lambda entries: lines(
            bold(t.label("dates.title_shared" if shared else "dates.title")),
            None if since is None else t.html("dates.since", day=day_label(since, t)),
            _filter_line(catalogue, filters, t),
            *([t.html("dates.line", **each) for each in entries] or [nothing]),
            zones_line(moments, t),
        ),
        shown,
        t,
    )
    return Screen(text, keyboard(*buttons, turns, ways_back(_catalogue_tap(filters), t, "dates.filters")))


def periods_for(filters: Filters, menu: str) -> Mapping[str, int]:
    """The periods whose free sessions a screen needs: the chosen one, or all for their counts."""
    if menu == "days":
        return PERIODS
    return {filters.days: PERIODS[filters.days]} if filters.days in PERIODS else {}


def routes_screen(catalogue: Catalogue, t: Translator) -> Screen:
    routes = list(catalogue.routes.values())
    buttons = [button(name_label(t.content(each.title)), ShowRoute(route=each.id)) for each in routes]
    text = lines(
        bold(t.label("routes.title")),
        *(
            [
                t.html(
                    "routes.line",
                    title=each.title,
                    theme=each.theme,
                    days=t.count("count.days", each.days),
                    age=each.min_age,
                )
                for each in routes
            ]
            or [t.html("routes.empty")]
        ),
    )
    return Screen(text, keyboard(*buttons, home_button(t)))


def _next_moment(session: SessionFacts | None, timezone: str, t: Translator) -> Html:
    if session is None:
        return t.html("programme.no_dates")
    return t.html("route.next", moment=short_moment_label(session.starts_at, timezone, t))


STOPS_IN_FULL = 4
"""Of a longer route a stop is one line: its button leads to the rest."""

MAPS_IN_A_ROW = 3


def route_card(view: RouteView, t: Translator, links: Links, *, details: bool = False) -> Screen:
    """Stops in order with the way between them and the next date of each; ``details``: how to travel (A9)."""
    route = view.route
    text = _route_details(view, t) if details else _route_stops(view, t)
    share = links.share(f"r_{route.id}", t.content(route.title))
    stops = [
        button(
            f"{stop.position}. {name_label(t.content(site.name), ONE_IN_A_ROW - 4)}",
            ShowProgramme(programme=programme.id),
        )
        for stop, (site, programme) in zip(route.stops, view.stops, strict=True)
    ]
    places = tuple(
        button(t.label("route.place", number=stop.position), ShowPlace(site=site.id))
        for stop, (site, _) in zip(route.stops, view.stops, strict=True)
    )
    other = button(
        t.label("route.stops_button" if details else "route.details"),
        ShowRoute(route=route.id, details=not details),
    )
    rows = keyboard(
        *stops,
        *map(tuple, chunks(places, MAPS_IN_A_ROW)),
        (other, Button(t.label("site.share"), url=share)),
        ways_back(ShowRoutes(), t, "route.all"),
    )
    return Screen(text, rows)


def _route_stops(view: RouteView, t: Translator) -> Html:
    route = view.route
    age = max([route.min_age, *(programme.min_age for _, programme in view.stops)])
    stops: list[dict[str, Argument]] = []
    key = "route.stop" if len(route.stops) <= STOPS_IN_FULL else "route.stop_brief"
    for stop, (site, programme) in zip(route.stops, view.stops, strict=True):
        stops.append(
            {
                "number": stop.position,
                "day": stop.day,
                "site": site.name,
                "city": site.city,
                "title": programme.title,
                "next": _next_moment(view.next_sessions.get(programme.id), site.timezone, t),
            }
        )
    ways = [
        t.html("route.travel", time=travel_label(stop.travel_min, t)) if stop.travel_min else None
        for stop in route.stops
    ]
    return with_names(
        lambda entries: lines(
            bold(t.content(route.title)),
            t.html("route.head", theme=route.theme, days=t.count("count.days", route.days), age=age),
            Html(""),
            *[line for way, each in zip(ways, entries, strict=True) for line in (way, t.html(key, **each))],
            Html(""),
            t.count("route.closed", len(route.closed), stops=", ".join(map(str, route.closed)))
            if route.closed
            else None,
            t.html("route.how_to_book"),
        ),
        stops,
        t,
    )


def _route_details(view: RouteView, t: Translator) -> Html:
    route = view.route
    return lines(
        bold(t.content(route.title)),
        t.html("route.audience", text=route.audience_text),
        t.html("route.transport", text=route.transport),
        t.html("route.note", text=route.note) if route.note else None,
    )


def travel_label(minutes: int, t: Translator) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [t.count("count.hours", hours)] if hours else []
    if rest:
        parts.append(t.count("count.minutes", rest))
    return " ".join(parts)


def not_published(t: Translator) -> Screen:
    """An old button of something that is hidden now: what changed, and the way on."""
    return refusal_screen(t.html("gone.text"), t, button(t.label("home.catalogue"), ShowCatalogue()))
