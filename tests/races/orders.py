"""What a process of a race is told to do, and what it tells afterwards: a line of JSON each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Task(StrEnum):
    BUY = "buy"
    """Everybody wants one seat of one session, all at once."""
    LIVE = "live"
    """A busy day: bookings, cancellations, answers of hosts, holds that run out, closed sessions."""
    WAIT = "wait"
    """Visits are called off while others wait for their seats, and answer what they are offered."""
    LOOK_THEN_TAKE = "look_then_take"
    """The way that this product does not take."""


@dataclass(frozen=True, slots=True)
class Order:
    task: Task
    address: str
    seed: int
    programme_id: int
    sessions: tuple[int, ...]
    people: tuple[int, ...]
    """Telegram ids."""
    owner: int = 0
    """Who answers for the site; a Telegram id."""
    bookings: int = 0
    waiting: tuple[int, ...] = ()
    """Telegram ids of those who wait."""
    closes: tuple[int, ...] = ()
    """Sessions that this process closes, spread over its time."""


class What(StrEnum):
    """What somebody was told."""

    SENT = "sent"
    REFUSED = "refused"
    LEFT = "left"
    """The form was left at its summary, with seats held."""
    CANCELLED = "cancelled"
    NOT_CANCELLED = "not cancelled"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DECIDED_BEFORE = "decided before"
    CLOSED = "closed"
    TAKEN = "taken"
    NOT_WANTED = "not wanted"
    TOO_LATE = "too late"
    """What was offered could not be taken any more."""


@dataclass(frozen=True, slots=True)
class Told:
    what: What
    reference: str = ""
    session_id: int = 0
    seats: int = 0
    status: str = ""
    reason: str = ""


BEFORE_THE_RACE = "ready"
BETWEEN_LOOK_AND_TAKE = "looked"
