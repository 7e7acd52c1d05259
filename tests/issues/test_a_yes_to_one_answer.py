"""«Нас будет 26 + 4?» has one button, and «да» was «Непонятно, сколько вас»; where adults are few the only
button was «Поедут 3 взрослых», and what was typed beside it was answered by «нажмите «Верно»», which was not
there."""

from __future__ import annotations

import pytest

from tests.bot.paths import PAPER_MILL, book_class, open_programme, words
from tests.bot.world import World


@pytest.mark.shows("B8")
@pytest.mark.parametrize(("language", "yes"), [("ru", "да"), ("ru", "всё верно"), ("en", "yes please")])
async def test_a_yes_takes_the_only_answer(world: World, language: str, yes: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await teacher.writes("нас будет 26 + 4" if language == "ru" else "there will be 26 + 4")
    assert w("numbers.meant", counts="26\u00a0+\u00a04") in teacher.buttons()
    await teacher.writes(yes)
    teacher.does_not_see(w("problem.no_numbers"))
    teacher.sees("26\u00a0+\u00a04")
    assert w("numbers.meant", counts="26\u00a0+\u00a04") not in teacher.buttons()


@pytest.mark.shows("B8")
async def test_a_yes_to_two_answers_is_none(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.writes("нас будет 26")
    two = [label for label in teacher.buttons() if label.startswith(w("numbers.meant", counts=""))]
    assert len(two) == 2
    await teacher.writes("да")
    assert [label for label in teacher.buttons() if label in two] == two


@pytest.mark.shows("B2")
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_button_that_is_named_is_there(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL, "tour")
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 + 1, младшему 12")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    assert w.t.count("form.adults_will_come", 3) in teacher.buttons()
    for text in ("в четверг", "ой"):
        await teacher.writes(text)
        teacher.sees(w("refusal.not_enough_adults", needed_n=3, adults_n=1))
        teacher.does_not_see(w("problem.check_unclear"))
