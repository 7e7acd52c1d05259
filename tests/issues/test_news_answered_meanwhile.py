"""The question about news was decided when it was queued: who agreed meanwhile was asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bot.paths import book_seats, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("G1")
async def test_who_has_agreed_meanwhile_is_not_asked(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await book_seats(world, guest, w)
    await guest.writes("/profile")
    await guest.tap(w("profile.news_on"))
    await guest.tap(w("news.yes"))
    guest.sees(w("profile.news"))
    before = len(guest.messages)
    await world.move(timedelta(minutes=11))
    assert len(guest.messages) == before
