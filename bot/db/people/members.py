"""Who works for a site or runs a region: giving roles and ending them (E1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.tables import membership, person
from bot.domain.desk.views import Member
from bot.domain.model import PersonId, RegionId, Role, SiteId


def read_members(connection: Connection, site_id: SiteId) -> Sequence[Member]:
    """Everybody with a live role at a site, in order of joining."""
    rows = connection.execute(
        select(
            membership.c.person_id,
            membership.c.role,
            membership.c.granted_at,
            person.c.name,
            person.c.phone,
        )
        .join(person, person.c.id == membership.c.person_id)
        .where(membership.c.site_id == site_id, membership.c.ended_at.is_(None))
        .order_by(membership.c.id)
    )
    return [Member(PersonId(row.person_id), row.role, row.name, row.phone, row.granted_at) for row in rows]


def read_role(
    connection: Connection, person_id: PersonId, region_id: RegionId, site_id: SiteId | None
) -> Role | None:
    """The live role at a site, or without a site in the region itself."""
    place = membership.c.site_id.is_(None) if site_id is None else membership.c.site_id == site_id
    return connection.execute(
        select(membership.c.role).where(
            membership.c.person_id == person_id,
            membership.c.region_id == region_id,
            place,
            membership.c.ended_at.is_(None),
        )
    ).scalar_one_or_none()


def add_member(
    connection: Connection,
    person_id: PersonId,
    role: Role,
    region_id: RegionId,
    site_id: SiteId | None,
    granted_by: PersonId | None,
    now: datetime,
) -> bool:
    """Gives a role. False: there is a live role already."""
    added = insert_ignoring_conflict(
        connection,
        membership,
        person_id=person_id,
        role=role,
        region_id=region_id,
        site_id=site_id,
        granted_by=granted_by,
        granted_at=now,
    )
    return added is not None


def end_membership(connection: Connection, person_id: PersonId, site_id: SiteId, now: datetime) -> bool:
    """Ends the live role of somebody at a site. False: there was none."""
    ended = connection.execute(
        update(membership)
        .where(
            membership.c.person_id == person_id,
            membership.c.site_id == site_id,
            membership.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    return ended.rowcount == 1


def has_worked(connection: Connection, person_id: PersonId, site_id: SiteId) -> bool:
    """Whether somebody ever had a role at a site, ended by now or not."""
    found = select(membership.c.id).where(
        membership.c.person_id == person_id, membership.c.site_id == site_id
    )
    return connection.execute(found.limit(1)).scalar_one_or_none() is not None


def count_members(connection: Connection, site_id: SiteId, roles: Collection[Role]) -> int:
    return connection.execute(
        select(func.count())
        .select_from(membership)
        .where(
            membership.c.site_id == site_id,
            membership.c.role.in_(list(roles)),
            membership.c.ended_at.is_(None),
        )
    ).scalar_one()
