"""Applications for placements as the host sees them: accept into one of the wanted dates, or decline (D2)."""

from __future__ import annotations

from datetime import datetime

from bot.db.booking.applications import read_application
from bot.db.engine.locks import lock_application
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, ApplicationEvent
from bot.domain.desk.views import REASONS_TO_DECLINE_APPLICANTS, ApplicationView, Outcome
from bot.domain.model import ApplicationId, ApplicationStatus, HostReason, SessionId, SessionStatus
from bot.domain.placements.application import Application
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.services.permissions import answers_application
from bot.services.placements.reading import application_view
from bot.services.placements.transitions import Change, change_application
from bot.services.transaction import Tx, reads, writes


@reads(answers_application("application_id"))
def show_application(tx: Tx, application_id: ApplicationId) -> ApplicationView | Refusal:
    """One application as it is now."""
    return _view(tx, application_id)


@writes(answers_application("application_id"))
def accept_application(
    tx: Tx, application_id: ApplicationId, session_id: SessionId
) -> ApplicationView | Refusal:
    """Accepts an application into one of its dates, which takes a place.

    The first answer wins; whoever comes later sees it. A full or closed intake is a Refusal that offers the
    other date if it has a place.
    """
    lock_application(tx.connection, application_id)
    view = _view(tx, application_id)
    if outcome := _too_late(tx, view.application, ApplicationEvent.ACCEPT):
        return _view(tx, application_id, outcome)
    if refusal := _refuse_intake(view, session_id, tx.now):
        return refusal
    change = change_application(tx, view.application, ApplicationEvent.ACCEPT, session_id=session_id)
    if change is Change.FULL:
        return _full(view, session_id, tx.now)
    if change is Change.TOO_LATE:
        return Refusal(Reason.ALREADY_DECIDED)
    return _view(tx, application_id, Outcome.DONE)


@writes(answers_application("application_id"))
def decline_application(
    tx: Tx, application_id: ApplicationId, reason: HostReason
) -> ApplicationView | Refusal:
    """Declines an application. The first answer wins, as in accepting."""
    if reason not in REASONS_TO_DECLINE_APPLICANTS:
        return Refusal(Reason.NOT_FOUND)
    lock_application(tx.connection, application_id)
    view = _view(tx, application_id)
    if outcome := _too_late(tx, view.application, ApplicationEvent.DECLINE):
        return _view(tx, application_id, outcome)
    change = change_application(tx, view.application, ApplicationEvent.DECLINE, reason=reason)
    if change is not Change.DONE:
        return Refusal(Reason.ALREADY_DECIDED)
    return _view(tx, application_id, Outcome.DONE)


def _too_late(tx: Tx, application: Application, event: ApplicationEvent) -> Outcome | None:
    """What an answer meets that comes after another: one's own, a colleague's, or an applicant's no."""
    if application.status is ApplicationStatus.REVIEW:
        return None
    after = APPLICATION_TRANSITIONS[event].after
    if application.status is after and application.decided_by == tx.actor.person_id:
        return Outcome.REPEATED
    return Outcome.OVER if application.decided_by is None else Outcome.DECIDED_BEFORE


def _refuse_intake(view: ApplicationView, session_id: SessionId, now: datetime) -> Refusal | None:
    intake = next((each for each in view.intakes if each.id == session_id), None)
    if intake is None:
        return Refusal(Reason.NOT_FOUND)
    if intake.starts_at <= now:
        return Refusal(Reason.SESSION_PAST, {}, _others(view, session_id, now))
    if intake.status is SessionStatus.CLOSED:
        return Refusal(Reason.SESSION_CLOSED, {}, _others(view, session_id, now))
    return _full(view, session_id, now) if intake.free < 1 else None


def _full(view: ApplicationView, session_id: SessionId, now: datetime) -> Refusal:
    return Refusal(
        Reason.INTAKE_FULL, {"application_id": view.application.id}, _others(view, session_id, now)
    )


def _others(view: ApplicationView, session_id: SessionId, now: datetime) -> tuple[OtherSession, ...]:
    def is_possible(each: SessionFacts) -> bool:
        return each.status is SessionStatus.OPEN and each.free > 0 and each.starts_at > now

    return tuple(
        OtherSession(each.id, each.starts_at, view.site.timezone)
        for each in view.intakes
        if each.id != session_id and is_possible(each)
    )


def _view(tx: Tx, application_id: ApplicationId, outcome: Outcome = Outcome.SHOWN) -> ApplicationView:
    application = read_application(tx.connection, application_id)
    if application is None:
        raise LookupError(f"application {application_id} vanished inside a transaction")
    return application_view(tx, application, outcome)
