"""Adding one session: programme, day, typed time (E5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.session_admin import add_session, find_session_at, read_site_sessions
from bot.db.catalogue.schedules import length_of
from bot.db.engine.locks import lock_programme
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.sessions_ahead import PlacementLength
from bot.domain.desk.views import NewSessionView, SessionView
from bot.domain.forms import NewSessionForm, Question
from bot.domain.model import ProgrammeId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import utc_at
from bot.domain.time.working_days import WorkingCalendar
from bot.domain.typed.moments import DayProblem, read_clock, read_day
from bot.services.desk.reading import day_span, local_today
from bot.services.desk.sessions import refuse_overlap, show_session
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
)
from bot.services.permissions import answers_at
from bot.services.transaction import Tx, record, writes

EARLIEST, LATEST = time(6), time(22)
"""Sessions begin within these hours of the site's clock, both counted."""

ANSWERS_AT = answers_at("site_id")

NewSession = At[NewSessionForm]
Taken = NewSessionForm | Refusal


def _site(at: NewSession) -> Site:
    return at.tx.catalogue.site(at.form.site_id)


def _pick_programme(at: NewSession, value: str) -> Taken:
    found = next((each for each in _site(at).programmes if str(each.id) == value), None)
    return Refusal(Reason.NOT_FOUND) if found is None else replace(at.form, programme_id=found.id, day=None)


def _pick_day(at: NewSession, value: str) -> Taken:
    try:
        return _take_day(at, date.fromisoformat(value))
    except ValueError:
        return at.form


def _take_day(at: NewSession, day: date) -> Taken:
    today = local_today(_site(at), at.tx.now)
    last = _last_day(at.tx, today)
    if day < today:
        return Refusal(Reason.SESSION_PAST)
    if day > last:
        most = at.tx.limits.horizon_days
        return Refusal(Reason.BEYOND_HORIZON, {"horizon_days": most, "last_day": last})
    return replace(at.form, day=day)


def _last_day(tx: Tx, today: date) -> date:
    return today + timedelta(days=tx.limits.horizon_days)


def _type_day(at: NewSession, text: str) -> Answer[NewSessionForm]:
    day = read_day(text, local_today(_site(at), at.tx.now))
    return NotUnderstood(day.value) if isinstance(day, DayProblem) else _take_day(at, day)


def _type_time(at: NewSession, text: str) -> Answer[NewSessionForm]:
    clock = read_clock(text)
    return NotUnderstood("not_a_time") if clock is None else replace(at.form, clock=clock)


def _before_day(at: NewSession) -> NewSessionForm:
    return replace(at.form, programme_id=None) if len(_site(at).programmes) > 1 else at.form


@writes(ANSWERS_AT)
def begin_session(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """Opens the form; the programme is chosen already if the site has only one."""
    programmes = tx.catalogue.site(site_id).programmes
    if not programmes:
        return Refusal(Reason.INCOMPLETE)
    return begin(tx, NewSessionForm(site_id, programmes[0].id if len(programmes) == 1 else None))


def _open_session(at: NewSession) -> SessionView | Refusal:
    form = at.form
    if form.programme_id is None or form.day is None or form.clock is None:
        raise ValueError(f"draft {at.draft.id} is not complete")
    session_id = _add(at.tx, form.programme_id, form.day, form.clock)
    return session_id if isinstance(session_id, Refusal) else show_session(at.tx, session_id)


def _add(tx: Tx, programme_id: ProgrammeId, day: date, clock: time) -> SessionId | Refusal:
    """Opens one session with the programme's rules.

    What must hold: a time to come, between 06:00 and 22:00 of the site, and no session of the same programme
    at that time.
    """
    programme = tx.catalogue.programme(programme_id)
    site = tx.catalogue.site(programme.site_id)
    if not EARLIEST <= clock <= LATEST:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "hours"})
    starts_at = utc_at(day, clock, ZoneInfo(site.timezone))
    if starts_at <= tx.now:
        return Refusal(Reason.SESSION_PAST)
    ends_at = _end(programme, site, day, clock, tx.catalogue.calendar(site.id))
    lock_programme(tx.connection, programme.id)
    there = find_session_at(tx.connection, programme.id, starts_at)
    if there is not None:
        return Refusal(Reason.SESSION_EXISTS, {"session_id": there, "time": f"{clock:%H:%M}"})
    if overlaps := refuse_overlap(tx.connection, programme.id, site, starts_at, ends_at):
        return overlaps
    session_id = add_session(
        tx.connection,
        programme_id=programme.id,
        site_id=site.id,
        starts_at=starts_at,
        ends_at=ends_at,
        sharing=programme.sharing,
        confirmation=programme.confirmation,
        audience=programme.audience,
        capacity=programme.max_group,
        now=tx.now,
    )
    if session_id is None:
        raise LookupError(f"programme {programme.id} has a session at {starts_at} after all")
    record(
        tx,
        "session.opened",
        "session",
        session_id,
        {"programme": programme.id},
        region_id=site.region_id,
        site_id=site.id,
    )
    return session_id


def _view(at: NewSession) -> NewSessionView:
    form, site = at.form, _site(at)
    today = local_today(site, at.tx.now)
    around = at.month or form.day or today
    monday = around - timedelta(days=around.weekday())
    this_week = today - timedelta(days=today.weekday())
    on_day: tuple[SessionFacts, ...] = ()
    if form.day is not None and form.programme_id is not None:
        start, end = day_span(site, form.day)
        found = read_site_sessions(at.tx.connection, site.id, start, end)
        on_day = tuple(each for each in found if each.programme_id == form.programme_id)
    return NewSessionView(
        draft_id=at.draft.id,
        form=form,
        site=site,
        programmes=site.programmes,
        today=today,
        first=max(monday, this_week),
        last_day=_last_day(at.tx, today),
        on_day=on_day,
    )


def _end(programme: Programme, site: Site, day: date, clock: time, calendar: WorkingCalendar) -> datetime:
    """When a session of the programme that begins then is over (UTC); a placement on its last day."""
    zone = ZoneInfo(site.timezone)
    length = length_of(programme.duration_min, programme.days, programme.hours_per_day)
    if isinstance(length, PlacementLength):
        last_day = calendar.add(day, length.days - 1)
        return utc_at(last_day, clock, zone) + timedelta(hours=length.hours_per_day)
    return utc_at(day, clock, zone) + timedelta(minutes=length.minutes)


KIND = form_kind(
    FormKind(
        form=NewSessionForm,
        questions=(
            FormQuestion(
                name=Question.PROGRAMME,
                is_missing=lambda at: at.form.programme_id is None,
                taps={"programme": _pick_programme},
            ),
            FormQuestion(
                name=Question.DAY,
                is_missing=lambda at: at.form.day is None,
                taps={"day": _pick_day},
                text=_type_day,
                undo=_before_day,
            ),
            FormQuestion(
                name=Question.SESSION_TIME,
                is_missing=lambda at: at.form.clock is None,
                text=_type_time,
                undo=lambda at: replace(at.form, day=None),
            ),
        ),
        view=_view,
        finish=_open_session,
        sends_itself=True,
        refuse=lambda tx, form: ANSWERS_AT.refuse(tx, form.site_id),
    )
)
