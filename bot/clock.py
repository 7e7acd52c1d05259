"""The only source of "now".

Everything that asks for the time is given a :class:`Clock`; nothing else in the project calls
``datetime.now``. In the demo and in tests the clock can be moved on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present moment, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock that can be moved on, never back.

    With ``ticking`` it runs on with real seconds from where it stands (the demo); without, it stands
    still until it is moved (tests).
    """

    def __init__(self, start: datetime, *, ticking: bool = False) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware start, such as datetime(2026, 11, 23, 9, tzinfo=UTC)")
        self._at = start.astimezone(UTC)
        self._ticking = ticking
        self._anchor = datetime.now(UTC)

    def now(self) -> datetime:
        if not self._ticking:
            return self._at
        return self._at + (datetime.now(UTC) - self._anchor)

    def move(self, by: timedelta) -> datetime:
        """Moves on by a length of time and returns the new moment; a negative length is a ValueError."""
        if by < timedelta(0):
            raise ValueError("a clock is not moved back: stored times would lie in the future")
        self._at += by
        return self.now()

    def move_to(self, moment: datetime) -> datetime:
        """Moves on to a moment (aware); a moment already past leaves the clock as it is."""
        return self.move(max(moment - self.now(), timedelta(0)))
