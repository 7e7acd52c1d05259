"""What a due row means now: read when it is sent, since much can have happened while it waited (G1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.outbox.queue import OutboxMessage, read_sent_message_id
from bot.db.people.people import read_actor
from bot.domain.time.quiet_hours import TellsAbout, Urgency
from bot.services.catalogue.reader_zone import reader_zone
from bot.services.messages.readers import Readers
from bot.services.messages.registry import KINDS
from bot.services.permissions import SYSTEM_ONLY
from bot.services.transaction import Tx, reads


@dataclass(frozen=True, slots=True)
class Due:
    """``view``: what its renderer shows. ``edits``: the Telegram message that it changes, if any;
    ``only_edits``: and nothing is sent where that one is gone; ``goes_once``: rather not at all than
    twice."""

    view: TellsAbout
    urgency: Urgency
    now: datetime
    edits: int | None = None
    only_edits: bool = False
    goes_once: bool = False
    zone: str | None = None
    """On whose clock its reader lives; None where all is in one zone (:mod:`..catalogue.reader_zone`)."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """``reason`` stands in the row, without personal data."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """What it says is still being made."""


@reads(SYSTEM_ONLY)
def read_due(tx: Tx, row: OutboxMessage) -> Due | NotSent | NotYet:
    """What its reader is told now, unless the role has ended for which it was written, it came too late, or
    it is not true any more."""
    kind = KINDS.get(row.kind)
    if kind is None:
        return NotSent(f"unknown kind {row.kind}")
    message = kind.of(row.payload, row.recipient_id)
    if row.recipient_id not in message.readers(Readers(tx.connection)):
        return NotSent("not for its reader any more")
    if row.stale_at is not None and tx.now >= row.stale_at:
        return NotSent("stale")
    if message.waits(tx):
        return NotYet()
    view = message.load(tx)
    if view is None:
        return NotSent("no longer relevant")
    notice, zone = message.changes(), _zone_of(tx, row.telegram_id)
    if notice is None:
        return Due(view, message.urgency, tx.now, goes_once=message.goes_once, zone=zone)
    edits = read_sent_message_id(tx.connection, notice.key(row.recipient_id), row.recipient_id)
    if edits is None:
        return NotSent("the notice was never sent")
    return Due(view, message.urgency, tx.now, edits, message.only_edits, zone=zone)


def _zone_of(tx: Tx, telegram_id: int | None) -> str | None:
    """Who reads it is looked up only where there is more than one zone."""
    if telegram_id is None or reader_zone(tx.catalogue, None) is None:
        return None
    reader = read_actor(tx.connection, telegram_id)
    return None if reader is None else reader_zone(tx.catalogue, reader.region_id, reader.site_ids)
