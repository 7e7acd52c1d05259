"""Of a class in subgroups one was there: the question of cancelling named its time too, moving did not say
that only the rest moves, and every old reminder ended in «вы приехали» when the rest was cancelled."""

from __future__ import annotations

import pytest

from bot.domain.model import Role, VisitStatus
from bot.ui.formats.dates import moments_label
from tests.bot.hosts.site import booking_of, host_of, label_with
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import words
from tests.bot.test_visitor_waiting import plain
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
ZONE = "Europe/Moscow"


@LANGUAGES
@pytest.mark.shows("B10", "B9", "G1")
async def test_only_the_rest_is_cancelled_or_moved(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, minutes=-20, language=language)
    first, second = (await booking_of(world, teacher)).visits
    await owner.press_data(f"hv:{first.id}:all")
    await world.settle()
    there, rest = (moments_label([each.starts_at], ZONE, w.t) for each in (first, second))
    both = moments_label([first.starts_at, second.starts_at], ZONE, w.t)
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, (await booking_of(world, teacher)).reference))
    await teacher.tap(w("mine.move"))
    teacher.sees(plain(w("mine.rest", moments=there)))
    await teacher.tap(w("move.keep"))
    await teacher.tap(w("mine.cancel"))
    teacher.sees(rest, plain(w("mine.rest", moments=there)))
    teacher.does_not_see(both)
    await teacher.tap(w("cancel.no_bus"))
    await world.settle()
    after = (await booking_of(world, teacher)).visits
    assert [each.status for each in after] == [VisitStatus.ARRIVED, VisitStatus.CANCELLED]
    arrived = w("message.reminder.arrived", reference="", site="", moment="").split(":")[0]
    called_off = w("message.reminder.cancelled", reference="", site="", moment="").split(":")[0]
    ended = [each.text for each in teacher.messages if each.from_bot and arrived in each.text]
    assert ended
    assert all(called_off in each for each in ended)
