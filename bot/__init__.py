from __future__ import annotations

import os
import signal
import sys


def leave_at_once(_number: int, _frame: object) -> None:
    """Ctrl-C while the program is still being loaded, and nothing was begun."""
    os.write(2, b"Interrupted; nothing was done.\n")
    os._exit(1)


if sys.argv[:1] == ["-m"]:
    # `python -m bot` is loading, which takes a second. Nobody else has this before a module is found.
    signal.signal(signal.SIGINT, leave_at_once)
