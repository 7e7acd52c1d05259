"""A form begun before its site was hidden asked for consent, name and phone, and refused only when sent."""

from __future__ import annotations

from sqlalchemy import Connection, update

from bot.db.catalogue.reading import note_change
from bot.db.tables import site
from bot.domain.model import Publication
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_moment, words
from tests.bot.world import World


async def test_the_next_answer_says_that_the_programme_is_gone(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)

    def hide(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.slug == PAPER_MILL).values(status=Publication.HIDDEN))
        note_change(connection)

    await world.db.write(hide)
    await world.app.content.refresh()
    await tap_moment(teacher)
    teacher.sees(w("refusal.not_published"))
