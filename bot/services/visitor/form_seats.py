"""The seats that a booking's form asks for: choosing the day and the sessions, holding them (B3, B4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.db.connection import Connection
from bot.db.holds import end_hold, expire_holds, lock_seats, read_hold, take_hold
from bot.db.sessions import read_programme_sessions, read_sessions
from bot.domain.access import Actor
from bot.domain.availability import DayChoice, Rules, refuse_session, refuse_together
from bot.domain.day_capacity import most_in_a_day, refuse_size
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm
from bot.domain.model import DraftId, HoldState, SessionId
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.services.visitor.form_view import FormContext, asking_of, nearest, read_days


def release_hold(connection: Connection, draft_id: DraftId, now: datetime) -> None:
    held = read_hold(connection, draft_id)
    if held is not None:
        end_hold(connection, held.id, HoldState.RELEASED, now)


def pick_day(
    connection: Connection, context: FormContext, form: BookingForm, day: date, now: datetime
) -> BookingForm | Refusal:
    """The form with its day chosen and the time still open."""
    return refuse_day(connection, context, form, day, now) or replace(form, day=day, parts=())


def refuse_day(
    connection: Connection, context: FormContext, form: BookingForm, day: date, now: datetime
) -> Refusal | None:
    """Why this party cannot have a day, with what it can have around it; None if it can (A4)."""
    days = read_days(connection, context, replace(form, parts=()), now)
    choice = days.get(day)
    refusal = Refusal(Reason.NO_SESSIONS_ON_DAY) if choice is None else choice.refusal
    if refusal is None:
        return None
    rules = context.rules(context.content.programme(form.programme_id))
    return replace(refusal, ways=nearest(days, rules, day))


def refuse_too_many(
    connection: Connection, context: FormContext, form: BookingForm, now: datetime
) -> Refusal | None:
    """Why no day can take this party, if so: no calendar could help it."""
    programme = context.content.programme(form.programme_id)
    rules, asking = context.rules(programme), asking_of(form, now)
    end = now + timedelta(days=context.limits.horizon_days)
    sessions = read_programme_sessions(connection, programme.id, now, end)
    may_split = asking.is_class or form.party.seats > context.limits.max_seats_of_individuals
    most = most_in_a_day(asking, sessions, rules.timezone, may_split=may_split)
    return refuse_size(form.party.seats, most)


def go_to_wanted(
    connection: Connection, context: FormContext, form: BookingForm, now: datetime
) -> tuple[BookingForm, date | None, Refusal | None]:
    """The form at the day of the session that led to it; else that day, and why this party cannot have it."""
    found = {} if form.wanted is None else read_sessions(connection, [form.wanted])
    form = replace(form, wanted=None)
    for session in found.values():
        if session.programme_id == form.programme_id:
            rules = context.rules(context.content.programme(form.programme_id))
            day = rules.local_day(session.starts_at)
            why = refuse_day(connection, context, form, day, now)
            return (replace(form, day=day), None, None) if why is None else (form, day, why)
    return form, None, None


def pick_sessions(
    connection: Connection,
    context: FormContext,
    draft: Draft[BookingForm],
    session_ids: tuple[SessionId, ...],
    now: datetime,
) -> BookingForm | Refusal:
    """The form with the option whose sessions these are, judged as if its own seats were still free.

    Seats of holds past their time are free already, whether or not they were swept.
    """
    form = draft.form
    if not form.party.seats:
        # A button left behind, while it is not known who comes: seats for nobody cannot be held.
        return replace(form, wanted=next(iter(session_ids), form.wanted))
    programme = context.content.programme(form.programme_id)
    rules = context.rules(programme)
    if tuple(part.session_id for part in form.parts) == session_ids:
        return form
    lock_seats(connection, draft.person_id, session_ids, now)
    release_hold(connection, draft.id, now)
    expire_holds(connection, now, on=session_ids)
    found = read_sessions(connection, session_ids)
    if len(found) != len(session_ids) or not session_ids:
        return Refusal(Reason.NOT_FOUND)
    if any(each.programme_id != programme.id for each in found.values()):
        return Refusal(Reason.NOT_FOUND)
    sessions = [found[each] for each in session_ids]
    day = rules.local_day(sessions[0].starts_at)
    days = read_days(connection, context, replace(form, parts=()), now)
    choice = days.get(day)
    for option in choice.options if choice is not None else ():
        if tuple(part.session_id for part in option.parts) == session_ids:
            return replace(form, day=day, parts=option.parts)
    refusal = refuse_together(rules, asking_of(form, now), sessions)
    return replace(refusal, ways=_instead(days, rules, form, around=day))


def _instead(
    days: Mapping[date, DayChoice], rules: Rules, form: BookingForm, *, around: date
) -> tuple[OtherSession, ...]:
    """What is possible instead. Where the form asks for a day's time, its screen has that day's already."""
    asked = form.day if not form.parts else None
    return nearest({day: choice for day, choice in days.items() if day != asked}, rules, around)


def hold_parts(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    form: BookingForm,
    now: datetime,
) -> Refusal | None:
    """Holds the form's sessions for its person; a Refusal names the seats that are really free.

    The caller returns the Refusal, which rolls everything back (see ``take_hold``).
    """
    if actor.blocked:
        return Refusal(Reason.BLOCKED)
    until = now + timedelta(minutes=context.limits.hold_minutes)
    full = take_hold(connection, actor.person_id, draft.id, form.parts, now, until)
    if full is None:
        return None
    # What the other parts took before one refused is no obstacle to what is offered instead.
    release_hold(connection, draft.id, now)
    rules, asking = context.rules(context.content.programme(form.programme_id)), asking_of(form, now)
    session = read_sessions(connection, [full])[full]
    seats = next(part.seats for part in form.parts if part.session_id == full)
    refusal = refuse_session(rules, asking, session, seats) or Refusal(
        Reason.SESSION_FULL, {"free": session.free, "seats": seats}
    )
    days = read_days(connection, context, replace(form, parts=()), now)
    return replace(refusal, ways=_instead(days, rules, draft.form, around=rules.local_day(session.starts_at)))
