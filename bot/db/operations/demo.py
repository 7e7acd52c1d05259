"""What only the demonstration writes: its people with their roles, and how past visits went."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.people.people import add_person, update_person
from bot.db.tables import membership, outbox, person, site, visit
from bot.domain.model import (
    OutboxState,
    PersonId,
    RegionId,
    Role,
    SiteId,
    VisitId,
    VisitStatus,
)


def add_known_person(
    connection: Connection,
    telegram_id: int,
    language: str,
    name: str,
    phone: str,
    region_id: RegionId,
    now: datetime,
) -> PersonId:
    """A person with a profile; one who is known already keeps the profile they have."""
    add_person(connection, telegram_id, language, region_id, now)
    found = connection.execute(
        select(person.c.id, person.c.name).where(person.c.telegram_id == telegram_id)
    ).one()
    person_id = PersonId(found.id)
    if found.name is None:
        update_person(connection, person_id, name=name, phone=phone)
    return person_id


def give_role(
    connection: Connection,
    person_id: PersonId,
    role: Role,
    region_id: RegionId,
    site_id: SiteId | None,
    now: datetime,
) -> None:
    """A live role; somebody who has one there already keeps it."""
    insert_ignoring_conflict(
        connection,
        membership,
        person_id=person_id,
        role=role,
        region_id=region_id,
        site_id=site_id,
        granted_at=now,
    )


def find_site(connection: Connection, region_id: RegionId, slug: str) -> SiteId | None:
    found = connection.execute(
        select(site.c.id).where(site.c.region_id == region_id, site.c.slug == slug)
    ).scalar_one_or_none()
    return None if found is None else SiteId(found)


def note_past_visit(
    connection: Connection, visits: Collection[VisitId], *, came: int | None, at: datetime
) -> None:
    """How confirmed visits that are over went: so many came, or (None) nobody did. Seats stay taken."""
    connection.execute(
        update(visit)
        .where(visit.c.id.in_(list(visits)), visit.c.status == VisitStatus.CONFIRMED)
        .values(
            status=VisitStatus.NO_SHOW if came is None else VisitStatus.ARRIVED,
            arrived_at=None if came is None else at,
            arrived_count=came,
        )
    )


def sites_asked(connection: Connection) -> Collection[str]:
    """Sites where a request waits for its answer."""
    waiting = select(site.c.slug).join(visit, visit.c.site_id == site.c.id)
    return set(connection.execute(waiting.where(visit.c.status == VisitStatus.PENDING)).scalars())


def drop_due_messages(connection: Connection, now: datetime) -> int:
    """Messages of the invented past that nobody shall get; those for later stay."""
    dropped = connection.execute(
        update(outbox)
        .where(outbox.c.state == OutboxState.DUE, outbox.c.due_at <= now)
        .values(state=OutboxState.DROPPED, last_error="demonstration data")
    )
    return dropped.rowcount
