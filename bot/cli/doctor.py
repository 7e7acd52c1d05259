"""``python -m bot doctor``: can the bot work here, and if not, what is to be done?"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.cli import OK, PROBLEM
from bot.cli.checkup.database import (
    examine_backups,
    examine_bot,
    examine_database,
    examine_files,
    examine_messages,
    examine_use,
)
from bot.cli.checkup.finding import Finding, Verdict
from bot.cli.checkup.machine import (
    examine_clock,
    examine_ports,
    examine_settings,
    examine_space,
    examine_texts,
    examine_zones,
)
from bot.cli.checkup.telegram import examine_telegram, examine_webhook
from bot.cli.console.report import say
from bot.clock import Clock, SystemClock
from bot.settings import ENV_FILE, Settings, SettingsError, load_settings

NAME = "doctor"
HELP = "check the settings, the database, the clock and the way to Telegram"
DESCRIPTION = """Checks what the bot needs: settings and who can read them, token, database, messages that
wait, backups, free space, texts, clock, time zones, the way to Telegram and back. Each line that is not in
order says what to do. Changes nothing. Exit code 1 if the bot cannot work."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quick", action="store_true", help="only settings and database, without network (for health checks)"
    )


def execute(arguments: argparse.Namespace) -> int:
    findings: list[Finding] = []
    for finding in examine(SystemClock(), quick=bool(arguments.quick)):
        say(str(finding))
        findings.append(finding)
    bad = sum(finding.verdict is Verdict.BAD for finding in findings)
    say("The bot can work here." if bad == 0 else f"The bot cannot work yet: {bad} to put right.")
    return PROBLEM if bad else OK


def examine(clock: Clock, *, quick: bool, env_file: Path = ENV_FILE) -> Iterator[Finding]:
    """All findings, one after another as they are made."""
    try:
        settings = load_settings(env_file)
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(problem.name, Verdict.BAD, problem.wrong, problem.advice)
        return
    yield from examine_settings(settings, env_file)
    database = list(examine_database(settings))
    yield from database
    yield from examine_files(settings)
    if quick:
        return
    if all(finding.verdict is Verdict.FINE for finding in database):
        yield examine_use(settings)
        yield from examine_bot(settings)
        yield examine_messages(settings, clock)
    yield from examine_backups(settings, clock)
    yield from _examine_disks(settings)
    yield from examine_ports(settings)
    yield examine_texts()
    yield examine_zones(settings)
    yield examine_clock(clock)
    yield from asyncio.run(_examine_telegram(settings, clock))


def _examine_disks(settings: Settings) -> Iterator[Finding]:
    if settings.database_file is not None:
        yield examine_space("space", settings.database_file.parent)
    yield examine_space("space for backups", settings.backups)


async def _examine_telegram(settings: Settings, clock: Clock) -> list[Finding]:
    return [*await examine_telegram(settings, clock), *await examine_webhook(settings, clock)]
