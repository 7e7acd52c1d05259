"""How many adults a group needs."""

from __future__ import annotations

import pytest

from bot.domain.booking.adults import adults_needed

pytestmark = pytest.mark.shows("B3")


@pytest.mark.parametrize(
    ("children", "ratio", "youngest", "hands_on", "adults"),
    [
        (27, 10, 12, False, 3),
        (27, 8, 12, False, 4),
        (20, 10, 12, False, 2),
        (21, 10, 12, False, 3),
        (5, 10, 12, False, 2),  # never one alone
        (1, 10, 12, False, 2),
        (0, 10, 12, False, 0),
        (27, None, 12, False, 3),
        (27, None, None, False, 3),
        (27, None, 10, False, 3),  # grade 5
        (27, None, 9, False, 4),  # grade 4
        (27, None, 12, True, 5),
        (27, 10, 8, True, 3),  # the programme's own number wins
        (27, 15, 8, False, 2),
    ],
)
def test_adults_needed(
    children: int, ratio: int | None, youngest: int | None, hands_on: bool, adults: int
) -> None:
    assert adults_needed(children, ratio, youngest, hands_on=hands_on) == adults


def test_the_least_number_is_a_setting() -> None:
    assert adults_needed(5, 10, least=1) == 1


@pytest.mark.parametrize(("children", "ratio"), [(-1, 10), (5, 0)])
def test_senseless_numbers_are_errors(children: int, ratio: int) -> None:
    with pytest.raises(ValueError, match="make no sense"):
        adults_needed(children, ratio)
