"""A stop of a route was refused: what its leader can have instead, kept until one moment (C3, K).

Nothing else of the route is dropped. What is kept is another time of that stop that fits between the others,
and the whole route on another day; whoever decides nothing goes without the stop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking import offers as store
from bot.db.booking.bookings import read_booking
from bot.db.booking.sessions import read_programme_sessions, read_sessions
from bot.domain.booking.availability import (
    DayChoice,
    Option,
    Rules,
    SessionFacts,
    bookable_until,
    choose_days,
    refuse_party,
)
from bot.domain.booking.booking import Booking, Visit, people_in
from bot.domain.booking.offers.instead import RuledOut
from bot.domain.booking.offers.offer import SHORTEST, Offer, OfferEvent, Terms
from bot.domain.booking.routes.days import Leg
from bot.domain.booking.routes.progress import lost_visits
from bot.domain.catalogue.catalogue import Programme, Route
from bot.domain.forms import BookingForm
from bot.domain.model import OfferPurpose, ProgrammeKind, SessionId, VisitStatus
from bot.domain.time.local_time import local_day
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.view import form_again, form_of, options_around, read_days
from bot.services.booking.offers.ends import end_offers
from bot.services.booking.offers.making import disjoint, make_offer
from bot.services.booking.offers.ruling_out import read_ruled_out
from bot.services.booking.rules import asking_of, bookable_route, legs_of, rules_of
from bot.services.transaction import Tx

LASTS = timedelta(hours=12)
"""A whole day of waking hours: a school has to be asked."""
MOST_LOOKED_AT = 10
"""Other days of which it is asked whether they meet another visit of the class."""


def offer_substitutes(
    tx: Tx, booking: Booking, *, granted: bool, named: Sequence[Option] = ()
) -> Offer | None:
    """Starts the clock of a route of which stops have fallen, with what is kept instead; what was kept before
    makes room. Without anything to keep it only asks for a decision; None: there is nothing to decide.

    ``granted``: the site agrees already, since it had confirmed what fell, or has ``named`` other times of
    it: these are kept, or nothing. Lock the booking first.
    """
    _end(tx, booking)
    lost = lost_visits(booking)
    if not lost:
        return None
    rules = rules_of(tx, tx.catalogue.programme(lost[0].programme_id))
    form = form_again(booking)
    kept = disjoint([each for each in named or _candidates(tx, booking, lost) if _lasts(tx, form, each)])
    terms = _terms(tx, booking, rules, form, kept)
    if terms is None:
        return None
    asking = asking_of(form, tx.now)
    made = make_offer(
        tx,
        OfferPurpose.ROUTE,
        booking.person_id,
        form,
        rules,
        asking,
        kept,
        booking_id=booking.id,
        terms=terms,
        granted=granted,
    )
    if made is not None or named or not booking.standing:
        return made
    # Somebody was quicker: the decision remains.
    return make_offer(
        tx,
        OfferPurpose.ROUTE,
        booking.person_id,
        form,
        rules,
        asking,
        (),
        booking_id=booking.id,
        terms=terms,
    )


def renew_on(tx: Tx, session_id: SessionId) -> None:
    """Nobody can have a session any more: routes that were offered it are offered something else."""
    for offer in store.read_offers(tx.connection, store.find_live_on(tx.connection, [session_id])):
        if offer.purpose is not OfferPurpose.ROUTE or offer.booking_id is None:
            continue
        booking = read_booking(tx.connection, offer.booking_id)
        if booking is not None:
            declined = any(each.status is VisitStatus.DECLINED for each in lost_visits(booking))
            offer_substitutes(tx, booking, granted=offer.granted and not declined)


def _end(tx: Tx, booking: Booking) -> None:
    live = store.read_live_for(tx.connection, [booking.id])
    end_offers(tx, [each for each in live if each.purpose is OfferPurpose.ROUTE], OfferEvent.REPLACE)


# --- until when -----------------------------------------------------------------------------------------


def _terms(tx: Tx, booking: Booking, rules: Rules, form: BookingForm, kept: Sequence[Option]) -> Terms | None:
    """One clock: waking hours from now, ended by the first stop that stands, and never past the moment when
    it is too late for something that is kept."""
    zone, hours = ZoneInfo(rules.timezone), rules.limits.hours
    told_at = hours.next_allowed(tx.now, zone, rules.calendar)
    ends = [hours.add_waking_time(told_at, LASTS, zone, rules.calendar)]
    ends += [each.starts_at for each in booking.standing if each.starts_at > tx.now]
    if not kept and len(ends) == 1:
        return None  # nothing stands that is still ahead: there is no choice
    ends += [_last_moment(tx, form, each) for each in kept]
    return Terms(min(told_at, *ends), min(ends))


def _last_moment(tx: Tx, form: BookingForm, option: Option) -> datetime:
    """Until when the party is in time for all of its sessions."""
    asking = asking_of(form, tx.now)
    sessions = read_sessions(tx.connection, option.session_ids).values()
    return min(
        bookable_until(rules_of(tx, tx.catalogue.programme(each.programme_id)), asking, each)
        for each in sessions
    )


def _lasts(tx: Tx, form: BookingForm, option: Option) -> bool:
    return _last_moment(tx, form, option) - tx.now >= SHORTEST


# --- what instead ---------------------------------------------------------------------------------------


def times_to_name(tx: Tx, booking: Booking, awaited: Sequence[Visit]) -> list[Option]:
    """Other times of a stop that its site could name instead of what it was asked for (E2), nearest first."""
    first = awaited[0]
    programme, out = tx.catalogue.programme(first.programme_id), read_ruled_out(tx, booking)
    if out.rules_out(programme.site_id, programme.id) or len({each.stop for each in awaited}) > 1:
        return []
    own = {each.session_id for each in booking.visits}
    return [
        option
        for option in _times_of(tx, booking, awaited, [programme], out)
        if not own.intersection(option.session_ids) and _lasts(tx, form_again(booking), option)
    ]


def _candidates(tx: Tx, booking: Booking, lost: Sequence[Visit]) -> Iterator[Option]:
    """At most one of each sort: seats that are kept are kept from others."""
    out = read_ruled_out(tx, booking)
    between = next(_times_between(tx, booking, lost, out), None)
    if between is not None:
        yield between
    other_day = another_day(tx, booking, out)
    if other_day is not None:
        yield other_day


def _times_between(tx: Tx, booking: Booking, lost: Sequence[Visit], out: RuledOut) -> Iterator[Option]:
    """Other times of the only stop that fell, nearest first, that leave the ways to the others; then those of
    other programmes of its site, which is as far from the others."""
    stops = {each.stop for each in lost}
    if len(stops) > 1 or not booking.standing:
        return
    first = min(lost, key=lambda each: each.starts_at)
    yield from _times_of(tx, booking, lost, _programmes_at(tx, first, out), out)


def _times_of(
    tx: Tx, booking: Booking, lost: Sequence[Visit], programmes: Iterable[Programme], out: RuledOut
) -> Iterator[Option]:
    if booking.route_id is None:
        return
    first = min(lost, key=lambda each: each.starts_at)
    gap = _gap_of(tx, booking, tx.catalogue.route(booking.route_id), first)
    for programme in programmes:
        for option in _options_in(tx, booking, lost, programme, gap, out):
            yield replace(option, parts=tuple(replace(part, stop=first.stop) for part in option.parts))


def _options_in(
    tx: Tx, booking: Booking, lost: Sequence[Visit], programme: Programme, gap: _Gap, out: RuledOut
) -> Iterator[Option]:
    children, adults = _people(booking, lost)
    form = replace(form_of(booking, programme.id, children, adults), moves=booking.id)
    rules, asking = rules_of(tx, programme), asking_of(form, tx.now)
    if refuse_party(rules, asking) is not None:
        return
    end = tx.now + timedelta(days=tx.limits.horizon_days)
    sessions = {
        each.id: each
        for each in read_programme_sessions(tx.connection, programme.id, tx.now, end)
        if gap.holds(each, rules)
        and each.id not in out.sessions
        and (programme.site_id, rules.local_day(each.starts_at)) not in out.days
    }
    days, before = choose_days(rules, asking, sessions.values()), min(each.starts_at for each in lost)
    options = [option for choice in days.values() for option in choice.options]
    for option in sorted(options, key=lambda each: abs(each.starts[0] - before)):
        chosen = [sessions[each] for each in option.session_ids]
        if refuse_overlap(tx, form, chosen, booking.person_id) is None:
            yield option


def _people(booking: Booking, lost: Sequence[Visit]) -> tuple[int, int]:
    """Who needs another place: the party as it is now, or the subgroups that fell of a stop that stands."""
    if {each.stop for each in lost} & {each.stop for each in booking.standing}:
        return people_in(lost)
    return booking.party.children, booking.party.adults


def _programmes_at(tx: Tx, lost: Visit, out: RuledOut) -> Iterator[Programme]:
    """What the site has for visitors, what was lost first."""
    site = tx.catalogue.published.sites.get(lost.site_id)
    programmes = () if site is None else site.programmes
    for programme in sorted(programmes, key=lambda each: (each.id != lost.programme_id, each.id)):
        placement = programme.kind is ProgrammeKind.INTERNSHIP
        if not placement and not out.rules_out(programme.site_id, programme.id):
            yield programme


@dataclass(frozen=True, slots=True)
class _Gap:
    """Where a lost stop was: after the stop before, with the way from it, and before the way to the next.
    Where nothing stands before it or after it, the route does not grow by a day."""

    day: date
    after: datetime | None
    before: datetime | None

    def holds(self, session: SessionFacts, rules: Rules) -> bool:
        at_an_end = self.after is None or self.before is None
        if at_an_end and rules.local_day(session.starts_at) != self.day:
            return False
        reached = self.after is None or session.starts_at >= self.after
        return reached and (self.before is None or session.ends_at <= self.before)


def _gap_of(tx: Tx, booking: Booking, route: Route, lost: Visit) -> _Gap:
    number = lost.stop or 0
    earlier = [each.ends_at for each in booking.standing if (each.stop or 0) < number]
    later = [each.starts_at for each in booking.standing if (each.stop or 0) > number]
    travel = {each.position: timedelta(minutes=each.travel_min) for each in route.stops}
    zone = ZoneInfo(tx.catalogue.site(lost.site_id).timezone)
    return _Gap(
        local_day(lost.starts_at, zone),
        max(earlier) + travel.get(number, timedelta(0)) if earlier else None,
        min(later) - travel.get(number + 1, timedelta(0)) if later else None,
    )


def another_day(tx: Tx, booking: Booking, out: RuledOut | None = None) -> Option | None:
    """The whole route on the day nearest to its own on which nothing is ruled out; None: there is none."""
    if booking.route_id is None:
        return None
    out = out or read_ruled_out(tx, booking)
    route = bookable_route(tx, booking.route_id)
    if route is None:
        return None
    form = replace(form_again(booking), programme_id=route.stops[0].programme_id, moves=booking.id)
    legs = legs_of(tx, form)
    if any(out.rules_out(leg.site.id, leg.rules.programme.id) for leg in legs):
        return None
    days = _days_left(read_days(tx, form), legs, out)
    around = legs[0].rules.local_day(max(booking.first.starts_at, tx.now))
    for option in options_around(days, around, but=out.sessions)[:MOST_LOOKED_AT]:
        sessions = read_sessions(tx.connection, option.session_ids).values()
        if refuse_overlap(tx, form, sessions, booking.person_id) is None:
            return option
    return None


def _days_left(days: Mapping[date, DayChoice], legs: Collection[Leg], out: RuledOut) -> dict[date, DayChoice]:
    return {
        day: choice
        for day, choice in days.items()
        if not any((leg.site.id, day + timedelta(days=leg.day)) in out.days for leg in legs)
    }
