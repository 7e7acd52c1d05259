"""``python -m bot seed-demo``: the invented sites of the demo, to try the bot with a real token."""

from __future__ import annotations

import argparse

from bot.cli import PROBLEM
from bot.cli.console.report import say
from bot.cli.import_file import import_catalogue, read
from bot.settings import load_settings

NAME = "seed-demo"
HELP = "put the invented sites of the demo into the database"
DESCRIPTION = """Imports the demo's 14 invented sites and 4 routes, published, with sessions for the months
ahead. For trying out only: visitors would find sites that do not exist. Running it again changes nothing."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Takes none: the database is a setting."""


def execute(_arguments: argparse.Namespace) -> int:
    settings = load_settings()

    from bot.services.demo.seed import DEMO_FILE

    say("These are demonstration data: every name in them is invented.")
    given = read(DEMO_FILE.read_bytes(), DEMO_FILE)
    return PROBLEM if given is None else import_catalogue(settings, given, publish=True)
