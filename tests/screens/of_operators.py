"""The group of a tour operator, as its leader and the site see it, and on paper (C4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.booking.duties import Duty
from bot.domain.booking.views import BookingView, ChosenSession
from bot.domain.desk.views import DayEntry, DayView, RequestView
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.messages.views import PartView
from bot.domain.model import (
    Audience,
    DutyKind,
    Party,
    PersonId,
    Role,
    VisitStatus,
)
from bot.domain.papers.kinds import TO_READ, PaperKind, refuse_paper
from bot.domain.papers.views import PaperView
from bot.domain.refusal import ComeAsGroup, Param, Reason, Refusal
from bot.ui.host import day, requests
from bot.ui.visitor.booking import mine
from bot.ui.visitor.papers.screens import paper_text
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, form_view, show_form
from tests.screens.showroom import (
    AGENCY,
    COMMENT,
    GROUP_TITLE,
    NOW,
    RECEPTION,
    Showroom,
    booking_of,
    visit_to,
)

PEOPLE = 24


def hang(g: Gallery, room: Showroom) -> None:
    _form(g, room)
    _booking(g, room)


def _form(g: Gallery, room: Showroom) -> None:
    programme = room.programme("warm-trace", "class")
    blank = BookingForm(programme.id, Audience.TOURIST, operator=True)
    show_form(g, "group: how many", form_view(room, blank, Question.PARTY))
    named = replace(blank, adults=PEOPLE, party_agreed=True)
    for typed, found in ((None, ()), (None, (AGENCY,)), (AGENCY.name, (AGENCY,)), (AGENCY.name, ())):
        view = form_view(room, named, Question.SCHOOL, typed_school=typed, organisations=found)
        show_form(g, f"group: whose, {typed}, {len(found)}", view)
    school = replace(named, audience=Audience.SCHOOL, operator=False, children=PEOPLE)
    show_form(g, "a class or a group", form_view(room, school, Question.SCHOOL, takes_individuals=True))
    facts: dict[str, Param] = {
        "problem": "seats_too_many",
        "most": 10,
        "seats": 24,
        "requests": 3,
        "part": 8,
    }
    refused = Refusal(Reason.TEXT_REFUSED, facts, (ComeAsGroup(PEOPLE),))
    many = form_view(room, BookingForm(programme.id), Question.PARTY, least_seats=1, refusal=refused)
    show_form(g, "too many seats", many)
    session = room.session(programme, DAY)
    form = replace(
        named,
        organisation_id=AGENCY.id,
        organisation_name=AGENCY.title,
        group_title=GROUP_TITLE,
        comment=COMMENT,
        parts=(Part(session.id, 0, PEOPLE),),
    )
    chosen = (ChosenSession(session, 0, PEOPLE),)
    held = NOW + timedelta(minutes=15)
    view = form_view(room, form, Question.SUMMARY, chosen=chosen, hold_expires_at=held)
    show_form(g, "summary of a group", view)
    asked = replace(view, question=Question.GROUP_TITLE, asks_detail=True)
    show_form(g, "its title", asked)


def _booking(g: Gallery, room: Showroom) -> None:
    for slug in ("warm-trace", "vychegda-sheet"):
        site = room.site(slug)
        programme = site.programmes[0]
        session = room.session(programme, DAY)
        for status in (VisitStatus.PENDING, VisitStatus.CONFIRMED):
            visit = visit_to(session, status, children=0, adults=PEOPLE)
            booking = replace(
                booking_of(visit, audience=Audience.TOURIST, party=Party(0, PEOPLE), comment=None),
                organisation_id=AGENCY.id,
                organisation_title=AGENCY.title,
                group_title=GROUP_TITLE,
            )
            case = f"{slug}, {status}"
            duty = Duty(DutyKind.FINAL_COUNT, NOW + timedelta(days=30), site.id)
            view = BookingView(booking, site, programme, duty, NOW, may_cancel=True, duties=(duty,))
            g.show(mine.booking_card, f"group: {case}", view, g.t)
            g.show(mine.booking_sent, f"group: {case}", view, g.t)
            programmes = room.catalogue.programmes
            request = RequestView(booking, site, programmes, {PersonId(2): RECEPTION}, NOW)
            g.show(requests.request_card, f"group: {case}", request, g.t)
            entry = DayEntry(booking, visit, programme)
            of_day = DayView(site, DAY, DAY, Role.GUARD, (entry,), NOW)
            g.show(day.day_screen, f"group: {case}", of_day, g.t)
            part = PartView(booking, site, programme, booking.visits, NOW)
            g.message("booking.confirmed", f"group: {case}", part)
            for kind in PaperKind:
                if refuse_paper(kind, booking, booking.visits, programme.list_kind, NOW) is not None:
                    continue
                paper = PaperView(part, kind, "", NOW)
                if kind in TO_READ:
                    g.show(paper_text, f"group: {case}", paper, g.t, g.t)
                else:
                    g.message("paper", f"group: {case}, {kind}", paper)
