"""Messages that the bot starts: queueing them, claiming what is due, noting what became of them.

The row is the job (invariant 4). At most one unsent row of a recipient is in flight, in the order in which
they fell due and were queued, so that a change never overtakes the notice that it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.db.engine.statements import from_row, insert_all_ignoring_conflict
from bot.db.engine.types import UtcDateTime
from bot.db.tables import outbox, person
from bot.domain.booking.views import Payload
from bot.domain.model import OutboxId, OutboxState, OwnHours, PersonId, Priority


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A claimed row: what to render, for whom, and where to send it."""

    id: OutboxId
    dedupe_key: str
    kind: str
    priority: int
    recipient_id: PersonId
    telegram_id: int | None
    language: str
    payload: Payload
    due_at: datetime
    stale_at: datetime | None
    attempts: int
    open_ends: int = 0
    """Tries after which it may have arrived."""
    quiet_hours: OwnHours | None = None
    quiet_weekends: bool = False
    """When the recipient wants to hear nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to be queued.

    ``key`` says what makes it the same message (``"request:12:5"``); a second one with it is ignored.
    ``due_at``: UTC, at once if not given. After ``stale_at`` it is dropped and logged instead of sent.
    """

    kind: str
    recipient_id: PersonId
    payload: Payload
    key: str
    due_at: datetime | None = None
    stale_at: datetime | None = None
    priority: Priority = Priority.CHANGE


def queue(connection: Connection, messages: Iterable[NewMessage], now: datetime) -> None:
    """Queues messages, in this order, in the transaction of the change that they tell of."""
    insert_all_ignoring_conflict(
        connection,
        outbox,
        [
            {
                "dedupe_key": each.key,
                "kind": each.kind,
                "priority": each.priority.rank,
                "recipient_id": each.recipient_id,
                "payload": dict(each.payload),
                "state": OutboxState.DUE,
                "due_at": each.due_at or now,
                "stale_at": each.stale_at,
                "created_at": now,
            }
            for each in messages
        ],
    )


_WITHDRAWN = "withdrawn"
_IS_OURS = outbox.c.dedupe_key == bindparam("of_key")
_STILL_WAITS = outbox.c.state == OutboxState.DUE
_WAS_WITHDRAWN = and_(outbox.c.state == OutboxState.DROPPED, outbox.c.last_error == _WITHDRAWN)
_MOVED = update(outbox).where(_IS_OURS, _STILL_WAITS)
_BACK = update(outbox).where(_IS_OURS, or_(_STILL_WAITS, _WAS_WITHDRAWN))
_BACK = _BACK.values(state=OutboxState.DUE, last_error=None)


def queue_anew(
    connection: Connection, messages: Sequence[NewMessage], now: datetime, *, withdrawn: bool
) -> None:
    """Queues messages for other moments than those that they may wait for already. ``withdrawn``: those that
    were withdrawn come back too."""
    for each in messages:
        values = {"of_key": each.key, "due_at": each.due_at or now, "stale_at": each.stale_at}
        connection.execute(_BACK if withdrawn else _MOVED, values)
    queue(connection, messages, now)


_NOW = bindparam("now", type_=UtcDateTime)
_HAS_COME = and_(outbox.c.state == OutboxState.DUE, outbox.c.due_at <= _NOW)
_LEASE_IS_OVER = and_(outbox.c.state == OutboxState.SENDING, outbox.c.leased_until <= _NOW)


def is_due() -> ColumnElement[bool]:
    """A row whose moment has come by the parameter ``now``, one with a lease that ran out included."""
    return or_(_HAS_COME, _LEASE_IS_OVER)


def _first(*conditions: ColumnElement[bool]) -> Select[tuple[int, int, datetime]]:
    """The most urgent rows of one kind, as many as are asked for, as a part of a UNION."""
    some = (
        select(outbox.c.id, outbox.c.priority, outbox.c.due_at)
        .where(*conditions)
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .subquery()
    )
    return select(some.c.id, some.c.priority, some.c.due_at)


