"""``python -m bot doctor``: can the bot work here, and if not, what is to be done?"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.cli import OK, PROBLEM
from bot.cli.report import say
from bot.clock import Clock, SystemClock
from bot.settings import ENV_FILE, Settings, SettingsError, load_settings, unknown_names

NAME = "doctor"
HELP = "check the settings, the database, the clock and the way to Telegram"
DESCRIPTION = """Checks what the bot needs: settings, token, database, free space, clock, time zones, the way
to Telegram. Each line that is not in order says what to do. Changes nothing. Exit code 1 if the bot cannot
work."""

RUSSIAN_ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka")
LEAST_FREE_BYTES = 200 * 1024 * 1024
MOST_CLOCK_ERROR = timedelta(seconds=30)
# No computer runs this before it was written: an earlier date is a clock that lost its battery.
EARLIEST_POSSIBLE = datetime(2026, 11, 1, tzinfo=UTC)
_TELEGRAM_TIMEOUT_S = 10.0


class Verdict(StrEnum):
    FINE = "ok"
    DOUBTFUL = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``advice`` is empty when it is fine."""

    what: str
    verdict: Verdict
    seen: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"\n       -> {self.advice}" if self.advice else ""
        return f"{self.verdict:>4}   {self.what}: {self.seen}{advice}"


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
            yield Finding(problem.name, Verdict.BAD, problem.wrong, f"{problem.name}={problem.example}")
        return
    yield from examine_settings(settings, env_file)
    yield from examine_database(settings)
    if quick:
        return
    yield examine_space(settings.database_file)
    yield examine_zones(settings)
    yield examine_clock(clock)
    yield from asyncio.run(examine_telegram(settings, clock))


def examine_settings(settings: Settings, env_file: Path) -> Iterator[Finding]:
    missing = settings.for_run_problems()
    for problem in missing:
        yield Finding(problem.name, Verdict.BAD, problem.wrong, f"{problem.name}={problem.example}")
    for name in unknown_names(env_file):
        yield Finding(name, Verdict.DOUBTFUL, f"stands in {env_file} but is no setting", "misspelt?")
    if not settings.coordinator_ids:
        yield Finding(
            "COORDINATOR_IDS",
            Verdict.DOUBTFUL,
            "nobody can publish sites or invite hosts",
            "put your own Telegram id (a number) there",
        )
    if not missing:
        yield Finding("settings", Verdict.FINE, "complete")


def examine_database(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file.exists():
        yield from _examine_missing_database(file)
        return
    if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        yield Finding(
            "database", Verdict.BAD, f"{file} or its folder cannot be written", "give it to the bot's user"
        )
        return
    try:
        _check_file(file)
    except sqlite3.DatabaseError as error:
        yield Finding("database", Verdict.BAD, f"{file}: {error}", "restore the last backup")
        return
    yield _examine_migrations(settings)


def _examine_missing_database(file: Path) -> Iterator[Finding]:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not os.access(folder, os.W_OK):
        yield Finding("database", Verdict.BAD, f"{folder} cannot be written", "give it to the bot's user")
    else:
        yield Finding("database", Verdict.BAD, f"{file} does not exist", "python -m bot migrate")


def _check_file(file: Path) -> None:
    """DatabaseError if this is no SQLite file or a damaged one."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        connection.close()
    if result != "ok":
        raise sqlite3.DatabaseError(f"damaged: {result}")


def examine_space(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    seen = f"{free // 1024**2} MB free in {folder}"
    if free < LEAST_FREE_BYTES:
        return Finding("space", Verdict.BAD, seen, "make room: on a full disk nothing can be booked")
    return Finding("space", Verdict.FINE, seen)


def examine_zones(settings: Settings) -> Finding:
    try:
        for name in (*RUSSIAN_ZONES, settings.default_timezone):
            ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        return Finding("time zones", Verdict.BAD, str(error), "install the package tzdata")
    return Finding("time zones", Verdict.FINE, f"present; {settings.default_timezone} is the default")


def examine_clock(clock: Clock) -> Finding:
    now = clock.now()
    seen = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < EARLIEST_POSSIBLE:
        return Finding("clock", Verdict.BAD, f"{seen} cannot be", "set the machine's clock (NTP)")
    return Finding("clock", Verdict.FINE, seen)


async def examine_telegram(settings: Settings, clock: Clock) -> list[Finding]:
    """Asks the Bot API who the bot is; says nothing when there is no token to ask with."""
    import aiohttp
    from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

    if settings.bot_token is None:
        return []
    token = settings.bot_token.get_secret_value()
    connector = ProxyConnector.from_url(settings.bot_proxy.get_secret_value()) if settings.bot_proxy else None
    timeout = aiohttp.ClientTimeout(total=_TELEGRAM_TIMEOUT_S)
    proxy_errors = (ProxyError, ProxyConnectionError, ProxyTimeoutError)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.get(f"{settings.bot_api_url}/bot{token}/getMe") as response,
        ):
            status, date = response.status, response.headers.get("Date")
            answer = await response.json(content_type=None) if status == 200 else {}
    except (*proxy_errors, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return [
            Finding(
                "Telegram",
                Verdict.BAD,
                f"{settings.bot_api_url} does not answer ({type(error).__name__})",
                "if it is blocked here, set BOT_PROXY or BOT_API_URL",
            )
        ]
    return [_judge_answer(status, answer), *_judge_clocks(clock.now(), date)]


def _judge_answer(status: int, answer: object) -> Finding:
    if status in {401, 404}:
        return Finding(
            "Telegram", Verdict.BAD, "does not know this BOT_TOKEN", "copy it from @BotFather again"
        )
    result = answer.get("result") if isinstance(answer, dict) else None
    if status != 200 or not isinstance(result, dict) or "username" not in result:
        return Finding("Telegram", Verdict.BAD, f"answers {status}", "is BOT_API_URL a Bot API server?")
    return Finding("Telegram", Verdict.FINE, f"the bot is @{result['username']}")


def _judge_clocks(now: datetime, date: str | None) -> Iterator[Finding]:
    if date is None:
        return
    difference = abs(now - parsedate_to_datetime(date).astimezone(UTC))
    if difference > MOST_CLOCK_ERROR:
        seconds = int(difference.total_seconds())
        yield Finding("clock", Verdict.BAD, f"{seconds} s away from Telegram's", "set it right (NTP)")


def _examine_migrations(settings: Settings) -> Finding:
    from bot.db.errors import DatabaseError
    from bot.db.migrate import pending

    try:
        waiting = pending(settings.database_url.get_secret_value())
    except DatabaseError as error:
        return Finding("database", Verdict.BAD, str(error), "use the version of the program that made it")
    if waiting:
        return Finding("database", Verdict.BAD, f"{len(waiting)} migrations to do", "python -m bot migrate")
    return Finding("database", Verdict.FINE, f"{settings.database_file} is sound and up to date")
