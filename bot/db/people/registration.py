"""What is stored when somebody writes for the first time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.people.people import add_person, read_actor
from bot.db.tables import membership, region
from bot.domain.model import PersonId, RegionId, Role
from bot.domain.people.access import Actor
from bot.domain.texts import Texts


def find_region(connection: Connection, slug: str) -> RegionId | None:
    """The region with this short name."""
    found = connection.execute(select(region.c.id).where(region.c.slug == slug)).scalar_one_or_none()
    return None if found is None else RegionId(found)


def add_region(connection: Connection, slug: str, timezone: str, prefix: str, now: datetime) -> bool:
    """A region that is called by its short name until an import names it. False: there is one already."""
    name = Texts({"ru": slug})
    values = {"slug": slug, "name": name, "timezone": timezone, "prefix": prefix}
    return insert_ignoring_conflict(connection, region, **values, created_at=now) is not None


def make_coordinator(connection: Connection, person_id: PersonId, region_id: RegionId, now: datetime) -> None:
    """Gives the role in a region; having it already is fine."""
    insert_ignoring_conflict(
        connection,
        membership,
        person_id=person_id,
        role=Role.COORDINATOR,
        region_id=region_id,
        site_id=None,
        granted_at=now,
    )


def has_coordinated(connection: Connection, person_id: PersonId, region_id: RegionId) -> bool:
    """Whether somebody ever had the role in a region, ended by now or not."""
    found = select(membership.c.id).where(
        membership.c.person_id == person_id,
        membership.c.region_id == region_id,
        membership.c.role == Role.COORDINATOR,
    )
    return connection.execute(found.limit(1)).scalar_one_or_none() is not None


def add_newcomer(
    connection: Connection,
    telegram_id: int,
    language: str,
    region_slug: str | None,
    now: datetime,
    *,
    coordinates: bool,
) -> Actor:
    """Stores whoever is new, in this region if it exists; makes them its coordinator if asked to, unless
    they have been that and were removed."""
    region_id = None if region_slug is None else find_region(connection, region_slug)
    add_person(connection, telegram_id, language, region_id, now)
    actor = _known(connection, telegram_id)
    if coordinates and region_id is not None and not has_coordinated(connection, actor.person_id, region_id):
        make_coordinator(connection, actor.person_id, region_id, now)
        actor = _known(connection, telegram_id)
    return actor


def _known(connection: Connection, telegram_id: int) -> Actor:
    actor = read_actor(connection, telegram_id)
    if actor is None:
        raise LookupError("a person who was just stored cannot be read")
    return actor
