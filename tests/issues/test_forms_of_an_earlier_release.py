"""Forms that an earlier release kept without the name of their question were not found by a typed text."""

from __future__ import annotations

from sqlalchemy import Connection, update

from bot.db.tables import draft
from tests.bot.paths import reach_summary, words
from tests.bot.world import World


async def test_a_form_without_its_question_is_left_by_a_word(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)

    def forget(connection: Connection) -> None:
        connection.execute(update(draft).values(question=None))

    await world.db.write(forget)
    await teacher.writes("что-то ещё")
    teacher.sees(w("problem.summary_unclear"))
    await teacher.writes("отмена")
    teacher.sees(w("form.cancelled"))
