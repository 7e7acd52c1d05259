"""«7 Б, 500» was told «до 0 человек»."""

from __future__ import annotations

import pytest

from bot.services.booking.form.party_parts import MOST_PEOPLE
from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World


@pytest.mark.parametrize("typed", ["7 Б, 500", "7 Б, 149 + 5"])
async def test_too_many_names_the_most(world: World, typed: str) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes(typed)
    teacher.sees(w("problem.too_many", most=MOST_PEOPLE))
