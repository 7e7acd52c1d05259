"""How commands talk: results on standard output, problems on standard error, always with a next step."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    print(line)


def complain(line: str) -> None:
    print(line, file=sys.stderr)
