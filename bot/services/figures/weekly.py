"""When coordinators hear of the week that is over: on Mondays at 10:00, after days off on the first working
day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.catalogue.catalogue import Region
from bot.domain.figures.periods import Week, week_of
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.zones import is_readable_zone
from bot.services.messages.region.figures import WEEK_IS_NEWS_FOR, WeekOfRegion
from bot.services.messages.tell import Later, tell
from bot.services.permissions import SYSTEM_ONLY
from bot.services.transaction import Tx, writes

TOLD_AT: Final = time(10)
AHEAD: Final = timedelta(days=3)
"""So long before it is due it is queued; looked at daily."""


@writes(SYSTEM_ONLY)
def plan_weeks(tx: Tx) -> int:
    """Queues what each region is to be told of its week, once; of how many regions. Safe to repeat."""
    planned = [
        Later(WeekOfRegion(region.id, week.monday), max(due_at, tx.now), due_at + WEEK_IS_NEWS_FOR)
        for region in tx.catalogue.everything.regions.values()
        for week, due_at in _due(tx, region)
    ]
    tell(tx, *planned)
    return len(planned)


def _due(tx: Tx, region: Region) -> list[tuple[Week, datetime]]:
    """The weeks of which it is time to tell, or will be soon, each with the moment (UTC)."""
    if not is_readable_zone(region.timezone):
        return []
    zone, calendar = ZoneInfo(region.timezone), tx.catalogue.regional_calendar(region.id)
    this = week_of(local_day(tx.now, zone))
    found = []
    for monday in (this.monday, this.monday + timedelta(days=7)):
        days = [monday + timedelta(days=n) for n in range(7)]
        day = next((each for each in days if calendar.is_working(each)), None)
        due_at = None if day is None else utc_at(day, TOLD_AT, zone)
        if due_at is not None and due_at - AHEAD <= tx.now < due_at + WEEK_IS_NEWS_FOR:
            found.append((Week(monday - timedelta(days=7)), due_at))
    return found
