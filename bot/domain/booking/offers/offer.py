"""Offers: seats kept for one party until a stated moment, taken with one tap or passed on (K).

A waiting list, another date from the site, a day that was closed, a frost day, moving: one thing. An offer
has up to a few options; each option takes seats of one session, or of several for the subgroups of a class.
All of them are claimed while it lives, so that whichever is tapped can be had. What counts is ``expires_at``
at the moment of reading; a sweep only tidies up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.booking.availability import Asking, Rules, SessionFacts, bookable_until
from bot.domain.booking.transitions import Seats, Side
from bot.domain.forms import Part
from bot.domain.model import (
    BookingId,
    DraftId,
    OfferId,
    OfferPurpose,
    OfferState,
    PersonId,
    SessionId,
    WaitingId,
)

MOST_OPTIONS: Final = 3
SOON: Final = timedelta(hours=48)
"""A visit within so long leaves little time to decide (B12)."""
SHORTEST: Final = timedelta(minutes=30)
"""Seats that could be kept for less than this are kept for nobody: whoever waits is told, first come."""


@dataclass(frozen=True, slots=True)
class OfferOption:
    """One way to take it. ``number`` from 1; ``parts`` in the order of their start, ``starts`` (UTC)."""

    number: int
    parts: tuple[Part, ...]
    starts: tuple[datetime, ...]

    @property
    def session_ids(self) -> tuple[SessionId, ...]:
        return tuple(part.session_id for part in self.parts)


@dataclass(frozen=True, slots=True)
class Offer:
    """``draft_id``: the form of its party, which becomes the booking when it is taken. ``told_at``: when its
    reader is told, which is not at night; ``granted``: the site had confirmed what this replaces;
    ``made_by``: the host who made it. Moments in UTC."""

    id: OfferId
    person_id: PersonId
    purpose: OfferPurpose
    draft_id: DraftId
    booking_id: BookingId | None
    waiting_id: WaitingId | None
    state: OfferState
    told_at: datetime
    expires_at: datetime
    granted: bool
    made_by: PersonId | None
    created_at: datetime
    ended_at: datetime | None
    taken_option: int | None
    options: tuple[OfferOption, ...]

    def is_live(self, now: datetime) -> bool:
        return self.state is OfferState.LIVE and self.expires_at > now

    def option(self, number: int) -> OfferOption | None:
        return next((each for each in self.options if each.number == number), None)

    @property
    def session_ids(self) -> tuple[SessionId, ...]:
        return tuple(each for option in self.options for each in option.session_ids)


class OfferEvent(StrEnum):
    TAKE = "take"
    DECLINE = "decline"
    LAPSE = "lapse"
    GRANT = "grant"
    """The site agrees to what its leader asked for (B9)."""
    REFUSE = "refuse"
    """The site does not."""
    WITHDRAW = "withdraw"
    REPLACE = "replace"
    """More of its party have lost their place: another offer is for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTransition:
    """``seats``: what becomes of the seats that are not taken. ``audit``: the action's name. ``told``:
    whether the one it was for is written to; all see their copies of the offer change."""

    after: OfferState
    by: Side
    seats: Seats = Seats.GIVE_BACK
    audit: str
    told: bool = False


OFFER_TRANSITIONS: Final[Mapping[OfferEvent, OfferTransition]] = MappingProxyType(
    {
        OfferEvent.TAKE: OfferTransition(after=OfferState.TAKEN, by=Side.LEADER, audit="offer.taken"),
        OfferEvent.DECLINE: OfferTransition(
            after=OfferState.DECLINED, by=Side.LEADER, audit="offer.declined"
        ),
        OfferEvent.GRANT: OfferTransition(
            after=OfferState.TAKEN, by=Side.HOST, audit="offer.granted", told=True
        ),
        OfferEvent.REFUSE: OfferTransition(
            after=OfferState.DECLINED, by=Side.HOST, audit="offer.refused", told=True
        ),
        OfferEvent.LAPSE: OfferTransition(
            after=OfferState.LAPSED, by=Side.SYSTEM, audit="offer.lapsed", told=True
        ),
        OfferEvent.WITHDRAW: OfferTransition(
            after=OfferState.WITHDRAWN, by=Side.SYSTEM, audit="offer.withdrawn", told=True
        ),
        OfferEvent.REPLACE: OfferTransition(
            after=OfferState.WITHDRAWN, by=Side.SYSTEM, audit="offer.withdrawn"
        ),
    }
)
"""What can happen to a live offer; nothing happens to one that has ended."""


@dataclass(frozen=True, slots=True)
class Terms:
    """When the offer is told, and until when it keeps its seats (UTC)."""

    told_at: datetime
    expires_at: datetime


def terms_of(
    rules: Rules,
    asking: Asking,
    sessions: tuple[tuple[Rules, SessionFacts], ...],
    lasts: timedelta | None = None,
    *,
    at_once: bool = False,
) -> Terms | None:
    """Waking hours of the site for which seats of these sessions (each with its own rules: a route has
    several) are kept, never past the moment when the party would be too late for one of them; None when too
    little of that is left to keep anything.

    Where that moment is slept through, it ends with the waking hours before: nothing lapses in quiet hours.

    ``lasts``: so much waking time; None: as the limits say, by how soon the visit is. ``at_once``: it answers
    what its reader has just done, and is told whatever the hour: then somebody is awake.
    """
    zone, hours = ZoneInfo(rules.timezone), rules.limits.hours
    told_at = asking.now if at_once else hours.next_allowed(asking.now, zone, rules.calendar)
    soon = min(each.starts_at for _, each in sessions) - asking.now <= SOON
    if lasts is None:
        lasts = timedelta(hours=rules.limits.offer_hours_soon if soon else rules.limits.offer_hours)
    last = min(bookable_until(own, asking, each) for own, each in sessions)
    if not at_once:
        last = hours.last_waking(last, zone, rules.calendar)
    expires_at = min(hours.add_waking_time(told_at, lasts, zone, rules.calendar), last)
    return Terms(told_at, expires_at) if expires_at - told_at >= SHORTEST else None
