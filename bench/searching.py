"""What a search costs where there is much to search."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from bench.measured import Measured
from bench.measures import Sizes
from bench.telegram import BenchTelegram
from bench.towns import demo_town
from bot.clock import SystemClock
from bot.db.engine.database import Database
from bot.domain.catalogue.catalogue import Catalogue
from bot.domain.search.index import SearchIndex
from bot.services.catalogue.cache import CatalogueCache
from tests.many_sites import many_sites
from tests.unit.search_queries import QUERIES

MOST_MILLISECONDS = 15.0


async def s10_search(_: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    """Processor time, since nothing else happens: no ratio, as there is no bare search to compare with."""
    catalogue = many_sites(await _demo(folder / "s10.sqlite3"), sizes.sites)
    queries = [row.partition(" | ")[0] for row in QUERIES.splitlines() if row]
    means, worst, made = [], [], []
    for _round in range(sizes.rounds):
        started = time.process_time()
        index = SearchIndex(catalogue)
        made.append(time.process_time() - started)
        costs = _costs(index, queries)
        means.append(sum(costs) / len(costs))
        worst.append(max(costs))
    note = f"the dearest of {len(queries)} {max(worst):.1f} ms; the index is made in {max(made):.2f} s"
    what = f"milliseconds of processor time of one query at {sizes.sites} sites"
    return [
        Measured("S10", what, tuple(worst), MOST_MILLISECONDS, at_least=False, note=note),
        Measured("S10 mean", "the same, of all these queries", tuple(means), None, at_least=False),
    ]


def _costs(index: SearchIndex, queries: Sequence[str]) -> list[float]:
    costs = []
    for query in queries:
        started = time.process_time()
        index.find(query)
        costs.append((time.process_time() - started) * 1e3)
    return costs


async def _demo(file: Path) -> Catalogue:
    town = await demo_town(file)
    db = await Database.open(town.address)
    try:
        content = CatalogueCache(db, SystemClock())
        await content.refresh()
        return content.published
    finally:
        await db.close()
