"""What a report costs over very many visits (F5)."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from bench.measured import Measured
from bench.measures import Sizes
from bench.telegram import BenchTelegram
from bench.towns import large_town
from bot.clock import SystemClock
from bot.db.engine.database import Database
from bot.documents.report import report_xlsx
from bot.domain.figures.periods import PeriodKind, period_of
from bot.domain.figures.views import FiguresView
from bot.domain.limits import Limits
from bot.services.catalogue.cache import CatalogueCache
from bot.services.figures.counting import count_region
from bot.services.transaction import SYSTEM, Tx
from bot.ui.translator import translator_for

T = TypeVar("T")

MOST_SECONDS = 20.0
MOST_MEGABYTES = 300.0
LAST_YEARS_SESSIONS = timedelta(days=300)
"""The visits of the large town lie about a year back."""

BARE = """
SELECT session.programme_id, visit.status, count(*), sum(visit.children + visit.adults)
FROM session JOIN visit ON visit.session_id = session.id JOIN booking ON booking.id = visit.booking_id
WHERE session.starts_at >= ? AND session.starts_at < ? GROUP BY session.programme_id, visit.status
"""
"""What anybody would write first: every visit of the same time looked at once, with its booking."""

_COME = (
    """
    UPDATE visit SET status = CASE id % 10
        WHEN 0 THEN 'cancelled' WHEN 1 THEN 'declined' WHEN 2 THEN 'no_show' ELSE 'arrived' END,
    children = 18, adults = 2,
    decided_at = '2025-06-01 09:00:00.000000', answer_due_at = '2025-06-03 09:00:00.000000'
    """,
    """
    UPDATE booking SET audience = CASE id % 4 WHEN 0 THEN 'tourist' ELSE 'school' END,
    grade = 1 + id % 11, children = 18, organisation_id = (SELECT min(id) FROM organisation) + id % 4,
    created_at = datetime('2025-06-01 09:00:00', '-' || (id % 90) || ' hours') || '.000000'
    """,
)
"""They came, some of them, as classes; and were answered within four days."""


async def s11_report(_: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    """Processor time of the report of a school year ÷ of a bare query over the same visits."""
    town = await large_town(folder / "s11.sqlite3", sites=sizes.sites, bookings=sizes.past_bookings)
    db = await Database.open(town.address)
    try:
        await db.write(_let_come)
        clock = SystemClock()
        content = CatalogueCache(db, clock)
        await content.refresh()
        now = clock.now()
        (region,) = content.everything.regions.values()
        period = period_of(PeriodKind.SCHOOL_YEAR, (now - LAST_YEARS_SESSIONS).date())

        def count(connection: Connection) -> FiguresView:
            return count_region(Tx(connection, now, SYSTEM, content, Limits()), region, period)

        def bare(connection: Connection) -> int:
            return len(connection.exec_driver_sql(BARE, (f"{period.first}", f"{period.last}")).all())

        ratios, seconds, memory = [], [], []
        visits = 0
        for _round in range(sizes.rounds):
            before = await _costs(db, bare)
            gc.collect()
            _forget_the_peak()
            at_rest = _megabytes("VmRSS")
            view, cost = await _measured(db, count)
            started = time.process_time()
            report_xlsx(view, translator_for("ru"))
            seconds.append(cost + time.process_time() - started)
            ratios.append(cost / ((before + await _costs(db, bare)) / 2))
            memory.append(_megabytes("VmHWM") - at_rest)
            visits = view.total.counts.came
    finally:
        await db.close()
    note = f"{visits:,} visits came"
    what = "report of a school year ÷ a bare query over its visits"
    whole = "processor time of it with its workbook, in seconds"
    return [
        Measured("S11", what, tuple(ratios), None, at_least=False, note=note),
        Measured("S11 seconds", whole, tuple(seconds), MOST_SECONDS, at_least=False),
        Measured(
            "S11 memory", "megabytes that it takes besides", tuple(memory), MOST_MEGABYTES, at_least=False
        ),
    ]


_STATUS = Path("/proc/self/status")


def _forget_the_peak() -> None:
    """The most memory so far is what there is now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _megabytes(name: str) -> float:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith(f"{name}:")) / 1024


def _let_come(connection: Connection) -> None:
    for each in _COME:
        connection.exec_driver_sql(each)


async def _measured(db: Database, body: Callable[[Connection], T]) -> tuple[T, float]:
    started = time.process_time()
    result = await db.read(body)
    return result, time.process_time() - started


async def _costs(db: Database, body: Callable[[Connection], int]) -> float:
    return (await _measured(db, body))[1]
