"""A form that was not sent for a week was closed, but what had been typed stayed in the database."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.db.tables import draft
from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World


async def test_an_unsent_form_is_emptied_and_its_buttons_say_so(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27")
    await teacher.writes("Школа на краю")
    old = teacher.last
    await world.move(timedelta(days=9))
    forms = await world.db.read(lambda c: list(c.execute(select(draft.c.form)).scalars()))
    assert forms == [{}]
    await teacher.tap(w("form.school_new"), message=old)
    teacher.sees(w("form.closed"))
