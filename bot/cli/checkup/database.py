"""The database, who uses it, its messages that wait, and its backups."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bot.cli.checkup.finding import Finding, Verdict
from bot.clock import Clock
from bot.db.engine.at_rest.files import find_fault, looking_at, open_to_others
from bot.settings import Settings

OLDEST_BACKUP = timedelta(hours=26)
"""A nightly one, and two hours for making it."""


def examine_database(settings: Settings) -> Iterator[Finding]:
    if settings.database_file is None:
        yield _examine_migrations(settings)
        return
    file = settings.database_file
    fault = find_fault(file)
    if fault is not None:
        yield Finding("database", Verdict.BAD, fault.seen, fault.advice)
        return
    if not file.exists():
        yield Finding("database", Verdict.BAD, f"{file} does not exist", "python -m bot migrate")
        return
    try:
        _check_file(file)
    except sqlite3.DatabaseError as error:
        yield Finding(
            "database", Verdict.BAD, f"{file}: {error}", "put back the last backup: python -m bot restore"
        )
        return
    yield _examine_migrations(settings)


def examine_files(settings: Settings) -> Iterator[Finding]:
    """Names and phones stand in the files of a SQLite database."""
    if settings.database_file is not None:
        for each in open_to_others(settings.database_file):
            yield Finding(str(each), Verdict.DOUBTFUL, "can be read by other users", f"chmod 600 {each}")


def _check_file(file: Path) -> None:
    """DatabaseError if this is no SQLite file or a damaged one."""
    address = f"{file.absolute().as_uri()}?{urlencode(looking_at(file))}"
    with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
        (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if result != "ok":
        raise sqlite3.DatabaseError(f"damaged: {result}")


def _examine_migrations(settings: Settings) -> Finding:
    from bot.db.engine.errors import DatabaseError, DatabaseUnavailableError
    from bot.db.operations.revisions import pending

    try:
        waiting = pending(settings.database_url.get_secret_value())
    except DatabaseUnavailableError as error:
        advice = "does the server run, and are name and password in DATABASE_URL right?"
        return Finding("database", Verdict.BAD, str(error), advice)
    except DatabaseError as error:
        return Finding("database", Verdict.BAD, str(error), "nothing was changed")
    if waiting:
        return Finding("database", Verdict.BAD, f"{len(waiting)} migrations to do", "python -m bot migrate")
    return Finding("database", Verdict.FINE, f"{settings.database_name} is sound and up to date")


def examine_use(settings: Settings) -> Finding:
    """Is a bot running on it? One more `run` with the same token would fight with it for the updates."""
    from bot.db.engine.at_rest.open_connections import others_using

    others = asyncio.run(others_using(settings.database_url.get_secret_value()))
    seen = "a bot has the database open; start no second one that polls" if others else "not running now"
    return Finding("bot", Verdict.FINE, seen)


def examine_bot(settings: Settings) -> Iterator[Finding]:
    """Whether the token is of the bot that has worked here so far; nothing where there is no way to tell."""
    from bot.db.engine.at_rest.oneshot import read_once
    from bot.db.engine.database import parse_url
    from bot.db.operations.telegram_bot import read_bot

    before = read_once(parse_url(settings.database_url.get_secret_value()), read_bot)
    token = "" if settings.bot_token is None else settings.bot_token.get_secret_value()
    own = token.partition(":")[0]
    if before is not None and own.isdecimal() and int(own) != before:
        yield Finding(
            "BOT_TOKEN",
            Verdict.DOUBTFUL,
            f"is of the bot {own}, and {before} has worked with this database",
            "is it the right database? If so: people have to press Start at the new bot before it can write "
            "to them, and their messages in the old chat stay as they are",
        )


def examine_messages(settings: Settings, clock: Clock) -> Finding:
    """Messages that should have gone out by now, and those that never will."""
    from bot.db.engine.database import Database
    from bot.db.outbox.deliveries import Backlog, read_backlog

    now = clock.now()

    async def look() -> Backlog:
        database = await Database.open(settings.database_url.get_secret_value(), read_pool_size=1)
        try:
            return await database.read(lambda connection: read_backlog(connection, now))
        finally:
            await database.close()

    backlog = asyncio.run(look())
    seen = f"{backlog.waiting} wait, {backlog.overdue} of them for over an hour; {backlog.dead} given up"
    if backlog.overdue:
        advice = "is the bot running, and does it reach Telegram? then they leave by themselves"
        return Finding("messages", Verdict.DOUBTFUL, seen, advice)
    return Finding("messages", Verdict.FINE, seen)


def examine_backups(settings: Settings, clock: Clock) -> Iterator[Finding]:
    if settings.database_file is None:
        seen = f"PostgreSQL's own; the list of deletions goes to {settings.backups}"
        yield Finding("backups", Verdict.FINE, seen)
        return
    if not settings.backup_daily:
        yield Finding("backups", Verdict.DOUBTFUL, "none are made: BACKUP_DAILY is 0", "BACKUP_DAILY=7")
        return
    from bot.db.operations.backup import BackupFolder

    folder = BackupFolder.of(settings.database_file, settings.backups)
    try:
        newest = folder.newest()
    except OSError as error:
        seen = f"{settings.backups} cannot be read: {error.strerror}"
        yield Finding("backups", Verdict.BAD, seen, "give the folder to the bot's user")
        return
    yield _judge_age(settings.backups, None if newest is None else newest[0], clock.now())


def _judge_age(folder: Path, newest: datetime | None, now: datetime) -> Finding:
    advice = "python -m bot backup makes one now; the bot makes one every night, and its log says why not"
    if newest is None:
        return Finding("backups", Verdict.DOUBTFUL, f"there is none in {folder}", advice)
    hours = int((now - newest).total_seconds() // 3600)
    seen = f"the newest in {folder} is {hours} hours old"
    if now - newest > OLDEST_BACKUP:
        return Finding("backups", Verdict.DOUBTFUL, seen, advice)
    return Finding("backups", Verdict.FINE, seen)
