"""Adding one session: programme, day, typed time, and a yes to what was understood (E5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.session_admin import add_session, find_session_at, read_site_sessions
from bot.db.catalogue.schedules import length_of
from bot.db.engine.locks import lock_programme
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.minimum import Group, GroupTerms
from bot.domain.catalogue.sessions_ahead import PlacementLength
from bot.domain.desk.views import NewSessionView, PlannedSession, SessionView
from bot.domain.draft import Draft
from bot.domain.forms import NewSessionForm, Question, SessionChangeForm
from bot.domain.model import GroupState, SessionId, SessionStatus, Sharing, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import utc_at
from bot.domain.typed.moments import DayProblem, read_day, read_hours
from bot.services.catalogue.clashes import EARLIEST, LATEST, refuse_clash
from bot.services.desk.reading import day_span, local_today
from bot.services.desk.sessions import read_takers, show_session
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
from bot.services.permissions import opens_sessions_at
from bot.services.transaction import Tx, record, writes

OPENS_AT = opens_sessions_at("site_id")

NewSession = At[NewSessionForm]
Taken = NewSessionForm | Refusal


def _site(at: NewSession) -> Site:
    return at.tx.catalogue.site(at.form.site_id)


def _pick_programme(at: NewSession, value: str) -> Taken:
    found = next((each for each in _site(at).programmes if str(each.id) == value), None)
    return (
        Refusal(Reason.NOT_FOUND)
        if found is None
        else replace(at.form, programme_id=found.id, day=None, clock=None, ends=None)
    )


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
    return replace(at.form, day=day, clock=None, ends=None)


def _last_day(tx: Tx, today: date) -> date:
    return today + timedelta(days=tx.limits.horizon_days)


def _type_day(at: NewSession, text: str) -> Answer[NewSessionForm]:
    day = read_day(text, local_today(_site(at), at.tx.now))
    return NotUnderstood(day.value) if isinstance(day, DayProblem) else _take_day(at, day)


def _pick_time(at: NewSession, value: str) -> Taken:
    """The time that was named where another one clashed; «1115»."""
    answer = _type_time(at, f"{value[:2]}:{value[2:]}")
    return at.form if isinstance(answer, NotUnderstood) else answer


def _type_time(at: NewSession, text: str) -> Answer[NewSessionForm]:
    """What was understood is shown before anything is opened; a better time may be typed over it."""
    hours, form = read_hours(text), at.form
    if hours is None:
        return NotUnderstood("not_a_time")
    form = replace(form, clock=hours.start, ends=hours.end, agreed=False)
    refusal = None if form.programme_id is None or form.day is None else _judge(at.tx, _plan(at.tx, form))
    return refusal or form


def _agree(at: NewSession, value: str) -> Taken:
    """``value``: the time that was shown; a button that showed another one agrees to nothing."""
    return replace(at.form, agreed=True) if value == shown_time(at.form) else at.form


def shown_time(form: NewSessionForm | SessionChangeForm) -> str:
    """The time of a form in callback data."""
    return "" if form.clock is None else f"{form.clock:%H%M}" + (f"{form.ends:%H%M}" if form.ends else "")


def _before_day(at: NewSession) -> NewSessionForm:
    return replace(at.form, programme_id=None) if len(_site(at).programmes) > 1 else at.form


def _before_time(at: NewSession) -> NewSessionForm:
    """One step: the time that was understood, then the day."""
    if at.form.clock is not None:
        return replace(at.form, clock=None, ends=None)
    return replace(at.form, day=None)


@writes(OPENS_AT)
def begin_session(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """Opens the form; the programme is chosen already if the site has only one."""
    programmes = tx.catalogue.site(site_id).programmes
    if not programmes:
        return Refusal(Reason.INCOMPLETE)
    return begin(tx, NewSessionForm(site_id, programmes[0].id if len(programmes) == 1 else None))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The session that a form would open; UTC."""

    programme: Programme
    site: Site
    clock: time
    starts_at: datetime
    ends_at: datetime
    terms: GroupTerms | None


