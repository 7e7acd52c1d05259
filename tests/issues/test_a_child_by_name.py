"""Texts with a child's name reached the host, and a refusal did not say how to put it (H4)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.tables import draft
from tests.bot.paths import reach_summary, words
from tests.bot.world import World

SAID = {"ru": "один ребёнок боится громких звуков", "en": "one child is afraid of loud noises"}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("H4")
async def test_the_refusal_says_how_to_put_it(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.tap(w("summary.change_comment"))
    for text in ("Кирилл боится громких звуков", "Сидоров Паша из 7Б может опоздать", "Tom, Jack and Lily"):
        await teacher.writes(text)
        teacher.sees(SAID[language])
        kept = await world.db.read(lambda c: str(c.execute(select(draft.c.form)).all()))
        assert text not in kept
    await teacher.writes(SAID[language])
    teacher.sees(SAID[language][:20], w("summary.title"))
    kept = await world.db.read(lambda c: str(c.execute(select(draft.c.form)).all()))
    assert SAID[language] in kept


@pytest.mark.shows("H4")
async def test_an_adult_is_called_by_patronymic(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    await teacher.tap(w("summary.change_comment"))
    await teacher.writes("Встретит Ольга Ивановна, завуч")
    teacher.sees("Ольга Ивановна", w("summary.title"))
