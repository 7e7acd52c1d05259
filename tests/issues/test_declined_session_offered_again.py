"""A declined request was answered with the very session that had just been declined."""

from __future__ import annotations

from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import World


async def test_alternatives_leave_out_what_was_declined(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    await host.tap("Отклонить")
    await host.tap(w("reason.no_guide")[:8].capitalize())
    offered = [label for label in teacher.messages[-1].labels if "," in label]
    assert offered
    assert not [label for label in offered if label.startswith("вт 8.12")]
