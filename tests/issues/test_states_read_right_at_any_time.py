"""«✅ подтверждена» stood four days after the visit, «группа на месте» for weeks.

An old button of the form said that the request was sent, and would be answered, when it was long cancelled.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import booking_of, go_to_start, host_of, label_with
from tests.bot.paths import book_class, reach_summary, reference_on, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
pytestmark = pytest.mark.shows("B7")


@LANGUAGES
@pytest.mark.parametrize("arrived", [False, True])
async def test_days_after_the_visit(world: World, language: str, arrived: bool) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    await go_to_start(world, teacher, minutes=10)
    booking = await booking_of(world, teacher)
    if arrived:
        for visit in booking.visits:
            await owner.press_data(f"hv:{visit.id}:all")
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, reference))
    teacher.sees(w("status.arrived" if arrived else "status.confirmed"))
    await world.skip_to(booking.visits[-1].ends_at + timedelta(days=4))
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, w("mine.past", n="").strip("() ")[:6]))
    teacher.sees(w("status.visited" if arrived else "status.past"))
    await teacher.tap(label_with(teacher, reference))
    teacher.sees(w("status.visited" if arrived else "status.past"), w("mine.programme"))
    teacher.does_not_see(w("status.arrived"), w("status.confirmed"), w("mine.rules"))
    await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:show:")
    assert (w("host.state.visited") in owner.last.text) is arrived
    assert w("host.state.arrived") not in owner.last.text


@LANGUAGES
async def test_an_old_button_of_the_form_shows_what_became_of_it(world: World, language: str) -> None:
    w = words(language)
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    summary = teacher.last
    send = next(each.callback_data for row in summary.rows for each in row if each.label == w("summary.send"))
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, reference))
    await teacher.tap(w("mine.cancel_request"))
    await teacher.tap(w("cancel.no_bus"))
    assert send is not None
    await teacher.press_data(send)
    for piece in (w.t.reference(reference), w("status.cancelled"), w("reason.no_bus")):
        assert tells_of(piece, teacher.last.text)
    assert w("sent.we_write") not in teacher.last.text
