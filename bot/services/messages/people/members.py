"""Who has joined a site or the coordinators, and who is gone (E1, F1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.db.people.members import read_post
from bot.domain.messages.views import PostView
from bot.domain.model import MembershipId, PersonId, Priority, RegionId, Role, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message, ToOne
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _OfPost(Message[PostView]):
    """``region_id`` and ``site_id``: of the role. ``known_by``: who did it, and so need not be told."""

    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    membership_id: MembershipId
    person_id: PersonId
    region_id: RegionId
    site_id: SiteId | None = None
    known_by: PersonId | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.membership_id,)

    def readers(self, who: Readers) -> Collection[PersonId]:
        """The other owners of the site; without one, and of a region, the coordinators."""
        owners = set(who.at(self.site_id, (Role.OWNER,))) - {self.person_id}
        told = owners or set(who.coordinators(self.region_id))
        return sorted(told - {self.person_id, self.known_by})

    def _view(self, tx: Tx, *, ended: bool) -> PostView | None:
        post = read_post(tx.connection, self.membership_id)
        if post is None or post.ended is not ended:
            return None
        where = tx.catalogue
        place = where.region(post.region_id) if post.site_id is None else where.site(post.site_id)
        return PostView(post, place)


@dataclass(frozen=True, slots=True)
class MemberJoined(_OfPost):
    kind = "member.joined"

    def load(self, tx: Tx) -> PostView | None:
        return self._view(tx, ended=False)


@dataclass(frozen=True, slots=True)
class MemberGone(_OfPost):
    """Removed, or left by themselves."""

    kind = "member.gone"

    def load(self, tx: Tx) -> PostView | None:
        return self._view(tx, ended=True)


@dataclass(frozen=True, slots=True)
class RoleEnded(_OfPost, ToOne[PostView]):
    """To whoever was removed."""

    kind = "member.removed"

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.person_id,)

    def load(self, tx: Tx) -> PostView | None:
        return self._view(tx, ended=True)
