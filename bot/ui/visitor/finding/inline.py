"""Cards for other chats: ``@bot query`` offers them, each with a button that opens the bot on it (A7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Catalogue, Programme, Route, Site
from bot.domain.links import Link
from bot.domain.model import LinkTo, ProgrammeId, RegionId
from bot.domain.search.entries import Thing, region_of
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.kit import keyboard
from bot.ui.links import Links
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

_TITLE = 60
_DESCRIPTION = 100


@dataclass(frozen=True, slots=True)
class InlineCard:
    """One of what is offered: ``screen`` is the message that choosing it sends. ``id`` has 64 bytes at most,
    and no other card of the answer has it."""

    id: str
    title: str
    description: str
    screen: Screen


def inline_card(
    thing: Thing,
    catalogue: Catalogue,
    starts: Mapping[ProgrammeId, datetime],
    t: Translator,
    links: Links,
    near: RegionId | None = None,
) -> InlineCard:
    """Of a site, a programme or a route, with the next date that can be booked; ``near``: the region of
    whoever chooses, since it is said of what is in another."""
    match thing:
        case Site():
            card = _site(thing, starts, t, links)
        case Programme():
            card = _programme(thing, catalogue, starts.get(thing.id), t, links)
        case Route():
            card = _route(thing, t, links)
    region_id = region_of(thing, catalogue)
    if not catalogue.is_elsewhere(region_id, near):
        return card
    region = catalogue.regions[region_id].name
    about = t.label("inline.elsewhere", about=card.description, region=region)
    return replace(card, description=shorten(about, _DESCRIPTION))


def inline_date(
    session: SessionFacts, catalogue: Catalogue, t: Translator, links: Links
) -> InlineCard | None:
    """Of one session: what can be visited next. None for a programme that is not there any more."""
    programme = catalogue.programmes.get(session.programme_id)
    if programme is None:
        return None
    card = _programme(programme, catalogue, session.starts_at, t, links, Link(LinkTo.SESSION, session.id))
    site = catalogue.site_of(programme)
    moment = moment_label(session.starts_at, site.timezone, t)
    free = str(t.count("count.free_seats", session.free))
    title = t.label("inline.date", moment=moment, title=programme.title)
    about = t.label("inline.about", site=name_label(t.content(site.name)), city=site.city, when=free)
    return InlineCard(card.id, shorten(title, _TITLE), shorten(about, _DESCRIPTION), card.screen)


def _when(start: datetime | None, timezone: str, t: Translator) -> str:
    return t.label("catalogue.no_date") if start is None else moment_label(start, timezone, t)


def _card(to: Link, title: str, about: str, text: Html, t: Translator, links: Links) -> InlineCard:
    opens = Button(t.label("inline.open"), url=links.start(to.payload))
    return InlineCard(
        f"{to.to}{to.number}",
        shorten(title, _TITLE),
        shorten(about, _DESCRIPTION),
        Screen(text, keyboard(opens)),
    )


def _site(site: Site, starts: Mapping[ProgrammeId, datetime], t: Translator, links: Links) -> InlineCard:
    first = min((starts[each.id] for each in site.programmes if each.id in starts), default=None)
    when = _when(first, site.timezone, t)
    text = lines(
        bold(t.content(site.name)),
        t.html("site.where", city=site.city, industry=site.industry),
        t.html("site.short", text=site.short),
        t.html("inline.next", when=when),
    )
    about = t.label("inline.place", city=site.city, when=when)
    return _card(Link(LinkTo.SITE, site.id), t.content(site.name), about, text, t, links)


def _programme(
    programme: Programme,
    catalogue: Catalogue,
    start: datetime | None,
    t: Translator,
    links: Links,
    to: Link | None = None,
) -> InlineCard:
    site = catalogue.site_of(programme)
    when = _when(start, site.timezone, t)
    text = lines(
        bold(t.content(programme.title)),
        t.html("programme.where", site=site.name, city=site.city, kind=""),
        t.html("programme.about", text=programme.about) if programme.about else None,
        t.html("inline.age", age=programme.min_age),
        t.html("inline.next", when=when),
    )
    about = t.label("inline.about", site=name_label(t.content(site.name)), city=site.city, when=when)
    to = to or Link(LinkTo.PROGRAMME, programme.id)
    return _card(to, t.content(programme.title), about, text, t, links)


def _route(route: Route, t: Translator, links: Links) -> InlineCard:
    days = t.count("count.days", route.days)
    text = lines(
        bold(t.content(route.title)),
        t.html("route.head", theme=route.theme, days=days, age=route.min_age),
        t.html("route.audience", text=route.audience_text),
    )
    title = t.label("inline.route", title=route.title)
    return _card(Link(LinkTo.ROUTE, route.id), title, t.content(route.theme), text, t, links)
