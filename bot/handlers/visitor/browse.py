"""Finding something: home, catalogue, cards, dates, routes."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.domain.access import Actor
from bot.domain.catalogue import Catalogue
from bot.domain.forms import ApplicationForm
from bot.domain.model import ProgrammeId, RouteId, SessionId, SiteId
from bot.domain.refusal import Refusal
from bot.services.visitor.use_cases import VisitorUseCases
from bot.ui.links import Links
from bot.ui.screen import Screen
from bot.ui.show import show, show_below
from bot.ui.tap import Home, Nothing
from bot.ui.toast import Toast
from bot.ui.translator import Translator
from bot.ui.visitor import catalogue as screens
from bot.ui.visitor.filters import PERIODS, Filters, matching_programmes, name_of
from bot.ui.visitor.taps import (
    ShowCatalogue,
    ShowDates,
    ShowPlace,
    ShowProgramme,
    ShowRoute,
    ShowRoutes,
    ShowSite,
)

router = Router(name="browse")

Event = CallbackQuery | Message

LONGEST_NUMBER = 9
"""Digits of an id."""
MOST_PAGES = 500
"""Pages of dates that can be leafed through; no sessions are open further ahead."""


async def show_home(event: Event, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    draft = await visitor.find_question(actor)
    form = await visitor.show_form(actor)
    applying = draft is not None and isinstance(draft.form, ApplicationForm)
    unfinished = applying or not isinstance(form, Refusal)
    await show(event, screens.home(t, open_draft=unfinished, roles=actor))


@router.message(CommandStart(deep_link=True))
async def start_on_card(
    message: Message,
    command: CommandObject,
    actor: Actor,
    t: Translator,
    visitor: VisitorUseCases,
    links: Links,
) -> None:
    """``s_12``, ``p_34``, ``r_5``: a site, a programme, a route; anything else is the home screen."""
    kind, _, rest = (command.args or "").partition("_")
    number = rest.partition("-")[0]
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        await show_home(message, actor, t, visitor)
        return
    match kind:
        case "s":
            await show(message, await _site(int(number), False, t, visitor, links))
        case "p":
            card = ShowProgramme(programme=int(number))
            await show(message, await programme_screen(card, t, visitor, links))
        case "r":
            await show(message, await _route(int(number), False, t, visitor, links))
        case _:
            await show_home(message, actor, t, visitor)


@router.message(CommandStart())
async def start(message: Message, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await show_home(message, actor, t, visitor)


@router.callback_query(Home.filter())
async def go_home(callback: CallbackQuery, actor: Actor, t: Translator, visitor: VisitorUseCases) -> None:
    await show_home(callback, actor, t, visitor)


@router.callback_query(Nothing.filter())
async def explain_cell(_callback: CallbackQuery, callback_data: Nothing, t: Translator, toast: Toast) -> None:
    """A cell of a calendar that is no choice says what it is."""
    key = f"nothing.{callback_data.why}"
    toast.say(t.label(key if t.has(key) else "nothing.no_sessions"))


def _filters(data: ShowCatalogue | ShowDates, catalogue: Catalogue) -> Filters:
    """The filters of a button; one that means nothing any more (or never did) does not filter."""
    filters = Filters(data.city, data.industry, data.kind, data.people, data.days)
    for menu in filters.active:
        if name_of(catalogue, menu, getattr(filters, menu)) is None:
            filters = filters.without(menu)
    return filters


async def _catalogue(data: ShowCatalogue, t: Translator, visitor: VisitorUseCases) -> Screen:
    filters = _filters(data, visitor.content.published)
    catalogue, free = await visitor.read_catalogue(screens.periods_for(filters, data.menu))
    if data.menu in screens.MENUS:
        return screens.filter_menu(catalogue, filters, free, data.menu, t)
    return screens.catalogue_screen(catalogue, filters, free, data.page, t)


@router.message(Command("catalog", "catalogue"))
async def open_catalogue(message: Message, t: Translator, visitor: VisitorUseCases) -> None:
    await show(message, await _catalogue(ShowCatalogue(), t, visitor))


@router.callback_query(ShowCatalogue.filter())
async def show_catalogue(
    callback: CallbackQuery, callback_data: ShowCatalogue, t: Translator, visitor: VisitorUseCases
) -> None:
    await show(callback, await _catalogue(callback_data, t, visitor))


async def _dates(data: ShowDates, t: Translator, visitor: VisitorUseCases) -> Screen:
    filters = _filters(data, visitor.content.published)
    page = min(max(data.page, 0), MOST_PAGES)
    catalogue, free = await visitor.read_catalogue(screens.periods_for(filters, ""))
    programmes = [
        programme.id
        for site in catalogue.sites.values()
        for programme in matching_programmes(site, filters, free)
    ]
    dates = await visitor.read_nearest_dates(
        programmes,
        skip=page * screens.DATES_A_PAGE,
        most=screens.DATES_A_PAGE,
        days=PERIODS.get(filters.days),
        shared=data.shared,
    )
    return screens.nearest_dates(catalogue, filters, dates, page, t, shared=data.shared)


@router.message(Command("book"))
async def open_dates(message: Message, t: Translator, visitor: VisitorUseCases) -> None:
    await show(message, await _dates(ShowDates(), t, visitor))


@router.callback_query(ShowDates.filter())
async def show_dates(
    callback: CallbackQuery, callback_data: ShowDates, t: Translator, visitor: VisitorUseCases
) -> None:
    await show(callback, await _dates(callback_data, t, visitor))


async def _site(site_id: int, rules: bool, t: Translator, visitor: VisitorUseCases, links: Links) -> Screen:
    view = await visitor.read_site(SiteId(site_id))
    if isinstance(view, Refusal):
        return screens.not_published(t)
    return screens.site_card(view, t, links, rules=rules)


@router.callback_query(ShowSite.filter())
async def show_site(
    callback: CallbackQuery, callback_data: ShowSite, t: Translator, visitor: VisitorUseCases, links: Links
) -> None:
    await show(callback, await _site(callback_data.site, callback_data.rules, t, visitor, links))


@router.callback_query(ShowPlace.filter())
async def show_place(
    callback: CallbackQuery, callback_data: ShowPlace, actor: Actor, t: Translator, visitor: VisitorUseCases
) -> None:
    """A venue as a message of its own; the text beside it says the same for those who see no map."""
    site = await visitor.read_place(actor, SiteId(callback_data.site))
    if isinstance(site, Refusal):
        await show(callback, screens.not_published(t))
        return
    await show_below(callback, screens.place_screen(site, t))


def session_of(number: int) -> SessionId | None:
    """The session that a button names; None for none, and for a number that no session has."""
    return SessionId(number) if 0 < number < 10**LONGEST_NUMBER else None


async def programme_screen(
    data: ShowProgramme, t: Translator, visitor: VisitorUseCases, links: Links
) -> Screen:
    view = await visitor.read_programme(ProgrammeId(data.programme), session_of(data.session))
    if isinstance(view, Refusal):
        return screens.not_published(t)
    return screens.programme_card(view, t, links, details=data.details)


@router.callback_query(ShowProgramme.filter())
async def show_programme(
    callback: CallbackQuery,
    callback_data: ShowProgramme,
    t: Translator,
    visitor: VisitorUseCases,
    links: Links,
) -> None:
    await show(callback, await programme_screen(callback_data, t, visitor, links))


@router.message(Command("routes"))
async def open_routes(message: Message, t: Translator, visitor: VisitorUseCases) -> None:
    await show(message, screens.routes_screen(visitor.content.published, t))


@router.callback_query(ShowRoutes.filter())
async def show_routes(callback: CallbackQuery, t: Translator, visitor: VisitorUseCases) -> None:
    await show(callback, screens.routes_screen(visitor.content.published, t))


async def _route(
    route_id: int, details: bool, t: Translator, visitor: VisitorUseCases, links: Links
) -> Screen:
    view = await visitor.read_route(RouteId(route_id))
    if isinstance(view, Refusal):
        return screens.not_published(t)
    return screens.route_card(view, t, links, details=details)


@router.callback_query(ShowRoute.filter())
async def show_route(
    callback: CallbackQuery, callback_data: ShowRoute, t: Translator, visitor: VisitorUseCases, links: Links
) -> None:
    await show(callback, await _route(callback_data.route, callback_data.details, t, visitor, links))
