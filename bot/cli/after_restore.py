"""``python -m bot after-restore``: who deleted themselves since is deleted again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.cli import OK
from bot.cli.console.database import runner_over, with_database
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database
    from bot.db.operations.deletions_log import Deletion
    from bot.services.upkeep.after_restore import Done

NAME = "after-restore"
HELP = "after pg_restore: delete again who had deleted themselves since the backup"
DESCRIPTION = """For PostgreSQL, after a dump was put back and before the bot starts on it (`restore` does the
same for SQLite by itself). Reads the list of deletions in BACKUP_FOLDER, and with --from also the database
that was replaced, and deletes those people again. Messages that the replaced database has sent are not sent
again; without --from, messages that were due more than an hour ago are dropped. Safe to repeat."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="replaced",
        metavar="ADDRESS",
        help="the database that was replaced, if it can still be read, as one writes it in DATABASE_URL",
    )


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()

    async def act(database: Database) -> int:
        from bot.db.operations.copying import reading
        from bot.db.operations.deletions_log import read_deletions
        from bot.db.operations.restore_diff import RestoreDiff, Waiting, read_aftermath
        from bot.services.upkeep.after_restore import act_after_restore

        runner = runner_over(database, settings, SystemClock())
        deletions = listed_deletions(settings)
        if arguments.replaced is None:
            report(await act_after_restore(runner, deletions))
            return OK
        async with reading(arguments.replaced) as read:
            deletions += await read(read_deletions)

            async def ask(waiting: Waiting) -> RestoreDiff:
                return await read(lambda connection: read_aftermath(connection, waiting))

            done = await act_after_restore(runner, deletions, ask)
        report(done)
        return OK

    return with_database(settings, act)


def listed_deletions(settings: Settings) -> list[Deletion]:
    """The list beside the backups; what cannot be read in it is said."""
    from bot.db.operations.deletions_log import DeletionsLog

    log = DeletionsLog.beside(settings.backups)
    deletions, unreadable = log.read()
    if not log.file.exists():
        complain(
            f"There is no list of deletions {log.file}: is BACKUP_FOLDER right? "
            "Normal if nobody has used /delete_me."
        )
    for line in unreadable:
        complain(f"{log.file}, line {line.number}, cannot be read; was somebody deleted there?")
    return deletions


def report(done: Done) -> None:
    """Says what was done again, and what is lost."""
    who = ", ".join(str(each) for each in done.deleted)
    say(f"People deleted again: {len(done.deleted)}" + (f" (rows of `person`: {who})." if who else "."))
    if not done.asked:
        say(f"Messages dropped, which were due more than an hour ago: {done.dropped}.")
        return
    say(f"Messages that had gone out, and will not again: {done.ended}.")
    if done.lost:
        complain(f"Made after the backup, and not in it: {len(done.lost)}. Ask these people to book again:")
        complain(f"  {', '.join(done.lost)}")
        complain("Their names and phones are in the replaced database.")
