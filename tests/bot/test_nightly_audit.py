"""The coordinator hears in the morning that the figures of the night do not agree (F10)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, update

from bot.db.tables import session
from tests.bot.world import World


def miscount(connection: Connection, by: int) -> None:
    connection.execute(update(session).where(session.c.id == 1).values(taken=by, parties=by))


@pytest.mark.shows("F10")
async def test_in_the_morning_the_coordinator_hears_of_it(world: World) -> None:
    coordinator = await world.coordinator()
    await world.move(timedelta(hours=23))
    coordinator.does_not_see("не сходятся")
    await world.db.write(partial(miscount, by=1))
    await world.move(timedelta(hours=17))
    coordinator.does_not_see("не сходятся")
    await world.move(timedelta(hours=5))
    coordinator.sees("цифры в базе не сходятся", "0 записей, 0 мест, расхождений: 1", "сверяйте списки групп")
    await world.db.write(partial(miscount, by=0))
