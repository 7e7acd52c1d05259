"""Figures for Prometheus: how much is done, how fast, and what waits. docs/operating.md explains each.

Counts of this process are read from the parts that keep them; what all replicas share is read from the
database when it is asked for. No label can take a value that a person chose.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aiogram.types import Update
from aiohttp import hdrs, web
from prometheus_client import (
    CollectorRegistry,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.db.engine.database import Database
from bot.db.operations.stats import Figures, read_figures
from bot.db.outbox.sender_role import SenderRole
from bot.domain.model import OutboxState
from bot.middlewares.in_flight import InFlight
from bot.scheduler.buckets import Pace
from bot.scheduler.sender import Sender
from bot.services.upkeep.incidents import ReportIncident
from bot.web.webhook import Webhook

DATABASE_SECONDS: Final = 2.0
"""In which the database has to answer; without it the figures of the process are given all the same."""
_UPDATE_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_DATABASE_BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_GROUP_BUCKETS: Final = (1, 2, 5, 10, 20, 50, 100, 256)
_KINDS: Final = frozenset(Update.model_fields) - {"update_id"}
_ENDS: Final = (OutboxState.SENT, OutboxState.DROPPED, OutboxState.DEAD)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watched:
    """The parts of a running bot that have something to tell; ``webhook`` is None when it polls."""

    db: Database
    clock: Clock
    in_flight: InFlight
    pace: Pace
    report: ReportIncident
    role: SenderRole
    sender: Sender
    webhook: Webhook | None


class Metrics:
    """Watches a bot from its making on."""

    def __init__(self, parts: Watched) -> None:
        # Else each figure has a second one, which only tells when the first was made.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there
        self._parts = parts
        self._registry = CollectorRegistry()
        self._updates = Histogram(
            "prokhodnaya_update_seconds",
            "Seconds from the arrival of an update until it was handled, waiting for its turn included.",
            ["kind"],
            buckets=_UPDATE_BUCKETS,
            registry=self._registry,
        )
        self._database = Histogram(
            "prokhodnaya_database_seconds",
            "Seconds of a transaction, waiting for its turn included.",
            ["operation"],
            buckets=_DATABASE_BUCKETS,
            registry=self._registry,
        )
        self._groups = Histogram(
            "prokhodnaya_write_group_size",
            "Transactions that shared one COMMIT of SQLite.",
            buckets=_GROUP_BUCKETS,
            registry=self._registry,
        )
        self._counted = _Counted(parts)
        self._registry.register(self._counted)
        ProcessCollector(registry=self._registry)
        parts.in_flight.watch(self.handled)
        parts.db.watch(self)

    # what is watched

    def handled(self, kind: str, seconds: float, handled: bool) -> None:
        """An update was handled, or was left to another delivery."""
        kind = kind_label(kind)
        if handled:
            self._updates.labels(kind).observe(seconds)
        else:
            self._counted.left[kind] = self._counted.left.get(kind, 0) + 1

    def read(self, seconds: float) -> None:
        self._database.labels("read").observe(seconds)

    def written(self, seconds: float) -> None:
        self._database.labels("write").observe(seconds)

    def committed_together(self, bodies: int) -> None:
        self._groups.observe(bodies)

    # what is told

    async def page(self, _request: web.Request) -> web.Response:
        """All figures as Prometheus reads them."""
        self._counted.figures = await self._read_figures()
        return web.Response(
            body=generate_latest(self._registry), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST}
        )

    async def _read_figures(self) -> Figures | None:
        now = self._parts.clock.now()
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                return await self._parts.db.read(lambda connection: read_figures(connection, now))
        except Exception as failure:
            _log.warning("figures of the database are missing: %s", type(failure).__name__)
            return None


class _Counted(Collector):
    """What the parts have counted by themselves, and the figures of the database."""

    def __init__(self, parts: Watched) -> None:
        self._parts = parts
        self.left: dict[str, int] = {}
        self.figures: Figures | None = None

    def collect(self) -> Iterator[Metric]:
        parts = self._parts
        yield _counter(
            "prokhodnaya_updates_left",
            "Updates left to another delivery, since Telegram or the database was away.",
            "kind",
            self.left,
        )
        yield _gauge("prokhodnaya_updates_in_flight", "Updates in hand now.", parts.in_flight.count)
        yield _gauge("prokhodnaya_tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
        incidents: dict[str, int] = {}
        for kind, number in parts.report.tally.items():
            incidents[kind_label(kind)] = incidents.get(kind_label(kind), 0) + number
        yield _counter("prokhodnaya_incidents", "Updates that failed and were given up.", "kind", incidents)
        yield _counter(
            "prokhodnaya_outbox_ended",
            "Messages of the outbox that this process has ended.",
            "state",
            {state.value: parts.sender.tally[state] for state in _ENDS},
        )
        yield CounterMetricFamily(
            "prokhodnaya_telegram_429", "Times that Telegram said 429.", value=parts.pace.refusals
        )
        yield _gauge(
            "prokhodnaya_sender_role", "1 in the process that sends and ticks.", int(parts.role.held)
        )
        if parts.webhook is not None:
            yield _counter(
                "prokhodnaya_webhook_answers",
                "Answers to posts to the webhook.",
                "status",
                {str(status): number for status, number in parts.webhook.tally.items()},
            )
        yield from self._of_the_database()

    def _of_the_database(self) -> Iterator[Metric]:
        figures = self.figures
        yield _gauge("prokhodnaya_database_answers", "1 if the database answers.", int(figures is not None))
        if figures is None:
            return
        waits = 0.0
        if figures.oldest_due_at is not None:
            waits = (self._parts.clock.now() - figures.oldest_due_at).total_seconds()
        yield _gauge("prokhodnaya_outbox_due", "Messages that are due and not sent.", figures.due)
        yield _gauge("prokhodnaya_outbox_oldest_seconds", "For how long the first of them is due.", waits)
        yield _gauge("prokhodnaya_bookings", "Bookings that are stored.", figures.bookings)


def kind_label(kind: str) -> str:
    """The kind of an update, if it is one that we know."""
    return kind if kind in _KINDS else "unknown"


def monitoring_pages(metrics: Metrics) -> web.Application:
    """What monitoring asks for; never reachable where the webhook is."""
    app = web.Application()
    app.router.add_get("/metrics", metrics.page)
    return app


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help_text, value=value)


def _counter(name: str, help_text: str, label: str, values: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, help_text, labels=[label])
    for value, number in sorted(values.items()):
        family.add_metric([value], number)
    return family
