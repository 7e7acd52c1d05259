"""One-time invitation links: making one, and taking up the role that it gives (E1, F1).

The token is not stored and not random by itself: it is made from the operation key that the button carries,
so a second tap shows the same link. Only hashes are stored, of the token and of the key.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.db.audit import record
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.invitations import (
    Invitation,
    add_invitation,
    read_invitation,
    use_invitation,
)
from bot.db.locks import lock_person, lock_site
from bot.db.members import add_member, end_membership, read_role
from bot.domain.access import Actor
from bot.domain.host_views import InvitationView, WelcomeView
from bot.domain.limits import Limits
from bot.domain.model import PersonId, RegionId, Role, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content

PAYLOAD_PREFIX = "i_"
KEY_BYTES = 12
"""Random bytes of an operation key: 96 bits, which nobody guesses within a link's days."""
SHORTEST_KEY = 16
SITE_ROLES = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)
"""Roles at a site, the one that may most first."""


def make_key(random_bytes: Callable[[int], bytes]) -> str:
    """An operation key for a button that makes a link: 16 letters, digits, ``-`` and ``_``."""
    return base64.urlsafe_b64encode(random_bytes(KEY_BYTES)).decode().rstrip("=")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _token(operation: str) -> str:
    digest = hashlib.sha256(f"token:{operation}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:22]


@dataclass(frozen=True, slots=True)
class CreateInvitation:
    """Makes a one-time link.

    Who may: owners of a site and coordinators of its region for the site's roles; coordinators of a region
    for further coordinators. A repeat with the same key shows the same link.
    """

    db: Database
    clock: Clock
    content: Content
    limits: Limits

    async def to_site(self, actor: Actor, site_id: SiteId, role: Role, key: str) -> InvitationView | Refusal:
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.may_invite(site.id, site.region_id):
            return Refusal(Reason.NOT_ALLOWED)
        if role not in SITE_ROLES:
            return Refusal(Reason.NOT_FOUND)
        return await self._create(actor, site.region_id, site.id, role, key)

    async def to_region(self, actor: Actor, region_id: RegionId, key: str) -> InvitationView | Refusal:
        """A link for another coordinator."""
        if region_id not in self.content.everything.regions or not actor.coordinates(region_id):
            return Refusal(Reason.NOT_ALLOWED)
        return await self._create(actor, region_id, None, Role.COORDINATOR, key)

    async def by_operator(
        self, region_slug: str, site_slug: str | None, role: Role, key: str
    ) -> InvitationView | Refusal:
        """From the command line, for whoever has the machine. ``key``: :func:`make_key`."""
        everything = self.content.everything
        region = next((each for each in everything.regions.values() if each.slug == region_slug), None)
        if region is None or (site_slug is None) != (role is Role.COORDINATOR):
            return Refusal(Reason.NOT_FOUND)
        if site_slug is None:
            return await self._create(None, region.id, None, role, key)
        for site in everything.sites.values():
            if site.slug == site_slug and site.region_id == region.id:
                return await self._create(None, region.id, site.id, role, key)
        return Refusal(Reason.NOT_FOUND)

    async def _create(
        self, actor: Actor | None, region_id: RegionId, site_id: SiteId | None, role: Role, key: str
    ) -> InvitationView | Refusal:
        if len(key) < SHORTEST_KEY:
            return Refusal(Reason.NOT_FOUND)
        now = self.clock.now()
        by = None if actor is None else actor.person_id
        operation = f"{by}:{region_id}:{site_id}:{role}:{key}"
        token = _token(operation)

        def body(connection: Connection) -> Invitation | None:
            new_id = add_invitation(
                connection,
                token_hash=_hash(token),
                operation_key=_hash(operation),
                role=role,
                region_id=region_id,
                site_id=site_id,
                created_by=by,
                now=now,
                expires_at=now + timedelta(days=self.limits.invitation_days),
            )
            if new_id is not None:
                record(
                    connection,
                    by,
                    "invitation.created",
                    "invitation",
                    new_id,
                    {"role": role.value},
                    region_id=region_id,
                    site_id=site_id,
                    now=now,
                )
            return read_invitation(connection, _hash(token))

        made = await self.db.write(body)
        if made is None:
            raise LookupError("an invitation vanished inside its own transaction")
        region = self.content.region(region_id)
        site = None if site_id is None else self.content.site(site_id)
        return InvitationView(
            role=role,
            region=region,
            site=site,
            payload=PAYLOAD_PREFIX + token,
            expires_at=made.expires_at,
            timezone=region.timezone if site is None else site.timezone,
            used=made.used_by is not None,
        )


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Takes up the role of a link, once; the same person may open it again and sees the same welcome.

    Who has as much at the site already keeps it, and the link stays good for somebody else: a host who
    tries their own link neither uses it up nor becomes a guard. A link ends with the role of its maker.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, payload: str) -> WelcomeView | Refusal:
        """``payload``: what came after ``/start``, with its prefix."""
        now = self.clock.now()
        token = payload.removeprefix(PAYLOAD_PREFIX)
        if actor.blocked:
            return Refusal(Reason.BLOCKED)

        def body(connection: Connection) -> tuple[Invitation, bool] | Refusal:
            lock_person(connection, actor.person_id)
            invitation = read_invitation(connection, _hash(token))
            if invitation is None:
                return Refusal(Reason.INVITATION_UNKNOWN)
            if invitation.site_id is not None:
                lock_site(connection, invitation.site_id)
            if invitation.used_by is not None and invitation.used_by != actor.person_id:
                return Refusal(Reason.INVITATION_USED)
            current = read_role(connection, actor.person_id, invitation.region_id, invitation.site_id)
            if current is not None and _is_as_much(current, invitation.role):
                return invitation, invitation.used_by is None or current is not invitation.role
            if invitation.used_by is not None:
                return Refusal(Reason.INVITATION_USED)
            if (
                invitation.revoked
                or invitation.expires_at <= now
                or not _may_still_invite(connection, invitation)
            ):
                return Refusal(Reason.INVITATION_EXPIRED, {"days": _days_of(invitation.expires_at, now)})
            return _join(connection, actor.person_id, invitation, now)

        result = await self.db.write(body)
        if isinstance(result, Refusal):
            return result
        invitation, kept = result
        return WelcomeView(
            role=invitation.role,
            region=self.content.region(invitation.region_id),
            site=None if invitation.site_id is None else self.content.site(invitation.site_id),
            kept=kept,
            name_known=actor.name is not None,
        )


