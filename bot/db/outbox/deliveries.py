"""What becomes of messages that cannot be delivered at once, and of those that cannot be delivered at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from bot.db.operations.self_audit.report import LATE
from bot.db.outbox.queue import OutboxMessage, change_leased, is_due
from bot.db.tables import outbox, person
from bot.domain.model import OutboxState

PERHAPS: Final = "perhaps delivered"
"""How the error of a row begins that may have arrived although nobody was told so."""
AWAY: Final = "Telegram is away"
"""How the error of a row begins that waits because Telegram could not be reached or failed itself."""


def retry_at(connection: Connection, message: OutboxMessage, moment: datetime, error: str) -> bool:
    """Keeps a leased row for another try at this moment (UTC). False: its lease was lost.

    It stays leased until then, so that nothing else for this recipient overtakes it. (A row that waits for
    quiet hours to end is put back by ``postpone`` and lets others pass.) Nobody has it by this try, even
    where that was begun (:func:`begin_only_try`).
    """
    return change_leased(
        connection, message, leased_until=moment, last_error=error, open_ends=message.open_ends
    )


def retry_open(connection: Connection, message: OutboxMessage, moment: datetime, error: str) -> bool:
    """The same for one that may have arrived by this try; that is counted."""
    return change_leased(
        connection, message, leased_until=moment, last_error=error, open_ends=message.open_ends + 1
    )


def begin_only_try(connection: Connection, message: OutboxMessage) -> bool:
    """Notes that a message is being handed to Telegram that nobody may get twice, as one that may have
    arrived: whoever finds it so after a death does not send it again. False: its lease was lost."""
    return change_leased(connection, message, open_ends=message.open_ends + 1)


def hasten(connection: Connection, now: datetime, most: int) -> int:
    """Makes due at once (UTC) what waits for another try because Telegram was away, the least tried first;
    how many rows. Their tries stay counted.

    Nothing else is touched: what Telegram told to wait, what is planned for later, what is being sent.
    """
    waits = and_(
        outbox.c.state == OutboxState.SENDING,
        outbox.c.leased_until > now,
        outbox.c.last_error.startswith(AWAY),
    )
    chosen = select(outbox.c.id).where(waits).order_by(outbox.c.attempts, outbox.c.id).limit(most)
    hastened = connection.execute(
        update(outbox).where(waits, outbox.c.id.in_(chosen)).values(leased_until=now)
    )
    return hastened.rowcount


LONGEST_LEASE: Final = timedelta(minutes=20)
"""Of a row that is being sent, or that waits because Telegram was away; with room to spare."""
LONGEST_WAIT: Final = timedelta(days=1, minutes=1)
"""Of one that Telegram told to wait."""


def bring_forward(connection: Connection, now: datetime) -> int:
    """Makes due what waits by a clock that has been set back since: what was to go out at once, and leases
    longer than any that is given. What is planned for a moment keeps it. How many rows."""
    at_once = and_(
        outbox.c.state == OutboxState.DUE, outbox.c.due_at == outbox.c.created_at, outbox.c.due_at > now
    )
    brought = connection.execute(update(outbox).where(at_once).values(due_at=now)).rowcount
    is_short = or_(outbox.c.last_error.is_(None), outbox.c.last_error.startswith(AWAY))
    leased = and_(
        outbox.c.state == OutboxState.SENDING,
        or_(
            outbox.c.leased_until > now + LONGEST_WAIT,
            and_(is_short, outbox.c.leased_until > now + LONGEST_LEASE),
        ),
    )
    return brought + connection.execute(update(outbox).where(leased).values(leased_until=now)).rowcount


_ANY_DUE = select(outbox.c.id).where(is_due()).limit(1)
"""Made once: it is asked after every commit."""


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether a message waits to be sent now, one with a lease that ran out included."""
    return connection.execute(_ANY_DUE, {"now": now}).scalar_one_or_none() is not None


def count_sent(connection: Connection) -> int:
    """How many messages have been sent so far."""
    return connection.execute(
        select(func.count()).select_from(outbox).where(outbox.c.state == OutboxState.SENT)
    ).scalar_one()


def newest_message_id(connection: Connection) -> int:
    """The highest id of a Telegram message that is stored; 0 when there is none."""
    written = connection.execute(select(func.max(person.c.last_message_id))).scalar_one()
    sent = connection.execute(select(func.max(outbox.c.message_id))).scalar_one()
    return max(written or 0, sent or 0)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that wait for their moment or a further try, those for over an hour, and those given up."""

    waiting: int
    overdue: int
    dead: int


def read_backlog(connection: Connection, now: datetime) -> Backlog:
    waiting = outbox.c.state.in_([OutboxState.DUE, OutboxState.SENDING])
    moment = func.coalesce(outbox.c.leased_until, outbox.c.due_at)
    return Backlog(
        waiting=_count(connection, waiting),
        overdue=_count(connection, waiting, moment <= now - LATE),
        dead=_count(connection, outbox.c.state == OutboxState.DEAD),
    )


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(outbox).where(*conditions)).scalar_one()
