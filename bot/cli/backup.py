"""``python -m bot backup [FILE]``: a checked copy of the SQLite database, also while the bot runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import OK, PROBLEM
from bot.cli.console.progress import Progress
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, load_settings

NAME = "backup"
HELP = "make a checked copy of the SQLite database"
DESCRIPTION = """Copies the database as it is at this moment, while the bot may go on, reads the copy again
and audits it. Without FILE it goes to BACKUP_FOLDER, where the nightly ones are. The copy holds personal
data: it can be read by its owner only. PostgreSQL is copied by pg_dump: see docs/operating.md."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="where to (must not exist yet)")


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    database = sqlite_file_or_complaint(settings)
    return PROBLEM if database is None else _back_up(settings, database, arguments.file)


def sqlite_file_or_complaint(settings: Settings) -> Path | None:
    """The database file; None after it was said that PostgreSQL has its own tools."""
    if settings.database_file is None:
        complain(f"{settings.database_name} is PostgreSQL, which has its own tools: pg_dump and pg_restore.")
        complain("docs/operating.md has the commands.")
    return settings.database_file


def _back_up(settings: Settings, database: Path, file: Path | None) -> int:
    from bot.db.operations.backup import BackupError, BackupFolder, back_up

    now = SystemClock().now()
    target = file or BackupFolder.of(database, settings.backups).file_at(now)
    try:
        with Progress("copying") as progress:
            made = back_up(database, target, now, progress=progress.show)
    except BackupError as error:
        complain(f"No backup was made: {error}")
        return PROBLEM
    say(f"{made.file}: {made.size / 1024**2:,.1f} MB, revision {made.revision}.")
    if made.report.clean:
        say("The copy was read again; everything in it agrees.")
        return OK
    complain(f"The audit finds {len(made.report.differences)} differences in it: python -m bot audit")
    return PROBLEM
