"""Offers and waiting lists, as they are shown to whom they are for and to the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.booking.offers.offer import Offer, OfferOption
from bot.domain.booking.offers.views import (
    OfferChoice,
    OfferView,
    OpeningView,
    WaitingView,
    WaitOverView,
    Whose,
)
from bot.domain.booking.offers.waiting import Waiting
from bot.domain.booking.views import BookingView, MineView
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import ANY_DAY, BookingForm, Part, Question, Wish
from bot.domain.messages.views import FormEndedView, HoldExpiredView
from bot.domain.model import (
    Audience,
    BookingId,
    DraftId,
    OfferId,
    OfferPurpose,
    OfferState,
    PersonId,
    SessionId,
    VisitStatus,
    WaitingId,
    WaitState,
)
from bot.domain.refusal import OtherSession, Param, Reason, Refusal, WaitForDay
from bot.ui.host.booking import moves
from bot.ui.visitor.booking import mine
from bot.ui.visitor.booking import offers as screens
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES, chosen_of, form_of, form_view, show_form
from tests.screens.showroom import NOW, PRINTED, Showroom, booking_of, visit_to

CLASS = Whose(Audience.SCHOOL, 11, "Б", 27, 3)
GUESTS = Whose(Audience.TOURIST, None, None, 0, 2)
MONTH = Wish(date(2027, 1, 1), date(2027, 1, 31))
WISHES = (Wish.of_day(DAY), replace(MONTH, weekdays=8), MONTH)
OF_OFFERS = (
    "offer.made",
    "offer.update",
    "offer.granted",
    "offer.refused",
    "offer.lapsed",
    "offer.withdrawn",
)


def hang(g: Gallery, room: Showroom) -> None:
    for slug, code in ((room.longest_site.slug, None), ("vychegda-sheet", "tour")):
        site = room.site(slug)
        programme = site.programmes[0] if code is None else room.programme(slug, code)
        for view, case in offers_in_every_state(room, programme):
            g.show(screens.offer_screen, f"{slug}, {case}", view, g.t)
            if view.offer.purpose is OfferPurpose.MOVE:
                _to_site(g, view, f"{slug}, {case}")
        for kind in OF_OFFERS:
            for view, case in offers_in_every_state(room, programme):
                g.message(kind, f"{slug}, {case}", view)
                if kind == "offer.granted" and view.offer.purpose is OfferPurpose.MOVE:
                    g.message(kind, f"{slug}, {case}, old papers", replace(view, outdated=PRINTED))
        _lists(g, room, programme)
        _own(g, room, programme)
        _form(g, room, programme)


def offers_in_every_state(room: Showroom, programme: Programme) -> Iterator[tuple[OfferView, str]]:
    for purpose in OfferPurpose:
        for state in OfferState:
            for parts in (1, 2, 4):
                yield offer_of(room, programme, purpose, state, parts=parts), f"{purpose}, {state}, {parts}"
            near = offer_of(room, programme, purpose, state, parts=2, near_days=True)
            yield near, f"{purpose}, {state}, two days"
    waits = waiting_of(room, programme, WISHES[0], WaitState.WAITING).waiting
    for state in OfferState:
        view = offer_of(room, programme, OfferPurpose.WAITING, state)
        yield replace(view, waiting=waits, whose=GUESTS), f"of a list, {state}"
    lapsed = offer_of(room, programme, OfferPurpose.WAITING, OfferState.LAPSED)
    on_a_list = replace(lapsed, waiting=waits)
    yield replace(on_a_list, still_free=lapsed.choices), "of a list, free again"
    yield replace(on_a_list, passed_on=True), "of a list, passed on"
    yield replace(lapsed, before=None, still_free=lapsed.choices), "free again, of no booking"
    after_no = offer_of(room, programme, OfferPurpose.REFUSED, OfferState.LAPSED, parts=2)
    yield replace(after_no, still_free=after_no.choices), "instead of a booking, free again"
    group = Whose(Audience.TOURIST, None, None, 0, 28)
    for parts in (1, 2):
        kept = offer_of(room, programme, OfferPurpose.REFUSED, OfferState.LIVE, parts=2, near_days=parts == 2)
        people = tuple(
            replace(each, parts=tuple(replace(part, children=0, adults=14) for part in each.parts))
            for each in kept.choices
        )
        yield replace(kept, whose=group, choices=people), f"an operator's subgroups, {parts} days"


def offer_of(
    room: Showroom,
    programme: Programme,
    purpose: OfferPurpose,
    state: OfferState,
    *,
    parts: int = 1,
    near_days: bool = False,
) -> OfferView:
    """Two options of so many subgroups each, of one day or one on each of ``near_days``."""
    site = room.catalogue.site_of(programme)
    options: list[OfferOption] = []
    for number in (1, 2):
        sessions = [
            room.session(programme, DAY + timedelta(days=number + nth * near_days), at)
            for nth, at in enumerate(TIMES[:parts])
        ]
        taken = tuple(Part(SessionId(7), 27 // parts, max(1, 3 // parts)) for _ in sessions)
        options.append(OfferOption(number, taken, tuple(each.starts_at for each in sessions)))
    before = booking_of(visit_to(room.session(programme, DAY), VisitStatus.CONFIRMED))
    live = state is OfferState.LIVE
    offer = Offer(
        id=OfferId(2**31 - 1),
        person_id=PersonId(1),
        purpose=purpose,
        draft_id=DraftId(2**31 - 1),
        booking_id=BookingId(1),
        waiting_id=None,
        state=state,
        told_at=NOW,
        expires_at=NOW + timedelta(hours=4),
        granted=False,
        made_by=None,
        created_at=NOW,
        ended_at=None if live else NOW,
        taken_option=1 if state is OfferState.TAKEN else None,
        options=tuple(options[:1] if purpose is OfferPurpose.MOVE else options),
    )
    choices = tuple(
        OfferChoice(each.number, each.parts, each.starts, programme, site) for each in offer.options
    )
    booked = before if state is OfferState.TAKEN else None
    return OfferView(offer, CLASS, choices, before, booked, None, NOW)


def waiting_of(room: Showroom, programme: Programme, wish: Wish, state: WaitState) -> WaitingView:
    waiting = Waiting(
        id=WaitingId(2**31 - 1),
        person_id=PersonId(1),
        draft_id=DraftId(1),
        programme_id=programme.id,
        party="1:11:Б",
        seats=30,
        wish=wish,
        state=state,
        stands_since=NOW,
        lapses=0,
        passed=0,
        created_at=NOW,
        form=BookingForm(programme.id),
    )
    wider = (replace(MONTH, weekdays=8), MONTH) if wish.is_one_day else ()
    return WaitingView(waiting, CLASS, programme, room.catalogue.site_of(programme), 12, wider, NOW)


def _own(g: Gallery, room: Showroom, programme: Programme) -> None:
    """On the card of a booking, and in the list of one's own."""
    site, asked = (
        room.catalogue.site_of(programme),
        offer_of(room, programme, OfferPurpose.MOVE, OfferState.LIVE, parts=2),
    )
    assert asked.before is not None
    card = BookingView(asked.before, site, programme, None, NOW, may_cancel=True, asked=asked)
    g.show(mine.booking_card, f"{site.slug}, asked to move", card, g.t)
    offered = tuple(
        offer_of(room, programme, purpose, OfferState.LIVE)
        for purpose in OfferPurpose
        if purpose is not OfferPurpose.MOVE
    )
    lists = tuple(waiting_of(room, programme, wish, WaitState.WAITING) for wish in WISHES)
    for case, cards in (("nothing booked", ()), ("booked", (card,))):
        own = MineView(cards, (), (), NOW, lists, offered[:2])
        g.show(mine.mine_screen, f"{site.slug}, offers, {case}", own, 0, g.t, past=False)


