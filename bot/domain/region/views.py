"""What the screens of coordinators show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.cards.views import Readiness
from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.desk.views import Member, QueueEntry
from bot.domain.model import PersonId, Publication, SiteId


@dataclass(frozen=True, slots=True)
class RegionView:
    """The desk of a region's coordinator. ``regions``: all that the reader coordinates."""

    region: Region | None
    """None: first choose one of several."""
    regions: tuple[Region, ...]
    sites: Mapping[Publication, int]
    unanswered: int
    overdue: int
    complaints: int
    """Of hosts, on which nobody has decided."""
    coordinators: int = 0
    ownerless: int = 0
    """Published sites without an owner who can be told of a request."""
    urgent: tuple[QueueEntry, ...] = ()
    """What awaits an answer, the few whose deadline comes first; ``unattended``: the sites where nobody can
    give it."""
    unattended: Collection[SiteId] = ()
    now: datetime | None = None
    low_rated: int = 0
    """Sites that their guests rate low."""
    revisions: int = 0
    """Changes of cards on which a coordinator decides."""
    watched: int = 0
    """Entries of the watch list."""


@dataclass(frozen=True, slots=True)
class CoordinatorsView:
    """Who coordinates a region. ``invite_key``: operation key for the next invitation link."""

    region: Region
    people: tuple[Member, ...]
    reader: PersonId
    invite_key: str
    removed: Member | None = None


@dataclass(frozen=True, slots=True)
class SiteEntry:
    site: Site
    status: Publication
    next_session: SessionFacts | None
    """The soonest open session with free seats."""


@dataclass(frozen=True, slots=True)
class SitesView:
    """One page of a region's sites in one state."""

    region: Region
    status: Publication
    counts: Mapping[Publication, int]
    entries: tuple[SiteEntry, ...]
    page: int
    pages: int
    ownerless: bool = False
    """Only those without an owner who can be told of a request."""


@dataclass(frozen=True, slots=True)
class CoordinatedSiteView:
    """A site as its coordinator sees it."""

    region: Region
    site: Site
    status: Publication
    next_sessions: tuple[SessionFacts, ...]
    people: int
    ownerless: bool
    """Without an owner who can be told of a request."""
    unanswered: int
    """Requests and applications."""
    upcoming: int
    """Bookings that await an answer or are confirmed for a time to come."""
    invite_key: str
    changed: bool = False
    """Whether the tap that led here changed the state."""
    readiness: Readiness | None = None
    """Of a site that was never published: what it lacks."""
    seen: str = ""
    """The digest of all that the site shows, to which its first publication agrees."""
    waiting: int = 0
    """Changes of its cards on which a coordinator decides."""


@dataclass(frozen=True, slots=True)
class UnansweredView:
    """One page of a region's requests and applications without an answer, by their deadline."""

    region: Region
    entries: tuple[QueueEntry, ...]
    total: int
    page: int
    pages: int
    now: datetime
