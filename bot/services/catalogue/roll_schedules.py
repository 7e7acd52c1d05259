"""Keeps sessions open ahead: every night the schedules are rolled forward (E5)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.catalogue.reading import read_all_days_off
from bot.db.catalogue.schedules import (
    NOT_ROLLED,
    Rolled,
    RunningSchedule,
    open_sessions,
    read_running_schedules,
)
from bot.db.engine.database import Database
from bot.domain.catalogue.sessions_ahead import fingerprint, sessions_ahead
from bot.domain.chunks import chunks
from bot.domain.limits import Limits
from bot.domain.model import RegionId, SiteId
from bot.domain.time.local_time import local_day
from bot.domain.time.working_days import WorkingCalendar

CHUNK = 100
"""Sessions of one transaction, so that a booking waits for the roll at most some milliseconds."""

AT_ONCE = 4
"""Schedules that are rolled together: they share a commit, and leave connections to others."""

DaysOff = list[tuple[RegionId, SiteId | None, date, bool]]


@dataclass(frozen=True, slots=True)
class RollSchedules:
    """Opens the sessions that schedules promise for the days up to the horizon and that do not exist yet.

    Days are those of each site's own zone; days off of Russia, the region and the site are left out. Each
    schedule remembers how far it was rolled, so that a night adds a day; all of its days are looked at again
    when its rule, length, zone or calendar is another. Repeating it changes nothing: a start that exists,
    closed by a host perhaps, stays as it is.
    """

    db: Database
    clock: Clock
    limits: Limits

    async def __call__(self) -> int:
        """How many sessions were opened."""
        schedules = await self.db.read(read_running_schedules)
        calendars = _Calendars(await self.db.read(read_all_days_off))
        opened = 0
        for some in chunks(schedules, AT_ONCE):
            rolls = (self._roll(each, calendars.of(each.region_id, each.site_id)) for each in some)
            opened += sum(await asyncio.gather(*rolls))
        return opened

    async def _roll(self, schedule: RunningSchedule, calendar: WorkingCalendar) -> int:
        now, zone = self.clock.now(), ZoneInfo(schedule.timezone)
        today = local_day(now, zone)
        last = today + timedelta(days=self.limits.horizon_days)
        rolled = Rolled(last, fingerprint(schedule.rule, schedule.length, schedule.timezone, calendar))
        first = max(today, rolled.first_day_after(schedule.rolled))
        spans = sessions_ahead(schedule.rule, schedule.length, zone, first, last, calendar)
        parts = list(chunks([span for span in spans if span.starts_at > now], CHUNK))
        opened = 0
        for n, part in enumerate(parts, start=1):
            so_far = rolled if n == len(parts) else NOT_ROLLED
            opened += await self.db.write(
                partial(open_sessions, of=schedule, spans=part, now=now, rolled=so_far)
            )
        return opened


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
