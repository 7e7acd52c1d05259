"""How commands talk: results on standard output, problems on standard error, always with a next step."""

from __future__ import annotations

import sys

from bot.settings import Settings, SettingsError, load_settings


def say(line: str) -> None:
    print(line)


def complain(line: str) -> None:
    print(line, file=sys.stderr)


def settings_or_complaints() -> Settings | None:
    """The settings; None after each problem was named on standard error."""
    try:
        return load_settings()
    except SettingsError as error:
        complain("The settings cannot be used:")
        for problem in error.problems:
            complain(f"  {problem}")
        return None
