"""Cards of what can be found: site, programme, route."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bot.domain.booking.availability import CLASSES, SessionFacts
from bot.domain.booking.views import ProgrammeView, RouteView, SiteView
from bot.domain.catalogue.catalogue import Catalogue, Programme, Site
from bot.domain.catalogue.photo import SitePhoto
from bot.domain.chunks import chunks
from bot.domain.links import Link
from bot.domain.model import Audience, Confirmation, LinkTo, ListKind, ProgrammeKind, Sharing
from bot.domain.texts import Texts
from bot.ui.formats.dates import moment_label, short_moment_label, travel_label
from bot.ui.formats.group import group_line, short_group_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, alone, name_label, shorten, within
from bot.ui.formats.money import payee_line, programme_price, site_price
from bot.ui.kit import (
    button,
    home_button,
    keyboard,
    refusal_screen,
    share_button,
    ways_back,
)
from bot.ui.links import Links
from bot.ui.screen import MOST_CHARACTERS, Button, Photo, Screen, Venue
from bot.ui.translator import Argument, Translator
from bot.ui.visitor.callback_data import (
    AnswersTap,
    AskTap,
    Book,
    BookRoute,
    ClassPlaces,
    ShowBooking,
    ShowCatalogue,
    ShowPhoto,
    ShowPlace,
    ShowProgramme,
    ShowRegions,
    ShowRoute,
    ShowRoutes,
    ShowSite,
)
from bot.ui.visitor.finding.regions import region_button
from bot.ui.visitor.party import card_label
from bot.ui.visitor.site_lines import bring_line

SITE_IN_LIST = 26


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
    if (group := short_group_label(session.group, t)) is not None:
        said.append(group)
    return ", ".join(said)


def site_card(
    view: SiteView, t: Translator, links: Links, *, rules: bool, booking: int = 0, source: str = ""
) -> Screen:
    """What it is and its programmes; with ``rules`` what to wear, bring and know instead (A2).

    ``booking``: to whose card the way back leads, 0 for none. ``source``: the label of the link that led
    here, which the buttons take along.
    """
    site = view.site
    programmes = [
        button(
            t.label("site.programme_button", title=shorten(t.content(each.title), 24), age=each.min_age),
            ShowProgramme(programme=each.id, source=source),
        )
        for each in site.programmes
    ]
    turned = ShowSite(site=site.id, rules=not rules, booking=booking, source=source)
    other = button(t.label("site.about" if rules else "site.rules"), turned)
    share = share_button(t.label("site.share"), Link(LinkTo.SITE, site.id), t.content(site.name), links)
    rows = keyboard(
        *programmes,
        (other, button(t.label("site.place"), ShowPlace(site=site.id))),
        (button(t.label("site.show_photo"), ShowPhoto(site=site.id)), share) if site.has_photo else share,
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
        site_price(site.programmes, t),
        Html(""),
        *[
            t.html(
                "site.programme",
                title=each.title,
                kind=f"{kind}, " if (kind := kind_of(each, t)) else "",
                age=each.min_age,
                next=_next_line(view.next_sessions.get(each.id), each, site.timezone, t),
            )
            for each in site.programmes
        ],
    )


def kind_of(programme: Programme, t: Translator) -> str:
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
        bring_line(site, t),
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


def photo_screen(site: Site, photo: SitePhoto, t: Translator) -> Screen:
    """The photo below the card, which says everything without it."""
    text = t.html("site.photo_text", name=site.name, city=site.city)
    return Screen(text, photo=Photo(photo.id, photo.content, photo.file_id))


def programme_card(
    view: ProgrammeView, t: Translator, links: Links, *, details: bool = False, source: str = ""
) -> Screen:
    """For whom, how long, how many, how early, when; with ``details`` what one gets out of it (A3)."""
    programme, site = view.programme, view.site
    text = _programme_details(view, t) if details else _programme_facts(view, t)
    label = "programme.apply" if programme.kind is ProgrammeKind.INTERNSHIP else "programme.book"
    other = "programme.facts" if details else "programme.details"
    chosen = view.leads_to.id if view.leads_to is not None else 0
    to = Link(LinkTo.SESSION, chosen) if view.chosen is not None else Link(LinkTo.PROGRAMME, programme.id)
    share = share_button(t.label("site.share"), to, t.content(programme.title), links)
    card = view.card.id if view.card is not None else 0
    turned = ShowProgramme(
        programme=programme.id, details=not details, session=chosen, card=card, source=source
    )
    book = t.label(label)
    if view.card is not None:
        book = shorten(t.label("programme.book_class", party=card_label(view.card, t)))
    rows = keyboard(
        button(book, Book(programme=programme.id, session=chosen, card=card, source=source)),
        (button(t.label(other), turned), share),
        _question_buttons(programme, t),
        ways_back(ClassPlaces(card=card), t, "programme.to_places")
        if card
        else ways_back(ShowSite(site=site.id, source=source), t, "programme.to_site"),
    )
    return Screen(text, rows)


def _question_buttons(programme: Programme, t: Translator) -> tuple[Button, ...]:
    """«Спросить», and what others have asked (E3)."""
    ask = button(t.label("programme.ask"), AskTap(programme=programme.id))
    known = len(programme.answers)
    if not known:
        return (ask,)
    return (ask, button(t.label("programme.answers", n=known), AnswersTap(programme=programme.id)))


def _programme_head(view: ProgrammeView, t: Translator) -> Html:
    programme, site = view.programme, view.site
    kind = kind_of(programme, t)
    return lines(
        bold(t.content(programme.title)),
        t.html("programme.where", site=site.name, city=site.city, kind=f" · {kind}" if kind else ""),
        t.html("programme.chosen", moment=moment_label(view.chosen.starts_at, site.timezone, t))
        if view.chosen is not None
        else None,
        t.html(f"programme.gone.{view.why_gone}", moment=moment_label(view.gone.starts_at, site.timezone, t))
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
        group_line(view.chosen.group, view.site.timezone, t) if view.chosen is not None else None,
        _minimum_line(programme, t) if view.chosen is None else None,
        lead_line(programme, of.confirmation, of.audience, t),
        programme_price(programme, of.audience, t),
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
        payee_line(programme, t),
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


def _minimum_line(programme: Programme, t: Translator) -> Html | None:
    """What a session that several parties share needs to take place (C2)."""
    minimum = programme.minimum
    if minimum is None:
        return None
    days = t.count("count.working_days_before", minimum.working_days)
    return t.count("programme.minimum", minimum.people, days=days)


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


def routes_screen(catalogue: Catalogue, t: Translator, *, region: Texts | None = None) -> Screen:
    """``region``: whose they are, where there are others."""
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
    others = region_button(region, ShowRegions(to=ShowRoutes.__prefix__), t)
    return Screen(text, keyboard(*buttons, others, home_button(t)))


def _next_moment(session: SessionFacts | None, timezone: str, t: Translator) -> Html:
    if session is None:
        return t.html("programme.no_dates")
    return t.html("route.next", moment=short_moment_label(session.starts_at, timezone, t))


STOPS_IN_FULL = 4
"""Of a longer route a stop is one line: its button leads to the rest."""

MAPS_IN_A_ROW = 3


def route_card(
    view: RouteView, t: Translator, links: Links, *, details: bool = False, source: str = ""
) -> Screen:
    """Stops in order with the way between them and the next date of each; ``details``: how to travel (A9)."""
    route = view.route
    text = route_text(view, t, details=details)
    share = share_button(t.label("site.share"), Link(LinkTo.ROUTE, route.id), t.content(route.title), links)
    stops = [
        button(
            f"{stop.position}. {name_label(t.content(site.name), ONE_IN_A_ROW - 4)}",
            ShowProgramme(programme=programme.id, source=source),
        )
        for stop, (site, programme) in zip(route.stops, view.stops, strict=True)
    ]
    places = tuple(
        button(t.label("route.place", number=stop.position), ShowPlace(site=site.id))
        for stop, (site, _) in zip(route.stops, view.stops, strict=True)
    )
    book = button(t.label("route.book"), BookRoute(route=route.id, source=source)) if view.bookable else None
    other = button(
        t.label("route.stops_button" if details else "route.details"),
        ShowRoute(route=route.id, details=not details, source=source),
    )
    rows = keyboard(
        book,
        *stops,
        *map(tuple, chunks(places, MAPS_IN_A_ROW)),
        (other, share),
        ways_back(ShowRoutes(), t, "route.all"),
    )
    return Screen(text, rows)


def route_text(view: RouteView, t: Translator, *, details: bool = False) -> Html:
    """What a route says of itself, for visitors and for whoever composes it."""
    return _route_details(view, t) if details else _route_stops(view, t)


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
            t.html("route.how_to_book" if view.bookable else "route.stop_by_stop"),
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


def not_published(t: Translator) -> Screen:
    """An old button of something that is hidden now: what changed, and the way on."""
    return refusal_screen(t.html("gone.text"), t, button(t.label("home.catalogue"), ShowCatalogue()))
