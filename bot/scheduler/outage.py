"""Whether Telegram as a whole is away, by what the sender meets.

The pause of a message that fails doubles up to a quarter of an hour. That spares Telegram while it is away,
and must not keep people waiting when it is back. So during an outage one message at a time is sent ahead as a
scout, and as soon as anything gets through, all that waits for Telegram is due.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FAILURES: Final = 3
"""In a row, with nothing getting through in between; fewer may be the fault of one message."""
SCOUT_EVERY: Final = timedelta(seconds=30)
TOGETHER: Final = 1_000
"""Of what waits, so many are let go of in one transaction; as long as there are so many, there are more."""


class Outage:
    """Counts what fails and what gets through. A start is the end of an outage: the process before may have
    left something that waits."""

    def __init__(self) -> None:
        self._failures = 0
        self._scouted_at: datetime | None = None
        self._over = True

    @property
    def lasts(self) -> bool:
        return self._failures >= FAILURES

    def failed(self) -> None:
        """Telegram could not be reached, or failed itself."""
        self._failures += 1

    def got_through(self) -> None:
        """Telegram has looked at a message of ours, whatever it thought of it."""
        self._over = self._over or self.lasts
        self._failures = 0
        self._scouted_at = None

    def to_hasten(self, now: datetime) -> int:
        """How many of the messages that wait for Telegram shall be due now (UTC), ``TOGETHER`` for all; asked
        again, none."""
        if self._over:
            self._over = False
            return TOGETHER
        if not self.lasts or (self._scouted_at is not None and now - self._scouted_at < SCOUT_EVERY):
            return 0
        self._scouted_at = now
        return 1
