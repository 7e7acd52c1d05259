"""An age that the bot guessed from the grade refused a class, before the screen where it could be changed."""

from __future__ import annotations

import pytest

from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B2")
async def test_only_a_stated_age_refuses(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("6 А, 27")
    teacher.sees(w("form.school"))
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    teacher.sees(w("form.age_guess_low", age=11, min_age=12).strip())
    assert w("form.old_enough", age=12) in teacher.buttons()
    await teacher.tap(w("form.change_age", n=11))
    await teacher.tap("10")
    teacher.sees(w("refusal.too_young", min_age=12, youngest_age=10))
    await teacher.tap("12")
    teacher.does_not_see(w("form.age_guess", age=12).strip())
    await teacher.tap(w("form.agree", counts="27 + 3", age=12))
    teacher.sees(w("form.day"))


async def test_a_guess_is_shown_as_one(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 + 3")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    teacher.sees(w("form.age_guess", age=12).strip(), w("form.change_age", n=12))
