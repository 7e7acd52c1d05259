"""Who was entering codes or a name was offered «Продолжить заявку», which led nowhere."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import host_of
from tests.bot.paths import FELTING, open_programme, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_question_that_is_no_request_is_not_to_be_continued(world: World, language: str) -> None:
    w = words(language)
    guard = await host_of(world, "Семён", Role.GUARD, slug=FELTING, language=language)
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    await guard.start()
    assert w("home.continue") not in guard.buttons()
    await guard.writes("/profile")
    await guard.tap(w("profile.change_name"))
    await guard.start()
    assert w("home.continue") not in guard.buttons()
    await open_programme(world, guard, FELTING, "class")
    await guard.tap(w("programme.book"))
    await guard.start()
    await guard.tap(w("home.continue"))
    guard.sees(w("form.party_both", age=6).splitlines()[0])
