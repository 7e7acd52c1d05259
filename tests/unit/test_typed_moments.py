"""Days and times of day as hosts type them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.domain.typed.moments import DayProblem, read_clock, read_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 декабря", date(2026, 12, 3)),
        ("3  ДЕКАБРЯ 2026 года", date(2026, 12, 3)),
        ("23 ноября", date(2026, 11, 23)),
        ("22 ноября", date(2027, 11, 22)),
        ("03.12", date(2026, 12, 3)),
        ("3.12.", date(2026, 12, 3)),
        ("3/12/27", date(2027, 12, 3)),
        ("03.12.2020", date(2020, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("3 December", date(2026, 12, 3)),
        ("Dec 3, 2026", date(2026, 12, 3)),
        ("1 мая", date(2027, 5, 1)),
        ("31.02", DayProblem.NO_SUCH_DAY),
        ("29 февраля", DayProblem.NO_SUCH_DAY),
        ("0.12", DayProblem.NO_SUCH_DAY),
        ("3 тринадцатого", DayProblem.NOT_A_DAY),
        ("завтра", date(2026, 11, 24)),
        ("14:30", DayProblem.NOT_A_DAY),
        ("", DayProblem.NOT_A_DAY),
    ],
)
def test_days(text: str, expected: date | DayProblem) -> None:
    assert read_day(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", time(14, 30)),
        (" 14.30 ", time(14, 30)),
        ("14-30", time(14, 30)),
        ("9", time(9, 0)),
        ("в 9 часов", time(9, 0)),
        ("9 ч", time(9, 0)),
        ("at 09:05", time(9, 5)),
        ("0:00", time(0, 0)),
        ("24:00", None),
        ("14:60", None),
        ("14:3", None),
        ("1430", None),
        ("полдень", None),
        ("3 декабря", None),
        ("", None),
    ],
)
def test_times_of_day(text: str, expected: time | None) -> None:
    assert read_clock(text) == expected
