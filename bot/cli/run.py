"""``python -m bot run``: the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging

from bot import still_loading
from bot.cli import OK, PROBLEM
from bot.cli.console.report import complain
from bot.logs import configure_logs
from bot.settings import Settings, load_settings

NAME = "run"
HELP = "run the bot until it is told to stop"
DESCRIPTION = """Runs the bot with the settings in .env: answers visitors and hosts, sends reminders. Refuses
to start without the token and the operator's settings. SIGTERM and Ctrl-C let it finish what it is
answering."""

_log = logging.getLogger(__name__)


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Takes none: everything is a setting."""


def execute(_arguments: argparse.Namespace) -> int:
    settings = load_settings()
    problems = settings.for_run_problems()
    if problems:
        complain("The bot does not start before these settings are made, in .env or in the environment:")
        for problem in problems:
            complain(f"  {problem}")
        complain("Without all that: `make demo`.")
        return PROBLEM
    key = None if settings.log_key is None else settings.log_key.get_secret_value()
    configure_logs(settings.log_level, settings.log_format, key=key)

    gc.disable()  # until everything is loaded: see bot.serving
    try:
        return _run(settings)
    finally:
        gc.enable()


def _run(settings: Settings) -> int:
    with still_loading():
        from bot.serving import run
        from bot.telegram import StartError
        from bot.wiring import wire

    try:
        asyncio.run(run(settings, wire=wire))
    except StartError as error:
        complain(str(error))
        return PROBLEM
    except Exception:
        # A defect. Left to the interpreter, what the error quotes would be printed unmasked.
        _log.critical("the bot has stopped by a defect of ours", exc_info=True)
        return PROBLEM
    return OK