def _claim() -> ReturningUpdate[tuple[int]]:
    earlier = outbox.alias("earlier")
    blocked = exists().where(
        earlier.c.recipient_id == outbox.c.recipient_id,
        earlier.c.id != outbox.c.id,
        # What nobody waits for, and perhaps arrived, waits for hours and holds up nobody.
        or_(
            earlier.c.open_ends == 0,
            earlier.c.last_error.is_(None),
            earlier.c.leased_until <= _NOW,
            earlier.c.priority <= Priority.CHANGE.rank,
            earlier.c.stale_at.is_not(None),
        ),
        or_(
            and_(earlier.c.state == OutboxState.SENDING, earlier.c.leased_until > _NOW),
            and_(
                earlier.c.state.in_([OutboxState.DUE, OutboxState.SENDING]),
                earlier.c.due_at <= _NOW,
                or_(
                    earlier.c.due_at < outbox.c.due_at,
                    and_(earlier.c.due_at == outbox.c.due_at, earlier.c.id < outbox.c.id),
                ),
            ),
        ),
    )
    unblocked = and_(~blocked, outbox.c.id.not_in(bindparam("but", expanding=True)))
    first = union_all(
        _first(_LEASE_IS_OVER, unblocked),
        *(_first(_HAS_COME, outbox.c.priority == each.rank, unblocked) for each in Priority),
    ).cte("first_of_each")
    chosen = (
        select(first.c.id)
        .order_by(first.c.priority, first.c.due_at, first.c.id)
        .limit(bindparam("most"))
        .cte("chosen")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        update(outbox)
        .where(outbox.c.id.in_(select(chosen.c.id)))
        .values(
            state=OutboxState.SENDING,
            leased_until=bindparam("until"),
            attempts=outbox.c.attempts + 1,
            last_error=None,
        )
        .returning(outbox.c.id)
    )


# Made once: making a statement costs several times what running it does.
_CLAIM = _claim()
_CLAIMED = (
    select(outbox, person.c.telegram_id, person.c.language, person.c.quiet_hours, person.c.quiet_weekends)
    .join(person, person.c.id == outbox.c.recipient_id)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
)


def claim_due(
    connection: Connection,
    now: datetime,
    lease: timedelta,
    most: int,
    *,
    but: Collection[OutboxId] = (),
) -> Sequence[OutboxMessage]:
    """Leases up to ``most`` due rows, the most urgent first, one a recipient.

    One statement decides on both engines, so two senders never lease one row. It takes the first of each
    priority from an index, so that ten thousand due rows cost what thirty do. A row whose lease ran out
    (its sender died) is due again. The error of an earlier try is wiped: a leased row with an error waits for
    another try, one without is being sent. ``but``: rows that the caller has in hand; a clock that was moved
    on, or a machine that was suspended, makes their leases look as if they had run out.
    """
    asked = {"now": now, "until": now + lease, "most": most, "but": list(but)}
    claimed = connection.execute(_CLAIM, asked).scalars().all()
    rows = connection.execute(_CLAIMED, {"ids": claimed}) if claimed else ()
    return [from_row(OutboxMessage, row) for row in rows]


_CHANGE_LEASED = update(outbox).where(
    outbox.c.id == bindparam("of_row"),
    outbox.c.state == OutboxState.SENDING,
    outbox.c.attempts == bindparam("of_attempt"),
)


def change_leased(connection: Connection, message: OutboxMessage, **values: object) -> bool:
    """Changes the row while its lease is the one that came with this message; False: it is not any more. Who
    claims it later counts one attempt more: what became of the row is then for that one to say."""
    of_message = {"of_row": message.id, "of_attempt": message.attempts}
    return connection.execute(_CHANGE_LEASED, {**of_message, **values}).rowcount == 1


def mark(
    connection: Connection,
    message: OutboxMessage,
    state: OutboxState,
    *,
    now: datetime,
    telegram_message_id: int | None = None,
    error: str | None = None,
) -> bool:
    """Ends a leased row as sent, dropped or dead. False: its lease was lost to another sender, and nothing
    is changed."""
    return change_leased(
        connection,
        message,
        state=state,
        leased_until=None,
        sent_at=now if state is OutboxState.SENT else None,
        message_id=telegram_message_id,
        last_error=error,
    )


def postpone(connection: Connection, message: OutboxMessage, due_at: datetime, error: str | None) -> bool:
    """Puts a leased row back for a later moment (UTC): quiet hours, or a try that failed."""
    return change_leased(
        connection, message, state=OutboxState.DUE, leased_until=None, due_at=due_at, last_error=error
    )


