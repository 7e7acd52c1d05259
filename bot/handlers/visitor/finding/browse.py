"""Finding something: home, catalogue, cards, dates, routes."""

from __future__ import annotations

from functools import partial

from bot.domain.booking.views import ProgrammeView
from bot.domain.catalogue.catalogue import Place
from bot.domain.catalogue.views import Surroundings
from bot.domain.links import read_link
from bot.domain.model import ClassCardId, LinkTo, ProgrammeId, RouteId, SessionId, SiteId
from bot.domain.refusal import Refusal
from bot.domain.typed.numbers import LONGEST
from bot.handlers.chat import Chat
from bot.handlers.forms import read_day
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding import regions
from bot.handlers.visitor.finding.home import home_screen
from bot.handlers.visitor.finding.regions import of_a_region, region_name
from bot.services.catalogue import browse
from bot.services.catalogue.photos import read_site_photo
from bot.services.links.sources import note_opened
from bot.ui.callback_data import Home, Nothing
from bot.ui.screen import Button, Screen
from bot.ui.visitor import catalogue as screens
from bot.ui.visitor.callback_data import (
    ShowCatalogue,
    ShowDates,
    ShowMore,
    ShowPhoto,
    ShowPlace,
    ShowProgramme,
    ShowRoute,
    ShowRoutes,
    ShowSite,
)
from bot.ui.visitor.filters import Filters, matching_programmes
from bot.ui.visitor.finding import dates, home, listing
from bot.ui.visitor.finding.listing import REGION_MENU
from bot.ui.visitor.person import city_button

routes = Routes("browse")

MOST_PAGES = 500
"""Pages of dates that can be leafed through; no sessions are open further ahead."""


async def show_home(chat: Chat) -> None:
    await chat.show(await home_screen(chat))


@routes.link("")
async def open_link(chat: Chat, payload: str) -> None:
    """A site, a programme, a route, a session (``bot.domain.links``); anything else is the home screen."""
    link = read_link(payload)
    if link is None:
        await show_home(chat)
        return
    if link.label:
        await chat.do(note_opened, link)
    await regions.come_by_link(chat, link)
    match link.to:
        case LinkTo.SITE:
            await show_site(chat, ShowSite(site=link.number, source=link.label))
        case LinkTo.PROGRAMME:
            await show_programme(chat, ShowProgramme(programme=link.number, source=link.label))
        case LinkTo.ROUTE:
            await show_route(chat, ShowRoute(route=link.number, source=link.label))
        case LinkTo.SESSION:
            view = await chat.do(browse.read_linked_session, SessionId(link.number))
            await chat.show(_programme_card(chat, view, source=link.label))


@routes.command("start")
async def start(chat: Chat) -> None:
    await show_home(chat)


@routes.callback
async def go_home(chat: Chat, data: Home) -> None:
    await show_home(chat)


@routes.callback
async def show_more(chat: Chat, data: ShowMore) -> None:
    await chat.show(home.more(chat.t))


@routes.callback
async def explain_cell(chat: Chat, data: Nothing) -> None:
    """A cell of a calendar that is no choice says what it is."""
    key = f"nothing.{data.why}"
    chat.say(chat.t.label(key if chat.t.has(key) else "nothing.no_sessions"))


@routes.command("catalog", "catalogue")
async def open_catalogue(chat: Chat) -> None:
    await show_catalogue(chat, ShowCatalogue())


@routes.callback
@of_a_region
async def show_catalogue(chat: Chat, data: ShowCatalogue) -> None:
    if data.menu == REGION_MENU:
        await regions.ask_region(chat, data.model_copy(update={"menu": "", "page": 0}))
        return
    catalogue = chat.nearby
    filters = Filters.of(data, catalogue)
    around = await _around(chat, filters, data.menu)
    if data.menu in listing.MENUS:
        to, more = listing.catalogue_tap, _more_of_menu(chat, data.menu)
        await chat.show(listing.filter_menu(catalogue, filters, around, data.menu, to, chat.t, *more))
        return
    shown = listing.sites_shown(catalogue, filters, around, data.page, chat.t)
    programmes = [
        programme.id
        for each in shown.entries
        for programme in matching_programmes(each, filters, around.free)
    ]
    starts = await chat.do(browse.read_next_dates, programmes, filters.days, filters.audience)
    screen = listing.catalogue_screen(
        catalogue, filters, around, shown, starts, chat.t, region=region_name(chat)
    )
    await chat.show(screen, anew=data.anew)


def _more_of_menu(chat: Chat, menu: str) -> list[Button]:
    """Whoever speaks for no school may say which city comes first, where they look for one."""
    return [city_button(chat.t)] if menu == "city" and chat.actor.organisation_id is None else []


async def place_of_reader(chat: Chat) -> Place:
    """Where whoever asks is at home."""
    return (await _around(chat, Filters(), "")).place


