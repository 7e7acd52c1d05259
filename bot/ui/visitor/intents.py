"""What a text that answers no question leads to: the booking that it is about, or what there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.domain.booking.views import BookingView
from bot.domain.catalogue.catalogue import Site
from bot.domain.model import BookingId
from bot.domain.people.access import Actor
from bot.domain.texts import Texts
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.formats.html import Html, lines
from bot.ui.formats.labels import name_label
from bot.ui.formats.money import party_price
from bot.ui.host.callback_data import ShowDesk
from bot.ui.kit import Row, back_button, button, home_button, keyboard
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.mine import cancel_button, item_label
from bot.ui.visitor.booking.routes import booked_price
from bot.ui.visitor.callback_data import (
    BookAgainTap,
    ContinueForm,
    MoveTap,
    ShowBooking,
    ShowCatalogue,
    ShowDates,
    ShowHelp,
    ShowMine,
    ShowPlace,
    ShowProgramme,
)

SHOWN = 6


def offers(t: Translator, *, open_draft: bool, roles: Actor) -> tuple[Row, ...]:
    """What everybody has: the form that was begun, one's desk, the catalogue, dates, own requests, help."""
    return (
        button(t.label("home.continue"), ContinueForm()) if open_draft else None,
        button(t.label("home.desk"), ShowDesk()) if roles.is_host else None,
        button(t.label("home.region"), ShowRegion()) if roles.is_coordinator else None,
        button(t.label("home.catalogue"), ShowCatalogue()),
        (button(t.label("home.dates"), ShowDates()), button(t.label("home.mine"), ShowMine())),
        button(t.label("home.help"), ShowHelp()),
    )


def offered(key: str, t: Translator, *, open_draft: bool, roles: Actor) -> Screen:
    """A text of this key over what everybody has."""
    return Screen(t.html(key), keyboard(*offers(t, open_draft=open_draft, roles=roles)))


def with_kept_form(screen: Screen, title: Texts, t: Translator) -> Screen:
    """A screen that came between: the form that was open is kept, and goes on from here."""
    text = lines(screen.text, Html(""), t.html("intent.kept", title=title))
    go_on = Button(t.label("home.continue"), tap=ContinueForm().pack())
    if not isinstance(screen.keyboard, Inline):
        return replace(screen, text=text)
    rows = screen.keyboard.rows
    offered_there = any(each.tap == go_on.tap for row in rows for each in row)
    return replace(screen, text=text, keyboard=Inline(rows if offered_there else (*rows, (go_on,))))


def which(
    key: str, views: Sequence[BookingView], to: Callable[[BookingId], CallbackData], t: Translator
) -> Screen:
    """Which booking is meant, a button for each."""
    rows = [button(item_label(each, t), to(each.booking.id)) for each in views[:SHOWN]]
    return Screen(t.html(key), keyboard(*rows, back_button(ShowMine(), t, "mine.all")))


def move_choice(view: BookingView, t: Translator) -> Screen:
    """How one comes at another time: the present place stays until there is a new one."""
    booking = view.booking
    text = lines(
        t.html("intent.move_of", what=item_label(view, t), site=view.site.name), t.html("intent.move")
    )
    rows = keyboard(
        _move(view, t) if view.may_cancel else None,
        cancel_button(booking, t) if view.may_cancel else None,
        back_button(ShowBooking(booking=booking.id), t, "intent.card"),
    )
    return Screen(text, rows)


def _move(view: BookingView, t: Translator) -> Button:
    """A route is booked anew for another day: its sites answer by themselves."""
    if view.route is not None:
        return button(t.label("route.another_day"), BookAgainTap(booking=view.booking.id))
    return button(t.label("mine.move"), MoveTap(booking=view.booking.id))


def prices(views: Sequence[BookingView], t: Translator) -> Screen:
    """Where prices stand; first those of the programmes that one has asked for."""
    programmes = {each.programme.id: each.programme for each in views[:SHOWN]}
    rows = [
        button(name_label(t.content(each.title)), ShowProgramme(programme=each.id))
        for each in programmes.values()
    ]
    all_of_them = button(t.label("home.catalogue"), ShowCatalogue())
    own = [
        t.html("intent.price_of", what=item_label(each, t), price=price) for each, price in _totals(views, t)
    ]
    text = lines(*own, Html(""), t.html("intent.price")) if own else t.html("intent.price")
    return Screen(text, keyboard(*rows, all_of_them, home_button(t)))


def _totals(views: Sequence[BookingView], t: Translator) -> list[tuple[BookingView, Html]]:
    """What each coming visit costs."""
    return [(each, _total(each, t)) for each in views[:SHOWN]]


def _total(view: BookingView, t: Translator) -> Html:
    if view.route is not None:
        return booked_price(view, t) or t.html("programme.free")
    return party_price(view.programme, view.booking.audience, view.booking.standing_seats, t)


def _sites(view: BookingView) -> list[Site]:
    """Of a route, those of the stops that stand."""
    if view.route is None:
        return [view.site]
    return [view.site_of(each.site_id) for each in view.booking.standing]


def places(views: Sequence[BookingView], t: Translator) -> Screen:
    """Where one meets for each coming visit; without one, where addresses stand."""
    sites = {site.id: site for each in views[:SHOWN] for site in _sites(each)}
    rows: list[Row] = [
        button(name_label(t.content(each.name)), ShowPlace(site=each.id)) for each in sites.values()
    ]
    if not rows:
        rows.append(button(t.label("home.catalogue"), ShowCatalogue()))
    text: list[Html] = [
        t.html("site.place_text", name=each.name, city=each.city, place=each.meeting_point)
        for each in sites.values()
    ]
    return Screen(lines(*(text or [t.html("intent.where")])), keyboard(*rows, home_button(t)))
