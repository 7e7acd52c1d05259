"""Somebody who was blocked for abuse went on holding seats with forms that had been begun before."""

from __future__ import annotations

from sqlalchemy import select

from bot.db.tables import claim
from tests.bot.paths import (
    PAPER_MILL,
    book_class,
    describe_class,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World
from tests.security.changes import block


async def held(world: World) -> int:
    query = select(claim.c.id).where(claim.c.hold_id.is_not(None), claim.c.released_at.is_(None))
    return len(await world.db.read(lambda connection: connection.execute(query).all()))


async def test_a_form_that_was_begun_before_takes_no_seats(world: World) -> None:
    w = words("ru")
    person = world.person("Анна")
    await open_programme(world, person, PAPER_MILL)
    await person.tap(w("programme.book"))
    await describe_class(person, w)
    await block(world, person)
    await tap_moment(person)
    person.sees(w("refusal.blocked"))
    assert await held(world) == 0


async def test_booking_again_opens_no_form(world: World) -> None:
    w = words("ru")
    person = world.person("Анна")
    await book_class(world, person, w)
    await block(world, person)
    await person.press_data("again:1:")
    person.sees(w("refusal.blocked"))
    assert await held(world) == 0
