"""Hosts with roles, and what tests of their conversations begin with."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db.booking.bookings import read_bookings_of
from bot.db.engine.connection import Connection
from bot.db.operations.demo import give_role
from bot.db.people.people import read_actor, update_person
from bot.domain.booking.booking import Booking
from bot.domain.model import Role
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.paths import PAPER_MILL, site_id, tells_of
from tests.bot.world import World

COORDINATOR_ID = 9001


async def host_of(
    world: World, name: str, role: Role, *, slug: str = PAPER_MILL, language: str = "ru"
) -> Person:
    """Somebody with an account, a name, and a role at a site."""
    person = world.person(name, language_code=language)
    await person.start()
    site = world.app.content.everything.sites[site_id(world, slug)]
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        update_person(connection, actor.person_id, name=name, phone="+70000000099")
        give_role(connection, actor.person_id, role, site.region_id, site.id, now)

    await world.db.write(body)
    return person


async def booking_of(world: World, person: Person) -> Booking:
    """The newest booking of a person."""

    def body(connection: Connection) -> Booking:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        return read_bookings_of(connection, actor.person_id)[-1]

    return await world.db.read(body)


async def go_to_start(world: World, person: Person, *, minutes: int = -10) -> datetime:
    """Moves the clock to so many minutes after the start of the person's visit."""
    booking = await booking_of(world, person)
    await world.skip_to(booking.first.starts_at - timedelta(days=2))
    await world.move_to(booking.first.starts_at + timedelta(minutes=minutes))
    return booking.first.starts_at


def notice(person: Person, reference: str) -> ShownMessage:
    """The newest message of the bot that names a booking."""
    return next(
        shown for shown in reversed(person.messages) if shown.from_bot and tells_of(reference, shown.text)
    )


def data_of(person: Person, label: str, message: ShownMessage | None = None) -> str:
    """Callback data behind a button."""
    shown = message or person.last
    found = [button.callback_data for row in shown.rows for button in row if button.label.startswith(label)]
    assert found, f"no button {label!r} under:\n{shown.text}"
    assert found[0] is not None
    return found[0]


def label_with(person: Person, piece: str) -> str:
    """The first button with this in its label, whatever kind of spaces it has."""
    for label in person.buttons():
        if tells_of(piece, label.replace("\u00a0", " ").replace("\u202f", " ")):
            return label
    raise AssertionError(f"no button with {piece!r} on:\n{person.screen}")
