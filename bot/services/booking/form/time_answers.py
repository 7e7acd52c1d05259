"""When: choosing the day and the sessions, tapped and typed, and the seats that are held for it (B3, B4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from bot.db.booking.holds import lock_seats, take_hold
from bot.db.booking.offers import promised_until
from bot.db.booking.sessions import read_programme_sessions, read_sessions
from bot.domain.booking.availability import (
    DayChoice,
    Option,
    Rules,
    may_divide,
    refuse_session,
    refuse_together,
)
from bot.domain.booking.day_capacity import most_in_a_day, most_in_near_days, refuse_size
from bot.domain.booking.routes.days import way_key
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm
from bot.domain.model import SessionId
from bot.domain.refusal import ChangeAdults, OpenBooking, OtherSession, Reason, Refusal, WaitForDay
from bot.domain.time.local_time import utc_at
from bot.domain.typed.numbers import read_number
from bot.services.booking import holds
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.view import leg_of, nearest, read_days
from bot.services.booking.form.wishes import can_wait_for
from bot.services.booking.offers.ends import lapse_on
from bot.services.booking.rules import asking_of, legs_of, refuse_party_of, rules_of
from bot.services.forms.engine import At
from bot.services.transaction import Tx

Booking = At[BookingForm]
Taken = BookingForm | Refusal


# --- the day --------------------------------------------------------------------------------------------


def pick_day(tx: Tx, draft: Draft[BookingForm], day: date) -> Taken:
    """What there is on a day, where that is one thing; else the form at the times of that day."""
    form = replace(draft.form, parts=())
    days = read_days(tx, form)
    refusal = _refuse_day(tx, form, day, days)
    if refusal is not None:
        return refusal
    options = days[day].options
    if len(options) > 1:
        return replace(form, day=day)
    return pick_sessions(tx, replace(draft, form=replace(draft.form, day=None)), options[0].session_ids)


def tap_day(at: Booking, value: str) -> Taken:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return at.form
    return pick_day(at.tx, at.draft, day)


def refuse_day(tx: Tx, form: BookingForm, day: date) -> Refusal | None:
    """Why this party cannot have a day, with what it can have around it; None if it can (A4)."""
    return _refuse_day(tx, form, day, read_days(tx, replace(form, parts=())))


def _refuse_day(tx: Tx, form: BookingForm, day: date, days: Mapping[date, DayChoice]) -> Refusal | None:
    choice = days.get(day)
    refusal = Refusal(Reason.NO_SESSIONS_ON_DAY) if choice is None else choice.refusal
    if refusal is None:
        return None
    rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
    others = nearest(days, rules, day)
    # Who moves has a place, and keeps it; nobody waits for several sites at once.
    waits = refusal.reason in FULL and form.moves is None and form.route_id is None
    if not waits or not can_wait_for(tx, form, day):
        return _with_ways(refusal, day, others)
    return replace(_decided_by(tx, rules, refusal, day), alternatives=(*others[:2], WaitForDay(day)))


FULL = frozenset({Reason.DAY_TAKEN, Reason.NO_SEATS_ON_DAY})
"""Nothing but seats is missing on such a day, and they may come free."""


def _decided_by(tx: Tx, rules: Rules, refusal: Refusal, day: date) -> Refusal:
    """Says so where somebody was offered seats of the day, and by when they decide."""
    zone = ZoneInfo(rules.timezone)
    start, end = utc_at(day, clock(0), zone), utc_at(day + timedelta(days=1), clock(0), zone)
    sessions = read_programme_sessions(tx.connection, rules.programme.id, start, end)
    until = promised_until(tx.connection, [each.id for each in sessions], tx.now)
    if until is None:
        return refusal
    local = until.astimezone(zone)
    return Refusal(Reason.DAY_PROMISED, {"day": local.date(), "time": f"{local:%H:%M}"})


def _with_ways(refusal: Refusal, day: date, others: tuple[OtherSession, ...]) -> Refusal:
    """The refusal of a day with what is possible instead: what satisfies its rule first, if anything does,
    then where the party is at that time."""
    ways = [replace(way, day=day) for way in refusal.alternatives if isinstance(way, ChangeAdults)]
    there = [way for way in refusal.alternatives if isinstance(way, OpenBooking)]
    return replace(refusal, alternatives=(*ways, *others[: 3 - len(there)], *there))


def refuse_too_many(tx: Tx, form: BookingForm) -> Refusal | None:
    """Why no day can take this party, if so: no calendar could help it."""
    # Who is too young is not told to come in two parts.
    refusal = None if form.age_guessed else refuse_party_of(tx, form)
    if refusal is not None:
        return refusal
    asking = asking_of(form, tx.now)
    end = tx.now + timedelta(days=tx.limits.horizon_days)
    for leg in legs_of(tx, form):
        sessions = read_programme_sessions(tx.connection, leg.rules.programme.id, tx.now, end)
        may_split = may_divide(leg.rules, asking)
        most = most_in_a_day(asking, sessions, leg.rules.timezone, may_split=may_split)
        if may_split and leg.stop is None:
            most = max(most, most_in_near_days(asking, sessions, leg.rules))
        refusal = refuse_size(form.party.seats, most)
        if refusal is not None:
            return refusal if leg.stop is None else replace(refusal, site=leg.site.name)
    return None


def go_to_wanted(tx: Tx, draft: Draft[BookingForm]) -> tuple[BookingForm, Refusal | None]:
    """The form with the session that led to it chosen, in subgroups if it must be (A6); else without it, and
    why this party cannot have it."""
    form = replace(draft.form, wanted=None)
    found = {} if draft.form.wanted is None else read_sessions(tx.connection, [draft.form.wanted])
    session = next((each for each in found.values() if each.programme_id == form.programme_id), None)
    if session is None:
        return form, None
    day = rules_of(tx, tx.catalogue.programme(form.programme_id)).local_day(session.starts_at)
    choice = read_days(tx, replace(form, parts=())).get(day)
    having = [each for each in (choice.options if choice else ()) if session.id in each.session_ids]
    chosen = min(having, key=lambda option: option.session_ids.index(session.id), default=None)
    wanted = (session.id,) if chosen is None else chosen.session_ids
    picked = pick_sessions(tx, replace(draft, form=form), wanted)
    if isinstance(picked, Refusal):
        holds.seats_taken(tx, ())  # the form goes on without them
        return form, picked
    return picked, None


# --- the time -------------------------------------------------------------------------------------------


def tap_sessions(at: Booking, value: str) -> Taken:
    """``value``: ids joined by dots; damaged, it changes nothing."""
    parts = [read_number(each) for each in value.split(".")]
    known = tuple(SessionId(each) for each in parts if each is not None)
    return pick_sessions(at.tx, at.draft, known) if len(known) == len(parts) else at.form


def tap_way(at: Booking, value: str) -> Taken:
    """A way along a route. ``value``: its day and its key, joined by a dot; damaged, it changes nothing."""
    said, _, key = value.partition(".")
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return at.form
    if at.form.parts and way_key(part.session_id for part in at.form.parts) == key:
        return at.form
    # Judged as if its own seats were still free; what comes of it holds seats anew, or is rolled back.
    holds.make_room(at.tx, at.draft.id)
    days = read_days(at.tx, replace(at.form, parts=()))
    choice = days.get(day)
    ways = () if choice is None else choice.options
    way = next((each for each in ways if way_key(each.session_ids) == key), None)
    if way is not None:
        return pick_sessions(at.tx, at.draft, way.session_ids)
    rules = legs_of(at.tx, at.form)[0].rules
    refusal = None if choice is None else choice.refusal
    return _with_ways(refusal or Refusal(Reason.DAY_TAKEN), day, nearest(days, rules, day))


def pick_sessions(tx: Tx, draft: Draft[BookingForm], session_ids: tuple[SessionId, ...]) -> Taken:
    """The form with the option whose sessions these are, judged as if its own seats were still free.

    Seats of holds past their time are free already, whether or not they were swept.
    """
    form = draft.form
    if not form.party.seats:
        # A button left behind, while it is not known who comes: seats for nobody cannot be held.
        return replace(form, wanted=next(iter(session_ids), form.wanted))
    if tuple(part.session_id for part in form.parts) == session_ids:
        return form
    legs = legs_of(tx, form)
    lock_seats(tx.connection, draft.person_id, session_ids, tx.now)
    holds.make_room(tx, draft.id, session_ids)
    found = read_sessions(tx.connection, session_ids)
    if len(found) != len(session_ids) or not session_ids:
        return Refusal(Reason.NOT_FOUND)
    programmes = {leg.rules.programme.id for leg in legs}
    if any(each.programme_id not in programmes for each in found.values()):
        return Refusal(Reason.NOT_FOUND)
    sessions = [found[each] for each in session_ids]
    rules = legs[0].rules
    day = rules.local_day(sessions[0].starts_at)
    days = read_days(tx, replace(form, parts=()))
    option = _option_of(days, day, session_ids)
    if option is None and lapse_on(tx, session_ids):
        # Seats that were offered to somebody until a while ago: whoever waits has had the next turn.
        days = read_days(tx, replace(form, parts=()))
        option = _option_of(days, day, session_ids)
    if clash := refuse_overlap(tx, form, sessions, tx.actor.person_id):
        return replace(clash, alternatives=(*clash.alternatives, *_instead(days, rules, form, around=day)))
    if option is not None:
        # The day stays where its times were asked for: «Назад» leads there.
        return replace(form, day=day if form.day == day else None, parts=option.parts, waits=None)
    choice = days.get(day)
    if form.route_id is not None:
        refusal = None if choice is None else choice.refusal
        others = _instead(days, rules, form, around=day)
        return _with_ways(refusal or Refusal(Reason.DAY_TAKEN), day, others)
    refusal = refuse_together(rules, asking_of(form, tx.now), sessions)
    if refusal.reason is Reason.NOT_ENOUGH_ADULTS and choice is not None and choice.refusal is not None:
        refusal = choice.refusal  # as many as it takes on this day, subgroups included
    return _with_ways(refusal, day, _instead(days, rules, form, around=day))


def _option_of(
    days: Mapping[date, DayChoice], day: date, session_ids: tuple[SessionId, ...]
) -> Option | None:
    choice = days.get(day)
    options = () if choice is None else choice.options
    return next((each for each in options if each.session_ids == session_ids), None)


def _instead(
    days: Mapping[date, DayChoice], rules: Rules, form: BookingForm, *, around: date
) -> tuple[OtherSession, ...]:
    """What is possible instead. Where the form asks for a day's time, its screen has that day's already."""
    asked = form.day if not form.parts else None
    return nearest({day: choice for day, choice in days.items() if day != asked}, rules, around)


# --- seats ----------------------------------------------------------------------------------------------


def hold_minutes(tx: Tx, form: BookingForm) -> int:
    """For how long the region of the programme keeps seats for a summary."""
    return tx.limits_at(tx.catalogue.programme(form.programme_id).site_id).hold_minutes


def hold_parts(tx: Tx, draft: Draft[BookingForm], form: BookingForm) -> Refusal | None:
    """Holds the form's sessions for its person; a Refusal names the seats that are really free.

    The caller returns the Refusal, which rolls everything back (see ``take_hold``).
    """
    if tx.actor.blocked:
        return Refusal(Reason.BLOCKED)
    until = tx.now + timedelta(minutes=hold_minutes(tx, form))
    taken = take_hold(tx.connection, tx.actor.person_id, draft.id, form.parts, tx.now, until)
    full = taken.refused
    if full is None:
        holds.seats_taken(tx, taken.freed)
        return None
    # What the other parts took before one refused is no obstacle to what is offered instead.
    holds.make_room(tx, draft.id)
    session = read_sessions(tx.connection, [full])[full]
    part, legs = next(part for part in form.parts if part.session_id == full), legs_of(tx, form)
    leg = leg_of(legs, part)
    refusal = refuse_session(leg.rules, asking_of(form, tx.now), session, part.seats) or Refusal(
        Reason.SESSION_FULL, {"free": session.free, "seats": part.seats}
    )
    if leg.stop is not None:
        refusal = replace(refusal, site=leg.site.name)
    days, around = read_days(tx, replace(form, parts=())), leg.rules.local_day(session.starts_at)
    around -= timedelta(days=leg.day)
    return replace(refusal, alternatives=_instead(days, legs[0].rules, draft.form, around=around))
