"""People of a site: who they are, removing one, leaving oneself (E1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.db.audit import record
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.locks import lock_site
from bot.db.members import count_members, end_membership, has_worked, read_members
from bot.domain.access import Actor
from bot.domain.catalogue import Site
from bot.domain.host_views import Left, Member, PeopleView
from bot.domain.model import PersonId, Role, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.invitations import make_key


def _see(actor: Actor, content: Content, site_id: SiteId) -> Site | Refusal:
    """The site, for those who may see its people: everybody there but guards, and its coordinators.

    A site that does not exist is refused like one of others: a guessed id tells nothing.
    """
    site = content.everything.sites.get(site_id)
    role = actor.role_at(site_id)
    if site is not None and (
        actor.coordinates(site.region_id) or (role is not None and role is not Role.GUARD)
    ):
        return site
    return Refusal(Reason.NOT_ALLOWED)


@dataclass(frozen=True, slots=True)
class ShowPeople:
    """Everybody with a role at a site, and a key for the next invitation."""

    db: Database
    content: Content
    random_bytes: Callable[[int], bytes]

    async def __call__(self, actor: Actor, site_id: SiteId) -> PeopleView | Refusal:
        site = _see(actor, self.content, site_id)
        if isinstance(site, Refusal):
            return site
        people = await self.db.read(lambda connection: read_members(connection, site_id))
        return PeopleView(
            site=site,
            people=tuple(people),
            reader=actor.person_id,
            may_change=actor.may_invite(site.id, site.region_id),
            coordinates=actor.coordinates(site.region_id),
            invite_key=make_key(self.random_bytes),
        )


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """Ends somebody's role at a site. Safe to repeat.

    Who may: owners of the site and coordinators of its region. The last owner is removed by a coordinator
    only. Their requests and marks stay as they are.
    """

    db: Database
    clock: Clock
    content: Content
    random_bytes: Callable[[int], bytes]

    async def __call__(self, actor: Actor, site_id: SiteId, person_id: PersonId) -> PeopleView | Refusal:
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.may_invite(site.id, site.region_id):
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()
        coordinates = actor.coordinates(site.region_id)

        def body(connection: Connection) -> Member | Refusal | None:
            lock_site(connection, site.id)
            members = {each.person_id: each for each in read_members(connection, site.id)}
            member = members.get(person_id)
            if member is None:
                return None
            if not coordinates and _is_last_owner(connection, site, member.role):
                return Refusal(Reason.LAST_OWNER)
            end_membership(connection, person_id, site.id, now)
            record(
                connection,
                actor.person_id,
                "member.removed",
                "person",
                person_id,
                {"role": member.role.value},
                region_id=site.region_id,
                site_id=site.id,
                now=now,
            )
            return member

        removed = await self.db.write(body)
        if isinstance(removed, Refusal):
            return removed
        people = await self.db.read(lambda connection: read_members(connection, site_id))
        return PeopleView(
            site=site,
            people=tuple(people),
            reader=actor.person_id,
            may_change=True,
            coordinates=coordinates,
            invite_key=make_key(self.random_bytes),
            removed=removed,
        )


@dataclass(frozen=True, slots=True)
class LeaveSite:
    """Ends one's own role at a site; the last owner stays until there is another. Safe to repeat.

    Who may: whoever has a role there, or had one. To anybody else the site does not exist, since the answer
    names it and it may be hidden.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, site_id: SiteId) -> Left | Refusal:
        site = self.content.everything.sites.get(site_id)
        if site is None:
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()

        def body(connection: Connection) -> Left | Refusal:
            lock_site(connection, site.id)
            members = {each.person_id: each for each in read_members(connection, site.id)}
            own = members.get(actor.person_id)
            if own is None:
                worked = has_worked(connection, actor.person_id, site.id)
                return Left(site) if worked else Refusal(Reason.NOT_ALLOWED)
            if _is_last_owner(connection, site, own.role):
                return Refusal(Reason.LAST_OWNER)
            end_membership(connection, actor.person_id, site.id, now)
            record(
                connection,
                actor.person_id,
                "member.left",
                "person",
                actor.person_id,
                {"role": own.role.value},
                region_id=site.region_id,
                site_id=site.id,
                now=now,
            )
            return Left(site)

        return await self.db.write(body)


def _is_last_owner(connection: Connection, site: Site, role: Role) -> bool:
    return role is Role.OWNER and count_members(connection, site.id, {Role.OWNER}) == 1
