"""A class typed at the school or over the calendar became a school's name, or ended on the home screen."""

from __future__ import annotations

from tests.bot.paths import PAPER_MILL, open_programme, reach_summary, words
from tests.bot.world import World


async def test_a_class_typed_again_corrects_the_party(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27")
    await teacher.writes("8 А, 17")
    teacher.sees("8 А · 17 + 2", w("form.school"))
    await teacher.writes("7 Б, 27 + 2")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    teacher.sees("взрослых нужно 3")
    await teacher.writes("7 Б, 27 + 3")
    await teacher.tap("Верно: 27 + 3")
    await teacher.writes("7 Б, 25 + 3")
    teacher.sees("Верно: 25 + 3")


async def test_a_yes_at_the_summary_sends(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    await teacher.writes("да, всё верно")
    teacher.sees("К-0001")
