"""Who somebody is to the product, and what that allows. Checked in use cases, never only in handlers."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.forms import DraftKind
from bot.domain.model import OrganisationId, OwnHours, PersonId, RegionId, Role, SiteId


@dataclass(frozen=True, slots=True)
class Membership:
    """A live role: at a site, or (coordinators) in a region."""

    role: Role
    region_id: RegionId
    site_id: SiteId | None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an update, with the roles stored at that moment. ``asked``: the kind of
    the form whose question stands."""

    person_id: PersonId
    telegram_id: int
    language: str
    name: str | None = None
    phone: str | None = None
    organisation_id: OrganisationId | None = None
    region_id: RegionId | None = None
    city_slug: str | None = None
    """The city whose sites come first, where they said one."""
    consent_version: int | None = None
    blocked: bool = False
    quiet_hours: OwnHours | None = None
    quiet_weekends: bool = False
    asked: DraftKind | None = field(default=None, compare=False)
    unreachable: bool = field(default=False, compare=False)
    """Telegram said that the bot cannot write to them."""
    memberships: tuple[Membership, ...] = ()

    def role_at(self, site_id: SiteId) -> Role | None:
        for membership in self.memberships:
            if membership.site_id == site_id:
                return membership.role
        return None

    def may_answer(self, site_id: SiteId) -> bool:
        """Decide requests, open and close sessions, mark arrivals: owner and staff."""
        return self.role_at(site_id) in {Role.OWNER, Role.STAFF}

    def may_review(self, site_id: SiteId) -> bool:
        """Say how a group did at a job trial: whoever works with it, not the gate."""
        return self.role_at(site_id) in {Role.OWNER, Role.STAFF, Role.GUIDE}

    def may_mark_arrival(self, site_id: SiteId) -> bool:
        """Everybody who works at the gate or with the group."""
        return self.role_at(site_id) is not None

    def may_invite(self, site_id: SiteId, region_id: RegionId) -> bool:
        return self.role_at(site_id) is Role.OWNER or self.coordinates(region_id)

    def coordinates(self, region_id: RegionId) -> bool:
        return any(
            membership.role is Role.COORDINATOR and membership.region_id == region_id
            for membership in self.memberships
        )

    @property
    def site_ids(self) -> tuple[SiteId, ...]:
        return tuple(m.site_id for m in self.memberships if m.site_id is not None)

    @property
    def coordinated_region_ids(self) -> tuple[RegionId, ...]:
        return tuple(m.region_id for m in self.memberships if m.role is Role.COORDINATOR)

    @property
    def is_host(self) -> bool:
        return bool(self.site_ids)

    @property
    def is_coordinator(self) -> bool:
        return bool(self.coordinated_region_ids)


@dataclass(frozen=True, slots=True)
class Post:
    """A role with whoever has it, or had it: ``ended``."""

    person_id: PersonId
    name: str | None
    phone: str | None
    role: Role
    region_id: RegionId
    site_id: SiteId | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """How the coordinator can reach somebody whom the bot cannot."""

    person_id: PersonId
    name: str | None
    phone: str | None
    language: str
