"""Routes that are booked as one: the form, the cards, what fell and what is kept instead (C3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

from bot.domain.booking.availability import Asking, Rules, SessionFacts
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.duties import OF_HOST, OF_LEADER, Duty
from bot.domain.booking.offers.offer import Offer, OfferOption
from bot.domain.booking.offers.views import OfferChoice, OfferView
from bot.domain.booking.routes.days import Demands, Leg, choose_route_days
from bot.domain.booking.routes.views import RouteLossView
from bot.domain.booking.views import BookingFormView, BookingView, ChosenSession, MineView
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.desk.views import RequestView
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.limits import Limits
from bot.domain.messages.views import FormEndedView, HoldExpiredView, PartView
from bot.domain.model import (
    Audience,
    BookingId,
    DraftId,
    DutyKind,
    HostReason,
    OfferId,
    OfferPurpose,
    OfferState,
    Party,
    PersonId,
    RouteId,
    SessionId,
    VisitStatus,
)
from bot.domain.refusal import OpenBooking, Reason, Refusal
from bot.ui.host import requests
from bot.ui.visitor.booking import duties, mine, partial
from bot.ui.visitor.booking import offers as offer_screens
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, form_of, form_view, show_form
from tests.screens.of_hosts import NAMES
from tests.screens.of_offers import CLASS
from tests.screens.showroom import NOW, REFERENCES, Showroom, booking_of, visit_to

HOURS = (time(9), time(11, 30), time(14), time(16, 30))
CONFIRMED, PENDING, LOST = VisitStatus.CONFIRMED, VisitStatus.PENDING, VisitStatus.DECLINED
BIG = 2**31 - 1


def hang(g: Gallery, room: Showroom) -> None:
    for route in room.catalogue.routes.values():
        _form(g, room, route)
        _cards(g, room, route)
        _losses(g, room, route)
        _to_sites(g, room, route)
    own = Refusal(Reason.ROUTE_NOT_MOVED, {}, (OpenBooking(BookingId(1), REFERENCES[1]),))
    for refusal in (own, Refusal(Reason.ALREADY_OVER)):
        g.show(mine.not_moved, refusal.reason, refusal, g.t)


def _places(room: Showroom, route: Route) -> list[tuple[Site, Programme]]:
    programmes = [room.catalogue.programmes[stop.programme_id] for stop in route.stops]
    return [(room.catalogue.site_of(each), each) for each in programmes]


# --- the form -------------------------------------------------------------------------------------------


def _legs(room: Showroom, route: Route) -> tuple[Leg, ...]:
    return tuple(
        Leg(
            Rules(programme, site.timezone, room.calendars[site.id], Limits()),
            site,
            stop.position,
            stop.day - 1,
            timedelta(minutes=stop.travel_min),
        )
        for stop, (site, programme) in zip(route.stops, _places(room, route), strict=True)
    )


def _route_form(room: Showroom, route: Route, step: Question, **more: object) -> BookingFormView:
    first = room.catalogue.programmes[route.stops[0].programme_id]
    form = form_of(first, route_id=route.id, children=9, adults=2, youngest_age=16)
    demands = Demands(frozenset({Audience.SCHOOL}), 16, 6, 45)
    view = form_view(room, form, step, route=route, legs=_legs(room, route), demands=demands)
    return replace(view, **more)  # type: ignore[arg-type]  # whatever the case is about


def _form(g: Gallery, room: Showroom, route: Route) -> None:
    legs = _legs(room, route)
    asking = Asking(Party(9, 2, 16), Audience.SCHOOL, NOW)
    sessions = [
        [replace(each, id=SessionId(1000 * at + each.id)) for each in _daily(room, leg.rules.programme)]
        for at, leg in enumerate(legs, start=1)
    ]
    days = choose_route_days(legs, asking, sessions)
    party = replace(BookingForm(legs[0].rules.programme.id), route_id=route.id)
    show_form(g, f"{route.slug}: party", _route_form(room, route, Question.PARTY, form=party))
    show_form(g, f"{route.slug}: the nearest", _route_form(room, route, Question.DAY, days=days))
    day = next(day for day, choice in days.items() if choice.options)
    month = day.replace(day=1)
    show_form(g, f"{route.slug}: month", _route_form(room, route, Question.DAY, days=days, month=month))
    timed = _route_form(room, route, Question.TIME, days=days, month=month)
    show_form(g, f"{route.slug}: time", replace(timed, form=replace(timed.form, day=day)))
    chosen = tuple(
        ChosenSession(room.session(leg.rules.programme, DAY + timedelta(days=leg.day), at), *counts, leg.stop)
        for leg, at in zip(legs, HOURS, strict=False)
        for counts in (((14, 2),) if leg.stop != 1 else ((8, 1), (6, 1)))
    )
    summary = _route_form(
        room,
        route,
        Question.SUMMARY,
        chosen=chosen,
        hold_expires_at=NOW + timedelta(minutes=15),
        answer_due_at=NOW + timedelta(days=3),
    )
    show_form(g, f"{route.slug}: summary", summary)
    wheels = replace(summary, form=replace(summary.form, wheelchairs=2), hold_expires_at=None)
    show_form(g, f"{route.slug}: summary with wheelchairs", wheels)
    site = legs[0].site
    g.message("hold.expired", route.slug, HoldExpiredView(DraftId(1), site, route))
    g.message("hold.ended", route.slug, FormEndedView(site, legs[0].rules.programme, None, route))
    for reason in (Reason.ROUTE_TOO_TIGHT, Reason.ROUTE_WAITS, Reason.DAY_TAKEN):
        at_stop = site.name if reason is Reason.DAY_TAKEN else None
        why = Refusal(reason, site=at_stop)
        refused = _route_form(room, route, Question.DAY, days=days, month=month, refusal=why)
        show_form(g, f"{route.slug}: {reason} ", refused)


def _daily(room: Showroom, programme: Programme) -> Iterator[SessionFacts]:
    number = 0
    for day in range(40, 80):
        for at in HOURS:
            number += 1
            yield room.session(programme, NOW.date() + timedelta(days=day), at, number=number)


# --- bookings -------------------------------------------------------------------------------------------


def _visits(room: Showroom, route: Route, *states: VisitStatus, parts: int = 1) -> tuple[Visit, ...]:
    """A visit at each stop in these states, the last of which is that of the rest; the first in parts."""
    found: list[Visit] = []
    for at, (stop, (_, programme)) in enumerate(zip(route.stops, _places(room, route), strict=True)):
        state = states[min(at, len(states) - 1)]
        reason = HostReason.PARTY_UNSUITABLE.value if state is LOST else None
        for part in range(parts if at == 0 else 1):
            number = len(found) + 1
            session = room.session(programme, DAY + timedelta(days=stop.day - 1), HOURS[(at + part) % 4])
            visit = visit_to(
                replace(session, id=SessionId(number)),
                state,
                position=number,
                children=7 if parts > 1 and at == 0 else 14,
                adults=1 if parts > 1 and at == 0 else 2,
                reason=reason,
            )
            found.append(replace(visit, stop=stop.position))
    return tuple(found)


def _booking(room: Showroom, route: Route, *states: VisitStatus, parts: int = 1) -> Booking:
    visits = _visits(room, route, *states, parts=parts)
    return replace(booking_of(*visits, party=Party(9, 2, 16)), route_id=RouteId(route.id))


def _card(room: Showroom, route: Route, booking: Booking, duty: DutyKind | None) -> BookingView:
    places = dict(zip((stop.programme_id for stop in route.stops), _places(room, route), strict=True))
    site, programme = places[booking.next_visit(NOW).programme_id]
    due = NOW + timedelta(days=1)
    last = booking.visits[-1].site_id
    stored = [kind for kind in DutyKind if kind in {*OF_LEADER, *OF_HOST}]
    own = [Duty(kind, due, each.site_id) for each in booking.visits for kind in stored]
    return BookingView(
        booking=booking,
        site=site,
        programme=programme,
        duty=None if duty is None else Duty(duty, due, last),
        now=NOW,
        may_cancel=bool(booking.standing),
        may_recount=True,
        duties=tuple(own) if duty is DutyKind.HAND_LIST else (),
        route=route,
        places=places,
    )


STATES = (
    ("all wait", (PENDING,), DutyKind.WAIT),
    ("one confirmed", (CONFIRMED, PENDING), DutyKind.WAIT),
    ("whole", (CONFIRMED,), DutyKind.HAND_LIST),
    ("partial", (CONFIRMED, LOST, CONFIRMED), DutyKind.COME),
    ("partial and waiting", (LOST, PENDING), DutyKind.WAIT),
    ("absent", (LOST,), None),
    ("called off", (VisitStatus.CANCELLED,), None),
    ("called off and lost", (VisitStatus.CANCELLED, VisitStatus.EXPIRED), None),
    ("over", (VisitStatus.ARRIVED,), None),
)


def _cards(g: Gallery, room: Showroom, route: Route) -> None:
    for name, states, duty in STATES:
        for parts in (1, 2):
            view = _card(room, route, _booking(room, route, *states, parts=parts), duty)
            case = f"{route.slug}, {name}, {parts}"
            g.show(mine.booking_card, case, view, g.t)
            g.show(mine.booking_sent, case, view, g.t)
            g.show(mine.cancel_reasons, case, view, g.t)
            if duty is DutyKind.HAND_LIST:
                g.show(duties.duties_screen, case, view, g.t)
        for offer in _offers(room, route, view.booking):
            g.show(mine.booking_card, f"{case}, to decide", replace(view, instead=offer), g.t)


def _offers(
    room: Showroom, route: Route, booking: Booking, state: OfferState = OfferState.LIVE
) -> list[OfferView]:
    """Nothing kept; another time of the second stop and another day of all."""
    places = _places(room, route)
    between = room.session(places[1][1], DAY, time(12, 15))
    another = [
        room.session(programme, DAY + timedelta(days=7 + stop.day), HOURS[at % len(HOURS)])
        for at, (stop, (_, programme)) in enumerate(zip(route.stops, places, strict=True))
    ]
    time_of_stop = OfferOption(1, (Part(SessionId(1), 14, 2, 2),), (between.starts_at,))
    day = OfferOption(
        2,
        tuple(Part(SessionId(2 + n), 14, 2, n) for n in range(1, len(another) + 1)),
        tuple(each.starts_at for each in another),
    )
    own = dict(zip((stop.programme_id for stop in route.stops), places, strict=True))
    found: list[OfferView] = []
    for options in ((), (time_of_stop, day), (day,)):
        offer = Offer(
            id=OfferId(BIG),
            person_id=PersonId(1),
            purpose=OfferPurpose.ROUTE,
            draft_id=DraftId(1),
            booking_id=BookingId(1),
            waiting_id=None,
            state=state,
            told_at=NOW,
            expires_at=NOW + timedelta(hours=12),
            granted=False,
            made_by=None,
            created_at=NOW,
            ended_at=None,
            taken_option=options[0].number if options and state is OfferState.TAKEN else None,
            options=options,
        )
        of_option = {1: places[1], 2: places[0]}
        choices = tuple(
            OfferChoice(each.number, each.parts, each.starts, programme, site)
            for each in options
            for site, programme in (of_option[each.number],)
        )
        found.append(OfferView(offer, CLASS, choices, booking, None, None, NOW, route, own))
    return found


def _losses(g: Gallery, room: Showroom, route: Route) -> None:
    """What fell, with what there is to decide, and every end of it."""
    for name, states in (("partial", (CONFIRMED, LOST, PENDING)), ("absent", (LOST,))):
        booking = _booking(room, route, *states, parts=2)
        fell = tuple(each for each in booking.visits if each.status is LOST)
        for state in OfferState:
            for offer in _offers(room, route, booking, state):
                view = RouteLossView(booking, route, offer.places, fell, offer, NOW)
                case = f"{route.slug}, {name}, {state}, {len(offer.choices)} kept"
                g.show(partial.loss_screen, case, view, g.t)
                g.show(partial.decision, case, offer, g.t)
                g.show(partial.settled, case, offer, g.t)
                g.show(offer_screens.offer_screen, case, offer, g.t)
                for kind in ("route.partial", "route.partial.update"):
                    g.message(kind, case, view)
                g.message("route.settled", case, offer)
        g.message("route.partial", f"{route.slug}, {name}, nothing to decide", replace(view, offer=None))
    whole = _booking(room, route, CONFIRMED)
    frost = [
        replace(each, offer=replace(each.offer, purpose=OfferPurpose.FROST))
        for each in _offers(room, route, whole)
        if each.choices
    ]
    for offer in frost:
        g.show(offer_screens.offer_screen, f"{route.slug}, a frost day, {len(offer.choices)}", offer, g.t)
    own = MineView((), (), (), NOW, (), tuple(_offers(room, route, whole)[:2]))
    g.show(mine.mine_screen, f"{route.slug}, to decide", own, 0, g.t, past=False)


def _to_sites(g: Gallery, room: Showroom, route: Route) -> None:
    """What each site reads of it, and the leader of each site's answer."""
    for name, states, _ in STATES:
        booking = _booking(room, route, *states)
        for visit in (booking.visits[0], booking.visits[-1]):
            site = room.catalogue.sites[visit.site_id]
            view = RequestView(booking, site, room.catalogue.programmes, NAMES, NOW, route=route)
            g.show(requests.request_card, f"{route.slug}, {name}, stop {visit.stop}", view, g.t)
    for states in ((CONFIRMED, PENDING), (CONFIRMED,)):
        booking = _booking(room, route, *states)
        parts = [
            PartView(booking, site, programme, (visit,), NOW)
            for visit, (site, programme) in zip(booking.visits, _places(room, route), strict=True)
            if visit.starts_at.date() == booking.first.starts_at.date()
        ]
        g.message("booking.confirmed", f"{route.slug}, {states}", parts[0])
        day = replace(parts[0], others=tuple(parts[1:]))
        g.message("visit.tomorrow", f"{route.slug}, {states}", day)
