"""Hosts who read English saw the arrival code in Cyrillic, the leader's phone showed it in Latin (B16)."""

from __future__ import annotations

from bot.domain.booking.codes import latin_form
from bot.domain.desk.views import DayEntry, DayView, VisitView
from bot.domain.model import Role, VisitStatus
from bot.ui.host.day import day_screen, visit_card
from bot.ui.translator import translator_for
from tests.screens.of_bookings import DAY
from tests.screens.showroom import CODE, Showroom, booking_of, visit_to


def test_hosts_see_the_code_in_their_own_letters(room: Showroom) -> None:
    site = room.site("vychegda-sheet")
    programme = site.programmes[0]
    visit = visit_to(room.session(programme, DAY), VisitStatus.CONFIRMED)
    booking = booking_of(visit, comment=None)
    t = translator_for("en")
    day = day_screen(DayView(site, DAY, DAY, Role.GUARD, (DayEntry(booking, visit, programme),)), t)
    card = visit_card(
        VisitView(
            site,
            programme,
            booking,
            visit,
            Role.GUARD,
            DAY,
            visit.starts_at,
            may_mark=True,
            may_miss=False,
            may_undo=False,
        ),
        t,
    )
    for screen in (day, card):
        assert latin_form(CODE) in screen.text
