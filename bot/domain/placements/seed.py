"""Where the seed of a draw comes from: a rate that nobody who draws can know when it is announced (D3).

On each working day the Bank of Russia sets the rate of the dollar for the day after. The seed is the one that
it sets on the next working day, so that even its makers could not know it before. Why it is this and not
another: docs/decisions.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar

MOSCOW: Final = ZoneInfo("Europe/Moscow")
PUBLISHED_BY: Final = time(18)
"""By then the rate of the next day stands on the bank's page."""

_FRIDAY: Final = 4


def next_seed(now: datetime) -> tuple[date, datetime]:
    """The day whose rate is the seed of a draw that is announced now, and when it is known (UTC).

    The days off of a region are none of the bank's, and on a Saturday that is worked it may set no rate.
    """
    calendar = WorkingCalendar()
    set_on = calendar.add(local_day(now, MOSCOW), 1)
    while set_on.weekday() > _FRIDAY:
        set_on = calendar.add(set_on, 1)
    return set_on + timedelta(days=1), utc_at(set_on, PUBLISHED_BY, MOSCOW)
