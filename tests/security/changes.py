"""What changes behind somebody's back, while their buttons are on the screen."""

from __future__ import annotations

from sqlalchemy import Connection, insert, update

from bot.db.catalogue.reading import note_change
from bot.db.people.people import read_actor
from bot.db.tables import membership, person, region, site
from bot.domain.model import Publication, Role
from bot.domain.texts import Texts
from sandbox.people import Person
from tests.bot.world import World


async def end_roles(world: World, who: Person) -> None:
    """Somebody is removed from wherever they worked."""
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, who.user_id)
        assert actor is not None
        connection.execute(
            update(membership)
            .where(membership.c.person_id == actor.person_id, membership.c.ended_at.is_(None))
            .values(ended_at=now)
        )

    await world.db.write(body)


async def change_role(world: World, who: Person, role: Role) -> None:
    """Somebody has another role at the same site from now on."""

    def body(connection: Connection) -> None:
        actor = read_actor(connection, who.user_id)
        assert actor is not None
        connection.execute(
            update(membership).where(membership.c.person_id == actor.person_id).values(role=role)
        )

    await world.db.write(body)


async def move_to_another_region(world: World, who: Person) -> None:
    """A coordinator runs another region from now on, which has no sites yet."""
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, who.user_id)
        assert actor is not None
        texts = Texts({"ru": "Урал"})
        values = {"slug": "ural", "name": texts, "timezone": "Asia/Yekaterinburg", "prefix": "У"}
        new = connection.execute(
            insert(region).values(**values, created_at=now).returning(region.c.id)
        ).scalar_one()
        connection.execute(
            update(membership).where(membership.c.person_id == actor.person_id).values(region_id=new)
        )
        note_change(connection)

    await world.db.write(body)
    await world.app.content.refresh()


async def publish(world: World, slug: str, status: Publication) -> None:
    def body(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.slug == slug).values(status=status))
        note_change(connection)

    await world.db.write(body)
    await world.app.content.refresh()


async def block(world: World, who: Person) -> None:
    """The coordinator blocks somebody for abuse."""
    now = world.clock.now()
    await world.db.write(
        lambda connection: (
            connection.execute(
                update(person).where(person.c.telegram_id == who.user_id).values(blocked_at=now)
            ).rowcount
        )
    )


def site_name(world: World, slug: str) -> str:
    found = next(each for each in world.app.content.everything.sites.values() if each.slug == slug)
    return found.name.in_language("ru", ("ru",))
