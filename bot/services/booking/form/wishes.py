"""Which days a party can wait for: those that it could have if nobody else had seats (B12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.db.booking.sessions import read_programme_sessions
from bot.domain.booking.availability import (
    Asking,
    Rules,
    SessionFacts,
    choose_on_day,
    group_by_day,
    refuse_party,
)
from bot.domain.forms import BookingForm, Wish
from bot.domain.refusal import Reason, Refusal, WaitForDay
from bot.domain.typed.moments import DayProblem, read_day
from bot.services.booking.form.view import nearest, read_days
from bot.services.booking.rules import asking_of, rules_of
from bot.services.forms.engine import At, NotUnderstood
from bot.services.transaction import Tx

EmptiedDays = Mapping[date, Sequence[SessionFacts]]
MOST_NAMED = 3
"""Full days of which it is asked which is meant."""


def tap_wait(at: At[BookingForm], value: str) -> BookingForm | Refusal:
    """«Ждать место» on a full day. ``value``: the day; damaged, it changes nothing."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return at.form
    return _wait(at, day)


def _wait(at: At[BookingForm], day: date) -> BookingForm | Refusal:
    if at.form.moves is not None:
        # Who moves has a place, and keeps it.
        return at.form
    if at.form.route_id is not None:
        return _refuse_route(at, day)
    wish = Wish.of_day(day)
    refusal = refuse_wish(at.tx, at.form, wish)
    return refusal or replace(at.form, waits=wish, day=None, parts=(), wanted=None)


def type_wait(at: At[BookingForm], said: str) -> BookingForm | Refusal | NotUnderstood:
    """«Подождём», «лист ожидания на 10.12» over the calendar. ``said``: what else the text says; without a
    day in it the only full one is meant, and of several it is asked which."""
    tx, form = at.tx, at.form
    if form.moves is not None:
        return NotUnderstood("tap_a_day")
    rules, days = rules_of(tx, tx.catalogue.programme(form.programme_id)), read_days(tx, form)
    today = rules.local_day(tx.now)
    if form.route_id is not None:
        return _refuse_route(at, today)
    full = [day for day in possible_days(tx, form) if day not in days or not days[day].options]
    named = read_day(said, today, choices=full) if said else None
    if isinstance(named, DayProblem):
        return NotUnderstood("tap_a_day")
    if named is None and len(full) > 1:
        return Refusal(Reason.WHICH_DAY, {}, tuple(map(WaitForDay, full[:MOST_NAMED])))
    if named is None and not full:
        return Refusal(Reason.SEATS_ARE_FREE, {}, nearest(days, rules, today))
    return _wait(at, named or full[0])


def _refuse_route(at: At[BookingForm], around: date) -> Refusal:
    """Seats of several sites hardly ever come free together: other days are named instead."""
    rules = rules_of(at.tx, at.tx.catalogue.programme(at.form.programme_id))
    return Refusal(Reason.ROUTE_WAITS, {}, nearest(read_days(at.tx, at.form), rules, around))


def refuse_wish(tx: Tx, form: BookingForm, wish: Wish) -> Refusal | None:
    """Why nobody waits for these days: there are seats, or seats would not help."""
    if form.programme_id not in tx.catalogue.published.programmes:
        return Refusal(Reason.NOT_PUBLISHED)
    rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
    refusal = refuse_party(rules, asking_of(form, tx.now))
    if refusal is not None:
        return refusal
    days = {day: choice for day, choice in read_days(tx, form).items() if wish.covers(day)}
    free = nearest(days, rules, wish.first)
    if free:
        return Refusal(Reason.SEATS_ARE_FREE, {}, free)
    if any(wish.covers(day) for day in possible_days(tx, form)):
        return None
    why = days[wish.first].refusal if wish.is_one_day and wish.first in days else None
    return why or Refusal(Reason.NOTHING_TO_WAIT_FOR)


def can_wait_for(tx: Tx, form: BookingForm, day: date) -> bool:
    """Whether nothing but seats is missing on a day that this party cannot have."""
    return any(each == day for each in possible_days(tx, form))


def possible_days(tx: Tx, form: BookingForm) -> Iterator[date]:
    """Days that this party could have if nobody else had seats."""
    rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
    return days_for(rules, asking_of(form, tx.now), emptied_days(rules, read_open_sessions(tx, rules)))


def emptied_days(rules: Rules, sessions: Sequence[SessionFacts]) -> EmptiedDays:
    """These sessions by day, as if nobody had seats in them."""
    return group_by_day([replace(each, taken=0, parties=0) for each in sessions], rules.timezone)


def days_for(rules: Rules, asking: Asking, days: EmptiedDays, wish: Wish | None = None) -> Iterator[date]:
    """Which of these days a party could have, of those that it waits for."""
    for day, sessions in days.items():
        if (wish is None or wish.covers(day)) and choose_on_day(rules, asking, day, sessions).options:
            yield day


def read_open_sessions(tx: Tx, rules: Rules) -> list[SessionFacts]:
    """Open sessions of a programme that have not begun, up to the horizon."""
    end = tx.now + timedelta(days=tx.limits.horizon_days + 1)
    sessions = read_programme_sessions(tx.connection, rules.programme.id, tx.now, end)
    return [each for each in sessions if each.is_offered]
