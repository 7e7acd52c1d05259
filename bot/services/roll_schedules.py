"""Keeps sessions open ahead: every night the schedules are rolled forward (E5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.catalogue import read_all_days_off
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.schedules import RunningSchedule, open_sessions, read_running_schedules, read_starts
from bot.domain.chunks import chunks
from bot.domain.limits import Limits
from bot.domain.local_time import local_day
from bot.domain.model import ProgrammeId, RegionId, SiteId
from bot.domain.sessions_ahead import Span, sessions_ahead
from bot.domain.working_days import WorkingCalendar

CHUNK = 100
"""Sessions of one transaction, so that a booking waits for the roll at most some milliseconds."""

AT_ONCE = 10
"""Schedules that are looked at together, some milliseconds."""

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
        for some in chunks(schedules, AT_ONCE):
            opened += await self._roll(some, calendars)
        return opened

    async def _roll(self, schedules: Sequence[RunningSchedule], calendars: _Calendars) -> int:
        now = self.clock.now()
        wanted = [(each, self._spans(each, calendars, now)) for each in schedules]
        missing = await self.db.read(partial(_without_those_there, wanted=wanted))
        opened = 0
        for chunk in chunks(missing, CHUNK):
            await self.db.write(partial(_open, sessions=chunk, now=now))
            opened += len(chunk)
        return opened

    def _spans(self, schedule: RunningSchedule, calendars: _Calendars, now: datetime) -> Sequence[Span]:
        zone = ZoneInfo(schedule.timezone)
        today = local_day(now, zone)
        last = today + timedelta(days=self.limits.horizon_days)
        calendar = calendars.of(schedule.region_id, schedule.site_id)
        spans = sessions_ahead(schedule.rule, schedule.length, zone, today, last, calendar)
        return [span for span in spans if span.starts_at > now]


def _without_those_there(
    connection: Connection, wanted: Iterable[tuple[RunningSchedule, Sequence[Span]]]
) -> list[tuple[RunningSchedule, Span]]:
    """The sessions to open. What two schedules of a programme have both, as intakes can that a holiday moves
    onto one another, is of the first."""
    missing: list[tuple[RunningSchedule, Span]] = []
    starts: defaultdict[ProgrammeId, set[datetime]] = defaultdict(set)
    for schedule, spans in wanted:
        if not spans:
            continue
        there = starts[schedule.programme_id]
        there |= read_starts(connection, schedule.programme_id, spans[0].starts_at, spans[-1].starts_at)
        missing += [(schedule, span) for span in spans if span.starts_at not in there]
        there |= {span.starts_at for span in spans}
    return missing


def _open(connection: Connection, sessions: Iterable[tuple[RunningSchedule, Span]], now: datetime) -> None:
    for schedule, group in groupby(sessions, key=itemgetter(0)):
        open_sessions(connection, schedule, [span for _, span in group], now)


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
