"""«Сколько вас будет?»: other numbers of a party, and what the host says to them (B8)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.booking.views import BookingView, NumbersView
from bot.domain.messages.views import NumbersAskedView
from bot.domain.refusal import Refusal
from bot.ui.formats.dates import moments_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.kit import Row, back_button, button, home_button, keyboard
from bot.ui.refusals import refusal_text, with_refusal
from bot.ui.screen import MOST_CHARACTERS, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.mine import booking_card
from bot.ui.visitor.callback_data import DayTap, NumbersTap, ShowBooking
from bot.ui.visitor.papers.screens import anew_button, outdated_line
from bot.ui.visitor.party import counts_label


def numbers_question(view: NumbersView, t: Translator) -> Screen:
    """How many come, typed; where a text may mean two things, which of them."""
    booking = view.card.booking

    def tap(children: int, adults: int) -> NumbersTap:
        value = f"{children}.{adults}"
        return NumbersTap(booking=booking.id, op="meant", draft=view.draft_id, value=value)

    rows: list[Row] = [
        button(t.label("numbers.meant", counts=counts_label(*each, t)), tap(*each)) for each in view.meant
    ]
    children, adults = view.now.children, view.now.adults
    example = f"{max(children - 1, 1)} + {adults}" if children else str(adults + 1)
    text = lines(
        bold(t.label("numbers.title", reference=booking.reference)),
        t.html("numbers.now", counts=counts_label(view.now.children, view.now.adults, t)),
        t.html("numbers.which", example=example)
        if view.meant
        else t.html("numbers.ask", share=t.count("count.people_by", view.share), example=example),
    )
    back = NumbersTap(booking=booking.id, op="back")
    return with_refusal(Screen(text, keyboard(*rows, back_button(back, t))), view.refusal, t)


def numbers_noted(view: NumbersView, t: Translator) -> Screen:
    """What it has become, over the card: changed at once, or asked of the host."""
    booking = view.card.booking
    card = booking_card(view.card, t)
    now = counts_label(view.now.children, view.now.adults, t)
    if booking.wanted_children is None or booking.wanted_adults is None:
        said = t.html("numbers.changed" if view.card.attended else "numbers.changed.nobody", counts=now)
    else:
        wanted = counts_label(booking.wanted_children, booking.wanted_adults, t)
        said = t.html("numbers.asked", counts=wanted, now=now)
    text = lines(said, Html(""), card.text)
    if len(text) > MOST_CHARACTERS:  # the list of what is to be done has its own button
        text = lines(said, Html(""), booking_card(replace(view.card, duties=()), t).text)
    return Screen(text, card.keyboard)


def numbers_closed(view: BookingView, why: Refusal, t: Translator) -> Screen:
    """Why the numbers of a booking change no more, and what its leader can still say on the day."""
    booking = view.booking
    text = lines(bold(t.label("numbers.title", reference=booking.reference)), refusal_text(why, t))
    on_day = button(t.label("day.coming"), DayTap(booking=booking.id, op="coming"))
    card = button(t.label("sent.card"), ShowBooking(booking=booking.id))
    return Screen(text, keyboard(on_day if view.awaited_today else None, card, home_button(t)))


def answered(view: NumbersAskedView, t: Translator) -> Screen:
    """What the host said to other numbers."""
    part = view.part
    booking, site = part.booking, part.site
    now = counts_label(
        sum(each.children for each in part.visits), sum(each.adults for each in part.visits), t
    )
    text = lines(
        t.html(
            "message.numbers.granted" if view.granted else "message.numbers.declined",
            reference=booking.reference,
            counts=counts_label(view.children, view.adults, t),
            now=now,
        ),
        t.html("duty.due.visit", site=site.name, moment=moments_label(part.starts, site.timezone, t)),
        outdated_line(view.outdated, t),
    )
    card = ShowBooking(booking=booking.id, anew=True)
    papers = anew_button(booking.id, view.outdated, t)
    return Screen(text, keyboard(button(t.label("sent.card"), card), papers))
