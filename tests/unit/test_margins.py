"""Minutes before and after each visit: one rule for dated sessions and for weekly ones (E11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.catalogue.schedule_rule import Margins, WeeklyTimes, WeeklyVisits, clash, find_clash

pytestmark = pytest.mark.shows("E11")


@pytest.mark.parametrize(
    ("one", "other", "margins", "meet"),
    [
        (("09:00", 60), ("10:00", 60), (0, 0), False),
        (("09:00", 60), ("09:59", 60), (0, 0), True),
        (("09:00", 60), ("10:24", 60), (15, 10), True),
        (("09:00", 60), ("10:25", 60), (15, 10), False),
        (("10:25", 60), ("09:00", 60), (15, 10), False),
        (("09:00", 60), ("10:14", 60), (15, 0), True),
        (("09:00", 60), ("10:09", 60), (0, 10), True),
    ],
)
def test_the_sum_of_both_sides_is_kept(
    one: tuple[str, int], other: tuple[str, int], margins: tuple[int, int], meet: bool
) -> None:
    """The same answer for dated sessions and for weekly rules, across the night when clocks change."""
    kept = Margins(*margins)

    def busy(at: tuple[str, int]) -> tuple[datetime, datetime]:
        begins = datetime.combine(date(2026, 3, 29), time.fromisoformat(at[0]), UTC)
        return kept.around(begins, begins + timedelta(minutes=at[1]))

    assert clash(busy(one), busy(other)) is meet
    rules = [WeeklyVisits(WeeklyTimes(("TU",), (at,)), minutes, kept) for at, minutes in (one, other)]
    assert (find_clash(*rules) is not None) is meet
