"""«Заявок пока нет» stood above «Прошедшие · 1»."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bot.paths import book_seats, words
from tests.bot.world import World


@pytest.mark.long
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B7")
async def test_somebody_with_a_past_is_not_told_that_there_were_no_requests(
    world: World, language: str
) -> None:
    w = words(language)
    tourist = world.person("Игорь", language_code=language)
    await tourist.start()
    await tourist.writes("/my")
    tourist.sees(w("mine.empty"))
    await book_seats(world, tourist, w)
    await world.move(timedelta(days=14))
    await tourist.writes("/my")
    tourist.sees(w("mine.empty_ahead"), w("mine.past", n=1))
