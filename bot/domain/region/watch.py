"""What a coordinator has to look at: one list of everything in a region that waits for somebody (F6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.desk.feedback import Ratings
from bot.domain.desk.views import QueueEntry
from bot.domain.model import RevisionId, Role
from bot.domain.people.complaint import Complaint


class WatchKind(StrEnum):
    """Each kind has a text ``watch.<kind>``."""

    UNANSWERED = "unanswered"
    """Its answer is due, or was."""
    UNREACHABLE = "unreachable"
    """The bot cannot write to somebody who has a visit ahead, or who answers for a site."""
    COMPLAINT = "complaint"
    """A host proposes to block somebody."""
    OWNERLESS = "ownerless"
    NO_SESSIONS = "no_sessions"
    """Visitors see the site, and can book nothing."""
    UNGUIDED = "unguided"
    """Groups are confirmed, and nobody has agreed to lead them."""
    REVISION = "revision"
    """A change of a card that wants a coordinator's yes (E6)."""
    LOW_RATED = "low_rated"


@dataclass(frozen=True, slots=True)
class Phone:
    """Whom to call. ``role``: at the site; None: whoever booked."""

    name: str | None
    phone: str | None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """``due_at``: by when something has to happen, if that is known. ``reference`` and ``starts_at``: of the
    booking or session that it concerns. ``done_key``: by it the entry is marked as done; empty: it goes away
    by what is done."""

    kind: WatchKind
    site: Site
    due_at: datetime | None = None
    queued: QueueEntry | None = None
    reference: str | None = None
    starts_at: datetime | None = None
    phones: tuple[Phone, ...] = ()
    complaint: Complaint | None = None
    ratings: Ratings | None = None
    revision_id: RevisionId | None = None
    done_key: str = ""


@dataclass(frozen=True, slots=True)
class WatchView:
    """One page, the soonest deadline first; what has none comes last. ``changed``: an entry was marked."""

    region: Region
    entries: tuple[WatchEntry, ...]
    total: int
    page: int
    pages: int
    now: datetime
    changed: bool = False
