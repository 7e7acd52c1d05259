"""Handing over a booking, or giving a copy of a class card, as either side sees it (A8)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.forms import Question
from bot.domain.model import HandoverState
from bot.domain.people.handover import HandoverQuestionView, HandoverView, Named
from bot.domain.refusal import OpenBooking, Refusal
from bot.ui.formats.dates import moment_label, moments_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.phones import phone_label
from bot.ui.kit import Row, back_button, button, home_button, keyboard
from bot.ui.links import Links
from bot.ui.refusals import with_refusal
from bot.ui.screen import AskContact, Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import (
    ClassTap,
    HandoverTap,
    ShowBooking,
    ShowClasses,
    TakeConsentTap,
    TakeTap,
)
from bot.ui.visitor.consent import Operator, consent_text
from bot.ui.visitor.party import card_label, counts_label, party_label


def _tap(view: HandoverView, op: str) -> HandoverTap:
    return HandoverTap(op=op, id=view.handover.id)


def _what(view: HandoverView, t: Translator) -> Html:
    """The booking or the class in a line or two."""
    booking, card = view.booking, view.card
    if booking is not None and view.programme is not None and view.site is not None:
        children, adults = booking.party.children, booking.party.adults
        party = (
            party_label(booking.audience, booking.grade, booking.letter, children, adults, t)
            if booking.organisation_title
            else counts_label(children, adults, t)
        )
        return lines(
            t.html("mine.what", title=view.programme.title, site=view.site.name, city=view.site.city),
            t.html(
                "handover.when",
                moment=moments_label(booking.starts_now(view.now), view.timezone, t),
                party=party,
            ),
            t.html("summary.school", school=booking.organisation_title)
            if booking.organisation_title
            else None,
        )
    if card is not None:
        return lines(Html(card_label(card, t)), t.html("summary.school", school=card.organisation.title))
    return t.html("handover.gone")


def _title(view: HandoverView, t: Translator) -> str:
    if view.handover.reference is None:
        return t.label("handover.title_card")
    return t.label("handover.title", reference=view.handover.reference)


def _name(who: Named | None, t: Translator) -> str:
    return (who.name if who is not None else None) or t.label("handover.colleague")


def handover_link(view: HandoverView, links: Links, t: Translator) -> Screen:
    """The link for one colleague, for whose the booking or the class is."""
    if view.state is not HandoverState.OPEN or not view.is_givers:
        return handover_state(view, t)
    of_card = view.handover.booking_id is None
    text = lines(
        bold(_title(view, t)),
        _what(view, t),
        Html(""),
        t.html("handover.link"),
        escape(links.start(view.payload)),
        Html(""),
        t.html(
            "handover.link_card" if of_card else "handover.link_booking",
            moment=moment_label(view.handover.expires_at, view.timezone, t),
        ),
    )
    said = t.label("handover.text_card" if of_card else "handover.text_booking")
    rows = keyboard(
        Button(t.label("handover.forward"), url=links.share(view.payload, said)),
        button(t.label("handover.withdraw"), _tap(view, "withdraw")),
        _back(view, t),
    )
    return Screen(text, rows)


def _back(view: HandoverView, t: Translator) -> Button:
    """To what it is about, as long as that is the reader's."""
    found = view.handover
    theirs = view.is_givers != (view.state is HandoverState.DONE)
    if found.booking_id is not None and view.booking is not None and theirs:
        return back_button(ShowBooking(booking=found.booking_id), t, "sent.card")
    if found.class_card_id is not None and view.card is not None and view.is_givers:
        return back_button(ClassTap(card=found.class_card_id, op="show"), t)
    if found.booking_id is None and view.state is HandoverState.DONE:
        return back_button(ShowClasses(), t, "classes.title")
    return home_button(t)


def handover_state(view: HandoverView, t: Translator) -> Screen:
    """How it stands, for either side; also the message that tells of it."""
    side = "giver" if view.is_givers else "taker"
    of = "card" if view.handover.reference is None else "booking"
    state = view.state
    shows_what = state in {HandoverState.OPEN, HandoverState.ACCEPTED} or not view.is_givers
    key = f"handover.{side}.{state}"
    if state in {HandoverState.DONE, HandoverState.ACCEPTED}:
        key += f".{of}"
    taker = view.taker
    if state is HandoverState.EXPIRED and view.is_givers and taker is not None:
        key = "handover.giver.unconfirmed"
    text = lines(
        bold(_title(view, t)),
        _what(view, t) if shows_what and not (of == "card" and not view.is_givers) else None,
        Html("") if shows_what else None,
        t.html(
            key,
            name=_name(taker if view.is_givers else view.giver, t),
            phone=phone_label(taker.phone) if taker is not None and taker.phone else "—",
            moment=moment_label(view.handover.expires_at, view.timezone, t),
        ),
    )
    return Screen(text, keyboard(*_buttons(view, t), _back(view, t)))


