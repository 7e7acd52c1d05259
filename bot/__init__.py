from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def leave_at_once(_number: int, _frame: object) -> None:
    """Ctrl-C while the program is still being loaded, and nothing was begun."""
    os.write(2, b"Interrupted; nothing was done.\n")
    os._exit(1)


if sys.argv[:1] == ["-m"]:
    # `python -m bot` is loading, which takes a second. Nobody else has this before a module is found.
    signal.signal(signal.SIGINT, leave_at_once)


@contextmanager
def still_loading() -> Iterator[None]:
    """Around an import that Ctrl-C would break in the middle: pydantic makes an error of its own of it."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, leave_at_once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