async def _around(chat: Chat, filters: Filters, menu: str) -> Surroundings:
    """Asks only for what somebody's filters and city need."""
    periods = listing.periods_for(filters, menu)
    actor = chat.actor
    if periods or (actor.city_slug is None and actor.organisation_id is not None):
        return await chat.do(browse.look_around, periods, filters.audience)
    return Surroundings({}, Place(actor.region_id, actor.city_slug))


@routes.command("book")
async def open_dates(chat: Chat) -> None:
    await show_dates(chat, ShowDates())


@routes.callback
@of_a_region
async def show_dates(chat: Chat, data: ShowDates) -> None:
    if data.menu == REGION_MENU:
        await regions.ask_region(chat, data.model_copy(update={"menu": "", "page": 0}))
        return
    catalogue = chat.nearby
    filters, since = Filters.of(data, catalogue), read_day(data.since)
    around = await _around(chat, filters, data.menu)
    if data.menu in listing.MENUS:
        to = partial(listing.dates_tap, shared=data.shared, since=data.since)
        more = _more_of_menu(chat, data.menu)
        await chat.show(listing.filter_menu(catalogue, filters, around, data.menu, to, chat.t, *more))
        return
    page = min(max(data.page, 0), MOST_PAGES)
    programmes = [
        programme.id
        for site in catalogue.sites.values()
        for programme in matching_programmes(site, filters, around.free)
    ]
    found = await chat.do(
        browse.read_nearest_dates,
        programmes,
        skip=page * dates.DATES_A_PAGE,
        most=dates.DATES_A_PAGE,
        period=filters.days,
        shared=data.shared,
        since=since,
        audience=filters.audience,
    )
    screen = dates.nearest_dates(
        catalogue,
        filters,
        around,
        found,
        page,
        chat.t,
        shared=data.shared,
        since=since,
        region=region_name(chat),
    )
    await chat.show(screen)


@routes.callback
async def show_site(chat: Chat, data: ShowSite) -> None:
    view = await chat.do(browse.read_site, SiteId(data.site))
    if isinstance(view, Refusal):
        await chat.show(screens.not_published(chat.t))
    else:
        card = screens.site_card(
            view, chat.t, chat.links, rules=data.rules, booking=data.booking, source=data.source
        )
        await chat.show(card)


@routes.callback
async def show_place(chat: Chat, data: ShowPlace) -> None:
    """A venue as a message of its own; the text beside it says the same for those who see no map."""
    site = await chat.do(browse.read_place, SiteId(data.site))
    if isinstance(site, Refusal):
        await chat.show(screens.not_published(chat.t))
    else:
        await chat.below(screens.place_screen(site, chat.t))


@routes.callback
async def show_site_photo(chat: Chat, data: ShowPhoto) -> None:
    site = chat.published.sites.get(SiteId(data.site))
    photo = await chat.do(read_site_photo, SiteId(data.site))
    if isinstance(photo, Refusal) or site is None:
        # It was taken away since: the card is there without it.
        chat.say(chat.t.label("site.no_photo"))
        await show_site(chat, ShowSite(site=data.site))
    else:
        await chat.photo(screens.photo_screen(site, photo, chat.t))


def session_of(number: int) -> SessionId | None:
    """The session that a button names; None for none, and for a number that no session has."""
    return SessionId(number) if 0 < number < 10**LONGEST else None


def card_of(number: int) -> ClassCardId | None:
    """The class card that a button names; None for none."""
    return ClassCardId(number) if number > 0 else None


async def programme_screen(chat: Chat, data: ShowProgramme) -> Screen:
    view = await chat.do(
        browse.read_programme, ProgrammeId(data.programme), session_of(data.session), card_of(data.card)
    )
    return _programme_card(chat, view, details=data.details, source=data.source)


def _programme_card(
    chat: Chat, view: ProgrammeView | Refusal, *, details: bool = False, source: str = ""
) -> Screen:
    if isinstance(view, Refusal):
        return screens.not_published(chat.t)
    return screens.programme_card(view, chat.t, chat.links, details=details, source=source)


@routes.callback
async def show_programme(chat: Chat, data: ShowProgramme) -> None:
    await chat.show(await programme_screen(chat, data))


@routes.command("routes")
async def open_routes(chat: Chat) -> None:
    await show_routes(chat, ShowRoutes())


@routes.callback
@of_a_region
async def show_routes(chat: Chat, data: ShowRoutes) -> None:
    await chat.show(screens.routes_screen(chat.nearby, chat.t, region=region_name(chat)))


@routes.callback
async def show_route(chat: Chat, data: ShowRoute) -> None:
    await chat.show(await route_screen(chat, data))


async def route_screen(chat: Chat, data: ShowRoute) -> Screen:
    view = await chat.do(browse.read_route, RouteId(data.route))
    if isinstance(view, Refusal):
        return screens.not_published(chat.t)
    return screens.route_card(view, chat.t, chat.links, details=data.details, source=data.source)
