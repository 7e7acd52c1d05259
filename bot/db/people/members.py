"""Who works for a site or runs a region: giving roles and ending them (E1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import membership, person, site
from bot.domain.desk.views import Member
from bot.domain.model import MembershipId, PersonId, Publication, RegionId, Role, SiteId
from bot.domain.people.access import Post

ANSWERING = (Role.OWNER, Role.STAFF)
"""Roles that answer requests."""

_MEMBER = (
    membership.c.person_id,
    membership.c.role,
    membership.c.granted_at,
    person.c.name,
    person.c.phone,
)


def read_members(connection: Connection, site_id: SiteId) -> Sequence[Member]:
    """Everybody with a live role at a site, in order of joining."""
    return _read_members(connection, membership.c.site_id == site_id)


def read_region_members(connection: Connection, region_id: RegionId) -> Sequence[Member]:
    """The coordinators of a region, in order of joining."""
    # Of no site: so the index of these roles alone is looked through, not that of all who work somewhere.
    here = and_(
        membership.c.region_id == region_id,
        membership.c.role == Role.COORDINATOR,
        membership.c.site_id.is_(None),
    )
    return _read_members(connection, here)


def _read_members(connection: Connection, where: ColumnElement[bool]) -> Sequence[Member]:
    rows = connection.execute(
        select(*_MEMBER)
        .join(person, person.c.id == membership.c.person_id)
        .where(where, membership.c.ended_at.is_(None))
        .order_by(membership.c.id)
    )
    return [Member(PersonId(row.person_id), row.role, row.name, row.phone, row.granted_at) for row in rows]


def read_post(connection: Connection, membership_id: MembershipId) -> Post | None:
    """A role with whoever has it, or had it."""
    row = connection.execute(
        select(*_MEMBER, membership.c.region_id, membership.c.site_id, membership.c.ended_at)
        .join(person, person.c.id == membership.c.person_id)
        .where(membership.c.id == membership_id)
    ).one_or_none()
    return None if row is None else from_row(Post, row, ended=row.ended_at is not None)


@dataclass(frozen=True, slots=True)
class AtSite:
    """Somebody with a live role at a site; ``unreachable_since``: they have blocked the bot."""

    person_id: PersonId
    role: Role
    unreachable_since: datetime | None

    def answers(self, as_of: datetime) -> bool:
        """Whether they answer for the site, and could be told of what was asked at that moment (UTC)."""
        reached = self.unreachable_since is None or self.unreachable_since >= as_of
        return reached and self.role in ANSWERING


_TEAM = (
    select(membership.c.person_id, membership.c.role, person.c.unreachable_since)
    .join(person, person.c.id == membership.c.person_id)
    .where(membership.c.site_id == bindparam("site_id"), membership.c.ended_at.is_(None))
    .order_by(membership.c.person_id)
)


def read_team(connection: Connection, site_id: SiteId) -> Sequence[AtSite]:
    """Who works at a site: nobody has two roles there (``uq_membership_site_live``)."""
    rows = connection.execute(_TEAM, {"site_id": site_id})
    return [from_row(AtSite, row) for row in rows]


def read_site_people(connection: Connection, site_id: SiteId, roles: Collection[Role]) -> Sequence[PersonId]:
    """Everybody with one of these roles at a site."""
    return [each.person_id for each in read_team(connection, site_id) if each.role in roles]


def _has_owner() -> ColumnElement[bool]:
    """That the site has an owner who has not blocked the bot."""
    return exists(
        select(membership.c.id)
        .join(person, person.c.id == membership.c.person_id)
        .where(
            membership.c.site_id == site.c.id,
            membership.c.ended_at.is_(None),
            membership.c.role == Role.OWNER,
            person.c.unreachable_since.is_(None),
        )
    )


_OWNED = select(site.c.id).where(site.c.id == bindparam("site_id"), _has_owner())


def has_owner(connection: Connection, site_id: SiteId) -> bool:
    """Whether an owner of a site can be told of anything."""
    return connection.execute(_OWNED, {"site_id": site_id}).first() is not None


def read_ownerless(connection: Connection, region_id: RegionId) -> Collection[SiteId]:
    """Published sites of a region without an owner who can be told of anything."""
    found = connection.execute(
        select(site.c.id).where(
            site.c.region_id == region_id,
            site.c.status == Publication.PUBLISHED,
            ~_has_owner(),
        )
    )
    return {SiteId(each) for each in found.scalars()}


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
) -> MembershipId | None:
    """Gives a role. None: there is a live role already."""
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
    return None if added is None else MembershipId(added)


def end_membership(
    connection: Connection, person_id: PersonId, site_id: SiteId, now: datetime
) -> MembershipId | None:
    """Ends the live role of somebody at a site. None: there was none."""
    return _end(connection, person_id, membership.c.site_id == site_id, now)


def end_coordination(
    connection: Connection, person_id: PersonId, region_id: RegionId, now: datetime
) -> MembershipId | None:
    """Ends the live role of a coordinator in a region. None: there was none."""
    here = and_(membership.c.region_id == region_id, membership.c.site_id.is_(None))
    return _end(connection, person_id, here, now)


def _end(
    connection: Connection, person_id: PersonId, where: ColumnElement[bool], now: datetime
) -> MembershipId | None:
    ended = connection.execute(
        update(membership)
        .where(membership.c.person_id == person_id, where, membership.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(membership.c.id)
    ).scalar_one_or_none()
    return None if ended is None else MembershipId(ended)


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
