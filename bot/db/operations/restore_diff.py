"""What happened after a backup was made, as far as the database that it replaces can still tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.db.operations.deletions_log import Deletion
from bot.db.tables import application, booking, outbox, person
from bot.domain.chunks import chunks
from bot.domain.model import OutboxState, PersonId

_ENDED = (OutboxState.SENT, OutboxState.DROPPED, OutboxState.DEAD)
_WAITING = (OutboxState.DUE, OutboxState.SENDING)
_AT_ONCE = 500
"""Keys in one statement."""


@dataclass(frozen=True, slots=True)
class EndedMessage:
    """What became of a message in the replaced database."""

    dedupe_key: str
    state: OutboxState
    sent_at: datetime | None
    message_id: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of the backup that wait to be sent, and how far its bookings and applications go."""

    keys: Sequence[str]
    last_booking: int
    last_application: int


@dataclass(frozen=True, slots=True)
class RestoreDiff:
    """``lost``: references of bookings and applications that the backup does not have."""

    ended: Sequence[EndedMessage]
    lost: Sequence[str]


def read_waiting(connection: Connection) -> Waiting:
    """Of the restored database: what to ask the replaced one about."""
    keys = connection.execute(select(outbox.c.dedupe_key).where(outbox.c.state.in_(_WAITING))).scalars()
    return Waiting(
        list(keys),
        connection.execute(select(func.max(booking.c.id))).scalar_one() or 0,
        connection.execute(select(func.max(application.c.id))).scalar_one() or 0,
    )


def read_aftermath(connection: Connection, waiting: Waiting) -> RestoreDiff:
    """Of the replaced database: which messages went out, and what is lost."""
    lost: list[str] = []
    for table, last in ((booking, waiting.last_booking), (application, waiting.last_application)):
        references = connection.execute(
            select(table.c.reference).where(table.c.id > last, table.c.reference.is_not(None))
        ).scalars()
        lost += [str(each) for each in references]
    ended = [
        EndedMessage(row.dedupe_key, row.state, row.sent_at, row.message_id, row.last_error)
        for keys in chunks(waiting.keys, _AT_ONCE)
        for row in connection.execute(
            select(outbox).where(outbox.c.dedupe_key.in_(keys), outbox.c.state.in_(_ENDED))
        )
    ]
    return RestoreDiff(ended, lost)


def still_there(connection: Connection, deletions: Iterable[Deletion]) -> list[PersonId]:
    """Who of the deleted is not deleted here. Somebody who came after the deletion has only the number."""
    by_person: dict[int, datetime] = {}
    for each in deletions:
        by_person[each.person_id] = max(each.at, by_person.get(each.person_id, each.at))
    found: list[PersonId] = []
    for ids in chunks(list(by_person), _AT_ONCE):
        rows = connection.execute(
            select(person.c.id, person.c.created_at)
            .where(person.c.id.in_(ids), person.c.deleted_at.is_(None))
            .order_by(person.c.id)
        )
        found += [PersonId(row.id) for row in rows if row.created_at <= by_person[row.id]]
    return found


def end_messages(connection: Connection, ended: Sequence[EndedMessage]) -> int:
    """Ends waiting messages as they ended there; how many."""
    count = 0
    for each in ended:
        count += connection.execute(
            update(outbox)
            .where(outbox.c.dedupe_key == each.dedupe_key, outbox.c.state.in_(_WAITING))
            .values(
                state=each.state,
                sent_at=each.sent_at,
                message_id=each.message_id,
                last_error=each.last_error,
                leased_until=None,
            )
        ).rowcount
    return count


def drop_overdue(connection: Connection, before: datetime) -> int:
    """Drops what was due before this moment; how many."""
    return connection.execute(
        update(outbox)
        .where(outbox.c.state.in_(_WAITING), outbox.c.due_at < before)
        .values(state=OutboxState.DROPPED, last_error="due before the restore", leased_until=None)
    ).rowcount
