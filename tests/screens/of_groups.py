"""Groups of shared sessions that need a minimum, as visitors and hosts see them (C2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.booking.availability import DayChoice, Option, SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.duties import Duty
from bot.domain.booking.takers import Takers
from bot.domain.booking.views import BookingView, ChosenSession, ProgrammeView
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.minimum import Group, GroupTerms
from bot.domain.desk.views import SessionEntry, SessionsView, SessionView
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.messages.views import GroupView, PartView
from bot.domain.model import (
    Audience,
    Confirmation,
    DutyKind,
    GroupState,
    HostReason,
    IfShort,
    Party,
    SessionStatus,
    VisitStatus,
)
from bot.ui.host import messages as host_messages
from bot.ui.host import sessions
from bot.ui.visitor import catalogue
from bot.ui.visitor.booking import mine
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES, form_view, show_form
from tests.screens.showroom import LINKS, NOW, Showroom, booking_of, visit_to

SEATS = 5


def groups() -> Iterator[tuple[str, Group]]:
    """In every state."""
    for rule in IfShort:
        terms = GroupTerms(8, NOW + timedelta(days=2), rule)
        for state in GroupState:
            yield f"{state}, {rule}", Group(terms, state, SEATS, asked_at=NOW)
    yield "complete", Group(terms, GroupState.RUNS, 12)
    yield "its time is over", Group(replace(terms, decides_at=NOW), GroupState.GATHERING, SEATS)


def hang(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = replace(site.programmes[0], confirmation=Confirmation.INSTANT)
    for case, group in groups():
        session = replace(room.session(programme, DAY, taken=SEATS, parties=2), group=group)
        if group.state is GroupState.CALLED_OFF:
            session = replace(session, status=SessionStatus.CLOSED)
        _hosts(g, site, programme, session, group, case)
        if session.status is SessionStatus.OPEN:
            _visitors(g, room, site, programme, session, case)


def _visitors(
    g: Gallery, room: Showroom, site: Site, programme: Programme, session: SessionFacts, case: str
) -> None:
    for chosen in (session, None):
        shown = ProgrammeView(site, programme, () if chosen else (session,) * 3, NOW, chosen)
        g.show(catalogue.programme_card, f"{case}, chosen {chosen is not None}", shown, g.t, LINKS)
    form = BookingForm(programme.id, Audience.FAMILY, adults=SEATS, party_agreed=True, day=DAY)
    option = Option((Part(session.id, 0, SEATS),), (session.starts_at,), 9, session.group)
    days = {DAY: DayChoice(DAY, (option,) * 3)}
    show_form(g, f"day: {case}", form_view(room, replace(form, day=None), Question.DAY, days=days))
    show_form(g, f"time: {case}", form_view(room, form, Question.TIME, days=days))
    at = {"chosen": (ChosenSession(session, 0, SEATS),), "hold_expires_at": NOW + timedelta(minutes=15)}
    show_form(g, f"summary: {case}", form_view(room, form, Question.SUMMARY, **at))
    for status in (VisitStatus.PENDING, VisitStatus.CONFIRMED):
        booking = _booking(session, status)
        waits = booking.gathers and session.group is not None
        kind = DutyKind.GATHER if waits else DutyKind.COME
        view = BookingView(
            booking, site, programme, Duty(kind, NOW + timedelta(days=2)), NOW, may_cancel=True
        )
        g.show(mine.booking_card, f"{case}, {status}", view, g.t)
        g.show(mine.booking_sent, f"{case}, {status}", view, g.t)
        part = PartView(booking, site, programme, booking.visits, NOW)
        g.message("group.runs", f"{case}, {status}", part)
        if status is VisitStatus.CONFIRMED:
            for kind_of_message in ("booking.confirmed", "visit.tomorrow", "host.booked"):
                g.message(kind_of_message, case, part)
            g.message("host.cancelled", case, part)


def _booking(session: SessionFacts, status: VisitStatus) -> Booking:
    visit = replace(visit_to(session, status, children=0, adults=SEATS), group=session.group)
    return booking_of(visit, audience=Audience.FAMILY, party=Party(0, SEATS), comment=None)


def _hosts(
    g: Gallery, site: Site, programme: Programme, session: SessionFacts, group: Group, case: str
) -> None:
    takers = Takers(published=True, can=(Audience.FAMILY,))
    closed = None if session.status is SessionStatus.OPEN else HostReason.TOO_FEW.value
    view = SessionView(site, programme, session, closed, 2, SEATS, NOW, takers=takers)
    g.show(sessions.session_card, f"group: {case}", view, g.t)
    entries = tuple(SessionEntry(session, programme) for _ in TIMES)
    week = SessionsView(site, DAY, NOW.date(), entries, more=True)
    g.show(sessions.sessions_screen, f"groups: {case}", week, g.t)
    for parties in (1, 4):
        asked = GroupView(site, programme, session, group, parties, closed, NOW)
        for kind in ("host.group", "host.group.update", "host.group.decided"):
            g.message(kind, f"{case}, {parties}", asked)
        g.show(host_messages.group_card, f"{case}, {parties}", asked, g.t)
    shut = replace(session, status=SessionStatus.CLOSED)
    other = GroupView(site, programme, shut, group, 0, HostReason.REPAIR.value, NOW)
    g.message("host.group.update", f"{case}, closed for repair", other)
