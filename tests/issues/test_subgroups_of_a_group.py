"""An operator's group in subgroups was «0 детей и 14 взрослых», each «со своими взрослыми», «в вт»; what was
offered to any split party said the hour of the first subgroup twice."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from bot.domain.forms import Part
from bot.domain.model import SessionId
from bot.ui.visitor.party import subgroups_label
from tests.bot.paths import become_known, is_moment, tap_moment, words
from tests.bot.test_visitor_operators import NAME, begin
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("C4", "E2", "K")
async def test_a_group_is_counted_in_people(world: World, language: str) -> None:
    w, ru = words(language), words("ru")
    guide = world.person("Глеб", language_code=language)
    host = await world.host("vychegda-sheet")
    await begin(world, guide, w)
    await guide.writes("28")
    await guide.tap(w("form.we_are_group"))
    await guide.writes(NAME)
    await guide.tap(w("form.school_new"))
    guide.sees(w("form.divided.group"))
    guide.does_not_see(w("form.divided"))
    await tap_moment(guide)
    await become_known(guide, w)
    await guide.tap(w("summary.send"))
    await world.settle()
    await host.tap(ru("host.decline"))
    await host.tap(ru("host.reason.no_guide"))
    await world.settle()
    offered = guide.last.text
    assert w.t.count("count.people", 14) in offered
    assert w.t.count("count.children", 0) not in offered
    hours = [line for line in offered.splitlines() if w.t.count("count.people", 14) in line]
    assert hours
    assert all(
        len(set(re.findall(r"\d\d:\d\d", each))) == len(re.findall(r"\d\d:\d\d", each)) for each in hours
    )
    assert any(is_moment(each) for each in guide.buttons())


@LANGUAGES
def test_days_stand_without_a_word_before_them(language: str) -> None:
    t = words(language).t
    starts = (datetime(2026, 12, 28, 7, tzinfo=UTC), datetime(2026, 12, 29, 7, tzinfo=UTC))
    parts = (Part(SessionId(1), 0, 14), Part(SessionId(2), 12, 1))
    label = subgroups_label(parts, starts, "Europe/Moscow", t)
    assert "в вт" not in label
    assert "в пн" not in label
    assert t.count("count.people", 14) in label
    assert t.count("count.children", 12) in label
    one_day = subgroups_label(parts, (starts[0], starts[0].replace(hour=9)), "Europe/Moscow", t)
    assert "10:00" in one_day
    assert "12:00" in one_day
    assert str(date(2026, 12, 28).day) not in one_day
