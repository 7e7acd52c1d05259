"""The record of who did what when. Ids and words of our own only, never personal data (H5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, or_, select

from bot.db.tables import application, audit, booking, membership, person, visit
from bot.domain.audit import LogEntry, LogFilter, Who, actions_of
from bot.domain.model import PersonId, RegionId, SiteId


def record(
    connection: Connection,
    actor: PersonId | None,
    action: str,
    subject: str,
    subject_id: int | None,
    details: Mapping[str, int | str | None],
    *,
    region_id: RegionId | None,
    site_id: SiteId | None,
    now: datetime,
) -> None:
    """Notes a change in its own transaction: ``record(…, "request.confirmed", "booking", 12, {}, …)``.

    ``actor`` None: the command line, or the bot itself. ``details`` hold ids, enumerations and numbers.
    """
    connection.execute(
        insert(audit).values(
            at=now,
            actor_id=actor,
            region_id=region_id,
            site_id=site_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=dict(details),
        )
    )


_of_visit = booking.alias("of_visit")
_ROLE = (
    select(membership.c.role)
    .where(
        membership.c.person_id == audit.c.actor_id,
        membership.c.region_id == audit.c.region_id,
        or_(membership.c.site_id.is_(None), membership.c.site_id == audit.c.site_id),
        membership.c.granted_at <= audit.c.at,
        or_(membership.c.ended_at.is_(None), membership.c.ended_at >= audit.c.at),
    )
    .order_by(membership.c.site_id.is_(None), membership.c.id)
    .limit(1)
    .correlate(audit)
    .scalar_subquery()
)
"""With which role somebody did it, there and then."""
_ENTRIES = (
    select(
        audit.c.at,
        audit.c.actor_id,
        _ROLE.label("role"),
        person.c.deleted_at,
        audit.c.action,
        audit.c.subject,
        audit.c.subject_id,
        func.coalesce(booking.c.reference, _of_visit.c.reference, application.c.reference).label("reference"),
        audit.c.site_id,
        audit.c.details,
    )
    .select_from(audit)
    .outerjoin(person, person.c.id == audit.c.actor_id)
    .outerjoin(booking, and_(audit.c.subject == "booking", booking.c.id == audit.c.subject_id))
    .outerjoin(visit, and_(audit.c.subject == "visit", visit.c.id == audit.c.subject_id))
    .outerjoin(_of_visit, _of_visit.c.id == visit.c.booking_id)
    .outerjoin(application, and_(audit.c.subject == "application", application.c.id == audit.c.subject_id))
)


def read_log(
    connection: Connection, chosen: LogFilter, now: datetime, *, most: int, skip: int = 0
) -> Sequence[LogEntry]:
    """Entries of a region, the newest first, without anybody's name."""
    asked = _ENTRIES.where(audit.c.region_id == chosen.region_id)
    if chosen.site_id is not None:
        asked = asked.where(audit.c.site_id == chosen.site_id)
    if chosen.group is not None:
        asked = asked.where(audit.c.action.in_(actions_of(chosen.group)))
    if chosen.days:
        asked = asked.where(audit.c.at >= now - timedelta(days=chosen.days))
    found = asked.order_by(audit.c.at.desc(), audit.c.id.desc()).limit(most).offset(skip)
    return [
        LogEntry(
            at=row.at,
            who=Who(row.actor_id, row.role, row.deleted_at is not None),
            action=row.action,
            subject=row.subject,
            subject_id=row.subject_id,
            reference=row.reference,
            site_id=row.site_id,
            details=row.details,
        )
        for row in connection.execute(found)
    ]
