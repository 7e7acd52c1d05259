"""What a region may have otherwise than the installation: deadlines, when people are written to (F9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from types import MappingProxyType
from typing import Final

from bot.domain.limits import Limits
from bot.domain.model import RegionSetting
from bot.domain.retention import MONTH, YEAR
from bot.domain.time.quiet_hours import QuietHours, Window

NUMBERS: Final[Mapping[RegionSetting, tuple[str, int, int]]] = MappingProxyType(
    {
        RegionSetting.ANSWER_DAYS: ("answer_working_days", 1, 10),
        RegionSetting.OFFER_HOURS: ("offer_hours", 1, 12),
        RegionSetting.HOLD_MINUTES: ("hold_minutes", 5, 60),
        RegionSetting.NUMBERS_PERCENT: ("head_count_percent", 0, 50),
        RegionSetting.KEEP_LEADER: ("keep_leader_days", 10, MONTH.days),
        RegionSetting.KEEP_APPLICANT: ("keep_applicant_days", 10, MONTH.days),
        RegionSetting.KEEP_WORDS: ("keep_words_days", MONTH.days, YEAR.days),
    }
)
"""Settings that are a number: of which limit, the least and the most that a region may say."""

KEPT: Final = (RegionSetting.KEEP_LEADER, RegionSetting.KEEP_APPLICANT, RegionSetting.KEEP_WORDS)
"""For how long data are kept: the most is what the consent and the law say. The least leaves its time to
what is asked a week after a visit, and to the month of feedback."""
TERMS: Final = tuple(each for each in NUMBERS if each not in KEPT)
"""Deadlines."""

HOURS: Final[Mapping[RegionSetting, str]] = MappingProxyType(
    {
        RegionSetting.HOURS_WORKDAY: "working_day",
        RegionSetting.HOURS_SATURDAY: "saturday",
        RegionSetting.HOURS_SUNDAY: "sunday",
    }
)
"""Settings that are the hours of a kind of day."""

NO_HOURS: Final = "none"
"""Stored for a day on which nobody is written to."""

EARLIEST: Final = time(7)
LATEST: Final = time(22)
"""Whatever a region says, nobody is written to before and after."""


def limits_with(usual: Limits, own: Mapping[RegionSetting, str]) -> Limits:
    """The numbers of the installation with those that a region has of its own."""
    numbers = {field: int(own[name]) for name, (field, _, _) in NUMBERS.items() if name in own}
    windows = {field: window_of(own[name]) for name, field in HOURS.items() if name in own}
    return replace(usual, hours=replace(usual.hours, **windows), **numbers)  # type: ignore[arg-type]


def window_of(value: str) -> Window | None:
    """Stored hours; None: nobody is written to on such a day."""
    return None if value == NO_HOURS else Window.of(value)


def value_in(limits: Limits, name: RegionSetting) -> str:
    """What holds, as it would be stored."""
    if name in NUMBERS:
        return str(getattr(limits, NUMBERS[name][0]))
    window: Window | None = getattr(limits.hours, HOURS[name])
    return NO_HOURS if window is None else str(window)


def leaves_no_hours(hours: QuietHours, name: RegionSetting, window: Window | None) -> bool:
    """Whether nobody could be written to on any day any more."""
    kinds = [window if HOURS[each] == HOURS[name] else getattr(hours, HOURS[each]) for each in HOURS]
    return not any(kinds)
