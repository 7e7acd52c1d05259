"""What is to be done for a visit, in each state: on screens, cards and in messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.booking.booking import Booking
from bot.domain.booking.duties import OF_HOST, OF_LEADER, Duty
from bot.domain.booking.numbers import numbers_of
from bot.domain.booking.views import BookingView, DutyQuestionView, NumbersView
from bot.domain.desk.views import RequestView
from bot.domain.messages.views import DutyView, NumbersAskedView, PartView, RecountedView, ReminderView
from bot.domain.model import DraftId, DutyKind, ListWay, SiteId, Transport, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.ui.host import requests
from bot.ui.visitor.booking import duties, mine, numbers
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import bookings_in_every_state
from tests.screens.of_hosts import NAMES
from tests.screens.showroom import NOW, PRINTED, Showroom

REMINDED = {
    "duty.list": (DutyKind.HAND_LIST,),
    "duty.police": (DutyKind.TRANSPORT, DutyKind.POLICE),
    "duty.count": (DutyKind.FINAL_COUNT, DutyKind.PLATE),
}
DETAILS = {DutyKind.TRANSPORT: Transport.BUS.value, DutyKind.PLATE: "А123ВС11"}


def duties_of(site_id: SiteId, *, done: bool, days: int = 1) -> tuple[Duty, ...]:
    """All there can be, ``days`` before they are due."""
    due_at = NOW + timedelta(days=days)
    open_ones = [Duty(kind, due_at, site_id) for kind in (*OF_LEADER, *OF_HOST)]
    if not done:
        return tuple(open_ones)
    return tuple(
        replace(each, done_at=NOW, people=30, way=ListWay.EMAIL, detail=DETAILS.get(each.kind))
        for each in open_ones
    )


def hang(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = max(site.programmes, key=lambda each: len(g.t.content(each.title)))
    for case, booking in bookings_in_every_state(room, programme):
        if booking.status is not VisitStatus.CONFIRMED:
            continue
        for done in (False, True):
            for days in (1, -1):
                told = duties_of(site.id, done=done, days=days)
                _screens(g, room, f"{case}, done {done}, {days} days before", booking, told)
        _messages(g, room, case, booking)
        _numbers(g, room, case, booking)


def _screens(g: Gallery, room: Showroom, case: str, booking: Booking, told: Sequence[Duty]) -> None:
    programme = room.catalogue.programmes[booking.first.programme_id]
    site = room.catalogue.site_of(programme)
    view = BookingView(booking, site, programme, told[1], NOW, may_cancel=True, duties=tuple(told))
    g.show(mine.booking_card, case, view, g.t)
    g.show(mine.booking_sent, case, view, g.t)
    g.show(duties.duties_screen, case, view, g.t)
    for kind in OF_LEADER:
        g.show(duties.duty_screen, f"{case}, {kind}", view, kind, site.id, g.t)
    for kind in (DutyKind.HAND_LIST, DutyKind.PLATE):
        for refusal in (None, Refusal(Reason.TEXT_REFUSED, {"problem": "no_plate"})):
            question = DutyQuestionView(view, kind, site.id, refusal)
            g.show(duties.duty_question, f"{case}, {kind}, {refusal}", question, g.t)
    request = RequestView(booking, site, room.catalogue.programmes, NAMES, NOW, duties=tuple(told))
    g.show(requests.request_card, case, request, g.t)


def _messages(g: Gallery, room: Showroom, case: str, booking: Booking) -> None:
    programme = room.catalogue.programmes[booking.first.programme_id]
    site = room.catalogue.site_of(programme)
    part = PartView(booking, site, programme, booking.visits, NOW)
    told = duties_of(site.id, done=False)
    for kind, about in REMINDED.items():
        for each in told:
            if each.kind in about:
                g.message(kind, f"{case}, {each.kind}", DutyView(part, told, each))
    for done in (False, True):
        told = duties_of(site.id, done=done)
        for each in told:
            if each.kind in OF_LEADER:
                still = DutyView(part, told, each)
                view = ReminderView("duty.count", part, part.first.starts_at, still)
                g.message("visit.reminder.update", f"{case}, {each.kind}, {done}", view)
                if done:
                    g.show(duties.done, f"{case}, {each.kind}", still, g.t)
            if each.kind in OF_HOST:
                g.message("booking.passes", f"{case}, {each.kind}, {done}", DutyView(part, told, each))


def _numbers(g: Gallery, room: Showroom, case: str, booking: Booking) -> None:
    programme = room.catalogue.programmes[booking.first.programme_id]
    site = room.catalogue.site_of(programme)
    wanted = replace(booking, wanted_children=34, wanted_adults=4)
    now = numbers_of(booking.visits)
    late = Refusal(Reason.NUMBERS_CLOSED, {"phone": "+70000000001"})
    for awaited in ((), booking.visits):
        card = BookingView(booking, site, programme, None, NOW, may_cancel=True, awaited_today=awaited)
        g.show(numbers.numbers_closed, f"{case}, {len(awaited)}", card, late, g.t)
    for each in (booking, wanted):
        card = BookingView(each, site, programme, None, NOW, may_cancel=True, may_recount=True)
        for refusal in (None, Refusal(Reason.NUMBERS_CLOSED, {"phone": "+7 000 000-00-01"})):
            for meant in ((), ((26, 3), (23, 3))):
                view = NumbersView(card, DraftId(2**31 - 1), now, 6, meant, refusal)
                said = f"{case}, {refusal and refusal.reason}, {len(meant)} meant, {each.wanted_children}"
                g.show(numbers.numbers_question, said, view, g.t)
                g.show(numbers.numbers_noted, said, view, g.t)
    part = PartView(booking, site, programme, booking.visits, NOW)
    for waits in (True, False):
        for kind in ("host.numbers", "host.numbers.update", "host.numbers.late", "host.numbers.late.update"):
            g.message(kind, f"{case}, {waits}", NumbersAskedView(part, 34, 4, 2, waits=waits))
    for granted in (True, False):
        told = NumbersAskedView(part, 34, 4, 2, waits=False, granted=granted)
        g.message("booking.numbers", f"{case}, {granted}", told)
    g.message("booking.numbers", f"{case}, old papers", replace(told, granted=True, outdated=PRINTED))
    g.message("host.recounted", case, RecountedView(part, 26))
