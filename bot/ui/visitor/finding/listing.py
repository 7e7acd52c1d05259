"""The catalogue of sites, its filters and their menus (A1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData

from bot.domain.catalogue.catalogue import Catalogue, Site
from bot.domain.catalogue.periods import PERIODS
from bot.domain.catalogue.views import Surroundings
from bot.domain.chunks import chunks
from bot.domain.model import ProgrammeId
from bot.domain.pages import Page, page_of
from bot.domain.texts import Texts
from bot.ui.formats.dates import short_moment_label, zones_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, TWO_IN_A_ROW, name_label, place_label, shorten
from bot.ui.kit import Row, back_button, button, home_button, keyboard, pager, refusal_screen
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import ShowCatalogue, ShowDates, ShowSite
from bot.ui.visitor.catalogue import SITE_IN_LIST
from bot.ui.visitor.filters import Filters, choices, matching_sites, name_of
from bot.ui.visitor.finding.regions import region_button

SITES_A_PAGE = 6
MENUS = ("city", "kind", "days", "industry", "people", "price")
REGION_MENU = "region"
"""Beside the filters: which region the list is of."""
MENUS_IN_A_ROW = 3
_WIDE = {"kind", "days", "industry", "price"}
"""Menus with a choice a row; the choices of the others are short."""
_AS_THEY_ARE = {"people", "days", "kind", "price"}
"""Menus whose choices have an order of their own."""


def named(name: Texts | str | None, t: Translator) -> str:
    if name is None:
        return ""
    return t.content(name) if isinstance(name, Texts) else t.label(name)


def chosen_name(catalogue: Catalogue, filters: Filters, menu: str, t: Translator) -> str:
    return named(name_of(catalogue, menu, getattr(filters, menu)), t)


def filter_line(catalogue: Catalogue, filters: Filters, t: Translator) -> Html | None:
    names = [chosen_name(catalogue, filters, each, t) for each in filters.active]
    shown = " · ".join(name for name in names if name)
    return t.html("catalogue.filters", filters=shown) if shown else None


def catalogue_tap(filters: Filters, *, page: int = 0, menu: str = "") -> ShowCatalogue:
    return ShowCatalogue(
        city=filters.city,
        industry=filters.industry,
        kind=filters.kind,
        people=filters.people,
        days=filters.days,
        page=page,
        menu=menu,
        price=filters.price,
    )


def periods_for(filters: Filters, menu: str) -> Sequence[str]:
    """The periods whose free sessions a screen needs: the chosen one, or all for their counts."""
    if menu == "days":
        return PERIODS
    return (filters.days,) if filters.days else ()


def sites_shown(
    catalogue: Catalogue, filters: Filters, around: Surroundings, page: int, t: Translator
) -> Page[Site]:
    """A page of the sites that pass, one's own city first."""
    ordered = catalogue.sites_in_order(t.code, t.content, around.place)
    return page_of(matching_sites(ordered, filters, around.free), page, SITES_A_PAGE)


def catalogue_screen(
    catalogue: Catalogue,
    filters: Filters,
    around: Surroundings,
    shown: Page[Site],
    starts: Mapping[ProgrammeId, datetime],
    t: Translator,
    *,
    region: Texts | None = None,
) -> Screen:
    """A line a site with the date on which such guests can come first, of ``starts`` of its programmes; an
    empty result offers to drop what emptied it. ``region``: whose they are, where there are others."""
    if not shown.total:
        return _nothing_found(catalogue, filters, around, t, region)
    dates = {
        site.id: min(found)
        for site in shown.entries
        if (found := [starts[each.id] for each in site.programmes if each.id in starts])
    }
    rows = keyboard(
        *[
            button(place_label(t.content(each.name), t.content(each.city)), ShowSite(site=each.id))
            for each in shown.entries
        ],
        pager(shown.page, shown.pages, lambda page: catalogue_tap(filters, page=page)),
        *menu_rows(filters, lambda menu: catalogue_tap(filters, menu=menu), ShowCatalogue(), t, region),
        (button(t.label("catalogue.nearest"), dates_tap(filters)), home_button(t)),
    )
    moments = [(dates[each.id], each.timezone) for each in shown.entries if each.id in dates]
    text = lines(
        bold(t.label("catalogue.title")),
        t.count("catalogue.found", shown.total),
        filter_line(catalogue, filters, t),
        Html(""),
        *[_line(each, dates.get(each.id), t) for each in shown.entries],
        zones_line(moments, t),
    )
    return Screen(text, rows)


