"""What was not so: nobody told of a no-show, «Ждём вас» after the start, «просрочено: 0 часов», dates without
their order, a teacher without a school."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from sandbox.model import ShownMessage
from tests.bot.hosts.site import booking_of, host_of, label_with
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import book_class, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def of(messages: list[ShownMessage], piece: str) -> list[ShownMessage]:
    return [each for each in messages if each.from_bot and piece in each.text]


@LANGUAGES
@pytest.mark.shows("E4", "B7")
async def test_a_leader_learns_of_a_no_show_and_whom_to_call(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = await class_of_today(world, owner, minutes=40, language=language)
    booking = await booking_of(world, teacher)
    await owner.press_data(f"hv:{booking.first.id}:missed")
    (told,) = of(teacher.messages, w("message.missed.ask"))
    assert tells_of(booking.reference, told.text)
    assert "+7" in told.text
    for visit in booking.visits[1:]:
        await world.move_to(visit.starts_at + timedelta(minutes=31))
        await owner.press_data(f"hv:{visit.id}:missed")
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, booking.reference))
    teacher.sees(w("status.no_show"), "+7")
    await guard.press_data(f"hv:{booking.first.id}:all:0:n")
    assert len(of(teacher.messages, w("message.missed.ask"))) == len(booking.visits) - 1
    corrected = w("message.missed.corrected", reference="@", site="", moment="").split("@")[1].split("<")[0]
    (changed,) = of(teacher.messages, corrected)
    assert tells_of(booking.reference, changed.text)


@LANGUAGES
@pytest.mark.shows("B7")
async def test_after_the_start_nobody_is_expected_at_the_start(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, minutes=30, language=language)
    teacher.sees(w("duty.begun", time="10:00"))
    assert w("duty.come", moment="@").split("@")[0] not in teacher.last.text


@LANGUAGES
@pytest.mark.shows("E3")
async def test_what_has_just_become_due_is_not_late_by_nothing(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await world.coordinator()
    await coordinator.press_data(f"lang:{language}")
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, words("ru"))
    due = (await booking_of(world, teacher)).first.answer_due_at
    assert due is not None
    await world.move_to(due + timedelta(minutes=5))
    (told,) = of(coordinator.messages, w("coordinator.due.title", reference=reference))
    assert w("coordinator.unanswered.overdue_now", moment="@").split("@")[1] in told.text
    assert str(w.t.count("count.hours", 0)) not in told.text
    assert owner.user.language_code
