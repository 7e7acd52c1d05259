"""``python -m bot copy --to ADDRESS``: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli import OK, PROBLEM
from bot.cli.console.progress import Progress
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, SettingsError, load_settings

NAME = "copy"
HELP = "copy everything into an empty database, such as from SQLite to PostgreSQL"
DESCRIPTION = """Copies every row of the database in DATABASE_URL, with its id, into another one, which must
be empty; its tables are made if there are none. Compares the number of rows of each table and audits the
result; if anything differs, the target stays empty. Stop the bot first: what it writes after the copy has
begun stays behind. Then put the new address into DATABASE_URL."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        required=True,
        metavar="ADDRESS",
        help="the empty database, as one writes it in DATABASE_URL: "
        "postgresql+asyncpg://user:password@host/name or sqlite:///file",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="also while a bot runs on the source (a rehearsal), or with differences in it",
    )


def execute(arguments: argparse.Namespace) -> int:
    source = load_settings()
    try:
        target = load_settings(database_url=arguments.to)
    except SettingsError as error:
        complain(f"--to cannot be used: it {error.problems[0].wrong}")
        return PROBLEM

    from bot.db.engine.errors import DatabaseError

    try:
        return _copy(source, target, force=bool(arguments.force))
    except DatabaseError as error:
        complain(f"Nothing was copied: {error}")
        return PROBLEM
    except KeyboardInterrupt:
        complain(_what_is_stored(target))
        return PROBLEM


def _what_is_stored(target: Settings) -> str:
    """After an interruption: all rows are committed together, and one may have come just after that."""
    from bot.db.engine.errors import DatabaseError
    from bot.db.operations.copying import is_empty

    name = target.database_name
    try:
        empty = asyncio.run(is_empty(target.database_url.get_secret_value()))
    except DatabaseError as error:
        return f"Interrupted. Whether {name} has rows cannot be seen: {error}"
    if empty:
        return f"Interrupted. Nothing was copied: {name} has no rows. Copy again when you like."
    return (
        f"Interrupted, but {name} has rows. Look whether they are all: python -m bot audit on that database."
    )


def _copy(source: Settings, target: Settings, *, force: bool) -> int:
    from bot.db.engine.at_rest.open_connections import others_using
    from bot.db.operations.copying import copy_rows, is_empty
    from bot.db.operations.migrate import upgrade
    from bot.db.operations.revisions import current, pending

    here, there = (each.database_url.get_secret_value() for each in (source, target))
    if current(here) is None or pending(here):
        complain(f"{source.database_name} is not up to date. First: python -m bot migrate")
        return PROBLEM
    if not force and asyncio.run(others_using(here)):
        complain(f"Another program has {source.database_name} open. Stop the bot first.")
        complain("To rehearse while it runs: --force. What is written meanwhile stays behind.")
        return PROBLEM
    if not asyncio.run(is_empty(there)):
        complain(f"{target.database_name} is not empty. Nothing was copied.")
        return PROBLEM
    upgrade(there)
    now = SystemClock().now()
    with Progress("copying") as progress:
        copied = asyncio.run(
            copy_rows(here, there, now=now, even_if_it_differs=force, progress=progress.show)
        )
    for name, rows in copied.rows.items():
        if rows:
            say(f"{name:<18}{rows:>12,}")
    say(f"{'all tables':<18}{sum(copied.rows.values()):>12,} rows, as many as in {source.database_name}.")
    if not copied.report.clean:
        complain(f"The audit finds {len(copied.report.differences)} differences, which were copied too.")
        return PROBLEM
    say(f"Everything in {target.database_name} agrees. Put its address into DATABASE_URL, and start the bot.")
    return OK
