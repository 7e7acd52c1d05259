"""A subgroup that was marked later got no certificate; nobody was reminded of other numbers that await an
answer; bookings that were confirmed before there were duties were reminded of none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select

from bot.db.tables import duty, outbox
from bot.domain.model import VisitStatus
from tests.bot.hosts.site import booking_of, go_to_start
from tests.bot.papers import confirmed_class, content_of, files, text_of
from tests.bot.paths import words
from tests.bot.world import World

W = words("ru")


async def sent(world: World, kind: str) -> list[str]:
    """When messages of a kind reached somebody, by the clock of the town."""
    found = select(outbox.c.sent_at).where(outbox.c.kind == kind, outbox.c.sent_at.is_not(None))
    rows = await world.db.read(lambda c: c.execute(found.order_by(outbox.c.id)).scalars().all())
    return [f"{each + timedelta(hours=3):%a %H:%M}" for each in rows]


@pytest.mark.shows("B14")
@pytest.mark.shows("B18")
async def test_a_subgroup_that_is_marked_the_next_day(world: World) -> None:
    """Once, when it is marked; a number that is corrected afterwards brings nothing more."""
    teacher, host, reference = await confirmed_class(world, party="7 Б, 27")
    await go_to_start(world, teacher)
    first, second = (await booking_of(world, teacher)).visits
    await host.press_data(f"hv:{first.id}:show")
    await host.tap(W("host.gate.all", n=first.seats))
    await world.move_to(second.ends_at + timedelta(hours=2))
    (message,) = files(teacher)
    assert str(first.seats) in text_of(content_of(world, message))
    await world.move(timedelta(hours=17))
    await host.press_data(f"hv:{second.id}:show")
    await host.tap(W("host.gate.all", n=second.seats))
    await world.move(timedelta(minutes=15))
    assert [each.status for each in (await booking_of(world, teacher)).visits] == [VisitStatus.ARRIVED] * 2
    message = files(teacher)[-1]
    assert len(files(teacher)) == 2
    assert "Прежняя больше не действует" in message.text
    read = text_of(content_of(world, message))
    assert "27" in read, "all children of the class"
    assert reference in read
    await host.press_data(f"hv:{second.id}:other")
    await host.writes(str(second.seats - 1))
    await world.move(timedelta(hours=2))
    assert len(files(teacher)) == 2


@pytest.mark.shows("B8")
@pytest.mark.shows("E3")
async def test_other_numbers_that_nobody_answers(world: World) -> None:
    teacher, host, _ = await confirmed_class(world, party="7 Б, 12")
    booking = await booking_of(world, teacher)
    await teacher.press_data(f"num:{booking.id}:ask:0:")
    await teacher.writes("17 + 2")
    asked = await booking_of(world, teacher)
    assert (asked.wanted_children, asked.wanted_adults) == (17, 2)
    await world.move(timedelta(days=1, minutes=5))
    assert await sent(world, "host.numbers.late") == ["Tue 12:00"]
    reminder = host.messages[-1]
    assert reminder.text.startswith(W("host.numbers.late", reference=booking.reference))
    await world.move(timedelta(days=1))
    assert await sent(world, "host.numbers.late") == ["Tue 12:00", "Wed 12:00"]
    await host.tap(W("host.confirm"), message=reminder)
    assert (await booking_of(world, teacher)).party.children == 17
    for each in [one for one in host.messages if one.from_bot and booking.reference in one.text][-3:]:
        assert W("host.decline") not in each.labels, each.text
    await world.skip_to(booking.first.starts_at - timedelta(hours=20))
    assert await sent(world, "host.numbers.late") == ["Tue 12:00", "Wed 12:00"]


@pytest.mark.shows("B8")
async def test_the_last_word_before_numbers_are_closed(world: World) -> None:
    """Asked for on Friday at noon, for Tuesday: they are closed on Monday at 17:00."""
    teacher, _, _ = await confirmed_class(world, party="7 Б, 12")
    booking = await booking_of(world, teacher)
    await world.skip_to(booking.first.starts_at - timedelta(days=4) + timedelta(hours=2))
    await teacher.press_data(f"num:{booking.id}:ask:0:")
    await teacher.writes("17 + 2")
    await world.move_to(booking.first.starts_at - timedelta(hours=16))
    assert await sent(world, "host.numbers.late") == ["Mon 12:00", "Mon 14:00"]


@pytest.mark.shows("B17")
async def test_bookings_of_an_earlier_release_get_their_duties(world: World) -> None:
    """Once, by night: what reminds of them then comes as of any other."""
    teacher, _, _ = await confirmed_class(world)

    def as_before(connection: Connection) -> None:
        connection.execute(delete(duty))
        connection.execute(delete(outbox).where(outbox.c.kind.startswith("duty.")))

    await world.db.write(as_before)
    booking = await booking_of(world, teacher)
    await world.move(timedelta(hours=20))
    found = select(duty.c.kind)
    kinds = await world.db.read(lambda c: set(c.execute(found).scalars()))
    assert {each.value for each in kinds} >= {"transport", "hand_list", "final_count"}
    await world.skip_to(booking.first.starts_at - timedelta(days=5))
    await world.move_to(booking.first.starts_at - timedelta(days=1))
    assert await sent(world, "duty.count")
    assert len(await world.db.read(lambda c: c.execute(found).all())) == len(kinds), "once"
