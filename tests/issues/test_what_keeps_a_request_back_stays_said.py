"""At the summary of a request that cannot be sent any word made the reason go, and «Всё верно» come back."""

from __future__ import annotations

import pytest

from tests.bot.paths import FELTING, PAPER_MILL, become_known, book_class, open_programme, tap_moment, words
from tests.bot.world import World

pytestmark = pytest.mark.shows("B3")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.parametrize("typed", ["ой", "сто", "?", "спасибо"])
async def test_a_word_at_the_summary_hides_nothing(world: World, language: str, typed: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, FELTING, "class")
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await tap_moment(guest)
    await become_known(guest, w, name=None)
    await guest.tap(w("summary.change_foreign"))
    await guest.tap("1")
    reason = guest.last.text.rpartition("❌")[2]
    assert reason
    assert w("summary.book") not in guest.last.labels
    await guest.writes(typed)
    assert guest.last.text.rpartition("❌")[2] == reason
    assert w("summary.book") not in guest.last.labels


@LANGUAGES
async def test_a_saved_class_too_young_is_not_told_to_come_in_two_parts(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await open_programme(world, teacher, PAPER_MILL, "career")
    await teacher.tap(w("programme.book"))
    await teacher.tap(next(label for label in teacher.buttons() if "7\u00a0Б" in label or "7 Б" in label))
    teacher.sees("14", "12")
    assert w("refusal.too_young", min_age=14, youngest_age=12)[:15] in teacher.last.text
