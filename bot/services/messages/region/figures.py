"""Figures of a region or site that were asked for, counted when they are sent (E9, F5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.figures.periods import PeriodKind, read_period
from bot.domain.figures.views import FiguresView, FileKind
from bot.domain.model import PersonId, Priority, RegionId, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.figures.counting import count_site, today_in
from bot.services.figures.lately import count_once
from bot.services.messages.message import ToOne
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class FiguresReady(ToOne[FiguresView]):
    """``period``: its code; ``file``: the ``FileKind``. Whoever asks twice within a minute gets one."""

    kind = "figures"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(days=1)

    recipient_id: PersonId
    region_id: RegionId
    period: str
    file: str
    asked_at: datetime
    site_id: SiteId | None = None

    def identity(self) -> tuple[object, ...]:
        where = f"r{self.region_id}" if self.site_id is None else f"s{self.site_id}"
        return (self.recipient_id, where, self.period, self.file, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        """Whoever asked, as long as they may read it."""
        may = who.coordinators(self.region_id) if self.site_id is None else who.at(self.site_id, ANSWERING)
        return [each for each in may if each == self.recipient_id]

    def load(self, tx: Tx) -> FiguresView | None:
        region = tx.catalogue.region(self.region_id)
        period = read_period(self.period, today_in(region, tx.now), PeriodKind.YEAR)
        if self.site_id is None:
            view = count_once(tx, region, period)
        else:
            view = count_site(tx, tx.catalogue.site(self.site_id), period)
        return replace(view, kind=FileKind(self.file))
