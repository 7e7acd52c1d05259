"""People of a site and coordinators of a region: who they are, removing one, leaving oneself (E1, F1)."""

from __future__ import annotations

from bot.db.engine.locks import lock_region, lock_site
from bot.db.people.members import (
    count_members,
    end_coordination,
    end_membership,
    read_members,
    read_region_members,
)
from bot.domain.desk.views import Left, Member, PeopleView
from bot.domain.model import PersonId, RegionId, Role, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.views import CoordinatorsView
from bot.services.desk.guides.leaving import leave_all
from bot.services.messages.people.members import MemberGone, RoleEnded
from bot.services.messages.tell import tell
from bot.services.people.invitations import make_key
from bot.services.permissions import coordinates, has_worked_at, invites_to, sees_people_of
from bot.services.transaction import Tx, reads, record, writes


@reads(sees_people_of("site_id"))
def show_members(tx: Tx, site_id: SiteId) -> PeopleView | Refusal:
    """Everybody with a role at a site, and a key for the next invitation."""
    return _people(tx, site_id)


@writes(invites_to("site_id"))
def remove_member(tx: Tx, site_id: SiteId, person_id: PersonId) -> PeopleView | Refusal:
    """Ends somebody's role at a site; their answers and marks stay as they are. Safe to repeat.

    The last owner is removed by a coordinator only.
    """
    lock_site(tx.connection, site_id)
    member = _find_member(tx, site_id, person_id)
    if member is None:
        return _people(tx, site_id)
    if not tx.actor.coordinates(tx.catalogue.site(site_id).region_id) and _is_last_owner(tx, site_id, member):
        return Refusal(Reason.LAST_OWNER)
    _end(tx, tx.catalogue.site(site_id).region_id, site_id, member, "member.removed")
    return _people(tx, site_id, removed=member)


@writes(has_worked_at("site_id"))
def leave_site(tx: Tx, site_id: SiteId) -> Left | Refusal:
    """Ends one's own role at a site; the last owner stays until there is another. Safe to repeat."""
    lock_site(tx.connection, site_id)
    own = _find_member(tx, site_id, tx.actor.person_id)
    if own is not None:
        if _is_last_owner(tx, site_id, own):
            return Refusal(Reason.LAST_OWNER)
        _end(tx, tx.catalogue.site(site_id).region_id, site_id, own, "member.left")
    return Left(tx.catalogue.site(site_id))


@reads(coordinates("region_id"))
def show_coordinators(tx: Tx, region_id: RegionId) -> CoordinatorsView | Refusal:
    """Who coordinates a region, and a key for the next invitation."""
    return _coordinators(tx, region_id)


@writes(coordinates("region_id"))
def remove_coordinator(tx: Tx, region_id: RegionId, person_id: PersonId) -> CoordinatorsView | Refusal:
    """Ends somebody's role in a region, one's own too; the last coordinator stays. Safe to repeat."""
    lock_region(tx.connection, region_id)
    members = read_region_members(tx.connection, region_id)
    found = next((each for each in members if each.person_id == person_id), None)
    if found is None:
        return _coordinators(tx, region_id)
    if len(members) == 1:
        return Refusal(Reason.LAST_COORDINATOR)
    _end(tx, region_id, None, found, "member.left" if person_id == tx.by else "member.removed")
    return _coordinators(tx, region_id, removed=found)


def _coordinators(tx: Tx, region_id: RegionId, *, removed: Member | None = None) -> CoordinatorsView:
    return CoordinatorsView(
        region=tx.catalogue.region(region_id),
        people=tuple(read_region_members(tx.connection, region_id)),
        reader=tx.actor.person_id,
        invite_key=make_key(tx),
        removed=removed,
    )


def _people(tx: Tx, site_id: SiteId, *, removed: Member | None = None) -> PeopleView:
    site = tx.catalogue.site(site_id)
    return PeopleView(
        site=site,
        people=tuple(read_members(tx.connection, site_id)),
        reader=tx.actor.person_id,
        may_change=tx.actor.may_invite(site_id, site.region_id),
        coordinates=tx.actor.coordinates(site.region_id),
        invite_key=make_key(tx),
        removed=removed,
    )


def _find_member(tx: Tx, site_id: SiteId, person_id: PersonId) -> Member | None:
    members = read_members(tx.connection, site_id)
    return next((each for each in members if each.person_id == person_id), None)


def _is_last_owner(tx: Tx, site_id: SiteId, member: Member) -> bool:
    return member.role is Role.OWNER and count_members(tx.connection, site_id, {Role.OWNER}) == 1


def _end(tx: Tx, region_id: RegionId, site_id: SiteId | None, member: Member, action: str) -> None:
    """Ends a role; whoever had it is told unless they left, and so are the owners or coordinators."""
    if site_id is None:
        ended = end_coordination(tx.connection, member.person_id, region_id, tx.now)
    else:
        ended = end_membership(tx.connection, member.person_id, site_id, tx.now)
    if ended is None:
        return
    role = {"role": member.role.value}
    record(tx, action, "person", member.person_id, role, region_id=region_id, site_id=site_id)
    if site_id is not None:
        leave_all(tx, member.person_id, site_id)
    tell(tx, MemberGone(ended, member.person_id, region_id, site_id, tx.by))
    if member.person_id != tx.by:
        tell(tx, RoleEnded(ended, member.person_id, region_id, site_id))
