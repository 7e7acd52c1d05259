"""A region as its coordinator runs it: sites, their publication, requests without an answer (F1, F3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.db.audit import record
from bot.db.catalogue import note_change
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.locks import lock_site
from bot.db.members import read_members
from bot.db.sessions import Earliest, read_next_free
from bot.db.site_states import (
    count_upcoming,
    move_site,
    publish_drafts,
    read_published_programmes,
    read_site_state,
    read_site_states,
)
from bot.domain.access import Actor
from bot.domain.availability import SessionFacts
from bot.domain.catalogue import Site
from bot.domain.coordinator_views import (
    CoordinatedSiteView,
    RegionView,
    SiteEntry,
    SitesView,
    UnansweredView,
)
from bot.domain.host_views import QueueEntry
from bot.domain.model import Publication, RegionId, Role, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.host.requests import read_queue
from bot.services.invitations import make_key

SITES_A_PAGE = 6
REQUESTS_A_PAGE = 2
DATES_SHOWN = 3

MOVES: dict[Publication, frozenset[Publication]] = {
    Publication.PUBLISHED: frozenset({Publication.DRAFT, Publication.HIDDEN}),
    Publication.HIDDEN: frozenset({Publication.PUBLISHED, Publication.ARCHIVED}),
    Publication.ARCHIVED: frozenset({Publication.DRAFT, Publication.HIDDEN}),
}
"""From which states a site may come into one."""


def read_unanswered_of(
    connection: Connection, content: Content, region_id: RegionId, now: datetime
) -> list[QueueEntry]:
    """Requests and applications of a region that await an answer, oldest first."""
    sites = [each.id for each in content.everything.sites.values() if each.region_id == region_id]
    return read_queue(connection, content, sites, now)


def _next_free(
    connection: Connection, site: Site, status: Publication, now: datetime, most: int
) -> list[SessionFacts]:
    if status is Publication.ARCHIVED or not site.programmes:
        return []
    everything = Earliest(now, tuple(each.id for each in site.programmes))
    return read_next_free(connection, [everything], now, most=most)


@dataclass(frozen=True, slots=True)
class ShowRegion:
    """The coordinator's desk. Who may: coordinators; with several regions and none chosen, the choice."""

    db: Database
    clock: Clock
    content: Content
    random_bytes: Callable[[int], bytes]

    async def __call__(self, actor: Actor, region_id: RegionId | None = None) -> RegionView | Refusal:
        own = actor.coordinated_region_ids
        if not own or (region_id is not None and region_id not in own):
            return Refusal(Reason.NOT_ALLOWED)
        wanted = own[0] if region_id is None and len(own) == 1 else region_id
        regions = tuple(self.content.region(each) for each in own)
        key = make_key(self.random_bytes)
        if wanted is None:
            return RegionView(None, regions, {}, 0, 0, key)
        now = self.clock.now()

        def body(connection: Connection) -> tuple[Counter[Publication], list[QueueEntry]]:
            states = Counter(read_site_states(connection, wanted).values())
            return states, read_unanswered_of(connection, self.content, wanted, now)

        states, unanswered = await self.db.read(body)
        overdue = sum(each.due_at <= now for each in unanswered)
        return RegionView(self.content.region(wanted), regions, states, len(unanswered), overdue, key)


