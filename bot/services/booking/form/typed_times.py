"""Days and times of a booking as they are typed, at their own questions and over the summary (A4, B2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_programme_sessions, read_sessions
from bot.domain.booking.availability import DayChoice, Option
from bot.domain.forms import BookingForm, Question
from bot.domain.refusal import Refusal
from bot.domain.time.local_time import local_day
from bot.domain.typed.moments import (
    DayProblem,
    Days,
    read_clock,
    read_clock_beside,
    read_day,
)
from bot.domain.typed.moments import read_days as read_typed_days
from bot.domain.typed.offers import read_wait
from bot.services.booking import holds
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.time_answers import Booking, Taken, pick_day, pick_sessions
from bot.services.booking.form.view import nearest, read_days
from bot.services.booking.form.wishes import type_wait
from bot.services.booking.rules import rules_of
from bot.services.forms.engine import Answer, NotUnderstood, refused_text

OtherDays = Mapping[date, DayChoice]
MINUTE = timedelta(minutes=1)


def type_day(at: Booking, text: str) -> Answer[BookingForm]:
    """A day typed over the calendar does what a tap on it would; one with a time takes both. Of several days
    those are shown that this party can have. «Подождём» waits for a day that is full (B12)."""
    waits = read_wait(text)
    if waits is not None:
        return type_wait(at, waits)
    answered = _typed_day(at, text, bare_numbers=True)
    return NotUnderstood("tap_a_day") if answered is None else answered


def type_time(at: Booking, text: str) -> Answer[BookingForm]:
    """At the times of a day: one of them, or another day."""
    clock, day = read_clock(text), at.form.day
    if clock is not None and day is not None:
        meant = _at(read_days(at.tx, at.form).get(day), clock, _zone(at))
        if meant is not None:
            return pick_sessions(at.tx, at.draft, meant.session_ids)
    # «15» at the times is an hour that is not offered, not the 15th.
    answered = _typed_day(at, text, bare_numbers=False)
    return NotUnderstood("tap_a_time") if answered is None else answered


def another_moment(at: Booking, text: str) -> Taken | None:
    """«11:30», «10 декабря» over the summary: another time of the same day, or another day. A bare number is
    neither, it may be people as well."""
    if at.draft.question is not Question.SUMMARY or not at.form.parts or text.isdecimal():
        return None
    clock = read_clock(text)
    if clock is None and read_day(text, _today(at), bare_numbers=False) is DayProblem.NOT_A_DAY:
        return None
    first = read_sessions(at.tx.connection, [at.form.parts[0].session_id])[at.form.parts[0].session_id]
    if clock == first.starts_at.astimezone(_zone(at)).time():
        return at.form
    # Judged as if its own seats were still free; what comes of it holds seats anew, or is rolled back.
    holds.make_room(at.tx, at.draft.id)
    if clock is None:
        answered = _typed_day(at, text, bare_numbers=False)
    else:
        answered = _take(at, local_day(first.starts_at, _zone(at)), clock)
    if isinstance(answered, NotUnderstood):
        return refused_text(answered.problem, answered.most)
    if isinstance(answered, BookingForm) and not answered.parts:
        holds.seats_taken(at.tx, ())  # the form goes on without them
    return answered


# --- what a day means to this party ----------------------------------------------------------------------


def _typed_day(at: Booking, text: str, *, bare_numbers: bool) -> Answer[BookingForm] | None:
    """None where the text is no date at all."""
    days = read_days(at.tx, replace(at.form, parts=()))
    # Of a number or a weekday the first such day that can be had is meant, else that has sessions.
    choices = sorted(days, key=lambda day: (not days[day].options, day))
    typed = read_typed_days(
        text,
        _today(at),
        choices=choices,
        bare_numbers=bare_numbers,
        school_holidays=_school_holidays(at),
    )
    if isinstance(typed, DayProblem):
        return None if typed is DayProblem.NOT_A_DAY else NotUnderstood(typed.value)
    if typed.first != typed.last:
        return _take_of_several(at, typed, days)
    if _passed_over(at, text, typed.first):
        at.note = typed.first
    return _take(at, typed.first, read_clock_beside(text))


def _passed_over(at: Booking, text: str, taken: date) -> bool:
    """Whether a nearer day could have been meant, which this party cannot have."""
    nearest_such = read_day(text, _today(at))
    return isinstance(nearest_such, date) and nearest_such < taken


def _take(at: Booking, day: date, clock: time | None) -> Taken:
    """The day, and the time of it where one was said: one that there is not is said so over the others."""
    if clock is None:
        return pick_day(at.tx, at.draft, day)
    choice = read_days(at.tx, replace(at.form, parts=())).get(day)
    meant = _at(choice, clock, _zone(at))
    if meant is not None:
        form = at.form if at.form.day == day else replace(at.form, day=None)
        return pick_sessions(at.tx, replace(at.draft, form=form), meant.session_ids)
    if choice is None or not choice.options:
        return pick_day(at.tx, at.draft, day)
    at.refusal = _elsewhere(at, day, clock) or refused_text("no_such_time")
    return replace(at.form, day=day, parts=())


def _elsewhere(at: Booking, day: date, clock: time) -> Refusal | None:
    """The visit that the party has at this very time."""
    starts_at = datetime.combine(day, clock, _zone(at)).astimezone(UTC)
    there = read_programme_sessions(at.tx.connection, at.form.programme_id, starts_at, starts_at + MINUTE)
    return refuse_overlap(at.tx, at.form, there, at.tx.actor.person_id)


def _at(choice: DayChoice | None, clock: time, zone: ZoneInfo) -> Option | None:
    """What begins at this time, all of it or else one subgroup; None for nothing, and for what is several."""
    options = choice.options if choice is not None else ()
    for begins in (_first_begins, _one_begins):
        meant = [each for each in options if begins(each, clock, zone)]
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def _first_begins(option: Option, clock: time, zone: ZoneInfo) -> bool:
    return option.starts[0].astimezone(zone).time() == clock


def _one_begins(option: Option, clock: time, zone: ZoneInfo) -> bool:
    return any(start.astimezone(zone).time() == clock for start in option.starts)


def _take_of_several(at: Booking, typed: Days, days: OtherDays) -> Taken:
    """«На следующей неделе», «после 10 декабря»: the days of them that fit; the only one is taken."""
    there = [choice for day, choice in sorted(days.items()) if day in typed]
    fitting = [choice.day for choice in there if choice.options]
    if not fitting:
        return _none_of_them(at, typed, there, days)
    if len(fitting) == 1:
        at.note = fitting[0]
        return pick_day(at.tx, at.draft, fitting[0])
    at.note = typed
    return replace(at.form, day=None, parts=())


def _none_of_them(at: Booking, typed: Days, there: Sequence[DayChoice], days: OtherDays) -> Refusal:
    rules = rules_of(at.tx, at.tx.catalogue.programme(at.form.programme_id))
    around = typed.last if typed.first <= _today(at) else typed.first
    instead = nearest(days, rules, around)
    reasons = {each.refusal.reason: each.refusal for each in there if each.refusal is not None}
    if len(reasons) == 1:
        return replace(next(iter(reasons.values())), alternatives=instead)
    return replace(refused_text("no_days_there"), alternatives=instead)


def _zone(at: Booking) -> ZoneInfo:
    programme = at.tx.catalogue.programme(at.form.programme_id)
    return ZoneInfo(at.tx.catalogue.site(programme.site_id).timezone)


def _school_holidays(at: Booking) -> Sequence[tuple[date, date]]:
    programme = at.tx.catalogue.programme(at.form.programme_id)
    return at.tx.catalogue.calendar(programme.site_id).school_holidays


def _today(at: Booking) -> date:
    return local_day(at.tx.now, _zone(at))
