"""Applications for placements as the host sees them: accept into one of the wanted dates, or decline (D2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.db.applications import decide_application
from bot.db.audit import record
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.locks import lock_application
from bot.db.outbox import NewMessage, queue
from bot.db.seats import ForApplication, claim_seats
from bot.domain.access import Actor
from bot.domain.application import Application
from bot.domain.availability import SessionFacts
from bot.domain.catalogue import Site
from bot.domain.host_views import REASONS_TO_DECLINE_APPLICANTS, ApplicationView, Outcome
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    HostReason,
    Priority,
    SessionId,
    SessionStatus,
    SiteId,
)
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.services import notices
from bot.services.content import Content
from bot.services.host.reading import application_view


def application_key(application_id: ApplicationId) -> str:
    """Of the notice that hosts got; each one's own key has their person id after it."""
    return f"host.application:{application_id}"


def tell_application_changed(
    connection: Connection,
    application_id: ApplicationId,
    site_id: SiteId,
    now: datetime,
    *,
    change: str,
) -> None:
    """All copies of the notice change to show what became of it; ``change`` names the change."""
    notices.change_notices(
        connection,
        "host.application.update",
        site_id,
        {"application_id": application_id},
        notice=application_key(application_id),
        key=f"host.application.update:{application_id}:{change}",
        now=now,
    )


def tell_applicant(
    connection: Connection, application: Application, status: ApplicationStatus, now: datetime
) -> None:
    """Accepted or declined; told once each."""
    kind = f"application.{status.value}"
    message = NewMessage(
        kind=kind,
        recipient_id=application.entry.person_id,
        payload={"application_id": application.id},
        key=f"{kind}:{application.id}",
        priority=Priority.ANSWER,
    )
    queue(connection, [message], now)


@dataclass(frozen=True, slots=True)
class ShowApplication:
    """One application as it is now. Who may: owners and staff of the site."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, application_id: ApplicationId) -> ApplicationView | Refusal:
        now = self.clock.now()
        return await self.db.read(
            lambda connection: application_view(connection, self.content, actor, application_id, now)
        )


@dataclass(frozen=True, slots=True)
class AnswerApplication:
    """Accepts an application into one of its dates, which takes a place, or declines it with a reason.

    Who may: owners and staff of the site. The first answer wins; whoever comes later sees it. A full or
    closed intake is a Refusal that offers the other date if it has a place. Told: the applicant, and all
    other copies of the notice.
    """

    db: Database
    clock: Clock
    content: Content

    async def accept(
        self, actor: Actor, application_id: ApplicationId, session_id: SessionId
    ) -> ApplicationView | Refusal:
        return await self._answer(actor, application_id, session_id)

    async def decline(
        self, actor: Actor, application_id: ApplicationId, reason: HostReason
    ) -> ApplicationView | Refusal:
        if reason not in REASONS_TO_DECLINE_APPLICANTS:
            return Refusal(Reason.NOT_FOUND)
        return await self._answer(actor, application_id, reason)

    async def _answer(
        self, actor: Actor, application_id: ApplicationId, answer: SessionId | HostReason
    ) -> ApplicationView | Refusal:
        now = self.clock.now()

        def body(connection: Connection) -> ApplicationView | Refusal:
            lock_application(connection, application_id)
            view = application_view(connection, self.content, actor, application_id, now)
            if isinstance(view, Refusal):
                return view
            outcome = _decide(connection, actor, view, answer, now)
            if isinstance(outcome, Refusal):
                return outcome
            return application_view(connection, self.content, actor, application_id, now, outcome)

        return await self.db.write(body)


def _decide(
    connection: Connection,
    actor: Actor,
    view: ApplicationView,
    answer: SessionId | HostReason,
    now: datetime,
) -> Outcome | Refusal:
    application = view.application
    accepts = not isinstance(answer, HostReason)
    after = ApplicationStatus.ACCEPTED if accepts else ApplicationStatus.DECLINED
    if application.status is not ApplicationStatus.REVIEW:
        if application.status is after and application.decided_by == actor.person_id:
            return Outcome.REPEATED
        if application.decided_by is not None:
            return Outcome.DECIDED_BEFORE
        return Outcome.OVER
    if not isinstance(answer, HostReason) and (refusal := _refuse_intake(view, answer, now)):
        return refusal
    decided = decide_application(
        connection,
        application.id,
        {ApplicationStatus.REVIEW},
        after,
        by=actor.person_id,
        now=now,
        session_id=None if isinstance(answer, HostReason) else answer,
        reason=answer.value if isinstance(answer, HostReason) else None,
    )
    if not decided:
        return Refusal(Reason.ALREADY_DECIDED)
    if not isinstance(answer, HostReason) and not claim_seats(
        connection, answer, 1, ForApplication(application.id), now
    ):
        return _full(view, answer, now)
    _tell(connection, actor, application, view.site, after, answer, now)
    return Outcome.DONE


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
        OtherSession(each.id, each.starts_at, view.site.timezone, each.free)
        for each in view.intakes
        if each.id != session_id and is_possible(each)
    )


def _tell(
    connection: Connection,
    actor: Actor,
    application: Application,
    site: Site,
    after: ApplicationStatus,
    answer: SessionId | HostReason,
    now: datetime,
) -> None:
    record(
        connection,
        actor.person_id,
        f"application.{after.value}",
        "application",
        application.id,
        {"answer": answer.value if isinstance(answer, HostReason) else answer},
        region_id=site.region_id,
        site_id=site.id,
        now=now,
    )
    tell_applicant(connection, application, after, now)
    tell_application_changed(connection, application.id, site.id, now, change=after.value)