def _form(g: Gallery, room: Showroom, programme: Programme) -> None:
    """Where one waits, or moves: the calendar after a full day, and the summary of a move."""
    for reason in (Reason.NO_SEATS_ON_DAY, Reason.DAY_TAKEN, Reason.DAY_PROMISED, Reason.WHICH_DAY):
        facts: dict[str, Param] = {"seats": 30, "free": 20, "capacity": 20, "day": DAY, "time": "16:00"}
        ways = tuple(WaitForDay(DAY + timedelta(days=number)) for number in range(3))
        refusal = Refusal(reason, facts, ways)
        form = form_of(programme)
        show_form(g, f"a full day: {reason}", form_view(room, form, Question.DAY, days={}, refusal=refusal))
    moving = form_of(programme, moves=BookingId(1))
    show_form(g, "moving: the calendar", form_view(room, moving, Question.DAY, days={}))
    for status in (VisitStatus.PENDING, VisitStatus.CONFIRMED):
        for parts in (1, 4):
            chosen = chosen_of(room, programme, parts)
            moved = booking_of(visit_to(room.session(programme, DAY), status))
            view = form_view(
                room,
                moving,
                Question.SUMMARY,
                chosen=chosen,
                moved=moved,
                hold_expires_at=NOW + timedelta(minutes=15) if parts == 1 else None,
                answer_due_at=NOW + timedelta(days=3),
            )
            show_form(g, f"moving: {status}, {parts}", view)
    _form_too_late(g, room, programme)


