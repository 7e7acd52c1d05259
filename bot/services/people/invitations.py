"""One-time invitation links: making one, and taking up the role that it gives (E1, F1).

The token is not stored and not random by itself: it is made from the operation key that the button carries,
so a second tap shows the same link. Only hashes are stored, of the token and of the key.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from bot.db.engine.locks import lock_person, lock_site
from bot.db.people.invitations import (
    Invitation,
    add_invitation,
    read_invitation,
    use_invitation,
)
from bot.db.people.members import ANSWERING, add_member, end_membership, read_role
from bot.domain.desk.views import InvitationView, WelcomeView
from bot.domain.model import RegionId, Role, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.requests import read_queue
from bot.services.messages.applications import ApplicationNotice
from bot.services.messages.booking.requests import RequestNotice
from bot.services.messages.enquiries import EnquiryNotice
from bot.services.messages.people.members import MemberJoined
from bot.services.messages.tell import tell
from bot.services.permissions import NOT_BLOCKED, SYSTEM_ONLY, coordinates, invites_to
from bot.services.transaction import Tx, record, writes

PAYLOAD_PREFIX = "i_"
KEY_BYTES = 12
"""Random bytes of an operation key: 96 bits, which nobody guesses within a link's days."""
SHORTEST_KEY = 16
SITE_ROLES = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)
"""Roles at a site, the one that may most first."""


def make_key(tx: Tx) -> str:
    """An operation key for a button that makes a link: 16 letters, digits, ``-`` and ``_``."""
    return base64.urlsafe_b64encode(tx.draw(KEY_BYTES)).decode().rstrip("=")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Post:
    """What a link gives: a role at a site, or without one in the region itself."""

    role: Role
    region_id: RegionId
    site_id: SiteId | None = None


@writes(invites_to("site_id"))
def invite_to_site(tx: Tx, site_id: SiteId, role: Role, key: str) -> InvitationView | Refusal:
    """A link for one more person of a site. A repeat with the same ``key`` shows the same link."""
    if role not in SITE_ROLES:
        return Refusal(Reason.NOT_FOUND)
    return _invite(tx, _Post(role, tx.catalogue.site(site_id).region_id, site_id), key)


@writes(coordinates("region_id"))
def invite_to_region(tx: Tx, region_id: RegionId, key: str) -> InvitationView | Refusal:
    """A link for another coordinator. A repeat with the same ``key`` shows the same link."""
    return _invite(tx, _Post(Role.COORDINATOR, region_id), key)


@writes(SYSTEM_ONLY)
def invite_by_operator(
    tx: Tx, region_slug: str, site_slug: str | None, role: Role
) -> InvitationView | Refusal:
    """A link for the first people of a site, or of a region when ``site_slug`` is None; a new one each
    time."""
    everything = tx.catalogue.everything
    region = next((each for each in everything.regions.values() if each.slug == region_slug), None)
    if region is None or (site_slug is None) != (role is Role.COORDINATOR):
        return Refusal(Reason.NOT_FOUND)
    if site_slug is None:
        return _invite(tx, _Post(role, region.id), make_key(tx))
    for site in everything.sites.values():
        if site.slug == site_slug and site.region_id == region.id:
            return _invite(tx, _Post(role, region.id, site.id), make_key(tx))
    return Refusal(Reason.NOT_FOUND)


def _invite(tx: Tx, post: _Post, key: str) -> InvitationView | Refusal:
    if len(key) < SHORTEST_KEY:
        return Refusal(Reason.NOT_FOUND)
    operation = f"{tx.by}:{post.region_id}:{post.site_id}:{post.role}:{key}"
    digest = hashlib.sha256(f"token:{operation}".encode()).digest()
    token = base64.urlsafe_b64encode(digest).decode()[:22]
    new_id = add_invitation(
        tx.connection,
        token_hash=_hash(token),
        operation_key=_hash(operation),
        role=post.role,
        region_id=post.region_id,
        site_id=post.site_id,
        created_by=tx.by,
        now=tx.now,
        expires_at=tx.now + timedelta(days=tx.limits.invitation_days),
    )
    if new_id is not None:
        _record(tx, "invitation.created", new_id, post)
    made = read_invitation(tx.connection, _hash(token))
    if made is None:
        raise LookupError("an invitation vanished inside its own transaction")
    region = tx.catalogue.region(post.region_id)
    site = None if post.site_id is None else tx.catalogue.site(post.site_id)
    return InvitationView(
        role=post.role,
        region=region,
        site=site,
        payload=PAYLOAD_PREFIX + token,
        expires_at=made.expires_at,
        timezone=region.timezone if site is None else site.timezone,
        used=made.used_by is not None,
    )


