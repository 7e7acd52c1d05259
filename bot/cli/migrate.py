"""``python -m bot migrate``: brings the database up to date."""

from __future__ import annotations

import argparse

from bot.cli import OK, PROBLEM
from bot.cli.console.report import complain, say
from bot.settings import load_settings

NAME = "migrate"
HELP = "bring the database up to date"
DESCRIPTION = """Makes the database if there is none, and brings its tables up to date. Does nothing if they
are. Stop the bot and make a backup before an upgrade."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Takes none: the database is a setting."""


def execute(_arguments: argparse.Namespace) -> int:
    settings = load_settings()

    from bot.db.engine.errors import DatabaseError
    from bot.db.operations.migrate import upgrade
    from bot.db.operations.revisions import pending

    address = settings.database_url.get_secret_value()
    try:
        pending(address)  # says in which way it is not one that can be brought up to date
        applied = upgrade(address)
    except DatabaseError as error:
        complain(f"The database could not be brought up to date: {error}")
        return PROBLEM
    done = f"brought up to date, {len(applied)} migrations done" if applied else "already up to date"
    say(f"{settings.database_name}: {done}.")
    return OK
