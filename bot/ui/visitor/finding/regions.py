"""The choice of the region in which somebody looks around (A1)."""

from __future__ import annotations

from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.domain.catalogue.catalogue import Catalogue, Region, fold_place
from bot.domain.catalogue.views import RegionChoice
from bot.domain.model import RegionId
from bot.domain.pages import page_of
from bot.domain.texts import Texts
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, shorten
from bot.ui.kit import button, home_button, keyboard, pager
from bot.ui.refusals import with_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import RegionTap

REGIONS_A_PAGE = 8


def region_choice(view: RegionChoice, page: int | None, t: Translator) -> Screen:
    """By the alphabet of the reader; opened at the present one. What is typed chooses, too."""
    named = sorted(view.regions, key=lambda each: (fold_place(t.content(each.name)), each.id))
    if page is None:
        own = next((at for at, each in enumerate(named) if each.id == view.own), 0)
        page = own // REGIONS_A_PAGE
    shown = page_of(named, page, REGIONS_A_PAGE)

    def tap(each: Region) -> Button:
        mark = "• " if each.id == view.own else ""
        name = shorten(t.content(each.name), ONE_IN_A_ROW - len(mark))
        return button(mark + name, RegionTap(draft=view.draft_id, region=each.id))

    text = lines(
        bold(t.label("region.title")),
        t.html("region.several" if view.narrowed else "region.ask"),
        t.html("region.why") if view.asked else None,
    )
    rows = keyboard(
        *map(tap, shown.entries),
        pager(shown.page, shown.pages, lambda page: RegionTap(draft=view.draft_id, page=page)),
        button(t.label("region.all"), RegionTap(draft=view.draft_id, every=True)) if view.narrowed else None,
        home_button(t),
    )
    return with_refusal(Screen(text, rows), view.refusal, t)


def with_chosen(screen: Screen, *, region: Texts, t: Translator) -> Screen:
    """What follows a choice that was typed; over a tap the same is said for a moment."""
    return replace(screen, text=lines(t.html("region.chosen", region=region), Html(""), screen.text))


def region_button(region: Texts | None, to: CallbackData, t: Translator) -> Button | None:
    """«Регион: Республика Коми», which leads to the others, the name shortened if it must be; None where
    there are no others."""
    if region is None:
        return None
    room = ONE_IN_A_ROW - len(t.label("region.row", region=""))
    return button(t.label("region.row", region=shorten(t.content(region), room)), to)


def with_region(
    line: Html, region_id: RegionId, catalogue: Catalogue, own: RegionId | None, t: Translator
) -> Html:
    """A line about something, with its region where that is not the reader's."""
    if not catalogue.is_elsewhere(region_id, own):
        return line
    return t.html("region.line", line=line, region=catalogue.regions[region_id].name)