def _line(site: Site, first: datetime | None, t: Translator) -> Html:
    when = t.label("catalogue.no_date") if first is None else short_moment_label(first, site.timezone, t)
    name = name_label(t.content(site.name), SITE_IN_LIST)
    return t.html("catalogue.line", name=name, city=site.city, when=when)


def dates_tap(
    filters: Filters, *, page: int = 0, shared: bool = False, since: str = "", menu: str = ""
) -> ShowDates:
    return ShowDates(
        city=filters.city,
        industry=filters.industry,
        kind=filters.kind,
        people=filters.people,
        days=filters.days,
        page=page,
        shared=shared,
        since=since,
        menu=menu,
        price=filters.price,
    )


def menu_rows(
    filters: Filters,
    to: Callable[[str], CallbackData],
    cleared: CallbackData,
    t: Translator,
    region: Texts | None = None,
) -> list[Row]:
    """A button for each filter, marked where it is set, and one that drops them all; above them the way to
    other regions, where there are any."""
    buttons = [
        button(("•" if getattr(filters, each) else "") + t.label(f"filter.{each}"), to(each))
        for each in MENUS
    ]
    if filters.active:
        buttons.append(button(t.label("filter.clear"), cleared))
    return [
        region_button(region, to(REGION_MENU), t),
        *(tuple(each) for each in chunks(buttons, MENUS_IN_A_ROW)),
    ]


def drop_buttons(
    catalogue: Catalogue,
    filters: Filters,
    around: Surroundings,
    to: Callable[[Filters], CallbackData],
    t: Translator,
) -> list[Button]:
    """Each filter without which something is left."""
    return [
        button(
            t.label("catalogue.drop", filter=shorten(chosen_name(catalogue, filters, each, t) or "…", 22)),
            to(filters.without(each)),
        )
        for each in filters.active
        if matching_sites(catalogue.sites.values(), filters.without(each), around.free)
    ]


def _nothing_found(
    catalogue: Catalogue, filters: Filters, around: Surroundings, t: Translator, region: Texts | None
) -> Screen:
    if not filters.active:
        return refusal_screen(t.html("catalogue.empty"), t)
    text = lines(t.html("catalogue.nothing"), filter_line(catalogue, filters, t))
    drops = drop_buttons(catalogue, filters, around, catalogue_tap, t)
    others = region_button(region, catalogue_tap(filters, menu=REGION_MENU), t)
    return refusal_screen(text, t, *drops, button(t.label("catalogue.clear"), ShowCatalogue()), others)


def filter_menu(
    catalogue: Catalogue,
    filters: Filters,
    around: Surroundings,
    menu: str,
    to: Callable[[Filters], CallbackData],
    t: Translator,
    *more: Row,
) -> Screen:
    """The choices of one filter with their counts; ``to``: what the list under it shows with a choice.
    ``more``: what else can be done there."""
    found = sorted(
        choices(catalogue, filters, around.free, menu),
        key=lambda each: (0, "") if menu in _AS_THEY_ARE else (1, named(each.name, t)),
    )
    step, room = (1, ONE_IN_A_ROW) if menu in _WIDE else (2, TWO_IN_A_ROW)
    buttons = [
        button(_counted(named(each.name, t), each.count, room), to(filters.having(menu, each.value)))
        for each in found
    ]
    chosen = bool(getattr(filters, menu))
    rows = keyboard(
        *[tuple(buttons[at : at + step]) for at in range(0, len(buttons), step)],
        button(t.label("filter.any"), to(filters.without(menu))) if chosen else None,
        *more,
        back_button(to(filters), t),
    )
    return Screen(t.html(f"filter.ask.{menu}" if found else "filter.no_choice"), rows)


def _counted(name: str, count: int, most: int) -> str:
    """«Сосногорск · 1», the name shortened if it must be, the count never."""
    tail = f" · {count}"
    return shorten(name, most - len(tail)) + tail
