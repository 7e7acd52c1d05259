"""Between the site's wall clock and UTC (which is what the database keeps)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""Later than anything."""


def local_day(moment: datetime, tz: tzinfo) -> date:
    """The date on the site's wall clock at an aware moment."""
    return to_local(moment, tz).date()


def to_local(moment: datetime, tz: tzinfo) -> datetime:
    """The same moment on the site's wall clock; a naive moment is a ValueError, never a guess."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {moment!r}")
    return moment.astimezone(tz)


def utc_at(day: date, wall_clock: time, tz: tzinfo) -> datetime:
    """The UTC moment at which the site's wall clock shows this day and time.

    Where clocks are put forward, a time that does not exist becomes the one that is as much later (02:30
    becomes 03:30); where they are put back, the first of the two is meant.
    """
    return datetime.combine(day, wall_clock.replace(tzinfo=None, fold=0), tzinfo=tz).astimezone(UTC)
