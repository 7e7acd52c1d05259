"""Keeps sessions open ahead: every night the schedules are rolled forward (E5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.catalogue import read_all_days_off
from bot.db.engine import Database
from bot.db.schedules import RunningSchedule, open_sessions, read_running_schedules, read_starts
from bot.domain.limits import Limits
from bot.domain.local_time import local_day
from bot.domain.model import RegionId, SiteId
from bot.domain.sessions_ahead import Span, sessions_ahead
from bot.domain.working_days import WorkingCalendar

CHUNK = 100
"""Sessions of one transaction, so that a booking waits for the roll at most some milliseconds."""

DaysOff = list[tuple[RegionId, SiteId | None, date, bool]]


@dataclass(frozen=True, slots=True)
class RollSchedules:
    """Opens the sessions that schedules promise for the days up to the horizon and that do not exist yet.

    Days are those of each site's own zone; days off of Russia, the region and the site are left out.
    Repeating it changes nothing: a start that exists, closed by a host perhaps, stays as it is.
    """

    db: Database
    clock: Clock
    limits: Limits

    async def __call__(self) -> int:
        """How many sessions were opened."""
        schedules = await self.db.read(read_running_schedules)
        calendars = _Calendars(await self.db.read(read_all_days_off))
        opened = 0
        for schedule in schedules:
            opened += await self._roll(schedule, calendars.of(schedule.region_id, schedule.site_id))
        return opened

    async def _roll(self, schedule: RunningSchedule, calendar: WorkingCalendar) -> int:
        now = self.clock.now()
        missing = await self._missing(schedule, calendar, now)
        for first in range(0, len(missing), CHUNK):
            chunk = missing[first : first + CHUNK]
            await self.db.write(partial(open_sessions, of=schedule, spans=chunk, now=now))
        return len(missing)

    async def _missing(
        self, schedule: RunningSchedule, calendar: WorkingCalendar, now: datetime
    ) -> list[Span]:
        zone = ZoneInfo(schedule.timezone)
        today = local_day(now, zone)
        last = today + timedelta(days=self.limits.horizon_days)
        spans = [
            span
            for span in sessions_ahead(schedule.rule, schedule.length, zone, today, last, calendar)
            if span.starts_at > now
        ]
        if not spans:
            return []
        starts = await self.db.read(
            lambda connection: read_starts(
                connection, schedule.programme_id, spans[0].starts_at, spans[-1].starts_at
            )
        )
        return [span for span in spans if span.starts_at not in starts]


class _Calendars:
    """The calendar of each site, made once: a site's overrides win over its region's."""

    def __init__(self, days_off: DaysOff) -> None:
        self._days_off = days_off
        self._made: dict[SiteId, WorkingCalendar] = {}

    def of(self, region_id: RegionId, site_id: SiteId) -> WorkingCalendar:
        if site_id not in self._made:
            regional = self._overrides(region_id, None)
            self._made[site_id] = WorkingCalendar({**regional, **self._overrides(region_id, site_id)})
        return self._made[site_id]

    def _overrides(self, region_id: RegionId, site_id: SiteId | None) -> Mapping[date, bool]:
        return {
            day: works
            for of_region, of_site, day, works in self._days_off
            if of_region == region_id and of_site == site_id
        }
