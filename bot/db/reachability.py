"""Who can be written to, and who has to know of it (G4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, or_, select, update

from bot.db.outbox import OutboxMessage, mark, queue
from bot.db.tables import membership, outbox, person
from bot.domain.model import OutboxState, PersonId, Priority, Role


def note_reachable(connection: Connection, telegram_id: int) -> None:
    """The person is back."""
    connection.execute(
        update(person)
        .where(person.c.telegram_id == telegram_id, person.c.unreachable_since.is_not(None))
        .values(unreachable_since=None)
    )


def note_unreachable(connection: Connection, telegram_id: int, now: datetime) -> PersonId | None:
    """The person blocked the bot or vanished; the first such moment is kept. None for somebody unknown."""
    found = connection.execute(
        select(person.c.id, person.c.unreachable_since).where(person.c.telegram_id == telegram_id)
    ).one_or_none()
    if found is None:
        return None
    if found.unreachable_since is None:
        connection.execute(update(person).where(person.c.id == found.id).values(unreachable_since=now))
    return PersonId(found.id)


def give_up_person(
    connection: Connection, message: OutboxMessage, telegram_id: int, *, error: str, now: datetime
) -> None:
    """Ends a message that its recipient cannot get: the row is dead, the person is marked, and the
    coordinators are told, once a person and day (UTC)."""
    mark(connection, message.id, OutboxState.DEAD, now=now, error=error)
    note_unreachable(connection, telegram_id, now)
    _tell_coordinators(connection, message.recipient_id, day=now.date(), now=now)


def _tell_coordinators(connection: Connection, person_id: PersonId, *, day: date, now: datetime) -> None:
    """A person without a region is everybody's concern. Nobody is told of their own being unreachable."""
    for coordinator_id in _coordinators_of(connection, person_id):
        queue(
            connection,
            "person.unreachable",
            coordinator_id,
            {"person_id": person_id},
            key=f"person.unreachable:{person_id}:{day:%Y%m%d}:{coordinator_id}",
            now=now,
            priority=Priority.CHANGE,
        )


def _coordinators_of(connection: Connection, person_id: PersonId) -> Sequence[PersonId]:
    region_id = connection.execute(select(person.c.region_id).where(person.c.id == person_id)).scalar_one()
    statement = (
        select(membership.c.person_id)
        .where(
            membership.c.role == Role.COORDINATOR,
            membership.c.ended_at.is_(None),
            membership.c.person_id != person_id,
        )
        .distinct()
        .order_by(membership.c.person_id)
    )
    if region_id is not None:
        statement = statement.where(membership.c.region_id == region_id)
    return [PersonId(each) for each in connection.execute(statement).scalars()]


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether a message waits to be sent now, one with a lease that ran out included."""
    return (
        connection.execute(
            select(outbox.c.id)
            .where(
                or_(
                    (outbox.c.state == OutboxState.DUE) & (outbox.c.due_at <= now),
                    (outbox.c.state == OutboxState.SENDING) & (outbox.c.leased_until <= now),
                )
            )
            .limit(1)
        ).scalar_one_or_none()
        is not None
    )
