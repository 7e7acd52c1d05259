"""A tourist who typed «2» became a class of two with two adults and was asked for a school."""

from __future__ import annotations

import pytest

from tests.bot.paths import FELTING, open_programme, words
from tests.bot.world import World


@pytest.mark.parametrize(("typed", "is_class"), [("2", False), ("двое", False), ("3 Б, 10", True)])
async def test_a_bare_number_is_seats_where_seats_are_sold(world: World, typed: str, is_class: bool) -> None:
    w = words("ru")
    guest = world.person("Марина")
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.writes(typed)
    guest.sees(w("form.school") if is_class else w("form.day"))
