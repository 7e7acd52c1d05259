"""A date in English, typed where a party was to be agreed to, became its number of children silently."""

from __future__ import annotations

import pytest

from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World


@pytest.mark.shows("B2")
@pytest.mark.parametrize(
    "typed", ["the 22nd of december at 10", "the 15th", "on the 3rd", "Dec 22nd", "22 dec"]
)
async def test_a_date_counts_nobody(world: World, typed: str) -> None:
    w = words("en")
    teacher = world.person("Anna", language_code="en")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 A, 18")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    understood = teacher.buttons()
    await teacher.writes(typed)
    assert teacher.buttons() == understood
