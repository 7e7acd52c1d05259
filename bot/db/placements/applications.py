"""Applications for placements (D2). Several may wait for one intake; only accepted ones take its places."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from bot.db.engine.statements import AnyRow, from_row, values_of
from bot.db.engine.types import UtcDateTime
from bot.db.tables import application
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    DraftId,
    PersonId,
    SessionId,
    SiteId,
)
from bot.domain.placements.application import Application, ApplicationEntry


def _application(row: AnyRow) -> Application:
    entry = from_row(ApplicationEntry, row)
    return from_row(Application, row, reference=row.reference or "", entry=entry)


_APPLICATIONS = select(application).order_by(application.c.id)
_APPLICATION = _APPLICATIONS.where(application.c.id == bindparam("application_id"))
_APPLICATION_OF_DRAFT = _APPLICATIONS.where(application.c.draft_id == bindparam("draft_id"))
_APPLICATIONS_OF = _APPLICATIONS.where(application.c.person_id == bindparam("person_id"))
_UNANSWERED = _APPLICATIONS.where(
    application.c.site_id.in_(bindparam("site_ids", expanding=True)),
    application.c.status.in_([each for each in ApplicationStatus if each.awaits_word]),
)
_OFFERS_RUN_OUT = (
    select(application.c.id)
    .where(
        application.c.status == ApplicationStatus.OFFERED,
        application.c.offered_until <= bindparam("now", type_=UtcDateTime),
    )
    .order_by(application.c.offered_until)
    .limit(bindparam("most"))
)


def _read(
    connection: Connection, applications: Select[*tuple[Any, ...]], **asked: object
) -> list[Application]:
    return [_application(row) for row in connection.execute(applications, asked)]


def read_application(connection: Connection, application_id: ApplicationId) -> Application | None:
    found = _read(connection, _APPLICATION, application_id=application_id)
    return found[0] if found else None


def read_application_of_draft(connection: Connection, draft_id: DraftId) -> Application | None:
    found = _read(connection, _APPLICATION_OF_DRAFT, draft_id=draft_id)
    return found[0] if found else None


def read_applications_of(connection: Connection, person_id: PersonId) -> list[Application]:
    """Everything one person applied for, oldest first."""
    return _read(connection, _APPLICATIONS_OF, person_id=person_id)


def read_unanswered_applications(connection: Connection, site_ids: Collection[SiteId]) -> list[Application]:
    """Applications that await a word of one of these sites, oldest first."""
    return _read(connection, _UNANSWERED, site_ids=list(site_ids))


def find_run_out(connection: Connection, now: datetime, *, most: int) -> list[ApplicationId]:
    """Applications for which other dates are kept past their time."""
    found = connection.execute(_OFFERS_RUN_OUT, {"now": now, "most": most}).scalars()
    return [ApplicationId(each) for each in found]


def add_application(connection: Connection, entry: ApplicationEntry) -> ApplicationId:
    """Stores an application under review, without its reference (:func:`set_reference`)."""
    new_id = connection.execute(
        insert(application)
        .values(**values_of(entry), status=ApplicationStatus.REVIEW)
        .returning(application.c.id)
    ).scalar_one()
    return ApplicationId(new_id)


def set_reference(connection: Connection, application_id: ApplicationId, reference: str) -> None:
    connection.execute(
        update(application).where(application.c.id == application_id).values(reference=reference)
    )


def decide_application(
    connection: Connection,
    application_id: ApplicationId,
    before: Collection[ApplicationStatus],
    after: ApplicationStatus,
    *,
    by: PersonId | None,
    now: datetime,
    session_id: SessionId | None = None,
    reason: str | None = None,
    talk: str | None = None,
    offered_until: datetime | None = None,
) -> bool:
    """Changes the state, and what belongs to it, if it is still one of ``before`` (invariant 5). The places
    are the caller's."""
    decided = connection.execute(
        update(application)
        .where(application.c.id == application_id, application.c.status.in_(list(before)))
        .values(
            status=after,
            decided_by=by,
            decided_at=now,
            accepted_session_id=session_id,
            reason=reason,
            talk=talk,
            offered_until=offered_until,
        )
    )
    return decided.rowcount == 1