def judge_anew(connection: Connection, person_id: PersonId, now: datetime) -> None:
    """What waits for somebody's quiet hours to end is looked at again: they are others now."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.recipient_id == person_id,
            outbox.c.state == OutboxState.DUE,
            outbox.c.due_at > now,
            outbox.c.attempts > 0,
            outbox.c.last_error.is_(None),
        )
        .values(due_at=now)
    )


_MESSAGE_ID = select(outbox.c.message_id).where(
    outbox.c.dedupe_key == bindparam("key"),
    outbox.c.recipient_id == bindparam("recipient"),
    outbox.c.state == OutboxState.SENT,
)


def read_sent_message_id(connection: Connection, key: str, recipient_id: PersonId) -> int | None:
    """The Telegram message in somebody's chat that the row with this key became; None if it was never sent,
    or to somebody else, who led the group before."""
    return connection.execute(_MESSAGE_ID, {"key": key, "recipient": recipient_id}).scalar_one_or_none()


# By the keys alone: with the state as a condition SQLite looks through all that was ever sent.
_STATES = select(outbox.c.dedupe_key, outbox.c.state).where(
    outbox.c.dedupe_key.in_(bindparam("keys", expanding=True))
)


def read_sent(connection: Connection, keys: Collection[str]) -> set[str]:
    """Those of these keys whose rows have reached their recipients."""
    if not keys:
        return set()
    found = connection.execute(_STATES, {"keys": list(keys)})
    return {row.dedupe_key for row in found if row.state is OutboxState.SENT}


@dataclass(frozen=True, slots=True)
class InChat:
    """A message that somebody has in their chat."""

    dedupe_key: str
    recipient_id: PersonId
    message_id: int


_IN_CHATS = select(outbox.c.dedupe_key, outbox.c.recipient_id, outbox.c.message_id, outbox.c.state).where(
    outbox.c.dedupe_key.in_(bindparam("keys", expanding=True))
)


def read_in_chats(connection: Connection, keys: Collection[str]) -> list[InChat]:
    """What the rows with these keys became, of those that have reached their recipients."""
    return [
        InChat(row.dedupe_key, row.recipient_id, row.message_id)
        for row in (connection.execute(_IN_CHATS, {"keys": sorted(keys)}) if keys else ())
        if row.state is OutboxState.SENT and row.message_id is not None
    ]


def was_queued(connection: Connection, recipient_id: PersonId, key_prefix: str, since: datetime) -> bool:
    """Whether something was queued for somebody after ``since`` (UTC) with a key that begins so."""
    found = (
        select(outbox.c.id)
        .where(
            outbox.c.recipient_id == recipient_id,
            outbox.c.created_at > since,
            outbox.c.dedupe_key.startswith(key_prefix, autoescape=True),
        )
        .limit(1)
    )
    return connection.execute(found).first() is not None


def read_told(
    connection: Connection, recipients: Collection[PersonId], key_prefix: str
) -> list[tuple[Payload, datetime]]:
    """Payload and moment (UTC) of what reached these recipients with keys that begin so, oldest first."""
    found = (
        select(outbox.c.payload, outbox.c.sent_at)
        .where(
            outbox.c.recipient_id.in_(recipients),
            outbox.c.state == OutboxState.SENT,
            outbox.c.dedupe_key.startswith(key_prefix, autoescape=True),
        )
        .order_by(outbox.c.sent_at)
    )
    return [(row.payload, row.sent_at) for row in connection.execute(found)]


def withdraw(connection: Connection, recipients: Collection[PersonId], key_prefixes: Collection[str]) -> int:
    """Drops waiting rows whose key starts so, such as the reminders of a cancelled booking; how many.

    ``recipients``: whose they are, since by them the rows are found. What is overlooked is dropped when it is
    due: whether a message is still true is asked again then.
    """
    if not recipients or not key_prefixes:
        return 0
    dropped = connection.execute(
        update(outbox)
        .where(
            outbox.c.recipient_id.in_(recipients),
            outbox.c.state == OutboxState.DUE,
            or_(*(outbox.c.dedupe_key.startswith(each, autoescape=True) for each in key_prefixes)),
        )
        .values(state=OutboxState.DROPPED, last_error=_WITHDRAWN, leased_until=None)
    )
    return dropped.rowcount
