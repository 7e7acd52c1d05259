"""Who gave the phone among their own data while a form asked for it found the form broken."""

from __future__ import annotations

import pytest

from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_moment, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_phone_given_in_the_profile_leads_on_to_the_summary(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_moment(teacher)
    await teacher.tap(w("consent.agree"))
    await teacher.writes("Анна Петровна")
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_phone"))
    await teacher.writes("8 (912) 345-67-89")
    await teacher.start()
    await teacher.tap(w("home.continue"))
    teacher.sees(w("summary.title"))
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0001")
