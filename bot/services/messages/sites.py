"""A site's place in the catalogue was changed by a coordinator (F3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db.catalogue.publication import count_upcoming, read_site_state
from bot.db.people.people import read_contact
from bot.domain.messages.views import SiteMovedView
from bot.domain.model import PersonId, Priority, Publication, Role, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class SiteMoved(Message[SiteMovedView]):
    """To its owners: published, hidden or archived (``state``; it was ``before``) since ``at``, ``by`` whom.
    Nothing is told of what was taken back meanwhile."""

    kind = "site.moved"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    site_id: SiteId
    state: str
    at: datetime
    by: PersonId | None = None
    before: str | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.site_id, self.state, f"{self.at:%Y%m%d%H%M%S%f}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return sorted(set(who.at(self.site_id, (Role.OWNER,))) - {self.by})

    def load(self, tx: Tx) -> SiteMovedView | None:
        if read_site_state(tx.connection, self.site_id) != self.state:
            return None
        return SiteMovedView(
            site=tx.catalogue.site(self.site_id),
            state=Publication(self.state),
            was_archived=self.before == Publication.ARCHIVED,
            by=None if self.by is None else read_contact(tx.connection, self.by),
            upcoming=count_upcoming(tx.connection, self.site_id, tx.now),
        )
