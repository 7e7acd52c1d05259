"""A damaged button could ask for a month of the year 9999 or 1, over which no calendar can be drawn."""

from __future__ import annotations

import pytest

from tests.bot.paths import FELTING, open_calendar, open_programme, words
from tests.bot.world import World


@pytest.mark.parametrize("data", ["mon:999912", "mon:000101", "why:99991231", "why:00010101", "mon:205001"])
async def test_the_calendar_stays_where_there_are_sessions(world: World, data: str) -> None:
    w = words("ru")
    guest = world.person("Марина")
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await open_calendar(guest)
    month = guest.buttons()[0]
    day = next(b.callback_data for row in guest.last.rows for b in row if b.label == "25")
    assert day is not None
    await guest.press_data(day.split(":day:")[0] + ":" + data)
    assert guest.buttons()[0] == month
    assert guest.alert is not None
