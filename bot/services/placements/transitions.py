"""Events of applications, applied by the table of :mod:`bot.domain.booking.transitions`. Nothing else changes
their state.

Whoever applies an event has locked the application (``bot.db.engine.locks``) and judged whether it may
happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from bot.db.booking.seats import ForApplication, claim_seats, release
from bot.db.booking.sessions import read_sessions
from bot.db.outbox.queue import withdraw
from bot.db.people.members import read_site_people
from bot.db.people.people import read_coordinators
from bot.db.placements.applications import decide_application
from bot.domain.booking.transitions import (
    APPLICATION_TRANSITIONS,
    ApplicationEvent,
    ApplicationTransition,
    Seats,
    Side,
    Told,
    kinds_of,
)
from bot.domain.model import ApplicationStatus, HostReason, SessionId
from bot.domain.placements.application import Application
from bot.services.booking.offers import free_seats
from bot.services.messages.applications import (
    TO_APPLICANT,
    ApplicationNotice,
    about_change,
)
from bot.services.messages.message import AnyMessage
from bot.services.messages.placement_ends import plan_question
from bot.services.messages.readers import ANSWERING
from bot.services.messages.tell import tell
from bot.services.transaction import Tx, record

_TO_APPLICANT = {Told(message.kind): message for message in TO_APPLICANT}


class Change(StrEnum):
    """What became of an event. All but ``done`` are followed by a Refusal, which rolls back what was done."""

    DONE = "done"
    TOO_LATE = "too_late"
    """Somebody decided before."""
    FULL = "full"
    """The intake has no place left, or was closed."""


def change_application(
    tx: Tx,
    application: Application,
    event: ApplicationEvent,
    *,
    session_id: SessionId | None = None,
    reason: HostReason | None = None,
    talk: str | None = None,
    offered_until: datetime | None = None,
) -> Change:
    """Applies an event to an application, as it was read before, if it can still happen to it.

    ``session_id``: the intake in which a place is taken, kept until ``offered_until`` (UTC) if it is only
    offered. ``talk``: when the site calls, in its words. The log is written, everybody concerned is told.
    """
    row = APPLICATION_TRANSITIONS[event]
    keeps_place = row.seats is Seats.KEEP and row.after.has_place
    decided = decide_application(
        tx.connection,
        application.id,
        row.before,
        row.after,
        by=application.entry.person_id if row.by is Side.LEADER else tx.by,
        now=tx.now,
        session_id=application.accepted_session_id if keeps_place else session_id,
        reason=None if reason is None else reason.value,
        talk=talk,
        offered_until=offered_until,
    )
    if not decided:
        return Change.TOO_LATE
    holder = ForApplication(application.id)
    if row.seats is Seats.TAKE and (
        session_id is None or not claim_seats(tx.connection, session_id, 1, holder, tx.now)
    ):
        return Change.FULL
    freed = release(tx.connection, holder, tx.now) if row.seats is Seats.GIVE_BACK else {}
    record(
        tx,
        row.audit,
        "application",
        application.id,
        {
            "before": application.status.value,
            "session": session_id,
            "reason": None if reason is None else reason.value,
        },
        region_id=application.entry.region_id,
        site_id=application.site_id,
    )
    tell(tx, *_messages(tx, event, row, application))
    if row.after is ApplicationStatus.ACCEPTED:
        _plan_end(tx, application, session_id or application.accepted_session_id)
    _withdraw_reminders(tx, row, application)
    if freed:
        free_seats.seats_came_free(tx, list(freed))
    return Change.DONE


def _messages(
    tx: Tx, event: ApplicationEvent, row: ApplicationTransition, application: Application
) -> Iterator[AnyMessage]:
    """Who is told. An application may come to the same step again, so each message says which time it is."""
    change = f"{event}-{tx.now:%m%d%H%M%S}"
    for told in row.told:
        if told is not Told.HOSTS_ANSWERED:
            yield _TO_APPLICANT[told](application.id, change)
        elif not (event is ApplicationEvent.WITHDRAW and application.status.awaits_word):
            yield ApplicationNotice(application.id, change)
    if row.notices:
        yield from about_change(tx, application.id, change)


def _plan_end(tx: Tx, application: Application, session_id: SessionId | None) -> None:
    if session_id is None:
        raise LookupError(f"application {application.id} was accepted into no intake")
    plan_question(tx, application.id, read_sessions(tx.connection, [session_id])[session_id])


def _withdraw_reminders(tx: Tx, row: ApplicationTransition, application: Application) -> None:
    recipients = {
        *read_site_people(tx.connection, application.site_id, ANSWERING),
        *read_coordinators(tx.connection, application.entry.region_id),
    }
    lost = [kind for reminders in row.withdrawn for kind in kinds_of(reminders)]
    withdraw(tx.connection, sorted(recipients), [f"{kind}:{application.id}:" for kind in lost])