def _may_still_invite(connection: Connection, invitation: Invitation) -> bool:
    """A link is worth what whoever made it could give: who was removed cannot come back by an own one."""
    by, region_id, site_id = invitation.created_by, invitation.region_id, invitation.site_id
    if by is None:
        return True
    if read_role(connection, by, region_id, None) is Role.COORDINATOR:
        return True
    return site_id is not None and read_role(connection, by, region_id, site_id) is Role.OWNER


def _days_of(expires_at: datetime, now: datetime) -> int:
    return max((now - expires_at).days, 0)


def _is_as_much(current: Role, offered: Role) -> bool:
    if offered is Role.COORDINATOR or current is Role.COORDINATOR:
        return current is offered
    return SITE_ROLES.index(current) <= SITE_ROLES.index(offered)


def _join(
    connection: Connection, person_id: PersonId, invitation: Invitation, now: datetime
) -> tuple[Invitation, bool] | Refusal:
    if not use_invitation(connection, invitation.id, person_id, now):
        return Refusal(Reason.INVITATION_USED)
    if invitation.site_id is not None:
        end_membership(connection, person_id, invitation.site_id, now)
    add_member(
        connection,
        person_id,
        invitation.role,
        invitation.region_id,
        invitation.site_id,
        invitation.created_by,
        now,
    )
    record(
        connection,
        person_id,
        "invitation.accepted",
        "invitation",
        invitation.id,
        {"role": invitation.role.value},
        region_id=invitation.region_id,
        site_id=invitation.site_id,
        now=now,
    )
    return invitation, False
