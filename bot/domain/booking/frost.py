"""Frost days: schools may be closed on a winter morning, which is announced at about seven (B11).

Nobody computes it from the weather: municipalities differ, so the leader is asked.
"""

from __future__ import annotations

from datetime import datetime, time, tzinfo
from typing import Final

from bot.domain.booking.booking import Booking
from bot.domain.model import Audience
from bot.domain.time.local_time import to_local

MONTHS: Final = frozenset({11, 12, 1, 2, 3})
LAST_GRADE: Final = 8
"""Older classes stay at home only in frosts that close the roads as well."""
OLDEST: Final = 14
"""The youngest of grade 8, where a party has no grade."""
BEFORE: Final = time(14)


def may_freeze(booking: Booking, starts_at: datetime, zone: tzinfo) -> bool:
    """Whether the leader is asked on the morning of this visit: grades 1 to 8, before 14:00, in winter."""
    local = to_local(starts_at, zone)
    if booking.audience is not Audience.SCHOOL or local.month not in MONTHS or local.time() >= BEFORE:
        return False
    if booking.grade is not None:
        return booking.grade <= LAST_GRADE
    age = booking.party.youngest_age
    return age is None or age <= OLDEST
