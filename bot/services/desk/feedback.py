"""What leaders said of their visits: for the site, and for the coordinators of its region (B18)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.db.papers.feedback import read_ratings, read_said_at
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.feedback import SHOWN_FOR, LowRatedView, Ratings, Said, SiteFeedbackView
from bot.domain.model import RegionId, SiteId
from bot.domain.pages import page_of
from bot.domain.refusal import Refusal
from bot.domain.time.local_time import local_day
from bot.services.permissions import coordinates, sees_people_of
from bot.services.transaction import Tx, reads

WORDS_A_PAGE = 5


@reads(sees_people_of("site_id"))
def show_feedback(tx: Tx, site_id: SiteId, page: int = 0) -> SiteFeedbackView | Refusal:
    """Scores and sentences of the last twelve months; never whose they are."""
    site, since = tx.catalogue.site(site_id), tx.now - SHOWN_FOR
    zone = ZoneInfo(site.timezone)
    shown = page_of(read_said_at(tx.connection, site_id, since), page, WORDS_A_PAGE)
    return SiteFeedbackView(
        site=site,
        ratings=read_ratings(tx.connection, [site_id], since).get(site_id, Ratings({})),
        entries=tuple(
            Said(each.score, each.text, each.hands, local_day(at, zone).replace(day=1))
            for each, at in shown.entries
        ),
        page=shown.page,
        pages=shown.pages,
        works_there=tx.actor.role_at(site_id) is not None,
    )


@reads(coordinates("region_id"))
def show_low_rated(tx: Tx, region_id: RegionId) -> LowRatedView | Refusal:
    """The sites of a region that its guests rate low."""
    return LowRatedView(tx.catalogue.region(region_id), tuple(low_rated(tx, region_id)))


def low_rated(tx: Tx, region_id: RegionId) -> list[tuple[Site, Ratings]]:
    sites = tx.catalogue.everything.sites_of(region_id)
    ratings = read_ratings(tx.connection, sites, tx.now - SHOWN_FOR)
    low = [(sites[site_id], each) for site_id, each in ratings.items() if each.is_low]
    return sorted(low, key=lambda each: (each[1].average, each[0].id))
