"""Applications for placements as the host answers them, step by step: taking one up, the short list, a talk,
other dates, accepting, declining (D2). What the applicant would be told can be read before.

The first answer wins; whoever comes later sees it. One and the same step taken twice is taken once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.db.engine.locks import lock_application
from bot.db.people.people import read_actor_of
from bot.db.placements.applications import read_application
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, ApplicationEvent
from bot.domain.desk.views import (
    REASONS_TO_DECLINE_APPLICANTS,
    ApplicationView,
    OtherDatesView,
    Outcome,
    PreviewView,
)
from bot.domain.model import ApplicationId, HostReason, SessionId, SessionStatus
from bot.domain.people.languages import RUSSIAN
from bot.domain.placements.application import Application
from bot.domain.placements.rules import is_free, offered_until
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.services.catalogue.reader_zone import reader_zone
from bot.services.permissions import answers_application
from bot.services.placements.reading import application_view, read_other_dates
from bot.services.placements.transitions import Change, change_application
from bot.services.transaction import Tx, reads, writes

KINDS: Mapping[ApplicationEvent, str] = MappingProxyType(
    {
        event: APPLICATION_TRANSITIONS[event].told[0].value
        for event in (
            ApplicationEvent.SHORTLIST,
            ApplicationEvent.INVITE,
            ApplicationEvent.ACCEPT,
            ApplicationEvent.OFFER,
            ApplicationEvent.DECLINE,
        )
    }
)
"""Steps whose message a host sees before it goes, by the kind of the message."""


@reads(answers_application("application_id"))
def show_application(tx: Tx, application_id: ApplicationId) -> ApplicationView | Refusal:
    """One application as it is now."""
    return read_view(tx, application_id)


@reads(answers_application("application_id"))
def show_other_dates(tx: Tx, application_id: ApplicationId) -> OtherDatesView | Refusal:
    """Intakes that the applicant did not ask for and could be offered."""
    view = read_view(tx, application_id)
    return OtherDatesView(view, read_other_dates(tx, view.application))


@reads(answers_application("application_id"))
def preview_step(
    tx: Tx,
    application_id: ApplicationId,
    event: ApplicationEvent,
    *,
    session_id: SessionId | None = None,
    reason: HostReason | None = None,
) -> PreviewView | ApplicationView | Refusal:
    """What the applicant would be told of a step. A step that comes too late is none: the application as it
    is."""
    view = read_view(tx, application_id)
    if outcome := _too_late(tx, view.application, event):
        return replace(view, outcome=outcome)
    until = None if session_id is None else _kept_until(tx, view, event, session_id)
    if isinstance(until, Refusal):
        return until
    return foresee(tx, view, event, session_id=session_id, reason=reason, until=until)


def foresee(
    tx: Tx,
    view: ApplicationView,
    event: ApplicationEvent,
    *,
    session_id: SessionId | None = None,
    reason: HostReason | None = None,
    talk: str | None = None,
    until: datetime | None = None,
) -> PreviewView:
    """What the applicant would be told of a step that can be taken."""
    as_it_would_be = replace(
        view.application,
        status=APPLICATION_TRANSITIONS[event].after,
        accepted_session_id=session_id,
        reason=None if reason is None else reason.value,
        talk=talk,
        offered_until=until,
    )
    reader = read_actor_of(tx.connection, view.application.entry.person_id)
    return PreviewView(
        shown=view,
        event=event,
        kind=KINDS[event],
        told=application_view(tx, as_it_would_be),
        language=RUSSIAN if reader is None else reader.language,
        zone=None if reader is None else reader_zone(tx.catalogue, reader.region_id, reader.site_ids),
    )


@writes(answers_application("application_id"))
def consider_application(tx: Tx, application_id: ApplicationId) -> ApplicationView | Refusal:
    """Somebody takes an application up: the applicant hears so, colleagues are not reminded of it."""
    return take_step(tx, application_id, ApplicationEvent.CONSIDER)


@writes(answers_application("application_id"))
def shortlist_application(tx: Tx, application_id: ApplicationId) -> ApplicationView | Refusal:
    """Puts an application onto the short list."""
    return take_step(tx, application_id, ApplicationEvent.SHORTLIST)


@writes(answers_application("application_id"))
def accept_application(
    tx: Tx, application_id: ApplicationId, session_id: SessionId
) -> ApplicationView | Refusal:
    """Accepts an application into one of its dates, which takes a place.

    A full or closed intake is a Refusal that offers the other date if it has a place.
    """
    return take_step(tx, application_id, ApplicationEvent.ACCEPT, session_id=session_id)


@writes(answers_application("application_id"))
def offer_other_dates(
    tx: Tx, application_id: ApplicationId, session_id: SessionId
) -> ApplicationView | Refusal:
    """Accepts an application into dates that it did not ask for, if the applicant agrees in time: until then
    a place is kept."""
    return take_step(tx, application_id, ApplicationEvent.OFFER, session_id=session_id)


@writes(answers_application("application_id"))
def decline_application(
    tx: Tx, application_id: ApplicationId, reason: HostReason
) -> ApplicationView | Refusal:
    """Declines an application, with a reason of the list."""
    if reason not in REASONS_TO_DECLINE_APPLICANTS:
        return Refusal(Reason.NOT_FOUND)
    return take_step(tx, application_id, ApplicationEvent.DECLINE, reason=reason)


def take_step(
    tx: Tx,
    application_id: ApplicationId,
    event: ApplicationEvent,
    *,
    session_id: SessionId | None = None,
    reason: HostReason | None = None,
    talk: str | None = None,
) -> ApplicationView | Refusal:
    """One step of a host, for whoever has asked for the permission. ``talk``: when the site calls."""
    lock_application(tx.connection, application_id)
    view = read_view(tx, application_id)
    if outcome := _too_late(tx, view.application, event):
        return replace(view, outcome=outcome)
    until = None if session_id is None else _kept_until(tx, view, event, session_id)
    if isinstance(until, Refusal):
        return until
    change = change_application(
        tx,
        view.application,
        event,
        session_id=session_id,
        reason=reason,
        talk=talk,
        offered_until=until,
    )
    if change is Change.FULL and session_id is not None:
        return _full(view, session_id, tx.now)
    if change is not Change.DONE:
        return Refusal(Reason.ALREADY_DECIDED)
    return read_view(tx, application_id, Outcome.DONE)


def _too_late(tx: Tx, application: Application, event: ApplicationEvent) -> Outcome | None:
    """What a step meets that comes after another: one's own, a colleague's, or an applicant's no."""
    row = APPLICATION_TRANSITIONS[event]
    if application.status in row.before:
        return None
    if application.status is row.after and application.decided_by == tx.actor.person_id:
        return Outcome.REPEATED
    return Outcome.OVER if application.decided_by is None else Outcome.DECIDED_BEFORE


