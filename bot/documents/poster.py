"""Posters and hand-outs: what can be seen, and a picture that opens it in the bot (A8)."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.documents.qr import qr_svg
from bot.documents.typesetting import pdf
from bot.domain.booking.codes import latin_form
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.desk.prints import PRINT_VERSION, PrintView
from bot.domain.model import ProgrammeKind
from bot.domain.texts import Texts
from bot.ui.formats.dates import local_date
from bot.ui.formats.html import plain
from bot.ui.formats.labels import within
from bot.ui.formats.money import programme_price, site_price
from bot.ui.links import Links
from bot.ui.screen import File
from bot.ui.translator import Translator
from bot.ui.visitor.catalogue import kind_of
from bot.ui.visitor.papers.texts import date_label

_TITLE_SIZES = ((24, 44), (48, 36), (1000, 28))
"""Of titles up to so many characters, so large."""
PROFESSIONS_SHOWN = 6


def print_file(view: PrintView, t: Translator, links: Links) -> File:
    """In the language of ``t``."""
    name = t.label(f"print.file.{view.size}", name=t.content(_name_of(view)))
    return File(f"{name}.pdf", partial(_pdf, view, t, links))


def _pdf(view: PrintView, t: Translator, links: Links) -> bytes:
    return pdf("poster", data_of(view, t, links), view.made_at)


def _name_of(view: PrintView) -> Texts:
    return view.shown.name if isinstance(view.shown, Site) else view.shown.title


def data_of(view: PrintView, t: Translator, links: Links) -> dict[str, Any]:
    """What the template says."""
    title = t.content(_name_of(view))
    address = links.start(view.link.payload)
    over, place, about, facts = _said(view, t)
    zone = view.region.timezone if view.site is None else view.site.timezone
    made = date_label(local_date(view.made_at, zone), t)
    version = latin_form(PRINT_VERSION) if t.is_latin else PRINT_VERSION
    foot = [t.label("print.version", version=version), made]
    if view.link.label:
        foot.insert(1, t.label("print.label", label=view.link.label))
    return {
        "title": title,
        "title_size": next(size for most, size in _TITLE_SIZES if len(title) <= most),
        "language": t.code,
        "author": t.content(view.region.name if view.site is None else view.site.name),
        "size": view.size.value,
        "over": over,
        "place": place,
        "about": about,
        "facts": facts,
        "call": t.label("print.call"),
        "qr": qr_svg(address),
        "qr_alt": t.label("print.qr", address=address),
        "address": address.removeprefix("https://"),
        "by_hand": t.label("print.by_hand", bot=links.username),
        "foot": " · ".join(foot),
    }


def _said(view: PrintView, t: Translator) -> tuple[str, str, str, list[str]]:
    """What stands above the title, where it is, what one sees, and the facts."""
    match view.shown:
        case Site() as site:
            return t.content(site.industry), t.content(site.city), t.content(site.short), _of_site(site, t)
        case Programme() as programme:
            of = view.site
            place = "" if of is None else f"{t.content(of.name)}, {t.content(of.city)}"
            over = kind_of(programme, t) or ("" if of is None else t.content(of.industry))
            return over, place, t.content(programme.about), _of_programme(programme, t)
        case Route() as route:
            note = t.content(route.note)
            return t.label("print.route"), t.content(view.region.name), note, _of_route(route, t)


def _of_site(site: Site, t: Translator) -> list[str]:
    facts = [t.content(each.title) for each in site.programmes]
    if site.professions:
        shown = [within(t.content(each)) for each in site.professions[:PROFESSIONS_SHOWN]]
        facts.append(plain(t.html("site.professions", list=", ".join(shown))))
    return [*facts, *plain(site_price(site.programmes, t)).splitlines()]


def _of_programme(programme: Programme, t: Translator) -> list[str]:
    audience = ", ".join(t.label(f"audience.{each}") for each in sorted(programme.audience))
    facts = [t.label("programme.for_whom", list=audience, age=programme.min_age)]
    if programme.kind is not ProgrammeKind.INTERNSHIP:
        facts.append(
            t.label("programme.length", length=t.count("count.minutes", programme.duration_min or 0))
        )
    return [*facts, *plain(programme_price(programme, programme.audience, t)).splitlines()]


def _of_route(route: Route, t: Translator) -> list[str]:
    days = t.count("count.days", route.days)
    return [
        plain(t.html("route.head", theme=route.theme, days=days, age=route.min_age)),
        plain(t.html("route.audience", text=route.audience_text)),
    ]
