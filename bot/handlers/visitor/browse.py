"""Finding something: home, catalogue, cards, dates, routes."""

from __future__ import annotations

from bot.domain.catalogue.catalogue import Catalogue
from bot.domain.model import ClassCardId, ProgrammeId, RouteId, SessionId, SiteId
from bot.domain.refusal import Refusal
from bot.domain.typed.numbers import LONGEST, read_number
from bot.handlers.chat import Chat
from bot.handlers.forms import read_day
from bot.handlers.routes import Routes
from bot.services.catalogue import browse
from bot.services.forms.engine import has_unfinished_form
from bot.ui.callback_data import Home, Nothing
from bot.ui.screen import Screen
from bot.ui.visitor import catalogue as screens
from bot.ui.visitor.callback_data import (
    ShowCatalogue,
    ShowDates,
    ShowPlace,
    ShowProgramme,
    ShowRoute,
    ShowRoutes,
    ShowSite,
)
from bot.ui.visitor.filters import PEOPLE, PERIODS, Filters, matching_programmes, name_of

routes = Routes("browse")

MOST_PAGES = 500
"""Pages of dates that can be leafed through; no sessions are open further ahead."""


async def show_home(chat: Chat) -> None:
    unfinished = await chat.do(has_unfinished_form)
    await chat.show(screens.home(chat.t, open_draft=unfinished, roles=chat.actor))


@routes.link("")
async def open_link(chat: Chat, payload: str) -> None:
    """``s_12``, ``p_34``, ``r_5``: a site, a programme, a route; anything else is the home screen."""
    kind, _, rest = payload.partition("_")
    number = read_number(rest.partition("-")[0])
    if number is None:
        await show_home(chat)
        return
    match kind:
        case "s":
            await show_site(chat, ShowSite(site=number))
        case "p":
            await show_programme(chat, ShowProgramme(programme=number))
        case "r":
            await show_route(chat, ShowRoute(route=number))
        case _:
            await show_home(chat)


@routes.command("start")
async def start(chat: Chat) -> None:
    await show_home(chat)


@routes.callback
async def go_home(chat: Chat, data: Home) -> None:
    await show_home(chat)


@routes.callback
async def explain_cell(chat: Chat, data: Nothing) -> None:
    """A cell of a calendar that is no choice says what it is."""
    key = f"nothing.{data.why}"
    chat.say(chat.t.label(key if chat.t.has(key) else "nothing.no_sessions"))


def _filters(data: ShowCatalogue | ShowDates, catalogue: Catalogue) -> Filters:
    """The filters of a button; one that means nothing any more (or never did) does not filter."""
    filters = Filters(data.city, data.industry, data.kind, data.people, data.days)
    for menu in filters.active:
        if name_of(catalogue, menu, getattr(filters, menu)) is None:
            filters = filters.without(menu)
    return filters


@routes.command("catalog", "catalogue")
async def open_catalogue(chat: Chat) -> None:
    await show_catalogue(chat, ShowCatalogue())


@routes.callback
async def show_catalogue(chat: Chat, data: ShowCatalogue) -> None:
    catalogue = chat.published
    filters = _filters(data, catalogue)
    periods = screens.periods_for(filters, data.menu)
    free = await chat.do(browse.find_free, periods) if periods else {}
    if data.menu in screens.MENUS:
        await chat.show(screens.filter_menu(catalogue, filters, free, data.menu, chat.t))
    else:
        screen = screens.catalogue_screen(catalogue, filters, free, data.page, chat.t)
        await chat.show(screen, anew=data.anew)


@routes.command("book")
async def open_dates(chat: Chat) -> None:
    await show_dates(chat, ShowDates())


@routes.callback
async def show_dates(chat: Chat, data: ShowDates) -> None:
    catalogue = chat.published
    filters = _filters(data, catalogue)
    page, since = min(max(data.page, 0), MOST_PAGES), read_day(data.since)
    periods = screens.periods_for(filters, "")
    free = await chat.do(browse.find_free, periods) if periods else {}
    programmes = [
        programme.id
        for site in catalogue.sites.values()
        for programme in matching_programmes(site, filters, free)
    ]
    dates = await chat.do(
        browse.read_nearest_dates,
        programmes,
        skip=page * screens.DATES_A_PAGE,
        most=screens.DATES_A_PAGE,
        days=PERIODS.get(filters.days),
        shared=data.shared,
        since=since,
        audience=PEOPLE[filters.people].audience if filters.people else None,
    )
    screen = screens.nearest_dates(catalogue, filters, dates, page, chat.t, shared=data.shared, since=since)
    await chat.show(screen)


@routes.callback
async def show_site(chat: Chat, data: ShowSite) -> None:
    view = await chat.do(browse.read_site, SiteId(data.site))
    if isinstance(view, Refusal):
        await chat.show(screens.not_published(chat.t))
    else:
        await chat.show(screens.site_card(view, chat.t, chat.links, rules=data.rules, booking=data.booking))


@routes.callback
async def show_place(chat: Chat, data: ShowPlace) -> None:
    """A venue as a message of its own; the text beside it says the same for those who see no map."""
    site = await chat.do(browse.read_place, SiteId(data.site))
    if isinstance(site, Refusal):
        await chat.show(screens.not_published(chat.t))
    else:
        await chat.below(screens.place_screen(site, chat.t))


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
    if isinstance(view, Refusal):
        return screens.not_published(chat.t)
    return screens.programme_card(view, chat.t, chat.links, details=data.details)


@routes.callback
async def show_programme(chat: Chat, data: ShowProgramme) -> None:
    await chat.show(await programme_screen(chat, data))


@routes.command("routes")
async def open_routes(chat: Chat) -> None:
    await chat.show(screens.routes_screen(chat.published, chat.t))


@routes.callback
async def show_routes(chat: Chat, data: ShowRoutes) -> None:
    await chat.show(screens.routes_screen(chat.published, chat.t))


@routes.callback
async def show_route(chat: Chat, data: ShowRoute) -> None:
    view = await chat.do(browse.read_route, RouteId(data.route))
    if isinstance(view, Refusal):
        await chat.show(screens.not_published(chat.t))
    else:
        await chat.show(screens.route_card(view, chat.t, chat.links, details=data.details))
