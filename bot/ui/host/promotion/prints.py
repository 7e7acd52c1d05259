"""Posters and hand-outs: of what, how large, in which language (A8)."""

from __future__ import annotations

from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.prints import PrintSize, PrintView
from bot.domain.desk.sources import LabelView
from bot.domain.links import Link
from bot.domain.model import LinkTo
from bot.ui.formats.html import bold, escape, lines
from bot.ui.formats.labels import name_label
from bot.ui.host.callback_data import LinksTap, PrintTap
from bot.ui.kit import back_button, button, keyboard
from bot.ui.links import Links
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator, languages


def links_of(view: LabelView, t: Translator) -> list[tuple[str, Link]]:
    """What can be linked to with a label: the card of a site, its programmes, the routes of a region."""
    found: list[tuple[str, Link]] = []
    if view.site is not None:
        found.append((t.label("links.card"), Link(LinkTo.SITE, view.site.id, view.label)))
    found += [
        (t.content(each.title), Link(LinkTo.PROGRAMME, each.id, view.label)) for each in view.programmes
    ]
    return found + [(t.content(each.title), Link(LinkTo.ROUTE, each.id, view.label)) for each in view.routes]


def print_choice(view: LabelView, t: Translator) -> Screen:
    """Of what?"""
    site = 0 if view.site is None else view.site.id
    rows = [
        button(
            name_label(title),
            PrintTap(region=view.region.id, site=site, label=view.label, what=_what(link)),
        )
        for title, link in links_of(view, t)
    ]
    back = back_button(LinksTap(region=view.region.id, site=site, op="label", label=view.label), t)
    place = view.region.name if view.site is None else view.site.name
    text = lines(
        bold(t.label("print.title", place=place)), t.html("print.which" if rows else "links.nothing")
    )
    return Screen(text, keyboard(*rows, back))


def _what(link: Link) -> str:
    return Link(link.to, link.number).payload


def print_screen(view: PrintView, links: Links, t: Translator) -> Screen:
    """How large, in which language; a tap has it made."""
    title = t.content(view.shown.name if isinstance(view.shown, Site) else view.shown.title)
    tap = _tap(view)
    rows = [
        tuple(
            button(
                t.label("print.as", size=size.value.upper(), language=each.name),
                tap.model_copy(update={"size": size.value, "language": each.code}),
            )
            for each in languages()
        )
        for size in PrintSize
    ]
    text = lines(
        bold(title),
        t.html("print.how"),
        escape(links.start(view.link.payload)),
    )
    back = back_button(tap.model_copy(update={"what": ""}), t)
    return Screen(text, keyboard(*rows, back))


def _tap(view: PrintView) -> PrintTap:
    site = 0 if view.site is None else view.site.id
    return PrintTap(region=view.region.id, site=site, label=view.link.label, what=_what(view.link))


def print_button(view: PrintView, t: Translator) -> Button:
    """From a file to another one of the same."""
    return button(t.label("print.more"), _tap(view))
