"""Sites of a region and their publication (F3)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.db.booking.sessions import Earliest, read_next_free
from bot.db.catalogue.publication import (
    count_upcoming,
    move_site,
    publish_complete_routes,
    publish_drafts,
    read_published_programmes,
    read_site_state,
    read_site_states,
)
from bot.db.catalogue.revisions import read_open_of_site
from bot.db.engine.locks import lock_site
from bot.db.people.members import has_owner, read_members, read_ownerless
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Site
from bot.domain.model import Publication, RegionId, SiteId
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.views import CoordinatedSiteView, SiteEntry, SitesView
from bot.services.catalogue.cards.change import agree_to_publication
from bot.services.catalogue.cards.reading import digest_of, readiness_of
from bot.services.desk.requests import read_queue
from bot.services.messages.sites import SiteMoved
from bot.services.messages.tell import tell
from bot.services.people.invitations import make_key
from bot.services.permissions import coordinates, coordinates_site
from bot.services.transaction import Tx, reads, record, writes

SITES_A_PAGE = 6
DATES_SHOWN = 3

MOVES: dict[Publication, frozenset[Publication]] = {
    Publication.PUBLISHED: frozenset({Publication.DRAFT, Publication.HIDDEN}),
    Publication.HIDDEN: frozenset({Publication.PUBLISHED, Publication.ARCHIVED}),
    Publication.ARCHIVED: frozenset({Publication.DRAFT, Publication.HIDDEN}),
}
"""From which states a site may come into one."""


@reads(coordinates("region_id"))
def show_sites(
    tx: Tx, region_id: RegionId, status: Publication, page: int = 0, *, ownerless: bool = False
) -> SitesView | Refusal:
    """Sites of a region in one state, with the next free session of each. ``ownerless``: only published ones
    without an owner who can be told of a request."""
    states = read_site_states(tx.connection, region_id)
    some = read_ownerless(tx.connection, region_id) if ownerless else states
    wanted = [site_id for site_id, state in states.items() if state is status and site_id in some]
    shown = page_of(wanted, page, SITES_A_PAGE)
    entries: list[SiteEntry] = []
    for site_id in shown.entries:
        site = tx.catalogue.site(site_id)
        free = _next_free(tx, site, status, most=1)
        entries.append(SiteEntry(site, status, free[0] if free else None))
    return SitesView(
        region=tx.catalogue.region(region_id),
        status=status,
        counts=Counter(states.values()),
        entries=tuple(entries),
        page=shown.page,
        pages=shown.pages,
        ownerless=ownerless,
    )


@reads(coordinates_site("site_id"))
def show_site(tx: Tx, site_id: SiteId) -> CoordinatedSiteView | Refusal:
    """One site with its state and what can be done with it."""
    return _site_view(tx, site_id)


@writes(coordinates_site("site_id"))
def publish_site(
    tx: Tx, site_id: SiteId, after: Publication, seen: str | None = None
) -> CoordinatedSiteView | Refusal:
    """Publishes, hides or archives a site. Safe to repeat; guarded by the state it comes from.

    A site without programmes, or that lacks a text, is not published; one with visits to come is not
    archived. The first publication agrees to all that the site shows: ``seen`` is what was shown, and where
    that is something else by now it is refused; None: nothing was shown. It publishes the programmes too, and
    the routes that waited for this site alone. Bookings stay as they are.
    """
    if after not in MOVES:
        return Refusal(Reason.NOT_ALLOWED)
    lock_site(tx.connection, site_id)
    before = read_site_state(tx.connection, site_id)
    if before is after:
        return _site_view(tx, site_id)
    if after is Publication.ARCHIVED and (upcoming := count_upcoming(tx.connection, site_id, tx.now)):
        return Refusal(Reason.HAS_FUTURE_BOOKINGS, {"bookings": upcoming})
    first = before is Publication.DRAFT and after is Publication.PUBLISHED
    if first and seen is not None and seen != digest_of(tx, site_id):
        return Refusal(Reason.ALREADY_DECIDED, {"status": "card"})
    if after is Publication.PUBLISHED and readiness_of(tx, site_id).gaps:
        return Refusal(Reason.INCOMPLETE, {"status": "card"})
    if not move_site(tx.connection, site_id, MOVES[after], after, tx.now):
        return Refusal(Reason.ALREADY_DECIDED, {"status": (before or Publication.ARCHIVED).value})
    if after is Publication.PUBLISHED:
        publish_drafts(tx.connection, site_id)
        if not read_published_programmes(tx.connection, site_id):
            return Refusal(Reason.INCOMPLETE)
        publish_complete_routes(tx.connection, tx.catalogue.site(site_id).region_id)
    tx.change_catalogue()
    record(
        tx,
        f"site.{after.value}",
        "site",
        site_id,
        {"before": None if before is None else before.value},
        region_id=tx.catalogue.site(site_id).region_id,
        site_id=site_id,
    )
    if first:
        agree_to_publication(tx, site_id)
    was = None if before is None else before.value
    tell(tx, SiteMoved(site_id, after.value, tx.now, tx.actor.person_id, was))
    return _site_view(tx, site_id, changed=True)


def _next_free(tx: Tx, site: Site, status: Publication, *, most: int) -> list[SessionFacts]:
    if status is Publication.ARCHIVED or not site.programmes:
        return []
    until = tx.now + timedelta(days=tx.limits.horizon_days + 1)
    everything = Earliest(tx.now, tuple(each.id for each in site.programmes), tx.now, until)
    return read_next_free(tx.connection, [everything], tx.now, most=most)


def _site_view(tx: Tx, site_id: SiteId, *, changed: bool = False) -> CoordinatedSiteView:
    site = tx.catalogue.site(site_id)
    status = read_site_state(tx.connection, site_id) or Publication.ARCHIVED
    people = read_members(tx.connection, site_id)
    return CoordinatedSiteView(
        region=tx.catalogue.region(site.region_id),
        site=site,
        status=status,
        next_sessions=tuple(_next_free(tx, site, status, most=DATES_SHOWN)),
        people=len(people),
        ownerless=not has_owner(tx.connection, site_id),
        unanswered=len(read_queue(tx, [site_id])),
        upcoming=count_upcoming(tx.connection, site_id, tx.now),
        invite_key=make_key(tx),
        changed=changed,
        readiness=readiness_of(tx, site_id) if status is Publication.DRAFT else None,
        seen=digest_of(tx, site_id),
        waiting=len(read_open_of_site(tx.connection, site_id)),
    )
