"""Who has been missing before waits for an answer, and is told why; so is the site (C1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.booking.booking import Booking
from bot.domain.booking.duties import Duty
from bot.domain.booking.views import BookingView, ChosenSession
from bot.domain.desk.views import RequestView
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.model import (
    Audience,
    Confirmation,
    DutyKind,
    OfferPurpose,
    OfferState,
    Party,
    VisitStatus,
)
from bot.ui.host import requests
from bot.ui.host.booking import moves
from bot.ui.visitor.booking import mine, offers
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, form_view, show_form
from tests.screens.of_hosts import NAMES
from tests.screens.of_offers import offer_of
from tests.screens.showroom import AGENCY, NOW, Showroom, booking_of, visit_to


def bookings(room: Showroom) -> Iterator[tuple[str, Booking]]:
    """Of a school, a college, an operator, a class without a school, and guests."""
    programme = replace(room.longest_site.programmes[0], confirmation=Confirmation.INSTANT)
    visit = visit_to(room.session(programme, DAY), VisitStatus.PENDING, children=18, adults=2)
    for audience in (Audience.SCHOOL, Audience.COLLEGE):
        yield audience.value, booking_of(visit, audience=audience)
    yield "class without a school", booking_of(visit, organisation=None)
    guests = replace(visit, children=0, adults=20)
    operator = booking_of(guests, audience=Audience.TOURIST, party=Party(0, 20))
    yield "operator", replace(operator, organisation_id=AGENCY.id, organisation_title=AGENCY.title)
    yield "guests", booking_of(guests, audience=Audience.FAMILY, party=Party(0, 20))


def hang(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = replace(site.programmes[0], confirmation=Confirmation.INSTANT)
    session = room.session(programme, DAY)
    held, due = NOW + timedelta(minutes=15), NOW + timedelta(days=3)
    asked = replace(offer_of(room, programme, OfferPurpose.MOVE, OfferState.LIVE), manual=True)
    for case, booking in bookings(room):
        form = BookingForm(
            programme.id,
            booking.audience,
            grade=booking.grade,
            letter=booking.letter,
            organisation_id=booking.organisation_id,
            organisation_name=booking.organisation_title,
            operator=booking.is_operator,
            children=booking.first.children,
            adults=booking.first.adults,
            party_agreed=True,
            parts=(Part(session.id, booking.first.children, booking.first.adults),),
        )
        chosen = (ChosenSession(session, booking.first.children, booking.first.adults),)
        view = form_view(
            room,
            form,
            Question.SUMMARY,
            chosen=chosen,
            hold_expires_at=held,
            answer_due_at=due,
            manual=True,
        )
        show_form(g, f"summary after no-shows: {case}", view)
        before = replace(booking, visits=(replace(booking.first, status=VisitStatus.CONFIRMED),))
        show_form(g, f"move after no-shows: {case}", replace(view, moved=before))
        duty = Duty(DutyKind.WAIT, due)
        card = BookingView(booking, site, programme, duty, NOW, may_cancel=True)
        g.show(mine.booking_card, f"after no-shows: {case}", card, g.t)
        g.show(mine.booking_sent, f"after no-shows: {case}", card, g.t)
        request = RequestView(booking, site, room.catalogue.programmes, NAMES, NOW)
        g.show(requests.request_card, f"after no-shows: {case}", request, g.t)
        g.message("host.request", f"after no-shows: {case}", request)
        moving = replace(asked, before=before)
        g.show(moves.move_card, f"after no-shows: {case}", moving, g.t)
        g.show(offers.offer_screen, f"move after no-shows: {case}", moving, g.t)
