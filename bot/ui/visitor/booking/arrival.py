"""The arrival code as a picture that the gate scans (E4); the code in words does the same."""

from __future__ import annotations

from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.views import BookingView
from bot.domain.links import ArrivalLink
from bot.domain.model import VisitStatus
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import moment_label, short_moment_label
from bot.ui.formats.html import lines
from bot.ui.formats.labels import shorten
from bot.ui.kit import back_button, button, home_button, keyboard
from bot.ui.links import Links
from bot.ui.screen import Button, Photo, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import ArrivalTap, ShowBooking, ShowMine
from bot.ui.visitor.party import counts_label


def arrival_button(booking: Booking, t: Translator) -> Button | None:
    """Where somebody is awaited."""
    awaited = any(each.status is VisitStatus.CONFIRMED for each in booking.visits)
    return button(t.label("arrival.button"), ArrivalTap(booking=booking.id)) if awaited else None


def awaited_visit(view: BookingView, number: int) -> Visit | None:
    """The one with this id, else the next that is awaited; None: nobody is awaited any more."""
    awaited = [
        each
        for each in view.booking.visits
        if each.status is VisitStatus.CONFIRMED and each.ends_at > view.now
    ]
    return next((each for each in awaited if each.id == number), awaited[0] if awaited else None)


def arrival_link(visit: Visit, links: Links) -> str:
    """What the picture says."""
    return links.arrival(ArrivalLink(visit.site_id, visit.code))


def arrival_screen(view: BookingView, visit: Visit, picture: bytes, t: Translator) -> Screen:
    """The picture of one visit; each other one that is awaited has its own."""
    site = view.site_of(visit.site_id)
    others = [
        each
        for each in view.booking.visits
        if each.id != visit.id and each.status is VisitStatus.CONFIRMED and each.ends_at > view.now
    ]
    text = lines(
        t.html(
            "arrival.show",
            reference=view.booking.reference,
            moment=moment_label(visit.starts_at, site.timezone, t),
            site=site.name,
            counts=counts_label(visit.children, visit.adults, t),
        ),
        t.html("arrival.code", code=code_label(visit.code, t)),
    )
    rows = [
        button(
            shorten(
                f"{short_moment_label(each.starts_at, view.site_of(each.site_id).timezone, t)} · "
                f"{code_label(each.code, t)}"
            ),
            ArrivalTap(booking=view.booking.id, visit=each.id),
        )
        for each in others
    ]
    back = back_button(ShowBooking(booking=view.booking.id, anew=True), t, "sent.card")
    return Screen(text, keyboard(*rows, back), photo=Photo(None, picture, None))


def not_for_you(t: Translator) -> Screen:
    """Whoever scans it and does not work there learns what it is, and nothing of a group."""
    return Screen(t.html("arrival.about"), keyboard(button(t.label("mine.all"), ShowMine()), home_button(t)))
