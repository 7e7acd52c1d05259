"""A host changes one session in chat: its seats, its time."""

from __future__ import annotations

import pytest

from bot.domain.model import CancelReason, Role, VisitStatus
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import book_class, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("E5")
async def test_seats_and_time_of_a_session_that_a_class_has(world: World, language: str) -> None:
    """Never fewer seats than are taken; a new time is agreed to with whom it concerns, told at once, and left
    without blame."""
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    await teacher.waits()
    booking = await booking_of(world, teacher)
    visit = booking.first
    await owner.press_data(f"hc:{visit.session_id}:show:")
    seats = data_of(owner, w("host.change.capacity"))
    await owner.tap(w("host.change.capacity"))
    owner.sees(w("host.change.ask_seats"))
    await owner.writes("1")
    owner.sees(w("host.refusal.seats_taken", taken=visit.seats))
    await owner.writes("25")
    owner.sees(w("host.session.resized.open"), "25")

    await owner.tap(w("host.change.clock"))
    await owner.writes("полдень")
    owner.sees(w("host.refusal.text_refused.not_a_time"))
    await owner.writes("17:20")
    owner.sees("17:20", w.t.count("host.count.groups", 1))
    await owner.writes("17:25")
    agree = data_of(owner, w("host.change.agree_and_tell"))
    await teacher.waits()
    await owner.tap(w("host.change.agree_and_tell"))
    owner.sees(w("host.session.retimed.open"), "17:25")
    moved = next(each for each in (await booking_of(world, teacher)).visits if each.id == visit.id)
    assert (moved.code, moved.status) == (visit.code, VisitStatus.CONFIRMED)
    teacher.sees(reference, "10:00", "17:25", r("message.retimed.what_to_do"))
    leave = data_of(teacher, r("message.retimed.leave"))

    # Old buttons say what is true now.
    await owner.press_data(agree)
    assert w("host.session.retimed.open") in owner.last.text
    await owner.press_data(seats)
    owner.sees(w("host.refusal.session_closed.session"))

    await teacher.press_data(leave)
    after = await booking_of(world, teacher)
    assert after.first.status is VisitStatus.CANCELLED
    assert after.cancel_reason == CancelReason.TIME_CHANGED
    teacher.sees(r("offer.why.retimed", site="").strip(": "))
