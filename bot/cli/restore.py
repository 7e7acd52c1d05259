"""``python -m bot restore FILE``: a backup takes the place of the SQLite database."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.after_restore import listed_deletions, report
from bot.cli.backup import sqlite_file_or_complaint
from bot.cli.console.database import runner_over
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.services.upkeep.after_restore import Done

NAME = "restore"
HELP = "put a backup in the place of the SQLite database"
DESCRIPTION = """Checks the backup, brings it up to date, deletes again who had deleted themselves since it
was made, audits the result, and only then puts it in the place of the database, which is kept beside it under
another name. Whatever fails before leaves the database as it was. Refuses while a bot runs on the database.
Stop the bot first; PostgreSQL is restored by pg_restore: see docs/operating.md."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup")
    parser.add_argument(
        "--force",
        action="store_true",
        help="also if the database is too damaged to be locked, or the audit finds differences in the backup",
    )


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    database = sqlite_file_or_complaint(settings)
    if database is None:
        return PROBLEM
    if not arguments.file.is_file():
        complain(f"There is no file {arguments.file}.")
        return PROBLEM

    from bot.db.engine.errors import DatabaseBusyError, DatabaseError

    try:
        return _restore(settings, database, arguments.file, force=bool(arguments.force))
    except DatabaseBusyError as error:
        complain(f"{error}. Stop the bot first; nothing was changed.")
    except DatabaseError as error:
        complain(f"{error}. Nothing was put in place.")
    except OSError as error:
        complain(f"{error}. Is there room, and may this user write here? The old database is in its place.")
    return PROBLEM


def _restore(settings: Settings, database: Path, backup: Path, *, force: bool) -> int:
    from bot.db.operations.backup import inspect
    from bot.db.operations.migrate import upgrade
    from bot.db.operations.restore import RestoreError, alone_with, discard, put_in_place, working_copy
    from bot.db.operations.revisions import pending

    now = SystemClock().now()
    copy = working_copy(backup, database)
    try:
        address = f"sqlite:///{copy}"
        revision, before = inspect(copy, now)
        say(f"{backup}: revision {revision}, {len(before.differences)} differences.")
        if not before.clean and not force:
            complain(f"The first: {before.differences[0]}")
            complain("Take another backup, or --force to put this one in place all the same.")
            return PROBLEM
        if pending(address):
            say(f"Brought up to date: {len(upgrade(address))} migrations.")
        with ExitStack() as stack:
            try:
                replaced = stack.enter_context(alone_with(database))
            except RestoreError as error:
                if not force:
                    complain(f"{error}. If no bot runs on it: --force")
                    return PROBLEM
                complain(f"{error}; it is replaced all the same.")
                replaced = None
            done = asyncio.run(_repeat(settings, address, replaced))
            _, after = inspect(copy, now)
            if not after.clean and before.clean:
                complain(f"After all that the audit finds {after.differences[0]}. Nothing was put in place.")
                return PROBLEM
            aside = database.with_name(f"{database.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
            had_one = database.exists()
            put_in_place(copy, database, aside)
    finally:
        discard(copy)
    report(done)
    if had_one:
        say(f"The replaced database lies at {aside}.")
        say("It holds personal data: delete it when it is needed no more.")
    say(f"{database} is restored; everything in it agrees." if after.clean else f"{database} is restored.")
    return OK


async def _repeat(settings: Settings, address: str, replaced: sqlite3.Connection | None) -> Done:
    """Does to the working copy what has happened since the backup, as far as anybody knows."""
    from bot.db.engine.database import Database
    from bot.db.operations.deletions_log import read_deletions
    from bot.db.operations.restore import RestoreError, read_replaced
    from bot.db.operations.restore_diff import RestoreDiff, Waiting, read_aftermath
    from bot.services.upkeep.after_restore import act_after_restore

    async def ask(waiting: Waiting) -> RestoreDiff | None:
        if replaced is None:
            return None
        try:
            return read_replaced(replaced, lambda connection: read_aftermath(connection, waiting))
        except RestoreError as error:
            complain(f"{error}; so nobody knows which messages went out.")
            return None

    deletions = listed_deletions(settings)
    if replaced is not None:
        try:
            deletions += read_replaced(replaced, read_deletions)
        except RestoreError as error:
            complain(f"{error}; only the list of deletions says who deleted themselves.")
    database = await Database.open(address)
    try:
        return await act_after_restore(runner_over(database, settings, SystemClock()), deletions, ask)
    finally:
        await database.close()
