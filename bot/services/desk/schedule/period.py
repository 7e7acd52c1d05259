"""A day or a period is closed with a reason, and opened again (E5).

Whom it hits is shown before the tap. Then all its sessions are closed at once, so that nobody books, and
nobody who loses a place is offered another in the same days; then those who have seats are told, a party in
each transaction. What is left when the bot stops there, a regular job goes on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.db.booking.bookings import read_booking, read_bookings_at, read_bookings_in_session
from bot.db.booking.drafts import keep_form
from bot.db.booking.session_admin import (
    lock_booked,
    read_applications_in,
    read_closed_reason,
    read_site_sessions,
)
from bot.db.booking.sessions import read_sessions
from bot.db.catalogue.closures import (
    add_closure,
    close_sessions,
    end_closure,
    find_to_open,
    find_with_guests,
    leave_closed,
    read_closure,
)
from bot.db.engine.locks import lock_booking, lock_programme
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.transitions import CANCELLABLE, VisitEvent
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import REASONS_TO_CLOSE, ClosedCount, ClosuresView, DayEntry, Hit, PeriodView
from bot.domain.draft import Draft
from bot.domain.forms import PeriodForm, Question
from bot.domain.model import ClosureId, GroupState, HostReason, SessionId, SessionStatus, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.booking import holds
from bot.services.booking.groups import about_question
from bot.services.booking.offers.ends import withdraw_on
from bot.services.booking.routes import substitutes
from bot.services.booking.transitions import change_visits
from bot.services.catalogue.clashes import settle_clashes
from bot.services.desk.guides.leaving import let_go_closed
from bot.services.desk.reading import day_entry, day_span, local_today
from bot.services.desk.sessions import closed_days, end_place, open_again
from bot.services.failures import Failures
from bot.services.forms.engine import (
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    form_kind,
    refused_text,
)
from bot.services.forms.span import span_questions
from bot.services.messages.tell import tell
from bot.services.permissions import SYSTEM_ONLY, answers_at, answers_closure, answers_session
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, record, writes

FARTHEST = timedelta(days=366)
"""So far ahead days can be closed: farther than there are sessions."""

ANSWERS_AT = answers_at("site_id")

Period = At[PeriodForm]
Taken = PeriodForm | Refusal


@writes(ANSWERS_AT)
def begin_period(tx: Tx, site_id: SiteId) -> Asking | Refusal:
    """«Закрыть день или период»."""
    return begin(tx, PeriodForm(site_id))


# --- which days, and why --------------------------------------------------------------------------------


def _site(at: Period) -> Site:
    return at.tx.catalogue.site(at.form.site_id)


def _today(at: Period) -> date:
    return local_today(_site(at), at.tx.now)


def _take_days(at: Period, first: date, last: date | None) -> Taken:
    today = _today(at)
    if first < today:
        return Refusal(Reason.SESSION_PAST)
    if max(first, last or first) > today + FARTHEST:
        most = FARTHEST.days
        return Refusal(Reason.BEYOND_HORIZON, {"horizon_days": most, "last_day": today + FARTHEST})
    return replace(at.form, first=first, last=last, agreed=False)


def _pick_reason(at: Period, value: str) -> Taken:
    reason = next((each for each in REASONS_TO_CLOSE if each.value == value), None)
    return at.form if reason is None else replace(at.form, reason=reason, agreed=False)


def _agree(at: Period, value: str) -> Taken:
    """``value``: who was shown to be hit. Where others are by now, that is shown first."""
    hit = _read_hit(at.tx, at.form)
    if hit is None:
        return at.form
    return replace(at.form, agreed=True) if value == hit.key else refused_text("others_booked")


# --- whom it hits ---------------------------------------------------------------------------------------


def _read_hit(tx: Tx, form: PeriodForm) -> Hit | None:
    if form.first is None or form.last is None:
        return None
    return hit_of(tx, form.site_id, _open_sessions(tx, form.site_id, form.first, form.last))


def _open_sessions(tx: Tx, site_id: SiteId, first: date, last: date) -> list[SessionFacts]:
    """Those of these days that are open and have not begun."""
    start, end = day_span(tx.catalogue.site(site_id), first, (last - first).days + 1)
    found = read_site_sessions(tx.connection, site_id, start, end)
    return [each for each in found if each.status is SessionStatus.OPEN and each.starts_at > tx.now]


def hit_of(tx: Tx, site_id: SiteId, sessions: Sequence[SessionFacts]) -> Hit:
    """Whom the end of these sessions hits."""
    ids = {each.id for each in sessions}
    if not sessions:
        return Hit(0, (), 0)
    span = sessions[0].starts_at, sessions[-1].starts_at + timedelta(seconds=1)
    entries: list[DayEntry] = [
        day_entry(tx, booking, visit.id)
        for booking in read_bookings_at(tx.connection, [site_id], *span, list(CANCELLABLE))
        for visit in booking.visits
        if visit.session_id in ids and visit.status in CANCELLABLE
    ]
    applicants = sum(len(read_applications_in(tx.connection, each.id)) for each in sessions if each.taken)
    return Hit(len(ids), tuple(sorted(entries, key=lambda each: each.visit.starts_at)), applicants)


# --- closing --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closing:
    """Sessions are closed, and those in them still to be told (:func:`empty_session`)."""

    site_id: SiteId
    closure_id: ClosureId
    hit: ClosedCount


def _close(at: Period) -> Closing | Refusal:
    tx, form = at.tx, at.form
    if form.first is None or form.last is None or form.reason is None:
        raise ValueError("closed days have a first, a last and a reason")
    site = _site(at)
    for programme_id in sorted(each.id for each in site.programmes):
        lock_programme(tx.connection, programme_id)
    sessions = _open_sessions(tx, site.id, form.first, form.last)
    hit, days = hit_of(tx, site.id, sessions), (form.first, form.last)
    closure_id = add_closure(tx.connection, site.id, days, form.reason.value, tx.by, tx.now)
    end_sessions(tx, sessions, form.reason, closure_id)
    record(
        tx,
        "period.closed",
        "closure",
        closure_id,
        {
            "first": form.first.isoformat(),
            "last": form.last.isoformat(),
            "reason": form.reason.value,
            "sessions": hit.sessions,
            "groups": hit.groups,
        },
        region_id=site.region_id,
        site_id=site.id,
    )
    closed = replace(form, closure_id=closure_id, sessions=hit.sessions, groups=hit.groups)
    keep_form(tx.connection, at.draft.id, closed)
    return Closing(site.id, closure_id, ClosedCount(hit.sessions, hit.groups))


def end_sessions(
    tx: Tx, sessions: Sequence[SessionFacts], reason: HostReason, closure_id: ClosureId | None = None
) -> None:
    """Closes sessions at once. Whoever has seats in them is told next (:func:`empty_session`)."""
    close_sessions(tx.connection, [each.id for each in sessions], reason.value, closure_id)
    let_go_closed(tx, sessions)
    for site_id in {each.site_id for each in sessions}:
        settle_clashes(tx, site_id)
    for each in sessions:
        if each.group is not None and each.group.state is not GroupState.CALLED_OFF:
            tell(tx, *about_question(tx, each, "closed"))


@reads(ANSWERS_AT)
def find_sessions_to_empty(tx: Tx, site_id: SiteId) -> Sequence[SessionId] | Refusal:
    """Closed sessions of a site in which somebody still has seats, and was not told yet."""
    return find_with_guests(tx.connection, tx.now, site_id)


@writes(answers_session("session_id"))
def empty_session(tx: Tx, session_id: SessionId) -> bool | Refusal:
    """The next party in a closed session loses its seats there, and in all others that are closed at this
    site, and is told why and what it can have instead; False: nobody is left to be told."""
    return _empty(tx, session_id)


def _empty(tx: Tx, session_id: SessionId) -> bool:
    session = read_sessions(tx.connection, [session_id]).get(session_id)
    if session is None or session.status is not SessionStatus.CLOSED or session.starts_at <= tx.now:
        return False
    for known in read_bookings_in_session(tx.connection, session_id):
        lock_booking(tx.connection, known.id)
        booking = read_booking(tx.connection, known.id)
        here = () if booking is None else booking.at(session.site_id)
        visits = [each for each in here if each.status in CANCELLABLE and each.starts_at > tx.now]
        there = read_sessions(tx.connection, [each.session_id for each in visits])
        reasons = {each: read_closed_reason(tx.connection, each) for each in there}
        reason = reasons.get(session_id)
        lost = [
            each
            for each in visits
            if there[each.session_id].status is SessionStatus.CLOSED and reasons[each.session_id] == reason
        ]
        if booking is not None and lost:
            change_visits(tx, booking, lost, VisitEvent.CLOSE, HostReason(reason or ""))
            return True
    reason = read_closed_reason(tx.connection, session_id)
    for application in read_applications_in(tx.connection, session_id):
        end_place(tx, application, HostReason(reason or ""))
        return True
    lock_booked(tx.connection, session_id)
    holds.end_on_session(tx, session_id)
    withdraw_on(tx, session_id)
    substitutes.renew_on(tx, session_id)
    return False


@reads(SYSTEM_ONLY)
def find_all_to_empty(tx: Tx) -> Sequence[SessionId]:
    """Closed sessions of all sites in which somebody still has seats."""
    return find_with_guests(tx.connection, tx.now)


@writes(SYSTEM_ONLY)
def empty_left(tx: Tx, session_id: SessionId) -> bool:
    """The same as :func:`empty_session`, where whoever closed it could not go on."""
    return _empty(tx, session_id)


async def finish_closures(runner: Runner) -> int:
    """Tells whoever is still to be told of closed sessions, and opens what is to be open again; how many
    transactions that took. What fails does not stop the rest."""
    done, failures = 0, Failures()
    for session_id in await runner.run(find_all_to_empty):
        with failures.kept():
            while await runner.run(empty_left, session_id):
                done += 1
    for session_id in await runner.run(find_all_to_open):
        with failures.kept():
            await runner.run(open_left, session_id)
            done += 1
    failures.throw()
    return done


# --- opening again --------------------------------------------------------------------------------------


@reads(ANSWERS_AT)
def show_closures(tx: Tx, site_id: SiteId) -> ClosuresView | Refusal:
    """The closed days of a site that are not over."""
    return _closures(tx, site_id)


@reads(ANSWERS_AT)
def show_closed(tx: Tx, site_id: SiteId, closing: Closing) -> ClosuresView | Refusal:
    """What has become of days that were just closed."""
    view = _closures(tx, site_id)
    left = len(find_with_guests(tx.connection, tx.now, site_id))
    return replace(view, done=read_closure(tx.connection, closing.closure_id), hit=closing.hit, left=left)


def _sent(tx: Tx, draft: Draft[PeriodForm]) -> ClosuresView | Refusal | None:
    form = draft.form
    if form.closure_id is None:
        return None
    told = ClosedCount(form.sessions, form.groups)
    return show_closed(tx, form.site_id, Closing(form.site_id, form.closure_id, told))


def _closures(tx: Tx, site_id: SiteId) -> ClosuresView:
    site = tx.catalogue.site(site_id)
    return ClosuresView(site, tuple(closed_days(tx, site)))


@writes(answers_closure("closure_id"))
def open_period(tx: Tx, closure_id: ClosureId) -> Sequence[SessionId] | Refusal:
    """«Открыть снова»: the days are closed no more; the sessions that are to be opened with them
    (:func:`reopen_of_period`). Safe to repeat."""
    closure = read_closure(tx.connection, closure_id)
    if closure is None:
        return Refusal(Reason.NOT_FOUND)
    if end_closure(tx.connection, closure_id, tx.now):
        site = tx.catalogue.site(closure.site_id)
        details = {"first": closure.first_day.isoformat(), "last": closure.last_day.isoformat()}
        record(tx, "period.opened", "closure", closure_id, details, region_id=site.region_id, site_id=site.id)
    return find_to_open(tx.connection, tx.now, closure_id)


@writes(answers_session("session_id"))
def reopen_of_period(tx: Tx, session_id: SessionId) -> bool | Refusal:
    """Opens a session again with its days; one over whose time another was opened meanwhile stays closed."""
    return _reopen(tx, session_id)


def _reopen(tx: Tx, session_id: SessionId) -> bool:
    opened = open_again(tx, session_id)
    if isinstance(opened, Refusal):
        leave_closed(tx.connection, session_id)
    return not isinstance(opened, Refusal)


@reads(SYSTEM_ONLY)
def find_all_to_open(tx: Tx) -> Sequence[SessionId]:
    """Sessions of days that are open again, which are closed still."""
    return find_to_open(tx.connection, tx.now)


@writes(SYSTEM_ONLY)
def open_left(tx: Tx, session_id: SessionId) -> bool:
    """The same as :func:`reopen_of_period`, where whoever opened the days could not go on."""
    return _reopen(tx, session_id)


# --- the form -------------------------------------------------------------------------------------------


def _view(at: Period) -> PeriodView:
    form, site = at.form, _site(at)
    today = local_today(site, at.tx.now)
    around = at.month or form.first or today
    monday, this_week = (each - timedelta(days=each.weekday()) for each in (around, today))
    hit = None if form.reason is None else _read_hit(at.tx, form)
    return PeriodView(at.draft.id, form, site, today, max(monday, this_week), today + FARTHEST, hit)


KIND = form_kind(
    FormKind(
        form=PeriodForm,
        questions=(
            *span_questions(_today, _take_days),
            FormQuestion(
                name=Question.REASON,
                is_missing=lambda at: at.form.reason is None,
                taps={"reason": _pick_reason},
                undo=lambda at: replace(at.form, last=None),
            ),
            FormQuestion(
                name=Question.AGREEMENT,
                is_missing=lambda at: not at.form.agreed,
                taps={"agree": _agree},
                undo=lambda at: replace(at.form, reason=None),
            ),
        ),
        view=_view,
        finish=_close,
        sends_itself=True,
        sent=_sent,
        refuse=lambda tx, form: ANSWERS_AT.refuse(tx, form.site_id),
    )
)
