"""Who is asked on a winter morning whether the school is closed (B11)."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.domain.booking.booking import Booking
from bot.domain.booking.frost import may_freeze
from bot.domain.model import Audience, Party

MOSCOW = ZoneInfo("Europe/Moscow")


def asked(
    start: str = "2026-12-03 10:00",
    *,
    grade: int | None = 7,
    age: int | None = 13,
    audience: Audience = Audience.SCHOOL,
    zone: ZoneInfo = MOSCOW,
) -> bool:
    """``start``: on the site's wall."""
    booking = SimpleNamespace(audience=audience, grade=grade, party=Party(18, 2, age))
    starts_at = datetime.fromisoformat(start).replace(tzinfo=zone)
    return may_freeze(cast("Booking", booking), starts_at.astimezone(ZoneInfo("UTC")), zone)


@pytest.mark.shows("B11")
def test_from_november_to_march_before_two_in_the_afternoon() -> None:
    months = [month for month in range(1, 13) if asked(f"2026-{month:02}-15 10:00")]
    assert months == [1, 2, 3, 11, 12]
    assert not asked("2026-10-31 10:00")
    assert asked("2026-11-01 10:00")
    assert asked("2027-03-31 13:59")
    assert not asked("2027-04-01 10:00")
    assert not asked("2026-12-03 14:00")


@pytest.mark.shows("B11")
def test_it_is_the_clock_of_the_site() -> None:
    """13:00 and 1 April in Kamchatka are 4:00 and 31 March in Moscow."""
    kamchatka = ZoneInfo("Asia/Kamchatka")
    assert asked("2026-12-03 13:00", zone=kamchatka)
    assert not asked("2026-12-03 14:30", zone=kamchatka)
    assert not asked("2027-04-01 08:00", zone=kamchatka)


@pytest.mark.shows("B11")
def test_grades_one_to_eight_of_a_school() -> None:
    assert [grade for grade in range(1, 12) if asked(grade=grade)] == [1, 2, 3, 4, 5, 6, 7, 8]
    # Without a grade the youngest tells, and who gave no age is rather asked.
    assert [age for age in (6, 13, 14, 15, 16) if asked(grade=None, age=age)] == [6, 13, 14]
    assert asked(grade=None, age=None)
    assert asked(grade=8, age=15), "the grade counts where there is one"
    others = [each for each in Audience if each is not Audience.SCHOOL]
    assert not any(asked(audience=each) for each in others)
