"""Screens of the search: a word is asked for, what was found, and what is possible where nothing was (A5)."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

from bot.domain.catalogue.catalogue import Catalogue, Programme, Route, Site
from bot.domain.catalogue.professions import Profession
from bot.domain.model import RegionId
from bot.domain.pages import page_of
from bot.domain.search.entries import Results, Thing, region_of, thing_of
from bot.ui.formats.html import Html, lines
from bot.ui.formats.labels import name_label, place_label, shorten
from bot.ui.kit import Row, button, home_button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import (
    FindTap,
    ShowCatalogue,
    ShowDates,
    ShowProfession,
    ShowProfessions,
    ShowProgramme,
    ShowRoute,
    ShowSite,
)
from bot.ui.visitor.catalogue import kind_of
from bot.ui.visitor.finding.regions import with_region

FOUND_A_PAGE = 6
_QUERY_SHOWN = 40
_PROFESSION_SHOWN = 19
_LONGEST_PACKED = 52
"""Characters of callback data that a query may take: about forty letters."""
_ENCODING = "cp1251"


def pack_query(words: Sequence[str]) -> str | None:
    """The words of a query for a button; None where they are too many, or in letters that do not go there."""
    try:
        packed = urlsafe_b64encode(" ".join(words).encode(_ENCODING)).decode().rstrip("=")
    except UnicodeEncodeError:
        return None
    return packed if len(packed) <= _LONGEST_PACKED else None


def packed_start(words: Sequence[str]) -> str:
    """As many of the words, from the first on, as a button can carry; empty where it is none."""
    for number in range(len(words), 0, -1):
        if (packed := pack_query(words[:number])) is not None:
            return packed
    return ""


def unpack_query(packed: str) -> str:
    """Empty for anything damaged."""
    try:
        return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode(_ENCODING)
    except ValueError:
        return ""


def ask_word(t: Translator) -> Screen:
    """«Что найти?»: whatever is typed next is looked for, as at any time."""
    professions = button(t.label("home.professions"), ShowProfessions())
    return Screen(t.html("find.ask"), keyboard(*_elsewhere(t), professions, home_button(t)))


def _elsewhere(t: Translator) -> tuple[Row, ...]:
    return (
        (
            button(t.label("find.catalogue"), ShowCatalogue()),
            button(t.label("home.dates"), ShowDates()),
        ),
    )


def profession_buttons(
    results: Results, professions: Mapping[int, Profession], t: Translator
) -> list[Button]:
    """Of professions that are called as somebody asked."""
    known = [professions[each] for each in results.professions if each in professions]
    return [
        button(
            t.label("find.profession", name=shorten(t.content(each.name), _PROFESSION_SHOWN)),
            ShowProfession(profession=each.number),
        )
        for each in known
    ]


def found_screen(
    catalogue: Catalogue,
    results: Results,
    query: str,
    page: int,
    t: Translator,
    *beside: Row,
    own: RegionId | None = None,
) -> Screen:
    """Six things a page; ``beside``: what else the text may have meant; ``own``: the reader's region, since
    it is said of what is in another. Where nothing was found, what is possible."""
    things = [thing for each in results.found if (thing := thing_of(each, catalogue)) is not None]
    if not things:
        text = t.html("find.nothing", query=shorten(query, _QUERY_SHOWN))
        return Screen(text, keyboard(*beside, *_elsewhere(t), home_button(t)))
    shown = page_of(things, page, FOUND_A_PAGE)
    packed = pack_query(results.words)
    text = lines(
        t.html(
            "find.instead" if results.instead else "find.by",
            query=shorten(results.instead or query, _QUERY_SHOWN),
        ),
        Html(""),
        *[
            with_region(_line(each, catalogue, t), region_of(each, catalogue), catalogue, own, t)
            for each in shown.entries
        ],
        t.html("find.narrow") if shown.pages > 1 and packed is None else None,
    )
    rows = keyboard(
        *[_button(each, catalogue, t) for each in shown.entries],
        pager(shown.page, shown.pages, lambda page: FindTap(query=packed or "", page=page))
        if packed
        else None,
        *beside,
        *_elsewhere(t),
        home_button(t),
    )
    return Screen(text, rows)


def _line(thing: Thing, catalogue: Catalogue, t: Translator) -> Html:
    match thing:
        case Site():
            return t.html("find.site", name=thing.name, city=thing.city)
        case Programme():
            site = catalogue.site_of(thing)
            kind = f"{said.lower()}, " if (said := kind_of(thing, t)) else ""
            name = name_label(t.content(site.name))
            return t.html("find.programme", title=thing.title, kind=kind, site=name, city=site.city)
        case Route():
            return t.html("find.route", title=thing.title, days=t.count("count.days", thing.days))


def _button(thing: Thing, catalogue: Catalogue, t: Translator) -> Button:
    match thing:
        case Site():
            label = place_label(t.content(thing.name), t.content(thing.city))
            return button(label, ShowSite(site=thing.id))
        case Programme():
            city = t.content(catalogue.site_of(thing).city)
            return button(place_label(t.content(thing.title), city), ShowProgramme(programme=thing.id))
        case Route():
            return button(name_label(t.content(thing.title)), ShowRoute(route=thing.id))
