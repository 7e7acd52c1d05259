"""Figures of a region or site that were asked for, counted when they are sent (E9, F5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.catalogue.catalogue import Region
from bot.domain.figures.periods import Period, PeriodKind, Week, read_period
from bot.domain.figures.views import CountingView, FiguresView, FileKind, WeekView
from bot.domain.model import PersonId, Priority, RegionId, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.desk.requests import read_queue
from bot.services.figures.asked import Asked, await_report, percent_of
from bot.services.figures.counting import count_site, count_week, sites_of, takes_long, today_in
from bot.services.figures.lately import count_once, counted_lately
from bot.services.messages.message import Change, Message, ToOne, V_co
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.transaction import Tx

WEEK_IS_NEWS_FOR: Final = timedelta(days=1)


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

    def _period(self, tx: Tx) -> tuple[Region, Period]:
        region = tx.catalogue.region(self.region_id)
        return region, read_period(self.period, today_in(region, tx.now), PeriodKind.YEAR)

    def waits(self, tx: Tx) -> bool:
        """Of a large region until a job has counted it (``bot.services.figures.job``)."""
        if self.site_id is not None:
            return False
        region, period = self._period(tx)
        if counted_lately(tx, region, period) is not None or not takes_long(tx, region, period):
            return False
        asked = Asked(self.recipient_id, FileKind(self.file), self.asked_at)
        await_report(tx.catalogue, region.id, period.code, asked)
        return True

    def load(self, tx: Tx) -> FiguresView | None:
        region, period = self._period(tx)
        if self.site_id is None:
            view = count_once(tx, region, period)
        else:
            view = count_site(tx, tx.catalogue.site(self.site_id), period)
        return replace(view, kind=FileKind(self.file))


@dataclass(frozen=True, slots=True)
class WeekOfRegion(Message[WeekView]):
    """What took place last week and what waits, to all who coordinate; a week without anything is none."""

    kind = "region.week"
    urgency = Urgency.DIGEST
    priority = Priority.DIGEST
    lasts = WEEK_IS_NEWS_FOR

    region_id: RegionId
    monday: date

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators(self.region_id)

    def load(self, tx: Tx) -> WeekView | None:
        region, week = tx.catalogue.region(self.region_id), Week(self.monday)
        waiting = read_queue(tx, [each.id for each in sites_of(tx, region)])
        late = sum(each.due_at <= tx.now for each in waiting)
        view = WeekView(region, week, count_week(tx, region, week), late)
        return None if view.is_empty else view


@dataclass(frozen=True, slots=True)
class _OfCounting(Message[V_co]):
    """To whoever asked for the report of a large region, as long as they may read it."""

    recipient_id: PersonId
    region_id: RegionId
    period: str
    file: str
    asked_at: datetime

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.coordinators(self.region_id) if each == self.recipient_id]

    def _view(self, tx: Tx, percent: int) -> CountingView:
        region = tx.catalogue.region(self.region_id)
        today = today_in(region, tx.now)
        period = read_period(self.period, today, PeriodKind.YEAR)
        return CountingView(region, None, period, today, FileKind(self.file), percent)


@dataclass(frozen=True, slots=True)
class FiguresCounting(_OfCounting[CountingView], ToOne[CountingView]):
    """«Считаем… 40 %»: the same message is changed as it goes on."""

    kind = "figures.counting"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(hours=1)

    def identity(self) -> tuple[object, ...]:
        what = (self.recipient_id, self.region_id, self.period, self.file)
        return (*what, f"{self.asked_at:%Y%m%d%H%M%S}")

    def load(self, tx: Tx) -> CountingView | None:
        return self._view(tx, percent_of(tx.catalogue, self.region_id, self.period))


@dataclass(frozen=True, slots=True)
class FiguresCountingChanged(_OfCounting[CountingView], Change[CountingView]):
    """``percent``: so far it is; once for each."""

    kind = "figures.counting.update"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(hours=1)
    only_edits = True

    percent: int

    def changes(self) -> FiguresCounting:
        return FiguresCounting(self.recipient_id, self.region_id, self.period, self.file, self.asked_at)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self.changes().readers(who)

    def identity(self) -> tuple[object, ...]:
        return (*self.changes().identity(), self.percent)

    def load(self, tx: Tx) -> CountingView | None:
        return self._view(tx, self.percent)
