"""Alarms of the nightly count and of the backup reached former coordinators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from bot.db.engine.connection import Connection
from bot.db.outbox.queue import NewMessage, queue
from bot.db.people.people import read_actor
from bot.db.tables import outbox
from bot.domain.model import PersonId
from bot.domain.people.access import Actor
from bot.services.messages.people.reaching import PersonUnreachable
from bot.services.messages.region.region import AuditAlarm, BackupAlarm
from bot.services.messages.tell import Outside, tell
from sandbox.people import Person
from tests.bot.world import World
from tests.security.changes import end_roles, move_to_another_region

KINDS = {"region.audit", "region.backup", "person.unreachable"}


async def _alarm(world: World) -> Person:
    """All three are queued for the coordinator, and not sent yet."""
    coordinator, guest = await world.coordinator(), world.person("Анна")
    await guest.start()
    now, day = world.clock.now(), world.clock.now().date()

    def body(connection: Connection) -> None:
        region_id = _actor(connection, coordinator).memberships[0].region_id
        tell(
            Outside(connection, now),
            AuditAlarm(region_id, day, claims=142, seats=3518, differences=2, about_seats=1),
            BackupAlarm(region_id, day),
            PersonUnreachable(_actor(connection, guest).person_id, day),
        )

    await world.db.write(body)
    return coordinator


def _actor(connection: Connection, who: Person) -> Actor:
    actor = read_actor(connection, who.user_id)
    assert actor is not None
    return actor


async def _ended(world: World) -> dict[str, tuple[str, str | None]]:
    query = select(outbox.c.kind, outbox.c.state, outbox.c.last_error).where(outbox.c.kind.in_(KINDS))
    rows = await world.db.read(lambda connection: connection.execute(query).all())
    return {row.kind: (row.state.value, row.last_error) for row in rows}


@pytest.mark.shows("F10", "G4")
async def test_who_coordinates_gets_all_three(world: World) -> None:
    await _alarm(world)
    await world.settle()
    assert await _ended(world) == dict.fromkeys(KINDS, ("sent", None))


@pytest.mark.parametrize("change", [end_roles, move_to_another_region])
async def test_who_does_not_any_more_gets_none(
    world: World, change: Callable[[World, Person], Awaitable[None]]
) -> None:
    coordinator = await _alarm(world)
    await change(world, coordinator)
    await world.settle()
    assert await _ended(world) == dict.fromkeys(KINDS, ("dropped", "not for its reader any more"))


async def test_alarms_of_an_earlier_release_do_not_reach_them_either(world: World) -> None:
    """Their rows do not say of which region they are."""
    coordinator = await world.coordinator()
    now = world.clock.now()

    def body(connection: Connection) -> None:
        reader = _actor(connection, coordinator).person_id
        audit = {"claims": 1, "seats": 2, "differences": 1, "about_seats": 1}
        queue(connection, [_row("region.audit", reader, audit), _row("region.backup", reader, {})], now)

    await world.db.write(body)
    await end_roles(world, coordinator)
    await world.settle()
    assert {state for state, _ in (await _ended(world)).values()} == {"dropped"}


def _row(kind: str, reader: PersonId, payload: dict[str, int]) -> NewMessage:
    return NewMessage(kind=kind, recipient_id=reader, payload=payload, key=f"{kind}:{reader}")