@writes(NOT_BLOCKED)
def accept_invitation(tx: Tx, payload: str) -> WelcomeView | Refusal:
    """Takes up the role of a link, once; the same person may open it again and sees the same welcome.

    Who has as much at the site already keeps it, and the link stays good for somebody else: a host who
    tries their own link neither uses it up nor becomes a guard. A link ends with the role of its maker.
    ``payload``: what came after ``/start``, with its prefix.
    """
    me = tx.actor.person_id
    lock_person(tx.connection, me)
    invitation = read_invitation(tx.connection, _hash(payload.removeprefix(PAYLOAD_PREFIX)))
    if invitation is None:
        return Refusal(Reason.INVITATION_UNKNOWN)
    if invitation.site_id is not None:
        lock_site(tx.connection, invitation.site_id)
    if invitation.used_by not in {None, me}:
        return Refusal(Reason.INVITATION_USED)
    current = read_role(tx.connection, me, invitation.region_id, invitation.site_id)
    if current is not None and _is_as_much(current, invitation.role):
        kept = invitation.used_by is None or current is not invitation.role
        return _welcome(tx, invitation, kept=kept)
    if invitation.used_by is not None:
        return Refusal(Reason.INVITATION_USED)
    if invitation.revoked or invitation.expires_at <= tx.now or not _may_still_invite(tx, invitation):
        days = max((tx.now - invitation.expires_at).days, 0)
        return Refusal(Reason.INVITATION_EXPIRED, {"days": days})
    return _join(tx, invitation)


def _may_still_invite(tx: Tx, invitation: Invitation) -> bool:
    """A link is worth what whoever made it could give: who was removed cannot come back by an own one."""
    by, region_id, site_id = invitation.created_by, invitation.region_id, invitation.site_id
    if by is None:
        return True
    if read_role(tx.connection, by, region_id, None) is Role.COORDINATOR:
        return True
    return site_id is not None and read_role(tx.connection, by, region_id, site_id) is Role.OWNER


def _is_as_much(current: Role, offered: Role) -> bool:
    if offered is Role.COORDINATOR or current is Role.COORDINATOR:
        return current is offered
    return SITE_ROLES.index(current) <= SITE_ROLES.index(offered)


def _join(tx: Tx, invitation: Invitation) -> WelcomeView | Refusal:
    me, post = tx.actor.person_id, _Post(invitation.role, invitation.region_id, invitation.site_id)
    if not use_invitation(tx.connection, invitation.id, me, tx.now):
        return Refusal(Reason.INVITATION_USED)
    if post.site_id is not None:
        end_membership(tx.connection, me, post.site_id, tx.now)
    given = add_member(
        tx.connection, me, post.role, post.region_id, post.site_id, invitation.created_by, tx.now
    )
    if given is None:
        return Refusal(Reason.INVITATION_USED)
    _record(tx, "invitation.accepted", invitation.id, post)
    tell(tx, MemberJoined(given, me, post.region_id, post.site_id))
    if post.site_id is not None and post.role in ANSWERING:
        _hand_over_waiting(tx, post.site_id)
    return _welcome(tx, invitation, kept=False)


def _hand_over_waiting(tx: Tx, site_id: SiteId) -> None:
    """What waits for an answer is told to whoever answers and was not told of it, such as the first owner."""
    for each in read_queue(tx, [site_id]):
        if each.booking is not None:
            tell(tx, RequestNotice(each.booking.id, site_id))
        elif each.application is not None:
            tell(tx, ApplicationNotice(each.application.id))
        elif each.enquiry is not None:
            tell(tx, EnquiryNotice(each.enquiry.id))


def _record(tx: Tx, action: str, invitation_id: int, post: _Post) -> None:
    role = {"role": post.role.value}
    record(tx, action, "invitation", invitation_id, role, region_id=post.region_id, site_id=post.site_id)


def _welcome(tx: Tx, invitation: Invitation, *, kept: bool) -> WelcomeView:
    return WelcomeView(
        role=invitation.role,
        region=tx.catalogue.region(invitation.region_id),
        site=None if invitation.site_id is None else tx.catalogue.site(invitation.site_id),
        kept=kept,
        name_known=tx.actor.name is not None,
    )
