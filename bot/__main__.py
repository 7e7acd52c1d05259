"""The command line: ``python -m bot COMMAND``. Nothing but finding the command and calling it."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from typing import Protocol

from bot import leave_at_once
from bot.cli import (
    OK,
    PROBLEM,
    after_restore,
    audit,
    backup,
    check_certificate,
    check_draw,
    copy,
    deletions,
    doctor,
    export,
    import_file,
    invite,
    migrate,
    restore,
    run,
    seed_demo,
)
from bot.cli.console.report import complain
from bot.settings import SettingsError


class Command(Protocol):
    """What a module in ``bot.cli`` offers."""

    NAME: str
    HELP: str
    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None: ...

    def execute(self, arguments: argparse.Namespace, /) -> int: ...


COMMANDS: tuple[Command, ...] = (
    run,
    migrate,
    seed_demo,
    import_file,
    export,
    invite,
    audit,
    check_certificate,
    check_draw,
    backup,
    restore,
    after_restore,
    copy,
    deletions,
    doctor,
)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Prokhodnaya: a Telegram bot through which a region opens its industry to visitors.",
        epilog="Settings come from the environment and from .env; README.md lists them. "
        "Exit codes: 0 done, 1 could not be done, 2 wrongly called.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        subparser = commands.add_parser(command.NAME, help=command.HELP, description=command.DESCRIPTION)
        command.add_arguments(subparser)
        subparser.set_defaults(execute=command.execute)
    return parser


def _is_no_interruption(record: logging.LogRecord) -> bool:
    """Whoever pressed Ctrl-C knows it; SQLAlchemy, which was closing something, logs a traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; a wrong call ends in SystemExit(2)."""
    arguments = build_parser().parse_args(argv)
    if logging.lastResort is not None:  # what is logged goes there, but for `run`
        logging.lastResort.addFilter(_is_no_interruption)
    try:
        if signal.getsignal(signal.SIGINT) is leave_at_once:  # everything is loaded now
            signal.signal(signal.SIGINT, signal.default_int_handler)
        code: int = arguments.execute(arguments)
    except SettingsError as error:
        complain("The settings cannot be used:")
        for problem in error.problems:
            complain(f"  {problem}")
        return PROBLEM
    except KeyboardInterrupt:
        complain("Interrupted; what was not said to be done was not done.")
        return PROBLEM
    except BrokenPipeError:
        # Whoever read our output has enough, as in `doctor | head -1`.
        sys.stderr.close()
        return OK
    return code


if __name__ == "__main__":
    sys.exit(main())
