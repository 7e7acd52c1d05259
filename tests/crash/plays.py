"""What happens in a run: the town that it begins with, who does what in it, and until when.

``BOOKINGS``: classes and guests book, hosts answer, reminders fall due. ``CHANGES``: what people have changes
hands: an offer is taken, a visit moved, a route answered by each of its sites, a booking handed over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.engine.database import Database
from tests.crash.changes import Changes, fill_changes
from tests.crash.people import People
from tests.crash.town import NEXT_EVE, SOON_AT, STARTS_AT, fill

AWAY = timedelta(seconds=10)
"""How long nobody runs after a death: over the reminders' moment, but within the life of a tap."""


@dataclass(frozen=True, slots=True)
class Play:
    """``moments``: to which the clock is moved when people have done what they came for. ``ends_alike``:
    whoever is quicker, everybody has the same in the end."""

    fill: Callable[[Database], Awaitable[None]]
    people: type[People]
    moments: tuple[datetime, ...]
    ends_alike: bool = False


BOOKINGS = Play(fill, People, (STARTS_AT + AWAY, SOON_AT + AWAY, NEXT_EVE + AWAY))
CHANGES = Play(fill_changes, Changes, (STARTS_AT + AWAY,), ends_alike=True)
