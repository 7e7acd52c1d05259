"""The audit log as a file (F8)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.db.operations.audit_log import read_log
from bot.domain.audit import MOST_EXPORTED, ActionGroup, LogEntry, LogFilter, LogView
from bot.domain.model import PersonId, Priority, RegionId, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import ToOne
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


def view_of(
    tx: Tx, chosen: LogFilter, entries: Sequence[LogEntry], *, page: int = 0, has_more: bool = False
) -> LogView:
    """Entries with the sites that they name."""
    named = {each.site_id for each in entries} | {chosen.site_id}
    sites = {key: each for key, each in tx.catalogue.everything.sites.items() if key in named}
    region = tx.catalogue.region(chosen.region_id)
    return LogView(region, chosen, sites, tuple(entries), page, has_more, tx.now)


@dataclass(frozen=True, slots=True)
class JournalReady(ToOne[LogView]):
    """``group``: the ``ActionGroup``, empty for all; ``file``: the ``FileKind``."""

    kind = "journal"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(days=1)

    recipient_id: PersonId
    region_id: RegionId
    days: int
    file: str
    asked_at: datetime
    group: str = ""
    site_id: SiteId | None = None

    def identity(self) -> tuple[object, ...]:
        chosen = (self.region_id, self.site_id or 0, self.group or "all", self.days, self.file)
        return (self.recipient_id, *chosen, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.coordinators(self.region_id) if each == self.recipient_id]

    def load(self, tx: Tx) -> LogView | None:
        group = next((each for each in ActionGroup if each.value == self.group), None)
        chosen = LogFilter(self.region_id, self.site_id, group, self.days)
        found = read_log(tx.connection, chosen, tx.now, most=MOST_EXPORTED + 1)
        view = view_of(tx, chosen, found[:MOST_EXPORTED], has_more=len(found) > MOST_EXPORTED)
        return replace(view, file=self.file)