def _plan(tx: Tx, form: NewSessionForm) -> _Plan:
    if form.programme_id is None or form.day is None or form.clock is None:
        raise ValueError("a session needs its programme, day and time")
    programme = tx.catalogue.programme(form.programme_id)
    site = tx.catalogue.site(programme.site_id)
    zone = ZoneInfo(site.timezone)
    starts_at = utc_at(form.day, form.clock, zone)
    terms = None
    if programme.minimum is not None and programme.sharing is Sharing.SHARED:
        terms = programme.minimum.terms(starts_at, zone, tx.catalogue.calendar(site.id), tx.now)
    return _Plan(programme, site, form.clock, starts_at, _end(tx, programme, site, form), terms)


def _judge(tx: Tx, plan: _Plan) -> Refusal | None:
    """Why it cannot be opened: a time that is past, or not between 06:00 and 22:00 of the site, or a session
    of the site that stands in its way."""
    if not EARLIEST <= plan.clock <= LATEST:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "hours"})
    if plan.starts_at <= tx.now:
        return Refusal(Reason.SESSION_PAST)
    there = find_session_at(tx.connection, plan.programme.id, plan.starts_at)
    if there is not None:
        return Refusal(Reason.SESSION_EXISTS, {"session_id": there, "time": f"{plan.clock:%H:%M}"})
    return refuse_clash(tx, plan.programme, plan.site, plan.starts_at, plan.ends_at)


def _open_session(at: NewSession) -> SessionView | Refusal:
    plan = _plan(at.tx, at.form)
    lock_programme(at.tx.connection, plan.programme.id)
    if refusal := _judge(at.tx, plan):
        return refusal
    return show_session(at.tx, _add(at.tx, plan))


def _sent(tx: Tx, draft: Draft[NewSessionForm]) -> SessionView | Refusal | None:
    plan = _plan(tx, draft.form)
    there = find_session_at(tx.connection, plan.programme.id, plan.starts_at)
    return None if there is None else show_session(tx, there)


def _add(tx: Tx, plan: _Plan) -> SessionId:
    """Opens one session with the programme's rules."""
    programme, site = plan.programme, plan.site
    session_id = add_session(
        tx.connection,
        programme_id=programme.id,
        site_id=site.id,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        sharing=programme.sharing,
        confirmation=programme.confirmation,
        audience=programme.audience,
        capacity=programme.max_group,
        terms=plan.terms,
        now=tx.now,
    )
    if session_id is None:
        raise LookupError(f"programme {programme.id} has a session at {plan.starts_at} after all")
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
        planned=_planned(at),
    )


def _planned(at: NewSession) -> PlannedSession | None:
    if at.form.clock is None or at.form.day is None or at.form.programme_id is None:
        return None
    plan = _plan(at.tx, at.form)
    programme = plan.programme
    facts = SessionFacts(
        id=SessionId(0),
        programme_id=programme.id,
        site_id=plan.site.id,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        status=SessionStatus.OPEN,
        sharing=programme.sharing,
        confirmation=programme.confirmation,
        audience=programme.audience,
        capacity=programme.max_group,
        max_parties=programme.sharing.most_parties(programme.max_group),
        taken=0,
        parties=0,
    )
    group = None if plan.terms is None else Group(plan.terms, GroupState.GATHERING, 0)
    takers, shown = read_takers(at.tx, facts), shown_time(at.form)
    return PlannedSession(plan.starts_at, plan.ends_at, takers, shown, group)


def _end(tx: Tx, programme: Programme, site: Site, form: NewSessionForm) -> datetime:
    """When the session is over (UTC): as typed, or as long as the programme takes; a placement on its last
    day."""
    if form.day is None or form.clock is None:
        raise ValueError("a session needs its day and time")
    zone = ZoneInfo(site.timezone)
    length = length_of(programme.duration_min, programme.days, programme.hours_per_day)
    if isinstance(length, PlacementLength):
        last_day = tx.catalogue.calendar(site.id).add(form.day, length.days - 1)
        return utc_at(last_day, form.clock, zone) + timedelta(hours=length.hours_per_day)
    if form.ends is not None:
        return utc_at(form.day, form.ends, zone)
    return utc_at(form.day, form.clock, zone) + timedelta(minutes=length.minutes)


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
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree, "time": _pick_time},
                text=_type_time,
                undo=_before_time,
            ),
        ),
        view=_view,
        finish=_open_session,
        sends_itself=True,
        sent=_sent,
        refuse=lambda tx, form: OPENS_AT.refuse(tx, form.site_id),
    )
)
