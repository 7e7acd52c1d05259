"""What a booking's rules are judged with: the programme's, its site's calendar and zone, and who asks. Those
of a route are the rules of all of its stops (C3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_session
from bot.domain.booking.availability import CLASSES, Asking, Rules
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.deadlines import head_count_deadline
from bot.domain.booking.routes.days import Demands, Leg
from bot.domain.catalogue.catalogue import Programme, Route
from bot.domain.forms import BookingForm
from bot.domain.model import INDIVIDUALS_ALIKE, Audience, ProgrammeKind, RouteId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.transaction import Tx


def rules_of(tx: Tx, programme: Programme) -> Rules:
    site = tx.catalogue.site(programme.site_id)
    return Rules(programme, site.timezone, tx.catalogue.calendar(site.id), tx.limits_in(site.region_id))


def legs_of(tx: Tx, form: BookingForm) -> tuple[Leg, ...]:
    """The stops of the form's route in order, or its programme alone."""
    if form.route_id is None:
        rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
        return (Leg(rules, tx.catalogue.site(rules.programme.site_id)),)
    return legs_of_route(tx, tx.catalogue.route(form.route_id))


def bookable_route(tx: Tx, route_id: RouteId) -> Route | None:
    """A route that can be booked as one: visitors see it with all of its stops, and none is a placement,
    which is applied for."""
    route = tx.catalogue.published.routes.get(route_id)
    if route is None or route.closed:
        return None
    kinds = {tx.catalogue.programme(stop.programme_id).kind for stop in route.stops}
    return None if ProgrammeKind.INTERNSHIP in kinds else route


def legs_of_route(tx: Tx, route: Route) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    for stop in route.stops:
        rules = rules_of(tx, tx.catalogue.programme(stop.programme_id))
        site = tx.catalogue.site(rules.programme.site_id)
        travel = timedelta(minutes=stop.travel_min)
        legs.append(Leg(rules, site, stop.position, stop.day - route.stops[0].day, travel))
    return tuple(legs)


def demands_of(tx: Tx, form: BookingForm) -> Demands:
    programmes = [leg.rules.programme for leg in legs_of(tx, form)]
    least = 0 if form.route_id is None else tx.catalogue.route(form.route_id).min_age
    return Demands(
        audience=programmes[0].audience if len(programmes) == 1 else guests_of(programmes),
        min_age=max(least, *(each.min_age for each in programmes)),
        children_per_adult=min(each.children_per_adult for each in programmes),
        foreign_lead_days=max(each.foreign_lead_days for each in programmes),
    )


def guests_of(programmes: Iterable[Programme]) -> frozenset[Audience]:
    """For whom all of these are."""
    return frozenset.intersection(*map(_with_those_alike, programmes))


def _with_those_alike(programme: Programme) -> frozenset[Audience]:
    alike = INDIVIDUALS_ALIKE if programme.audience & INDIVIDUALS_ALIKE else frozenset()
    return programme.audience | alike


def refuse_party_of(tx: Tx, form: BookingForm) -> Refusal | None:
    """Why this party can have the form's programme, or its route, on no day."""
    age, least = form.youngest_age, demands_of(tx, form).min_age
    if age is None or age >= least:
        return None
    return Refusal(Reason.TOO_YOUNG, {"min_age": least, "youngest_age": age})


def takes_classes(tx: Tx, form: BookingForm) -> bool:
    """Whether a class can be meant by who comes: at the programme, and at the session whose date led here."""
    classes = CLASSES & demands_of(tx, form).audience
    wanted = None if form.wanted is None else read_session(tx.connection, form.wanted)
    if wanted is None or wanted.programme_id != form.programme_id:
        return bool(classes)
    return bool(classes & wanted.audience)


def asking_of(form: BookingForm, now: datetime) -> Asking:
    """Who asks, once the party is known."""
    return Asking(form.party, form.audience or Audience.TOURIST, now, form.operator)


_CALLED_OFF = frozenset({VisitStatus.CANCELLED, VisitStatus.CANCELLED_BY_HOST})


def nothing_ahead(booking: Booking) -> Refusal:
    """No visit of the booking lies ahead any more: whose doing that is."""
    if booking.standing:
        return Refusal(Reason.ALREADY_OVER, {"status": "begun"})
    ends = (each.status.value for each in booking.visits if each.status in _CALLED_OFF)
    return Refusal(Reason.ALREADY_OVER, {"status": next(ends, "closed")})


def changeable(tx: Tx, booking: Booking) -> tuple[Visit, ...] | Refusal:
    """The visits whose numbers can still change: until 17:00 of the working day before the first of them."""
    ahead = booking.ahead(tx.now)
    if not ahead:
        return nothing_ahead(booking)
    first = min(ahead, key=lambda each: each.starts_at)
    site = tx.catalogue.site(first.site_id)
    until = head_count_deadline(first.starts_at, ZoneInfo(site.timezone), tx.catalogue.calendar(site.id))
    begun = len(ahead) != len(booking.standing)  # a subgroup has come on an earlier day
    if begun or tx.now >= until:
        return Refusal(Reason.NUMBERS_CLOSED, {"phone": site.contact_phone or "—"})
    return ahead