def handover_late(view: HandoverView, t: Translator) -> Screen:
    """A colleague still waits for the reader's yes: the question once more, before it is too late."""
    asked = handover_state(view, t)
    return replace(asked, text=lines(t.html("handover.reminder"), Html(""), asked.text))


def _buttons(view: HandoverView, t: Translator) -> list[Row]:
    if view.state is HandoverState.ACCEPTED and view.is_givers:
        return [
            button(t.label("handover.confirm"), _tap(view, "confirm")),
            button(t.label("handover.keep"), _tap(view, "refuse")),
        ]
    if view.state is HandoverState.ACCEPTED:
        return [button(t.label("handover.leave"), _tap(view, "refuse"))]
    again = view.is_givers and view.state not in {HandoverState.DONE, HandoverState.OPEN}
    if again and view.handover.booking_id is not None and view.booking is not None:
        return [button(t.label("handover.again"), HandoverTap(op="booking", id=view.handover.booking_id))]
    if again and view.handover.class_card_id is not None and view.card is not None:
        return [button(t.label("handover.again"), HandoverTap(op="card", id=view.handover.class_card_id))]
    return []


def handover_question(view: HandoverQuestionView, t: Translator, operator: Operator) -> Screen:
    """What a colleague is offered, and what is asked of them before they have it."""
    question = view.question
    back = button(t.label("button.back"), TakeTap(draft=view.draft_id, op="back", value=question))
    match question:
        case Question.CONSENT:
            rows = keyboard(*_consent_rows(view, operator, t), back)
            return Screen(consent_text(t, operator, view.own_consent), rows, alone=True)
        case Question.NAME:
            screen = Screen(lines(_offered(view, t), Html(""), t.html("form.name")), keyboard(back))
        case Question.PHONE:
            others = (t.label("button.back"), t.label("button.cancel"))
            text = lines(_offered(view, t), Html(""), t.html("form.phone"))
            screen = Screen(text, AskContact(t.label("form.share_phone"), others))
        case _:
            about = (
                "handover.take_card" if view.shown.handover.booking_id is None else "handover.take_booking"
            )
            take = button(t.label("handover.take"), TakeTap(draft=view.draft_id, op="take"))
            text = lines(_offered(view, t), Html(""), t.html(about))
            screen = Screen(text, keyboard(take, *_own_bookings(view.refusal, t), home_button(t)))
    return with_refusal(screen, view.refusal, t)


def _own_bookings(refusal: Refusal | None, t: Translator) -> list[Button]:
    """What somebody has at that time already, which they can move or call off."""
    return [
        button(t.label("form.open_booking", reference=way.reference), ShowBooking(booking=way.booking_id))
        for way in (() if refusal is None else refusal.alternatives)
        if isinstance(way, OpenBooking)
    ]


def _offered(view: HandoverQuestionView, t: Translator) -> Html:
    key = "handover.offers_card" if view.shown.handover.booking_id is None else "handover.offers_booking"
    return lines(bold(t.label(key, name=_name(view.shown.giver, t))), _what(view.shown, t))


def _consent_rows(view: HandoverQuestionView, operator: Operator, t: Translator) -> list[Button]:
    def tap(agree: bool) -> TakeConsentTap:
        version, own = operator.consent_version, view.own_consent
        return TakeConsentTap(
            draft=view.draft_id, version=version, agree=agree, own=own.version if own else 0
        )

    return [button(t.label("consent.agree"), tap(True)), button(t.label("consent.refuse"), tap(False))]


def taking_refused(t: Translator) -> Screen:
    """Without a consent nothing is kept, and so nothing is taken over; the link can be opened again."""
    return Screen(t.html("handover.consent_refused"), keyboard(home_button(t)))


def handed_over(reference: str | None, t: Translator) -> Screen:
    """In place of a message about a booking that its reader has handed over."""
    return Screen(t.html("handover.copy", reference=reference or "—"), keyboard(home_button(t)))
