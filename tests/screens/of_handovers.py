"""Screens and messages of what goes to a colleague."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.forms import Question
from bot.domain.messages.views import PartView
from bot.domain.model import (
    BookingId,
    ClassCardId,
    DraftId,
    HandoverId,
    HandoverState,
    PersonId,
    VisitStatus,
)
from bot.domain.people.handover import Handover, HandoverQuestionView, HandoverView, Named
from bot.domain.refusal import Reason, Refusal
from bot.ui.visitor import handover as screens
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY
from tests.screens.showroom import (
    LEADER,
    LINKS,
    NOW,
    OPERATOR,
    REFERENCES,
    Showroom,
    booking_of,
    class_card,
    visit_to,
)

NAMED, NAMELESS = Named(LEADER, "+70000000001"), Named(None)
STEPS = (Question.TAKE, Question.CONSENT, Question.NAME, Question.PHONE)


def hang(g: Gallery, room: Showroom) -> None:
    for case, view in _views(room):
        for givers in (True, False):
            for state in HandoverState:
                for who in (NAMED, NAMELESS):
                    shown = replace(
                        view,
                        handover=replace(view.handover, state=state),
                        is_givers=givers,
                        taker=None if state is HandoverState.OPEN else who,
                        giver=who,
                    )
                    name = f"{case}, {state}, giver {givers}, named {who is NAMED}"
                    g.show(screens.handover_link, name, shown, LINKS, g.t)
                    g.show(screens.handover_state, name, shown, g.t)
                    for kind in (
                        *("handover.accepted", "handover.accepted.update", "handover.ended"),
                        *("handover.late", "handover.late.update"),
                    ):
                        g.message(kind, name, shown)
        for question in STEPS:
            asked = HandoverQuestionView(DraftId(1), replace(view, is_givers=False), question, None)
            g.show(screens.handover_question, f"{case}, {question}", asked, g.t, OPERATOR)
        refusal = Refusal(Reason.TEXT_REFUSED, {"problem": "press_a_button"})
        asked = HandoverQuestionView(DraftId(1), view, Question.TAKE, refusal)
        g.show(screens.handover_question, f"{case}, refused", asked, g.t, OPERATOR)
    g.show(screens.taking_refused, "no consent", g.t)
    for reference in (REFERENCES[0], None):
        g.show(screens.handed_over, f"{reference}", reference, g.t)
    part = _part(room)
    g.message("host.handover", "a class", part)


def _part(room: Showroom) -> PartView:
    site = room.longest_site
    programme = site.programmes[0]
    booking = booking_of(visit_to(room.session(programme, DAY), VisitStatus.CONFIRMED))
    return PartView(booking, site, programme, booking.visits, NOW)


def _views(room: Showroom) -> Iterator[tuple[str, HandoverView]]:
    part = _part(room)
    of_booking = Handover(
        HandoverId(1),
        PersonId(1),
        BookingId(1),
        None,
        REFERENCES[1],
        HandoverState.OPEN,
        None,
        NOW,
        NOW + timedelta(days=7),
        None,
    )
    view = HandoverView(
        handover=of_booking,
        region=room.region,
        site=part.site,
        programme=part.programme,
        booking=part.booking,
        card=None,
        giver=NAMED,
        taker=None,
        is_givers=True,
        payload="h_123456789-" + "x" * 22,
        timezone=part.site.timezone,
        now=NOW,
    )
    yield "a booking", view
    of_card = replace(of_booking, booking_id=None, class_card_id=ClassCardId(1), reference=None)
    card = replace(view, handover=of_card, site=None, programme=None, booking=None, card=class_card(1))
    yield "a card", card
    yield "a card that is gone", replace(card, handover=replace(of_card, class_card_id=None), card=None)
