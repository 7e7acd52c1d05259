"""Every night everything is counted again, and a difference is an alarm (F10)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from bot.clock import Clock
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.self_audit import (
    CHECKS,
    Check,
    Difference,
    Found,
    Moments,
    Report,
    Span,
    highest_id,
    spans,
)
from bot.domain.model import RegionId
from bot.services import notices
from bot.services.content import Content

IDS_AT_ONCE = 20_000
"""Ids of one step: a step is one read of some tens of milliseconds, so that nobody waits behind it."""

MOST_LOGGED = 50

ABOUT_SEATS = frozenset({"seats", "claims", "visits", "bookings", "applications", "forms"})
"""Lines of the report whose differences may meet somebody at a gate."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AuditDatabase:
    """Goes through all checks beside a running bot, in short reads."""

    db: Database
    clock: Clock
    step: int = IDS_AT_ONCE
    is_running: bool = True
    """Whether a bot works on it: where none does, nothing is judged late."""

    async def __call__(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Report:
        """``progress`` is told after each step how many parts of how many are done."""
        now = self.clock.now()
        moments = Moments.at(now) if self.is_running else Moments(now, late_before=None)
        last = await self.db.read(_highest_ids)
        parts = [Part(check, span) for check, highest in last.items() for span in spans(highest, self.step)]
        found: list[tuple[str, Found]] = []
        for together in _steps(parts, last, self.step):
            found += await self.db.read(partial(_look, parts=together, moments=moments))
            progress(len(found), len(parts))
        return Report.of(moments.now, found)


class Part(NamedTuple):
    """Some ids of one check."""

    check: Check
    span: Span


def _highest_ids(connection: Connection) -> Mapping[Check, int]:
    return {check: highest_id(connection, check) for check in CHECKS}


def _steps(parts: Iterable[Part], last: Mapping[Check, int], most: int) -> Iterator[Sequence[Part]]:
    """Parts in their order, as many together as have no more ids than ``most``: where there is little, most
    of the time would go into the way to the database."""
    step: list[Part] = []
    ids = 0
    for part in parts:
        own = max(min(part.span.last, last[part.check]) - part.span.first + 1, 0)
        if step and ids + own > most:
            yield step
            step, ids = [], 0
        step.append(part)
        ids += own
    yield step


def _look(connection: Connection, parts: Sequence[Part], moments: Moments) -> list[tuple[str, Found]]:
    return [(part.check.line, part.check.look(connection, part.span, moments)) for part in parts]


@dataclass(frozen=True, slots=True)
class NightlyAudit:
    """The audit with its alarms: an error in the log for the operator, a message to the coordinators.

    Those of a region hear how many differences concern it. What concerns no region in particular concerns
    all. Nobody hears anything when all is well.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self) -> Report:
        report = await AuditDatabase(self.db, self.clock)()
        seats = report["seats"].counts
        _log.info(
            "self-audit: %d claims, %d seats, %d differences",
            seats["claims"],
            seats["seats"],
            len(report.differences),
        )
        if not report.clean:
            _log.error(
                "the self-audit found %d differences; python -m bot audit shows them all",
                len(report.differences),
            )
            for each in report.differences[:MOST_LOGGED]:
                _log.error("self-audit: %s; next: %s", each, each.next_step)
            await self.db.write(lambda connection: self._tell(connection, report))
        return report

    def _tell(self, connection: Connection, report: Report) -> None:
        for region_id in self.content.everything.regions:
            faults = Counter(each.fault.line for each in report.differences if _concerns(each, region_id))
            if not faults:
                continue
            notices.tell_coordinators(
                connection,
                "region.audit",
                region_id,
                {
                    "claims": report["seats"].counts["claims"],
                    "seats": report["seats"].counts["seats"],
                    "differences": faults.total(),
                    "about_seats": sum(faults[line] for line in ABOUT_SEATS),
                },
                key=f"region.audit:{region_id}:{report.at:%Y%m%d}",
                now=report.at,
                stale_at=report.at + timedelta(days=1),
            )


def _concerns(difference: Difference, region_id: RegionId) -> bool:
    return difference.region_id is None or difference.region_id == region_id
