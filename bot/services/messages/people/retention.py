"""Whoever has not asked for anything for long is told before their data go (H3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.booking.owners import region_of_person
from bot.db.operations.retention import is_idle
from bot.domain.messages.views import DataGoSoonView
from bot.domain.model import PersonId, Priority
from bot.domain.retention import IDLE, WARNED_BEFORE
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class DataGoSoon(Message[DataGoSoonView]):
    """In two weeks everything goes, unless they say that it shall stay, or ask for something. ``told_at``:
    when it was queued."""

    kind = "person.idle"
    urgency = Urgency.NEWS
    priority = Priority.DIGEST
    lasts = WARNED_BEFORE - timedelta(days=1)

    recipient_id: PersonId
    told_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (f"{self.told_at:%Y%m%d}",)

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> DataGoSoonView | None:
        since = self.told_at - IDLE + WARNED_BEFORE
        if not is_idle(tx.connection, self.recipient_id, since):
            return None
        region_id = region_of_person(tx.connection, self.recipient_id)
        region = None if region_id is None else tx.catalogue.region(region_id)
        return DataGoSoonView(self.told_at + WARNED_BEFORE, region)
