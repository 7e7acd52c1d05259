"""The question for the final numbers and the reminder of the list named the first of two subgroups only, and
so did other texts about a booking of several visits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import VisitStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, label_with
from tests.bot.papers import confirmed_class
from tests.bot.paths import words
from tests.bot.world import World

W = words("ru")


def telling(person: Person, piece: str) -> list[str]:
    return [each.text for each in person.messages if each.from_bot and piece in each.text]


@pytest.mark.shows("B13")
@pytest.mark.shows("B17")
async def test_two_subgroups_of_one_day(world: World) -> None:
    teacher, host, reference = await confirmed_class(world, party="7 Б, 27")
    booking = await booking_of(world, teacher)
    assert [each.status for each in booking.visits] == [VisitStatus.CONFIRMED] * 2
    hours = [f"{each.starts_at + timedelta(hours=3):%H:%M}" for each in booking.visits]
    both = f"{hours[0]} и {hours[1]}"
    await teacher.writes("/my")
    teacher.sees(both)
    assert "10:00 +1" in label_with(teacher, reference), "as much as a button takes"
    await teacher.press_data(f"bkx:{booking.id}:")
    teacher.sees(both)
    await host.press_data(f"hy:{booking.id}:{booking.first.site_id}:list_received:1")
    assert both in teacher.messages[-1].text
    await world.move_to(booking.first.starts_at - timedelta(minutes=30))
    reminders = telling(teacher, W("duty.due.final_count", reference=reference))
    assert reminders
    assert all(both in each for each in reminders), reminders
    for start in ("Доброе утро", "Сегодня в"):
        assert f"Сегодня в {both}" in telling(teacher, start)[0]
