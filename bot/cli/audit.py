"""``python -m bot audit``: does everything in the database agree?"""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.console.database import runner_over, with_database
from bot.cli.console.progress import Progress
from bot.cli.console.report import say
from bot.clock import SystemClock
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database
    from bot.db.operations.self_audit import Line, Report

NAME = "audit"
HELP = "prove that seats, bookings, messages and deletions agree"
DESCRIPTION = """Counts all seats again and compares them with what sessions say; looks for bookings without
seats and seats without bookings, for holds and requests that nobody ended, messages that nobody sent, data of
deleted people, references to nothing. Reads only, in short steps, beside a running bot; while none runs,
nothing is called late. Exit code 1 if anything differs; each difference comes with ids and a next step."""

MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object with everything, for machines")


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()

    address = settings.database_url.get_secret_value()

    async def act(database: Database) -> int:
        from bot.services.upkeep.self_audit import AuditDatabase

        audit = AuditDatabase(runner_over(database, settings, SystemClock()), is_running=is_running)
        with Progress("auditing") as progress:
            report = await audit(progress.show)
        if arguments.json:
            say(as_json(report))
            return OK if report.clean else PROBLEM
        for line in as_lines(report):
            say(line)
        if not is_running:
            say("No bot runs on it now, so what is late was not looked at.")
        return OK if report.clean else PROBLEM

    is_running = is_in_use(address)
    return with_database(settings, act)


def is_in_use(address: str) -> bool:
    """Whether a bot has it open. A database that cannot be asked is complained of by whoever opens it."""
    from bot.db.engine.at_rest.open_connections import others_using
    from bot.db.engine.errors import DatabaseError

    try:
        return asyncio.run(others_using(address))
    except DatabaseError:
        return False


def as_lines(report: Report) -> list[str]:
    """A line per check, below it its differences with a next step, and a verdict."""
    shown: list[str] = []
    for line in report.lines:
        shown.append(_summary(line))
        shown += [f"    {each}" for each in line.differences[:MOST_SHOWN]]
        if len(line.differences) > MOST_SHOWN:
            shown.append(f"    and {len(line.differences) - MOST_SHOWN:,} more: --json lists them all")
        if line.differences:
            shown.append(f"    -> {line.differences[0].next_step}")
    verdict = "Everything agrees." if report.clean else f"Differences: {len(report.differences):,}."
    return [*shown, verdict]


def _summary(line: Line) -> str:
    counted = ", ".join(f"{what} {number:,}" for what, number in line.counts.items()) or "nothing yet"
    return f"{line.name + ':':<14}{counted}; differences {len(line.differences):,}"


def as_json(report: Report) -> str:
    return json.dumps(
        {
            "at": report.at.isoformat(),
            "clean": report.clean,
            "lines": [
                {
                    "name": line.name,
                    "counts": dict(line.counts),
                    "differences": [
                        {
                            "fault": each.fault.value,
                            "subject": each.subject,
                            "id": each.subject_id,
                            "region_id": each.region_id,
                            "seen": each.seen,
                            "next_step": each.next_step,
                        }
                        for each in line.differences
                    ],
                }
                for line in report.lines
            ],
        },
        ensure_ascii=False,
    )
