"""Periods in which somebody wants to come, by the keys that buttons carry."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

WEEKEND: Final = "we"
PERIODS: Final = (WEEKEND, "7", "30", "90")
"""«В эти выходные», and days ahead."""

_SATURDAY: Final = 5


def days_of(period: str, today: date) -> tuple[date, date] | None:
    """The first and the last day of a period; on a Sunday the weekend is what is left of it. None for what is
    no period."""
    if period == WEEKEND:
        saturday = today + timedelta(days=_SATURDAY - today.weekday())
        return max(today, saturday), saturday + timedelta(days=1)
    if period in PERIODS:
        return today, today + timedelta(days=int(period) - 1)
    return None
