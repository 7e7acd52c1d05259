"""From how many no-shows on a site answers by hand, and which of them count (C1)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.booking.no_shows import counted_since, is_manual
from bot.domain.limits import Limits

pytestmark = pytest.mark.shows("C1")


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2026, 12, 31), date(2026, 9, 1)),
        (date(2027, 1, 1), date(2026, 9, 1)),
        (date(2027, 8, 31), date(2026, 9, 1)),
        (date(2027, 9, 1), date(2027, 9, 1)),
    ],
)
def test_a_school_year_begins_in_september(today: date, since: date) -> None:
    assert counted_since(today) == since


@pytest.mark.parametrize(
    ("missed", "most", "manual"), [(0, 2, False), (1, 2, False), (2, 2, True), (3, 2, True), (1, 1, True)]
)
def test_the_number_is_a_limit(missed: int, most: int, *, manual: bool) -> None:
    assert is_manual(missed, Limits(no_shows_until_manual=most)) is manual


def test_two_is_the_usual_number() -> None:
    assert Limits().no_shows_until_manual == 2
