"""What a leader asks for instead of a confirmed visit: another time, which the site grants or not (B9)."""

from __future__ import annotations

from bot.domain.booking.offers.views import OfferView
from bot.domain.model import OfferPurpose, OfferState
from bot.ui.formats.dates import moment_label
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.manual import manual_line_of_host
from bot.ui.host.callback_data import MoveAnswerTap
from bot.ui.host.parts import desk_button, leader_line
from bot.ui.kit import Row, button, keyboard
from bot.ui.screen import Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.offers import before_moments, whose_label


def late_move(view: OfferView, t: Translator) -> Screen:
    """The same, when the answer is due (E3)."""
    reference = "" if view.before is None else t.reference(view.before.reference)
    late = view.offer.is_live(view.now)
    return move_card(view, t, title=t.label("host.move.late", reference=reference) if late else None)


def move_card(view: OfferView, t: Translator, *, title: str | None = None) -> Screen:
    """From which time to which, and the two answers; or how it ended."""
    site, offer = view.first.site, view.offer
    live = offer.is_live(view.now)
    state = OfferState.LAPSED if offer.state is OfferState.LIVE and not live else offer.state
    reference = "" if view.before is None else t.reference(view.before.reference)
    until = moment_label(offer.expires_at, site.timezone, t)
    after = "; ".join(moment_label(each, site.timezone, t) for each in view.first.starts)
    text = lines(
        bold(
            title or t.label("host.move.title" if live else f"host.move.ended.{state}", reference=reference)
        ),
        t.html("host.day.site", site=site.name),
        t.html("host.move.who", programme=view.first.programme.title, party=whose_label(view.whose, t)),
        t.html("move.before", moments=before_moments(view, t)) if live else None,
        t.html("move.after", moments=after),
        leader_line(view.before, t) if view.before is not None else None,
        manual_line_of_host(view.before.audience, view.before.organisation_id, t)
        if live and view.manual and view.before is not None
        else None,
        Html("") if live else None,
        t.html("host.move.until", until=until) if live else None,
    )
    answers: list[Row] = [
        button(t.label("host.move.grant"), MoveAnswerTap(offer=offer.id, op="grant")),
        button(t.label("host.move.refuse"), MoveAnswerTap(offer=offer.id, op="refuse")),
    ]
    asked = live and offer.purpose is OfferPurpose.MOVE
    return Screen(text, keyboard(*(answers if asked else ()), desk_button(site.id, t)))
