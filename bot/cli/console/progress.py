"""A bar on standard error for what takes longer than two seconds; nothing for what does not."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

PATIENCE_S = 2.0
_BETWEEN_S = 0.2
_WIDTH = 30


class Progress:
    """``with Progress("copying") as progress: … progress.show(done, total)``.

    On a terminal it is one line that is drawn over; elsewhere a line is written every ten per cent, for the
    journal of whoever called.
    """

    def __init__(
        self,
        what: str,
        stream: TextIO | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._stream = sys.stderr if stream is None else stream
        self._seconds = seconds
        self._began = seconds()
        self._drawn_at = float("-inf")
        self._written_tenths = 0
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            self._stream.write("\n")
            self._stream.flush()

    def show(self, done: int, total: int) -> None:
        now = self._seconds()
        if now - self._began < PATIENCE_S or total <= 0:
            return
        part = min(done / total, 1.0)
        if self._stream.isatty():
            if now - self._drawn_at < _BETWEEN_S and part < 1.0:
                return
            self._drawn_at = now
            bar = "#" * round(part * _WIDTH)
            self._stream.write(f"\r{self._what} [{bar:<{_WIDTH}}] {part:4.0%}")
            self._drawn = True
        elif (tenths := int(part * 10)) > self._written_tenths:
            self._written_tenths = tenths
            self._stream.write(f"{self._what}: {part:.0%}\n")
        self._stream.flush()
