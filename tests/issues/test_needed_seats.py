"""«Нужно 21 человек, свободно 2 места»: neither the case nor the unit was right (I3)."""

from __future__ import annotations

import pytest

from bot.domain.refusal import Reason, Refusal
from bot.ui.refusals import refusal_text
from bot.ui.translator import translator_for


@pytest.mark.parametrize("reason", [Reason.SESSION_FULL, Reason.NO_SEATS_ON_DAY])
@pytest.mark.parametrize("seats", [1, 21, 30])
def test_how_much_is_needed_is_said_in_seats(reason: Reason, seats: int) -> None:
    text = refusal_text(Refusal(reason, {"seats": seats, "free": 2, "capacity": 20}), translator_for("ru"))
    assert "человек" not in text
    assert "мест" in text


def test_three_requests_are_counted_rightly() -> None:
    """The limit is a setting: not every number takes the form of five."""
    text = refusal_text(Refusal(Reason.TOO_MANY_OPEN, {"most": 3}), translator_for("ru"))
    assert "3 заявок" not in text
