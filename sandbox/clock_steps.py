"""Moves the clock on without jumping over anything: it stops wherever something is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.outbox.next_due import next_moment

_HOURS_APART = 3
_FIRST_HOUR = 1
"""Stops at 01:00, 04:00, ... UTC: one of them is 16:00 in Moscow, when digests are planned."""


def next_look(now: datetime) -> datetime:
    """When to look next whether something is to be planned, though nothing is due."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    ahead = (_FIRST_HOUR - hour.hour) % _HOURS_APART or _HOURS_APART
    return hour + timedelta(hours=ahead)


async def step(db: Database, clock: MovableClock, until: datetime) -> None:
    """Moves on to the next moment at which something may be due, at most to ``until``."""
    now = clock.now()
    due = await db.read(next_moment)
    stop = min(until, next_look(now))
    if due is not None and due < stop:
        # What is due already but stays (it is leased, say) must not hold the clock.
        stop = max(due, now + timedelta(seconds=1))
    clock.move_to(min(stop, until))


async def walk(
    db: Callable[[], Database],
    clock: MovableClock,
    until: datetime,
    look: Callable[[], Awaitable[None]],
) -> None:
    """Moves on to ``until``, lets what is due happen at each stop."""
    while clock.now() < until:
        await step(db(), clock, until)
        await look()
