"""A party that waits for a day already filled in another form for it: the form was sent, and of it there was
nothing; the self-audit called it lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db.engine.connection import Connection
from bot.db.operations.self_audit import audit
from bot.db.tables import waiting
from tests.bot.paths import words
from tests.bot.scripted import incidents
from tests.bot.test_visitor_waiting import ask_for_full_day, book_career, join, wait_button
from tests.bot.world import World


def _entries(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(waiting)).scalar_one()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B12", "F10")
async def test_the_place_is_shown_once_more(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    await book_career(world, first, w)
    await join(world, second, w)
    await second.waits()
    await ask_for_full_day(world, second, w)
    await second.tap(wait_button(second))
    second.sees(w("waiting.place", n=1))
    await second.resend_last_tap()
    assert w("waiting.place", n=1) in second.last.text
    assert await world.db.read(_entries) == 1
    assert not await incidents(world)
    await world.move(timedelta(hours=2))
    differences = await world.db.read(lambda connection: audit(connection, world.clock.now()).differences)
    assert not [each for each in differences if each.fault.value.startswith("forms.")]
