"""A region as its coordinator runs it, and its requests without an answer (F1, E3)."""

from __future__ import annotations

from collections import Counter

from bot.db.catalogue.publication import read_site_states
from bot.db.catalogue.revisions import count_open
from bot.db.people.complaints import count_undecided
from bot.db.people.members import read_region_members
from bot.domain.desk.views import QueueEntry
from bot.domain.model import RegionId
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.views import RegionView, UnansweredView
from bot.domain.region.watch import WatchKind
from bot.services.desk.feedback import low_rated
from bot.services.desk.requests import read_queue
from bot.services.permissions import COORDINATES_SOMEWHERE, coordinates
from bot.services.region.watch import read_watch
from bot.services.transaction import Tx, reads

REQUESTS_A_PAGE = 2
URGENT_SHOWN = 3
"""Requests that the first screen names."""


@reads(COORDINATES_SOMEWHERE)
def show_region(tx: Tx, region_id: RegionId | None = None) -> RegionView | Refusal:
    """The coordinator's desk; with several regions and none chosen, the choice between them."""
    own = tx.actor.coordinated_region_ids
    if region_id is not None and region_id not in own:
        return Refusal(Reason.NOT_ALLOWED)
    wanted = own[0] if region_id is None and len(own) == 1 else region_id
    regions = tuple(tx.catalogue.region(each) for each in own)
    if wanted is None:
        return RegionView(None, regions, {}, 0, 0, 0)
    states = Counter(read_site_states(tx.connection, wanted).values())
    watched = read_watch(tx, wanted)
    unanswered = [each.queued for each in watched if each.queued is not None]
    ownerless = {each.site.id for each in watched if each.kind is WatchKind.OWNERLESS}
    return RegionView(
        region=tx.catalogue.region(wanted),
        regions=regions,
        sites=states,
        unanswered=len(unanswered),
        overdue=sum(each.due_at <= tx.now for each in unanswered),
        complaints=count_undecided(tx.connection, wanted),
        coordinators=len(read_region_members(tx.connection, wanted)),
        ownerless=len(ownerless),
        urgent=tuple(unanswered[:URGENT_SHOWN]),
        unattended=ownerless,
        now=tx.now,
        low_rated=len(low_rated(tx, wanted)),
        revisions=count_open(tx.connection, wanted),
        watched=len(watched),
    )


@reads(coordinates("region_id"))
def show_unanswered(tx: Tx, region_id: RegionId, page: int = 0) -> UnansweredView | Refusal:
    """Requests and applications of a region without an answer, by their deadline, with the host's phone."""
    shown = page_of(_read_unanswered(tx, region_id), page, REQUESTS_A_PAGE)
    return UnansweredView(
        region=tx.catalogue.region(region_id),
        entries=shown.entries,
        total=shown.total,
        page=shown.page,
        pages=shown.pages,
        now=tx.now,
    )


def _read_unanswered(tx: Tx, region_id: RegionId) -> list[QueueEntry]:
    sites = list(tx.catalogue.everything.sites_of(region_id))
    return sorted(read_queue(tx, sites), key=lambda each: each.due_at)
