"""Every night everything is counted again, and a difference is an alarm (F10)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.db.operations.self_audit import (
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
from bot.services.messages.region.region import AuditAlarm
from bot.services.messages.tell import tell
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes

IDS_AT_ONCE = 20_000
"""Ids of one step: a step is one read of some tens of milliseconds, so that nobody waits behind it."""

MOST_LOGGED = 50

ABOUT_SEATS = frozenset({"seats", "claims", "visits", "bookings", "applications", "forms"})
"""Lines of the report whose differences may meet somebody at a gate."""

_log = logging.getLogger(__name__)


class Part(NamedTuple):
    """Some ids of one check."""

    check: Check
    span: Span


@reads(SYSTEM_ONLY)
def find_highest_ids(tx: Tx) -> Mapping[Check, int]:
    """How far each check has to look."""
    return {check: highest_id(tx.connection, check) for check in CHECKS}


@reads(SYSTEM_ONLY)
def look_at_parts(tx: Tx, parts: Sequence[Part], moments: Moments) -> Sequence[tuple[str, Found]]:
    """What is wrong in these parts, by the line of the report: one short read that sees one state."""
    return [(part.check.line, part.check.look(tx.connection, part.span, moments)) for part in parts]


@dataclass(frozen=True, slots=True)
class AuditDatabase:
    """Goes through all checks beside a running bot, in short reads."""

    runner: Runner
    step: int = IDS_AT_ONCE
    is_running: bool = True
    """Whether a bot works on it: where none does, nothing is judged late."""

    async def __call__(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Report:
        """``progress`` is told after each step how many parts of how many are done."""
        now = self.runner.clock.now()
        moments = Moments.at(now) if self.is_running else Moments(now, late_before=None)
        last = await self.runner.run(find_highest_ids)
        parts = [Part(check, span) for check, highest in last.items() for span in spans(highest, self.step)]
        found: list[tuple[str, Found]] = []
        for together in _steps(parts, last, self.step):
            found += await self.runner.run(look_at_parts, together, moments)
            progress(len(found), len(parts))
        return Report.of(moments.now, found)


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


@writes(SYSTEM_ONLY)
def tell_differences(tx: Tx, report: Report) -> None:
    """To the coordinators, once a day: how many differences concern their region."""
    counts = report["seats"].counts
    alarms: list[AuditAlarm] = []
    for region_id in tx.catalogue.everything.regions:
        faults = Counter(each.fault.line for each in report.differences if _concerns(each, region_id))
        if faults:
            alarm = AuditAlarm(
                region_id,
                report.at.date(),
                claims=counts["claims"],
                seats=counts["seats"],
                differences=faults.total(),
                about_seats=sum(faults[line] for line in ABOUT_SEATS),
            )
            alarms.append(alarm)
    tell(tx, *alarms)


def _concerns(difference: Difference, region_id: RegionId) -> bool:
    return difference.region_id is None or difference.region_id == region_id


@dataclass(frozen=True, slots=True)
class NightlyAudit:
    """The audit with its alarms: an error in the log for the operator, a message to the coordinators.

    Those of a region hear how many differences concern it. What concerns no region in particular concerns
    all. Nobody hears anything when all is well.
    """

    runner: Runner

    async def __call__(self) -> Report:
        report = await AuditDatabase(self.runner)()
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
            await self.runner.run(tell_differences, report)
        return report
