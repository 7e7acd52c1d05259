"""Professions: choose one, see where it can be seen, tried and practised (A10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from bot.domain.catalogue.catalogue import Catalogue, Place, Programme, Site
from bot.domain.catalogue.professions import Profession, Way, way_of
from bot.domain.chunks import chunks
from bot.domain.model import ProgrammeId, RegionId
from bot.domain.pages import Page, page_of
from bot.domain.texts import Texts
from bot.ui.formats.dates import short_moment_label, zones_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, place_label, shorten
from bot.ui.kit import button, home_button, keyboard, pager, ways_back
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import (
    FindTap,
    ShowProfession,
    ShowProfessions,
    ShowProgramme,
    ShowRegions,
)
from bot.ui.visitor.finding.regions import region_button, with_region

AT_ONCE = 12
"""So many are shown without asking for a letter."""
A_PAGE = 10
PROGRAMMES_A_PAGE = 6
_LETTERS_IN_A_ROW = 5
_ROOM = 28


def _name(profession: Profession, t: Translator) -> str:
    return t.content(profession.name)


def professions_screen(
    professions: Mapping[int, Profession],
    letter: str,
    page: int,
    t: Translator,
    *,
    region: Texts | None = None,
) -> Screen:
    """The letters with which they begin, or those of one letter; all where they are few. ``region``: whose
    they are, where there are others."""
    known = sorted(professions.values(), key=lambda each: _name(each, t).casefold())
    by_letter = Counter(_name(each, t)[:1].upper() for each in known)
    chosen = letter if letter in by_letter else ""
    ask = t.html("professions.ask" if known else "professions.none")
    if not chosen and len(known) > AT_ONCE:
        rows = chunks([button(each, ShowProfessions(letter=each)) for each in by_letter], _LETTERS_IN_A_ROW)
        text = lines(bold(t.label("professions.title")), ask)
        return Screen(
            text,
            keyboard(
                *map(tuple, rows),
                region_button(region, ShowRegions(to=ShowProfessions.__prefix__), t),
                button(t.label("home.find"), FindTap()),
                home_button(t),
            ),
        )
    shown = page_of([each for each in known if _name(each, t).upper().startswith(chosen)], page, A_PAGE)
    rows_of_them = [
        button(_counted(each, t), ShowProfession(profession=each.number)) for each in shown.entries
    ]
    text = lines(bold(t.label("professions.title")), ask)
    return Screen(
        text,
        keyboard(
            *rows_of_them,
            pager(shown.page, shown.pages, lambda page: ShowProfessions(letter=chosen, page=page)),
            None if chosen else region_button(region, ShowRegions(to=ShowProfessions.__prefix__), t),
            ways_back(ShowProfessions(), t, "professions.all") if chosen else home_button(t),
        ),
    )


def _counted(profession: Profession, t: Translator) -> str:
    tail = f" · {len(profession.programmes)}"
    return shorten(_name(profession, t), _ROOM - len(tail)) + tail


def programmes_shown(
    profession: Profession, catalogue: Catalogue, place: Place, page: int, t: Translator
) -> Page[tuple[Site, Programme]]:
    """A page of where it is shown, what is near first within each way."""
    near = {each.id: number for number, each in enumerate(catalogue.sites_in_order(t.code, t.content, place))}
    ways = list(Way)
    known = [each for each in profession.programmes if each.id in catalogue.programmes]
    known.sort(key=lambda each: (ways.index(way_of(each)), near[each.site_id]))
    return page_of([(catalogue.site_of(each), each) for each in known], page, PROGRAMMES_A_PAGE)


def profession_screen(
    profession: Profession,
    shown: Page[tuple[Site, Programme]],
    starts: Mapping[ProgrammeId, datetime],
    t: Translator,
    *,
    catalogue: Catalogue | None = None,
    own: RegionId | None = None,
) -> Screen:
    """``catalogue``: of all regions, of which ``own`` is the reader's; it is said of what is in another."""
    text: list[Html] = []
    way: Way | None = None
    for site, programme in shown.entries:
        if way_of(programme) is not way:
            way = way_of(programme)
            text.append(t.html(f"profession.{way}"))
        line = _line(site, programme, starts.get(programme.id), t)
        text.append(line if catalogue is None else with_region(line, site.region_id, catalogue, own, t))
    moments = [(starts[each.id], site.timezone) for site, each in shown.entries if each.id in starts]
    rows = keyboard(
        *[
            button(place_label(t.content(each.title), t.content(site.city)), ShowProgramme(programme=each.id))
            for site, each in shown.entries
        ],
        pager(shown.page, shown.pages, lambda page: ShowProfession(profession=profession.number, page=page)),
        ways_back(ShowProfessions(), t, "professions.all"),
    )
    return Screen(lines(bold(_name(profession, t)), *text, zones_line(moments, t)), rows)


def _line(site: Site, programme: Programme, first: datetime | None, t: Translator) -> Html:
    when = t.label("catalogue.no_date") if first is None else short_moment_label(first, site.timezone, t)
    name = name_label(t.content(site.name))
    return t.html("profession.line", title=programme.title, site=name, city=site.city, when=when)
