"""«Перенесена: предприятие согласилось» named neither the new gate code nor by when the list is due now, and
the list of one's bookings did not say that a move was asked for."""

from __future__ import annotations

import pytest

from bot.ui.formats.codes import code_label
from tests.bot.hosts.site import booking_of
from tests.bot.paths import tap_moment, words
from tests.bot.test_visitor_waiting import book_career
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("B9", "B7")
async def test_a_move_is_seen_in_the_list_and_says_what_is_new(world: World, language: str) -> None:
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host("vychegda-sheet")
    await book_career(world, teacher, w)
    await world.settle()
    await host.tap(ru("host.confirm"))
    await world.settle()
    before = (await booking_of(world, teacher)).first
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    moment = await tap_moment(teacher, nth=2)
    await teacher.tap(w("move.ask"))
    await teacher.writes("/my")
    teacher.sees(w("mine.item_asked", moments=moment))
    await world.settle()
    await host.tap(ru("host.move.grant"))
    await world.settle()
    after = (await booking_of(world, teacher)).first
    assert after.starts_at > before.starts_at
    assert after.code != before.code
    granted = teacher.last.text.replace("\u2060", "").replace(" ", "")
    assert code_label(after.code, w.t) in granted
    assert w("move.list_due", moment="").split("{")[0].strip(" .").replace(" ", "") in granted
    assert code_label(before.code, w.t) not in granted
    await teacher.writes("/my")
    teacher.does_not_see(w("mine.item_asked", moments=moment))
