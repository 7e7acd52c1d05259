"""Where fewer seats came free than a class needs, those who could come were booked, and their leader, who had
not one saved class, read that ten were saved already: the card keeps the whole class, so none was saved."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.tables import session, visit, waiting
from bot.ui.visitor.callback_data import OpeningTap
from tests.bot.paths import words
from tests.bot.test_waits_in_order import book, wait
from tests.bot.world import World


@pytest.mark.shows("B1", "B12")
async def test_nothing_is_said_of_cards_when_a_part_comes(world: World) -> None:
    w = words("ru")
    first, large = world.person("Анна"), world.person("Игорь")
    await book(world, first, w, party="7 А, 17")
    await wait(world, large, w, party="7 Б, 27", day="08.12")
    taken = select(session.c.programme_id, session.c.starts_at).join(visit)
    programme_id, starts_at = await world.db.read(lambda c: c.execute(taken).one())
    other = select(session.c.id).where(
        session.c.programme_id == programme_id, session.c.starts_at > starts_at
    )
    free = await world.db.read(lambda c: c.execute(other.order_by(session.c.starts_at)).scalars().first())
    waiting_id = await world.db.read(lambda c: c.execute(select(waiting.c.id)).scalar_one())
    assert free is not None
    await large.press_data(OpeningTap(waiting=waiting_id, session=free).pack())
    large.sees(w("summary.title"), "18 + 2", "8 декабря, 13:30")
    await large.tap(w("summary.send"))
    large.sees("К-0002")
    large.does_not_see(w("refusal.too_many_cards", most=10))
