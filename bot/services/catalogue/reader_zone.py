"""On whose clock somebody lives, so that times of another zone can carry its name (G3)."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.model import RegionId, SiteId
from bot.services.catalogue.cache import CatalogueCache


def reader_zone(
    catalogue: CatalogueCache, region_id: RegionId | None, site_ids: Collection[SiteId] = ()
) -> str | None:
    """The zone of the site where they work, else of their region; empty where neither is one zone.

    None: everything here is in one zone, which goes without saying.
    """
    if len(catalogue.zones) <= 1:
        return None
    regions, sites = catalogue.everything.regions, catalogue.everything.sites
    zones = {sites[each].timezone for each in site_ids if each in sites}
    if not zones and region_id is not None and region_id in regions:
        zones = {regions[region_id].timezone}
    if not zones and len(regions) == 1:
        zones = {each.timezone for each in regions.values()}
    return zones.pop() if len(zones) == 1 else ""
