"""Queues messages in the transaction of the change that they tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.db.engine.connection import Connection
from bot.db.outbox.queue import NewMessage, queue, queue_anew, read_in_chats, read_sent, was_queued
from bot.domain.booking.views import Payload
from bot.domain.model import PersonId
from bot.services.messages.message import AnyMessage
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


class Telling(Protocol):
    """What queueing needs of a transaction: :class:`bot.services.transaction.Tx` has it."""

    @property
    def connection(self) -> Connection: ...
    @property
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Outside:
    """A transaction that is no use case's, such as the sender's own."""

    connection: Connection
    now: datetime


@dataclass(frozen=True, slots=True)
class Later:
    """A message for another moment than now (UTC). ``until``: it is dropped from then on; None: as its
    kind says."""

    message: AnyMessage
    due_at: datetime | None = None
    until: datetime | None = None


def tell(tx: Telling, *what: AnyMessage | Later, who: Readers | None = None) -> None:
    """Queues messages, in this order, for everybody whom they are for; what was told is not told again.

    ``who``: what this transaction has read of people already, and of a booking.
    """
    queue(tx.connection, copies(tx, what, who), tx.now)


JUST_ABOVE = timedelta(minutes=1)


def tell_once(tx: Telling, message: AnyMessage, recipient_id: PersonId) -> bool:
    """Queues what somebody asked for, whose key ends with the moment. False: it is on its way already, or
    just above in the chat, and a tap that asks once more changes nothing."""
    same, between, _ = message.key(recipient_id).rpartition(":")
    if was_queued(tx.connection, recipient_id, same + between, tx.now - JUST_ABOVE):
        return False
    tell(tx, message)
    return True


def plan_anew(tx: Telling, planned: Iterable[Later], who: Readers | None = None) -> None:
    """Queues messages for other moments than they may wait for already; what was told is not told again."""
    queue_anew(tx.connection, copies(tx, planned, who), tx.now, withdrawn=False)


def tell_anew(tx: Telling, *what: AnyMessage | Later, who: Readers | None = None) -> None:
    """The same for what may wait for another moment already, or was withdrawn: its reason is back."""
    queue_anew(tx.connection, copies(tx, what, who), tx.now, withdrawn=True)


def with_copies(tx: Telling, changes: Iterable[AnyMessage], who: Readers | None = None) -> list[AnyMessage]:
    """Those of these changes whose earlier message somebody has in their chat. (One that still waits is
    withdrawn by the event, or says the truth when it is sent.)"""
    who = who or Readers(tx.connection)
    keys: dict[str, AnyMessage] = {}
    for each in changes:
        earlier = each.changes()
        if earlier is not None:
            keys.update((earlier.key(person), each) for person in each.readers(who))
    sent = read_sent(tx.connection, keys)
    return list(dict.fromkeys(keys[key] for key in sorted(sent)))


def tell_in_chats(
    tx: Tx, found: Mapping[str, Callable[[PersonId], AnyMessage]], who: Readers | None = None
) -> None:
    """Queues changes of those messages, by their keys, that are in a chat, each made for its recipient; but
    for the message under which the actor has just tapped: that shows it already."""
    changes = [
        found[each.dedupe_key](each.recipient_id)
        for each in read_in_chats(tx.connection, found)
        if (each.recipient_id, each.message_id) != (tx.by, tx.tapped)
    ]
    tell(tx, *changes, who=who)


def copies(tx: Telling, what: Iterable[AnyMessage | Later], who: Readers | None = None) -> list[NewMessage]:
    """The rows of messages, one for each recipient."""
    who = who or Readers(tx.connection)
    made: list[NewMessage] = []
    for each in what:
        planned = each if isinstance(each, Later) else Later(each)
        message, due_at, stale_at = planned.message, planned.due_at or tx.now, planned.until
        if stale_at is None and message.lasts is not None:
            stale_at = due_at + message.lasts
        notice = message.changes()
        for recipient_id in message.readers(who):
            payload: Payload = message.payload()
            if notice is not None:
                payload = {**payload, "notice": notice.key(recipient_id)}
            made.append(
                NewMessage(
                    kind=message.kind,
                    recipient_id=recipient_id,
                    payload=payload,
                    key=message.key(recipient_id),
                    due_at=due_at,
                    stale_at=stale_at,
                    priority=message.priority,
                )
            )
    return made
