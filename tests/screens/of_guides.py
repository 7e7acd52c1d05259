"""Who leads a session, and what a guide sees (E7); minutes between sessions (E11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.desk.guides import (
    AskedView,
    Candidate,
    DeclinedView,
    GuideGone,
    GuidesView,
    LedSession,
    LedSessionsView,
    LetGo,
)
from bot.domain.desk.views import DayEntry, DayView, Guiding, Member, SessionEntry, SessionView
from bot.domain.messages.views import SessionsView
from bot.domain.model import GuideAnyway, GuideState, PersonId, Role, SessionStatus, VisitStatus
from bot.domain.pages import Page
from bot.ui.host import day, guides, sessions
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY
from tests.screens.showroom import LEADER, NOW, Showroom, booking_of, visit_to

WHY = (None, *GuideAnyway)


def hang(g: Gallery, room: Showroom) -> None:
    _choosing(g, room)
    _leading(g, room)
    _clashes(g, room)


def _members() -> Iterator[Member]:
    for number, role in enumerate((Role.GUIDE,) * 5 + (Role.STAFF, Role.OWNER), start=1):
        yield Member(PersonId(number), role, LEADER if number != 2 else None, "+70000000001", NOW)


def _choosing(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = site.programmes[0]
    session = room.session(programme, DAY)
    other = SessionEntry(replace(session, id=session.id), programme)
    free = tuple(Candidate(each) for each in _members())
    busy = tuple(replace(each, busy=other) for each in free)
    mixed = tuple(
        replace(
            each,
            busy=None if number % 3 == 0 else other,
            busy_at=room.sites[0] if number % 3 == 2 else None,
            declined=number == 0,
        )
        for number, each in enumerate(free)
    )
    states = (None, *(Guiding(PersonId(1), LEADER, each, NOW) for each in GuideState))
    for guide in states:
        case = "nobody" if guide is None else guide.state.value
        for many, candidates in (("none", ()), ("free", free), ("busy", busy), ("mixed", mixed)):
            for overrides in (False, True):
                view = GuidesView(site, programme, session, guide, candidates, NOW, overrides)
                g.show(guides.guides_screen, f"{case}, {many}, {overrides}", view, g.t)
                chosen = replace(view, chosen=busy[0])
                g.show(guides.anyway_screen, f"{case}, {many}, {overrides}", chosen, g.t)
            for name in (LEADER, None):
                told = DeclinedView(name, PersonId(1), view)
                g.message("host.guide.declined", f"{case}, {many}, {name}", told)
                closed = replace(view, session=replace(session, status=SessionStatus.CLOSED))
                for end, of in (("open", view), ("closed", closed)):
                    told = DeclinedView(name, PersonId(2), of)
                    g.message("host.guide.declined.update", f"{case}, {many}, {name}, {end}", told)
        for why in WHY:
            shown = None if guide is None else replace(guide, anyway=why)
            card = SessionView(site, programme, session, None, 1, 20, NOW, guide=shown)
            g.show(sessions.session_card, f"guide: {case}, {why}", card, g.t)
        booking = booking_of(visit_to(session, VisitStatus.CONFIRMED))
        entry = DayEntry(booking, booking.first, programme, guide)
        for role in (Role.OWNER, Role.GUIDE, Role.GUARD):
            today = DayView(site, DAY, DAY, role, (entry,) * 2, NOW, has_guides=True)
            g.show(day.day_screen, f"guide: {case}, {role}", today, g.t)
    over = GuidesView(site, programme, session, states[1], free, NOW + timedelta(days=90), True)
    g.show(guides.guides_screen, "over", over, g.t)
    entries = tuple(
        SessionEntry(room.session(programme, DAY + timedelta(days=number)), programme) for number in range(12)
    )
    for number in (1, 2, 12):
        for why in ("closed", "given", "removed"):
            g.message("guide.let_go", f"{why}, {number}", LetGo(site, entries[:number], why))
        for name in (None, LEADER):
            g.message("host.guide.gone", f"{name}, {number}", GuideGone(site, name, entries[:number]))


def _leading(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = site.programmes[0]
    session = room.session(programme, DAY)
    booking = booking_of(visit_to(session, VisitStatus.CONFIRMED))
    coming = (DayEntry(booking, booking.first, programme),)
    led: list[LedSession] = []
    for state in GuideState:
        for why in WHY:
            for groups in ((), coming, coming * 8) if why is None else (coming,):
                shown = LedSession(site, programme, session, state, why, groups, NOW, NOW)
                case = f"{state}, {why}, {len(groups)}"
                g.show(guides.led_card, case, shown, g.t)
                moved = replace(shown, was=session.starts_at - timedelta(hours=2))
                g.show(guides.led_card, f"{case}, moved", moved, g.t)
                g.show(guides.led_card, f"{case}, today", replace(shown, now=session.starts_at), g.t)
                g.show(guides.give_back_question, case, shown, g.t)
                led.append(shown)
            if state is GuideState.ASKED:
                g.message("guide.asked", f"{why}", moved)
                g.message("guide.reminder", f"{why}", moved)
            asked = AskedView(site, programme, session, moved, "anew")
            g.message("guide.asked.update", f"{state}, {why}", asked)
            g.message("guide.reminder.update", f"{state}, {why}", asked)
    for end in ("closed", "retimed", "given", "removed", "anew"):
        g.message("guide.asked.update", end, AskedView(site, programme, session, None, end))
        g.message("guide.reminder.update", end, AskedView(site, programme, session, None, end))
    for number in (0, 1, 6):
        page = Page(tuple(led[:number]), 0, 2 if number == 6 else 1, number)
        for unanswered in (0, 1, 5):
            view = LedSessionsView(page, unanswered)
            for feeds in (False, True):
                case = f"{number}, {unanswered}, {feeds}"
                g.show(guides.led_sessions_screen, case, view, g.t, feeds=feeds)


def _clashes(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = replace(site.programmes[0], before_min=15, after_min=10)
    session = replace(room.session(programme, DAY, taken=20, parties=1), clashes=True)
    entry = SessionEntry(session, programme)
    for case, clash in (("too near", entry), ("minutes", None)):
        card = SessionView(site, programme, session, None, 1, 20, NOW, clash=clash)
        g.show(sessions.session_card, f"clash: {case}", card, g.t)
        closed = replace(card, session=replace(session, status=SessionStatus.CLOSED))
        g.show(sessions.session_card, f"clash: {case}, closed", closed, g.t)
    for number in (2, 12):
        g.message("host.clash", f"{number}", SessionsView(site, programme, (entry,) * number))
