"""The report of a region in which counting takes long, kept for some minutes: who leafs through it waits
once, and a message that took so long that its turn was over is there at once the next time.

In the memory of one process, beside its catalogue; nothing that could not be counted again.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from typing import Final
from weakref import WeakKeyDictionary

from bot.domain.catalogue.catalogue import Region
from bot.domain.figures.periods import Period
from bot.domain.figures.views import FiguresView
from bot.domain.model import RegionId
from bot.services.catalogue.cache import CatalogueCache
from bot.services.figures.counting import Steps, count_region, takes_long
from bot.services.transaction import Tx

KEPT_FOR: Final = timedelta(minutes=10)
MOST_KEPT: Final = 4

Kept = OrderedDict[tuple[RegionId, str], FiguresView]

_kept: Final[WeakKeyDictionary[CatalogueCache, Kept]] = WeakKeyDictionary()


def counted_lately(tx: Tx, region: Region, period: Period) -> FiguresView | None:
    """The report of a large region, if it was counted within the last minutes."""
    found = _kept.get(tx.catalogue, Kept()).get((region.id, period.code))
    return found if found is not None and tx.now - KEPT_FOR <= found.made_at <= tx.now else None


def count_once(tx: Tx, region: Region, period: Period, steps: Steps | None = None) -> FiguresView:
    """The report, counted now or lately; that of a large region is kept. ``steps``: are told of."""
    found = counted_lately(tx, region, period)
    if found is not None:
        return found
    view = count_region(tx, region, period, steps)
    if takes_long(tx, region, period):
        kept = _kept.setdefault(tx.catalogue, Kept())
        kept[region.id, period.code] = view
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return view