def _form_too_late(g: Gallery, room: Showroom, programme: Programme) -> None:
    """The quarter of an hour was over: what is said of a move, and what it shows once it is over."""
    site = room.catalogue.site_of(programme)
    moved = booking_of(visit_to(room.session(programme, DAY), VisitStatus.CONFIRMED))
    view = HoldExpiredView(DraftId(2**31 - 1), site, moves=moved)
    g.message("hold.expired", f"{site.slug}, a move", view)
    became: dict[str, BookingView | WaitingView | OfferView | None] = {
        "moved": BookingView(moved, site, programme, None, NOW, may_cancel=True),
        "asked to move": offer_of(room, programme, OfferPurpose.MOVE, OfferState.LIVE),
        "waits": waiting_of(room, programme, WISHES[0], WaitState.WAITING),
        "not moved": None,
    }
    for case, sent in became.items():
        ended = FormEndedView(site, programme, sent, moves=None if case == "waits" else moved)
        g.message("hold.ended", f"{site.slug}, {case}", ended)


def _to_site(g: Gallery, view: OfferView, case: str) -> None:
    late = replace(view, now=view.offer.expires_at)
    for shown, when in ((view, "in time"), (late, "too late")):
        g.show(moves.move_card, f"{case}, {when}", shown, g.t)
        g.show(moves.late_move, f"{case}, {when}", shown, g.t)
        for kind in ("host.move", "host.move.update", "host.move.late", "host.move.late.update"):
            g.message(kind, f"{case}, {when}", shown)


def _lists(g: Gallery, room: Showroom, programme: Programme) -> None:
    slug, zone = room.catalogue.site_of(programme).slug, room.catalogue.site_of(programme).timezone
    offered = offer_of(room, programme, OfferPurpose.WAITING, OfferState.LIVE).offer
    for wish in WISHES:
        for state in WaitState:
            view = waiting_of(room, programme, wish, state)
            case = f"{slug}, {wish.first} {wish.weekdays != ANY_DAY}, {state}"
            g.show(screens.waiting_screen, case, view, g.t)
            g.show(screens.waiting_screen, f"{case}, again", replace(view, repeated=True), g.t)
            g.show(screens.waiting_screen, f"{case}, offered", replace(view, offer=offered, wider=()), g.t)
        g.message("host.waiting.passed", f"{slug}, {wish.first} {wish.weekdays}", view)
        ways = tuple(
            OtherSession(SessionId(number), NOW + timedelta(days=number), zone, 2) for number in range(1, 4)
        )
        for others in ((), ways):
            over = WaitOverView(view, others)
            g.message("waiting.over", f"{slug}, {wish.first} {wish.weekdays}, {len(others)}", over)
            g.show(screens.wait_over, f"{slug}, {wish.first} {wish.weekdays}, {len(others)}", over, g.t)
            let_go = replace(over, offered=True)
            g.show(screens.wait_over, f"{slug}, {wish.first}, {len(others)}, offered", let_go, g.t)
    view = waiting_of(room, programme, WISHES[0], WaitState.WAITING)
    for free in (1, 2, 21):
        session = replace(room.session(programme, DAY, capacity=30), taken=30 - free)
        for party in ((18, 3), (0, 0)):
            for kind in ("waiting.smaller", "waiting.first_come"):
                opening = OpeningView(view, session, kind == "waiting.smaller", party)
                g.message(kind, f"{slug}, {free} free, {party}", opening)
            g.show(screens.opening, f"{slug}, {free} free, {party}", opening, g.t)
