"""One session is changed by hand: how many seats it has, or its time within the day (E5).

What is changed by hand is the host's own: no rule of the schedule touches it any more. A changed time is
another session, with everybody in it, and the old one is closed: whoever still has a button, a form or an
offer of the old time finds out, instead of coming at an hour that they have not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.db.booking import session_admin
from bot.db.booking.groups import raise_calendar_sequences_in
from bot.db.booking.seats import set_capacity
from bot.db.booking.session_admin import find_session_at, is_intake_chosen, lock_booked, open_instead
from bot.db.booking.sessions import read_session
from bot.db.engine.locks import lock_programme, lock_sessions
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.desk.views import NewTime, Outcome, SessionChangeView, SessionView
from bot.domain.draft import Draft
from bot.domain.forms import Question, SessionChangeForm, SessionField
from bot.domain.lengths import MOST_SEATS, TRIAL_PLACES
from bot.domain.model import ProgrammeKind, SessionId, SessionStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.typed.moments import read_hours
from bot.services.booking import holds
from bot.services.booking.groups import about_question
from bot.services.booking.mine import find_booking
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.ends import withdraw_on
from bot.services.booking.routes import substitutes
from bot.services.booking.transitions import retime
from bot.services.catalogue.clashes import EARLIEST, LATEST, refuse_clash, settle_clashes
from bot.services.desk.guides.leaving import ask_again
from bot.services.desk.new_session import shown_time
from bot.services.desk.sessions import groups_in, record_change, session_view
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
    typed_number,
)
from bot.services.messages.booking.papers import tell_calendar
from bot.services.messages.tell import tell
from bot.services.permissions import answers_session
from bot.services.transaction import Tx, writes

ANSWERS = answers_session("session_id")

Change = At[SessionChangeForm]


@writes(ANSWERS)
def begin_change(tx: Tx, session_id: SessionId, field: SessionField) -> Asking | Refusal:
    """«Изменить число мест», «Изменить время»: what is typed next says it."""
    refusal = refuse_change(tx, session_view(tx, session_id))
    return refusal or begin(tx, SessionChangeForm(session_id, field))


def refuse_change(tx: Tx, view: SessionView) -> Refusal | None:
    """A session that is closed or has begun stays as it is."""
    if view.session.status is not SessionStatus.OPEN:
        return Refusal(Reason.SESSION_CLOSED, {"status": "session"})
    return Refusal(Reason.SESSION_PAST, {"status": "session"}) if view.session.starts_at <= tx.now else None


# --- how many seats -------------------------------------------------------------------------------------


def most_seats(view: SessionView) -> int:
    return TRIAL_PLACES if view.programme.kind is ProgrammeKind.TRIAL else MOST_SEATS


def _take_capacity(at: Change, seats: int) -> SessionChangeForm | Refusal:
    view = session_view(at.tx, at.form.session_id)
    if refusal := refuse_change(at.tx, view):
        return refusal
    if not 1 <= seats <= most_seats(view):
        return refused_text("count_range", most_seats(view))
    if seats < view.session.taken:
        return Refusal(Reason.SEATS_TAKEN, {"taken": view.session.taken})
    return replace(at.form, capacity=seats)


def _tap_capacity(at: Change, value: str) -> SessionChangeForm | Refusal:
    return _take_capacity(at, int(value)) if value.isascii() and value.isdecimal() else at.form


def _resize(at: Change) -> SessionView | Refusal:
    """More seats are for whoever waits; fewer than are taken, kept for somebody or offered are refused."""
    tx, session_id, seats = at.tx, at.form.session_id, at.form.capacity
    if seats is None:
        raise ValueError("a form without its answer is not finished")
    lock_sessions(tx.connection, [session_id])
    before = session_view(tx, session_id)
    if refusal := refuse_change(tx, before):
        return refusal
    if seats == before.session.capacity:
        return before
    most = before.session.sharing.most_parties(seats)
    if not set_capacity(tx.connection, session_id, seats, most, tx.now):
        return Refusal(Reason.SEATS_TAKEN, {"taken": before.session.taken})
    record_change(tx, before, "session.resized", {"before": before.session.capacity, "after": seats})
    if seats > before.session.capacity:
        free_seats.seats_came_free(tx, [session_id])
    return replace(session_view(tx, session_id), outcome=Outcome.RESIZED)


# --- its time -------------------------------------------------------------------------------------------


def _type_time(at: Change, text: str) -> Answer[SessionChangeForm]:
    """What was understood is shown before anybody is told; a better time may be typed over it."""
    hours = read_hours(text)
    if hours is None:
        return NotUnderstood("not_a_time")
    form = replace(at.form, clock=hours.start, ends=hours.end, agreed=False)
    view = session_view(at.tx, form.session_id)
    return refuse_change(at.tx, view) or _judge(at.tx, view, _plan(at.tx, form)) or form


def _pick_time(at: Change, value: str) -> SessionChangeForm | Refusal:
    """The time that was named where another one clashed; «1115»."""
    answer = _type_time(at, f"{value[:2]}:{value[2:]}")
    return at.form if isinstance(answer, NotUnderstood) else answer


def _agree(at: Change, value: str) -> SessionChangeForm:
    """``value``: the time that was shown; a button that showed another one agrees to nothing."""
    return replace(at.form, agreed=True) if value == shown_time(at.form) else at.form


@dataclass(frozen=True, slots=True)
class _Plan:
    """When the session would be (UTC)."""

    starts_at: datetime
    ends_at: datetime


def _plan(tx: Tx, form: SessionChangeForm) -> _Plan:
    """On the same local day, as long as typed, or as before."""
    if form.clock is None:
        raise ValueError("a session needs its time")
    view = session_view(tx, form.session_id)
    session, zone = view.session, ZoneInfo(view.site.timezone)
    day = local_day(session.starts_at, zone)
    starts_at = utc_at(day, form.clock, zone)
    if form.ends is not None:
        return _Plan(starts_at, utc_at(day, form.ends, zone))
    return _Plan(starts_at, starts_at + (session.ends_at - session.starts_at))


def _judge(tx: Tx, view: SessionView, plan: _Plan) -> Refusal | None:
    """Why it cannot be then: a time that is past or not among the hours of visits, another session of the
    site or of its guide, a group that has come already, an intake that somebody has chosen by its time."""
    session, zone = view.session, ZoneInfo(view.site.timezone)
    if not EARLIEST <= plan.starts_at.astimezone(zone).time() <= LATEST:
        return refused_text("hours")
    if plan.starts_at <= tx.now:
        return Refusal(Reason.SESSION_PAST)
    if view.programme.kind is ProgrammeKind.INTERNSHIP and is_intake_chosen(tx.connection, session.id):
        return Refusal(Reason.INTAKE_CHOSEN)
    return refuse_clash(
        tx,
        view.programme,
        view.site,
        plan.starts_at,
        plan.ends_at,
        but=session.id,
        guide=view.guide.person_id if view.guide is not None and view.guide.state.counts_on else None,
    )


def _move(at: Change) -> SessionView | Refusal:
    """Everybody in it goes along and is told, and may leave without blame; whoever only looked at it, or was
    offered it, finds it closed."""
    tx, session_id = at.tx, at.form.session_id
    lock_programme(tx.connection, session_view(tx, session_id).programme.id)
    lock_booked(tx.connection, session_id)
    before, plan = session_view(tx, session_id), _plan(tx, at.form)
    if refusal := refuse_change(tx, before) or _judge(tx, before, plan):
        return refusal
    if (plan.starts_at, plan.ends_at) == (before.session.starts_at, before.session.ends_at):
        return before
    if plan.starts_at == before.session.starts_at:
        return _lengthen(tx, before, plan.ends_at)
    new_id = open_instead(tx.connection, session_id, plan.starts_at, plan.ends_at, tx.now)
    to = None if new_id is None else read_session(tx.connection, new_id)
    if to is None:
        raise LookupError(f"the programme has a session at {plan.starts_at} after all")
    session_admin.close_session(tx.connection, session_id, session_admin.RETIMED, tx.now)
    tell(tx, *about_question(tx, before.session, "closed"))
    for booking in {each.id: each for each, _ in groups_in(tx, session_id)}.values():
        ahead = [
            each for each in booking.visits if each.session_id == session_id and each.status in CANCELLABLE
        ]
        moved = retime(tx, booking, ahead, to)
        if isinstance(moved, Refusal):
            return moved
    # Only when everybody has their seats again are the others for whoever waits.
    holds.end_on_session(tx, session_id)
    withdraw_on(tx, session_id)
    substitutes.renew_on(tx, session_id)
    ask_again(tx, to, before.session.starts_at, instead_of=session_id)
    settle_clashes(tx, before.site.id)
    record_change(tx, before, "session.retimed", {"groups": before.groups, "to": to.id})
    free_seats.seats_came_free(tx, [to.id])
    return replace(session_view(tx, to.id), outcome=Outcome.RETIMED)


def _lengthen(tx: Tx, before: SessionView, ends_at: datetime) -> SessionView:
    """It takes longer or shorter: nobody comes at another time, only calendars follow."""
    session_admin.set_end(tx.connection, before.session.id, ends_at)
    raise_calendar_sequences_in(tx.connection, before.session.id)
    ask_again(tx, before.session)
    settle_clashes(tx, before.site.id)
    for booking, _ in groups_in(tx, before.session.id):
        tell_calendar(tx, find_booking(tx, booking.id), before.site.id)
    record_change(tx, before, "session.retimed", {"groups": before.groups, "to": before.session.id})
    return replace(session_view(tx, before.session.id), outcome=Outcome.RETIMED)


# --- the form -------------------------------------------------------------------------------------------


def _view(at: Change) -> SessionChangeView:
    view, form = session_view(at.tx, at.form.session_id), at.form
    planned = None
    if form.clock is not None:
        plan = _plan(at.tx, form)
        planned = NewTime(plan.starts_at, plan.ends_at, shown_time(form))
    return SessionChangeView(at.draft.id, form, view, most_seats(view), planned)


def _finish(at: Change) -> SessionView | Refusal:
    return _resize(at) if at.form.field is SessionField.CAPACITY else _move(at)


def _sent(tx: Tx, draft: Draft[SessionChangeForm]) -> SessionView:
    """The session as it is since: where its time was changed, the one that stands in its place."""
    form, view = draft.form, session_view(tx, draft.form.session_id)
    if form.field is SessionField.CAPACITY:
        return replace(view, outcome=Outcome.RESIZED)
    if form.clock is not None and view.session.status is SessionStatus.CLOSED:
        there = find_session_at(tx.connection, view.programme.id, _plan(tx, form).starts_at)
        view = view if there is None else session_view(tx, there)
    return replace(view, outcome=Outcome.RETIMED)


KIND = form_kind(
    FormKind(
        form=SessionChangeForm,
        questions=(
            FormQuestion(
                name=Question.CAPACITY,
                is_missing=lambda at: at.form.field is SessionField.CAPACITY and at.form.capacity is None,
                taps={"seats": _tap_capacity},
                text=typed_number(_take_capacity),
            ),
            FormQuestion(
                name=Question.SESSION_TIME,
                is_missing=lambda at: at.form.field is SessionField.CLOCK and not at.form.agreed,
                taps={"agree": _agree, "time": _pick_time},
                text=_type_time,
            ),
        ),
        view=_view,
        finish=_finish,
        sends_itself=True,
        sent=_sent,
        refuse=lambda tx, form: ANSWERS.refuse(tx, form.session_id),
    )
)
