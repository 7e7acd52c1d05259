"""Whoever waits for the last days of a month that they could have was asked whether they would wait for more
days, of which there were none: a tap changed what stood on the screen, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.bot.paths import become_known, words
from tests.bot.test_visitor_waiting import book_career, see_calendar, wider_buttons
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B12")
async def test_the_last_day_of_a_month_has_no_button_for_more(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    # Ten working days before Wednesday, 30 December, the only day of the month that is left.
    await world.skip_to(datetime(2026, 12, 14, 9, tzinfo=UTC))
    await book_career(world, first, w)
    await see_calendar(world, second, w, party="11 Б, 15")
    await second.writes("подождём" if language == "ru" else "we'll wait")
    await become_known(second, w)
    second.sees(w("waiting.title"))
    assert wider_buttons(second) == []
    assert w("waiting.leave") in second.buttons()
