"""A confirmed class asked for another time, then said that one child less comes; the site granted the move,
and the class had its old numbers again: one seat too many, and the gate awaited one child too many. A route
whose stop had fallen took what was kept instead with the old numbers, too. And what asked the site for the
move, and reminded it, went on naming the old numbers beside its buttons.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.booking.seats import find_discrepancies
from bot.db.tables import outbox, session
from bot.domain.model import Role, VisitStatus
from sandbox.model import ShownMessage
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import CODES, PAPER_MILL, tap_moment, tells_of, words
from tests.bot.test_visitor_route_as_one import MILL, SLOIST, on_route
from tests.bot.test_visitor_waiting import book_career
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", CODES)


async def taken(world: World) -> list[int]:
    """Seats of the sessions in which there is anybody."""
    found = select(session.c.taken).where(session.c.taken > 0).order_by(session.c.starts_at)
    return list(await world.db.read(lambda connection: connection.execute(found).scalars()))


@LANGUAGES
@pytest.mark.shows("B8", "B9", "K")
async def test_a_granted_move_takes_as_many_as_come_now(world: World, language: str) -> None:
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host("vychegda-sheet")
    await book_career(world, teacher, w)
    await host.tap(ru("host.confirm"))
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    await teacher.tap(w("move.ask"))
    await world.settle()
    asked = host.last
    before = await booking_of(world, teacher)
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("numbers.change"))
    await teacher.writes("15 + 2")
    await world.settle()
    assert await taken(world) == [17, 17], "both times are kept for those who come"
    await host.tap(ru("host.move.grant"), message=asked)
    await world.settle()
    after = await booking_of(world, teacher)
    assert after.first.starts_at > before.first.starts_at
    assert (after.party.children, after.party.adults) == (15, 2)
    assert (after.first.children, after.first.adults) == (15, 2)
    assert await taken(world) == [17]
    assert not await world.db.read(find_discrepancies)


async def until_reminded(world: World) -> None:
    """Past the moment when the site's answer about the move is due."""
    due = select(outbox.c.due_at).where(outbox.c.kind == "host.move.late")
    moments = await world.db.read(lambda connection: list(connection.execute(due).scalars()))
    await world.move_to(max(moments) + timedelta(minutes=5))
    await world.settle()


@pytest.mark.parametrize("reminded", [False, True], ids=["asked", "reminded"])
@pytest.mark.shows("B8", "B9", "E2")
async def test_every_copy_of_the_move_names_those_who_come_now(world: World, reminded: bool) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    hosts = [await world.host(PAPER_MILL), await host_of(world, "Пётр", Role.STAFF)]
    reference = await book_career(world, teacher, w)
    await world.settle()
    await hosts[0].tap(w("host.confirm"))
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    await teacher.tap(w("move.ask"))
    await world.settle()
    if reminded:
        await until_reminded(world)

    def copies() -> list[ShownMessage]:
        everything = [each for host in hosts for each in host.messages]
        return [each for each in everything if w("host.move.grant") in each.labels]

    def said(message: ShownMessage) -> str:
        found = re.search(r"(\d+)\s\+\s(\d+)", message.text)
        assert found is not None, message.text
        return f"{found[1]} + {found[2]}"

    asked = copies()
    assert len(asked) == (4 if reminded else 2)
    assert [said(each) for each in asked] == ["16 + 2"] * len(asked)
    for numbers in ("15 + 2", "14 + 2"):
        await teacher.writes("/my")
        await teacher.tap(next(each for each in teacher.buttons() if tells_of(reference, each)))
        await teacher.tap(w("numbers.change"))
        await teacher.writes(numbers)
        await world.settle()
        assert [each.message_id for each in copies()] == [each.message_id for each in asked]
        assert [said(each) for each in copies()] == [numbers] * len(asked)
    await hosts[1].tap(w("host.move.grant"), message=copies()[-1])
    await world.settle()
    assert not copies()


@pytest.mark.shows("B8", "C3", "K")
async def test_a_route_takes_as_many_to_another_day_as_come_now(world: World) -> None:
    of = await on_route(world, "ru")
    w, teacher = of.w, of.teacher
    await of.hosts[SLOIST].tap(w("host.confirm"))
    await of.hosts[MILL].tap(w("host.decline"))
    await of.hosts[MILL].tap(w("host.reason.no_guide"))
    await world.settle()
    offer = teacher.last
    take = next(each for each in offer.labels if each.startswith(w("route.take_day", when="")))
    await teacher.writes("/my")
    reference = (await of.booking).reference
    await teacher.tap(next(each for each in teacher.buttons() if tells_of(reference, each)))
    await teacher.tap(w("numbers.change"))
    await teacher.writes("14 + 2")
    await teacher.tap(take, message=offer)
    booking = await of.booking
    assert (booking.party.children, booking.party.adults) == (14, 2)
    standing = [each for each in booking.visits if each.status is VisitStatus.PENDING]
    assert [(each.stop, each.children, each.adults) for each in standing] == [(n, 14, 2) for n in (1, 2, 3)]
    assert await taken(world) == [16, 16, 16]