def _kept_until(
    tx: Tx, view: ApplicationView, event: ApplicationEvent, session_id: SessionId
) -> datetime | Refusal | None:
    """Until when a place is kept that is offered (UTC), None for one that is given; or why there is none: it
    is not among the dates that were asked for, or for an offer among the others that can be had."""
    offers = event is ApplicationEvent.OFFER
    possible = read_other_dates(tx, view.application) if offers else view.intakes
    intake = next((each for each in possible if each.id == session_id), None)
    if intake is None:
        return _full(view, session_id, tx.now) if offers else Refusal(Reason.NOT_FOUND)
    if intake.starts_at <= tx.now:
        return Refusal(Reason.SESSION_PAST, {}, _others(view, session_id, tx.now))
    if intake.status is SessionStatus.CLOSED:
        return Refusal(Reason.SESSION_CLOSED, {}, _others(view, session_id, tx.now))
    if intake.free < 1:
        return _full(view, session_id, tx.now)
    zone, calendar = ZoneInfo(view.site.timezone), tx.catalogue.calendar(view.site.id)
    return offered_until(tx.now, intake.starts_at, zone, calendar) if offers else None


def _full(view: ApplicationView, session_id: SessionId, now: datetime) -> Refusal:
    return Refusal(
        Reason.INTAKE_FULL, {"application_id": view.application.id}, _others(view, session_id, now)
    )


def _others(view: ApplicationView, session_id: SessionId, now: datetime) -> tuple[OtherSession, ...]:
    def is_possible(each: SessionFacts) -> bool:
        return each.id != session_id and is_free(each, now)

    return tuple(
        OtherSession(each.id, each.starts_at, view.site.timezone)
        for each in view.intakes
        if is_possible(each)
    )


def read_view(tx: Tx, application_id: ApplicationId, outcome: Outcome = Outcome.SHOWN) -> ApplicationView:
    """An application that is there."""
    application = read_application(tx.connection, application_id)
    if application is None:
        raise LookupError(f"application {application_id} vanished inside a transaction")
    return application_view(tx, application, outcome)
