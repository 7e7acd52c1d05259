"""«Журнал»: who did what when in a region, for its coordinators (F8). People are numbers in it."""

from __future__ import annotations

from bot.db.operations.audit_log import read_log
from bot.domain.audit import DAYS, ActionGroup, LogFilter, LogSitesView, LogView
from bot.domain.figures.views import FileKind
from bot.domain.model import RegionId, SiteId
from bot.domain.refusal import Refusal
from bot.services.messages.region.journal import JournalReady, view_of
from bot.services.messages.tell import tell_once
from bot.services.permissions import coordinates
from bot.services.transaction import Tx, reads, record, writes

_COORDINATES = coordinates("region_id")

ENTRIES_A_PAGE = 6


def _chosen(
    tx: Tx, region_id: RegionId, site_id: SiteId | None, group: ActionGroup | None, days: int
) -> LogFilter:
    """A site of another region is none."""
    site = None if site_id is None else tx.catalogue.everything.sites.get(site_id)
    here = site is not None and site.region_id == region_id
    return LogFilter(region_id, site_id if here else None, group, days if days in DAYS else DAYS[1])


@reads(_COORDINATES)
def show_log(
    tx: Tx,
    region_id: RegionId,
    site_id: SiteId | None = None,
    group: ActionGroup | None = None,
    days: int = DAYS[1],
    page: int = 0,
) -> LogView | Refusal:
    """One page, the newest first."""
    chosen, page = _chosen(tx, region_id, site_id, group, days), max(page, 0)
    skip = page * ENTRIES_A_PAGE
    found = read_log(tx.connection, chosen, tx.now, most=ENTRIES_A_PAGE + 1, skip=skip)
    return view_of(tx, chosen, found[:ENTRIES_A_PAGE], page=page, has_more=len(found) > ENTRIES_A_PAGE)


@reads(_COORDINATES)
def choose_site(
    tx: Tx, region_id: RegionId, group: ActionGroup | None = None, days: int = DAYS[1], page: int = 0
) -> LogSitesView | Refusal:
    """The sites of the region, whatever their state."""
    sites = sorted(
        tx.catalogue.everything.sites_of(region_id).values(),
        key=lambda each: (each.name.in_language("ru"), each.id),
    )
    chosen = _chosen(tx, region_id, None, group, days)
    return LogSitesView(tx.catalogue.region(region_id), chosen, tuple(sites), page)


@writes(_COORDINATES)
def ask_log(
    tx: Tx, region_id: RegionId, site_id: SiteId | None, group: ActionGroup | None, days: int, kind: FileKind
) -> LogView | Refusal:
    """Has it made and sent as a file. Whoever asks twice within a minute gets it once."""
    chosen = _chosen(tx, region_id, site_id, group, days)
    what = "" if group is None else group.value
    file = kind if kind in {FileKind.XLSX, FileKind.CSV} else FileKind.XLSX
    ready = JournalReady(tx.actor.person_id, region_id, chosen.days, file.value, tx.now, what, chosen.site_id)
    if tell_once(tx, ready, tx.actor.person_id):
        details: dict[str, int | str | None] = {"file": file.value, "group": what, "days": chosen.days}
        record(tx, "journal.asked", "region", region_id, details, region_id=region_id, site_id=chosen.site_id)
    return view_of(tx, chosen, ())