@dataclass(frozen=True, slots=True)
class ShowSites:
    """Sites of a region in one state, with the next free session of each (F3)."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, region_id: RegionId, status: Publication, page: int = 0
    ) -> SitesView | Refusal:
        if not actor.coordinates(region_id):
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()

        def body(connection: Connection) -> SitesView:
            states = read_site_states(connection, region_id)
            wanted = [site_id for site_id, state in states.items() if state is status]
            pages = max(-(-len(wanted) // SITES_A_PAGE), 1)
            at = min(max(page, 0), pages - 1)
            entries: list[SiteEntry] = []
            for site_id in wanted[at * SITES_A_PAGE : (at + 1) * SITES_A_PAGE]:
                site = self.content.site(site_id)
                free = _next_free(connection, site, status, now, 1)
                entries.append(SiteEntry(site, status, free[0] if free else None))
            return SitesView(
                region=self.content.region(region_id),
                status=status,
                counts=Counter(states.values()),
                entries=tuple(entries),
                page=at,
                pages=pages,
            )

        return await self.db.read(body)


def _site_view(
    connection: Connection,
    content: Content,
    site: Site,
    now: datetime,
    key: str,
    *,
    changed: bool = False,
) -> CoordinatedSiteView:
    status = read_site_state(connection, site.id) or Publication.ARCHIVED
    people = read_members(connection, site.id)
    awaited = read_queue(connection, content, [site.id], now)
    return CoordinatedSiteView(
        region=content.region(site.region_id),
        site=site,
        status=status,
        next_sessions=tuple(_next_free(connection, site, status, now, DATES_SHOWN)),
        people=len(people),
        owners=sum(each.role is Role.OWNER for each in people),
        unanswered=len(awaited),
        upcoming=count_upcoming(connection, site.id, now),
        invite_key=key,
        changed=changed,
    )


@dataclass(frozen=True, slots=True)
class ShowSite:
    """One site with its state and what can be done with it. Who may: coordinators of its region."""

    db: Database
    clock: Clock
    content: Content
    random_bytes: Callable[[int], bytes]

    async def __call__(self, actor: Actor, site_id: SiteId) -> CoordinatedSiteView | Refusal:
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.coordinates(site.region_id):
            return Refusal(Reason.NOT_ALLOWED)
        now, key = self.clock.now(), make_key(self.random_bytes)
        return await self.db.read(lambda connection: _site_view(connection, self.content, site, now, key))


@dataclass(frozen=True, slots=True)
class PublishSite:
    """Publishes, hides or archives a site (F3). Safe to repeat; guarded by the state it comes from.

    Who may: coordinators of its region. A site without programmes is not published; one with visits to come
    is not archived. The first publication publishes its programmes too. Bookings stay as they are.
    """

    db: Database
    clock: Clock
    content: Content
    random_bytes: Callable[[int], bytes]

    async def __call__(
        self, actor: Actor, site_id: SiteId, after: Publication
    ) -> CoordinatedSiteView | Refusal:
        site = self.content.everything.sites.get(site_id)
        if site is None or not actor.coordinates(site.region_id) or after not in MOVES:
            return Refusal(Reason.NOT_ALLOWED)
        now, key = self.clock.now(), make_key(self.random_bytes)

        def body(connection: Connection) -> CoordinatedSiteView | Refusal:
            lock_site(connection, site.id)
            before = read_site_state(connection, site.id)
            if before is after:
                return _site_view(connection, self.content, site, now, key)
            if after is Publication.ARCHIVED and (upcoming := count_upcoming(connection, site.id, now)):
                return Refusal(Reason.HAS_FUTURE_BOOKINGS, {"bookings": upcoming})
            if not move_site(connection, site.id, MOVES[after], after, now):
                return Refusal(Reason.ALREADY_DECIDED, {"status": (before or Publication.ARCHIVED).value})
            if after is Publication.PUBLISHED:
                publish_drafts(connection, site.id)
                if not read_published_programmes(connection, site.id):
                    return Refusal(Reason.INCOMPLETE)
            note_change(connection)
            record(
                connection,
                actor.person_id,
                f"site.{after.value}",
                "site",
                site.id,
                {"before": None if before is None else before.value},
                region_id=site.region_id,
                site_id=site.id,
                now=now,
            )
            return _site_view(connection, self.content, site, now, key, changed=True)

        result = await self.db.write(body)
        if not isinstance(result, Refusal) and result.changed:
            await self.content.refresh()
        return result


@dataclass(frozen=True, slots=True)
class ShowUnanswered:
    """Requests and applications of a region without an answer, oldest first, with the host's phone (E3)."""

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, region_id: RegionId, page: int = 0) -> UnansweredView | Refusal:
        if not actor.coordinates(region_id):
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()
        found = await self.db.read(
            lambda connection: read_unanswered_of(connection, self.content, region_id, now)
        )
        pages = max(-(-len(found) // REQUESTS_A_PAGE), 1)
        page = min(max(page, 0), pages - 1)
        return UnansweredView(
            region=self.content.region(region_id),
            entries=tuple(found[page * REQUESTS_A_PAGE : (page + 1) * REQUESTS_A_PAGE]),
            total=len(found),
            page=page,
            pages=pages,
            now=now,
        )
