"""An offer that could not be made after all leaves nothing behind.

The form that says whom its seats are for was stored before the seats were claimed. When somebody was quicker,
that form stayed: sent, and with nothing that came of it. Four processes on a busy day made dozens of them.
"""

from __future__ import annotations

import pytest

from bot.services.booking.offers import making as offer_making
from bot.services.upkeep.self_audit import AuditDatabase
from tests.bot.paths import words
from tests.bot.test_visitor_waiting import book_career, take_button
from tests.bot.world import World
from tests.runners import runner_over


@pytest.mark.shows("E2", "K")
@pytest.mark.parametrize("quicker", [True, False])
async def test_a_form_is_kept_only_with_its_offer(
    world: World, monkeypatch: pytest.MonkeyPatch, *, quicker: bool
) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host("vychegda-sheet")
    await book_career(world, teacher, w)
    await world.settle()
    if quicker:
        monkeypatch.setattr(offer_making, "add_offer", lambda *_args, **_named: None)
    await host.tap(w("host.decline"))
    await host.tap(w("host.reason.no_guide"))
    await world.settle()
    offered = any(each.startswith(w("offer.take", when="")) for each in teacher.buttons())
    assert offered is not quicker
    if not quicker:
        take_button(teacher, w)
    report = await AuditDatabase(runner_over(world.db, world.clock), is_running=False)()
    assert report.clean, report.differences
