"""A page of memory that the people's process and the bot's processes share: the clock, and how often each
point was passed. It outlives whoever is killed.
"""

from __future__ import annotations

import asyncio
import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

_CLOCK, _ARMED, _FIRST = 0, 8, 16
_SIZE = 4096
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_NUMBER = struct.Struct("=q")


class Page:
    """Whole numbers in a file that is mapped into memory. Each is written by one process at a time."""

    def __init__(self, memory: mmap.mmap) -> None:
        """Use :meth:`make` or :meth:`open`."""
        self._memory = memory

    @classmethod
    def make(cls, file: Path, start: datetime) -> Self:
        """A new page whose clock stands at this moment (aware)."""
        file.write_bytes(bytes(_SIZE))
        page = cls.open(file)
        page.move_to(start)
        return page

    @classmethod
    def open(cls, file: Path) -> Self:
        with file.open("r+b") as opened:
            return cls(mmap.mmap(opened.fileno(), _SIZE))

    # --- the clock (``bot.clock.Clock``): it stands until it is moved

    def now(self) -> datetime:
        return _EPOCH + timedelta(microseconds=self._read(_CLOCK))

    def move(self, by: timedelta) -> None:
        self.move_to(self.now() + by)

    def move_to(self, moment: datetime) -> None:
        """Moves on; a moment that is past leaves the clock as it is."""
        self._write(_CLOCK, max(self._read(_CLOCK), (moment - _EPOCH) // timedelta(microseconds=1)))

    # --- the counters

    @property
    def armed(self) -> bool:
        """Whether passings are counted: from when the bot has started."""
        return bool(self._read(_ARMED))

    def arm(self) -> None:
        self._write(_ARMED, 1)

    def count(self, slot: int) -> int:
        return self._read(_FIRST + slot * _NUMBER.size)

    def add(self, slot: int) -> int:
        """Counts one more; how many that makes."""
        count = self.count(slot) + 1
        self._write(_FIRST + slot * _NUMBER.size, count)
        return count

    def close(self) -> None:
        self._memory.close()

    def _read(self, offset: int) -> int:
        number: int = _NUMBER.unpack_from(self._memory, offset)[0]
        return number

    def _write(self, offset: int, number: int) -> None:
        _NUMBER.pack_into(self._memory, offset, number)


class PageTime:
    """Seconds for Telegram's limits by the clock of a page (``bot.scheduler.buckets.TimeSource``): whoever
    waits moves it on. Those who wait at the same time wait together, as they would."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._start = page.now()

    def now(self) -> float:
        return (self._page.now() - self._start).total_seconds()

    async def sleep(self, seconds: float) -> None:
        until = self.now() + seconds
        await asyncio.sleep(0)
        left = until - self.now()
        if left > 0:
            self._page.move(timedelta(seconds=left))
