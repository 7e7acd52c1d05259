"""What becomes of a message that is due: it is sent, waits, or is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.db.outbox.queue import OutboxMessage
from bot.ui.screen import Screen


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Send this now. ``edits``: the id of an earlier message of ours that it replaces in place;
    ``only_edits``: it is not sent anew where that one is gone; ``goes_once``: it is never sent again where it
    perhaps arrived."""

    screen: Screen
    edits: int | None = None
    silent: bool = False
    only_edits: bool = False
    goes_once: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: quiet hours (G2). ``until`` is UTC."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Not true or not useful any more (G1); ``reason`` stands in the row, without personal data."""

    reason: str


class Composer(Protocol):
    """Says from the present truth what a row means now."""

    async def __call__(self, message: OutboxMessage) -> Outgoing | Wait | Drop: ...
