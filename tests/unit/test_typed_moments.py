"""Days and times of day as hosts type them."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.domain.typed.moments import DayProblem, Hours, read_clock, read_day, read_hours

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
        ("10 дек 10:00", date(2026, 12, 10)),
        ("25 дек 11:00", date(2026, 12, 25)),
        ("3 янв 9 ч", date(2027, 1, 3)),
        ("14:30", DayProblem.NOT_A_DAY),
        ("8 А", DayProblem.NOT_A_DAY),
        ("7в", DayProblem.NOT_A_DAY),
        ("10 «К»", DayProblem.NOT_A_DAY),
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


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("9", time(9), None),
        ("10-12", time(10), time(12)),
        ("10 – 12", time(10), time(12)),
        ("с 10 до 12", time(10), time(12)),
        ("10-12 часов", time(10), time(12)),
        ("from 10 to 12", time(10), time(12)),
        ("10:00-11:30", time(10), time(11, 30)),
        ("10.30—12", time(10, 30), time(12)),
        ("9-10", time(9), time(10)),
        ("с 9 до 18", time(9), time(18)),
        ("10-30", time(10, 30), None),
        ("10-00", time(10), None),
        ("10-05", time(10, 5), None),
        ("10 30", time(10, 30), None),
        ("10 ч 30 мин", time(10, 30), None),
        ("3 часа дня", time(15), None),
        ("10 утра", time(10), None),
        ("12 дня", time(12), None),
        ("2 pm", time(14), None),
    ],
)
def test_hours(text: str, start: time, end: time | None) -> None:
    assert read_hours(text) == Hours(start, end)
    assert read_clock(text) == (None if end else start), "two times are not one"


@pytest.mark.parametrize(
    "text", ["10-15", "10-20", "14-10", "9-18", "9-5", "12-12", "25-26", "8-9-10", "13 дня", "10-12 декабря"]
)
def test_what_could_be_either_is_asked_about(text: str) -> None:
    assert read_hours(text) is None
