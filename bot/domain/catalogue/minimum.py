"""The least number of people that a shared session needs, and how far its group is (C2).

The programme says how many, by when it is decided and what happens if nobody decides. Each session keeps its
own copy from the moment it is opened: what people were told does not move when the programme changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final, Self

from bot.domain.model import GroupState, IfShort
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.working_days import WorkingCalendar

DECIDED_AT: Final = time(18)
"""Of the site's clock, on a working day: people are awake, and a school bus can still be called off."""
ASKED_BEFORE: Final = timedelta(hours=8)
"""So long before the decision the site is asked, while its group is too small: in the morning of that day."""
LEAST_PEOPLE: Final = 5
"""A minimum of which nobody has said how many: the smallest group that is worth a guide."""
WORKING_DAYS_BEFORE: Final = 2


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a programme asks of its shared sessions: so many people, counted so many working days before."""

    people: int = LEAST_PEOPLE
    working_days: int = WORKING_DAYS_BEFORE
    if_short: IfShort = IfShort.CANCEL

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The minimum as a catalogue's file and a row have it."""
        return cls(stored["people"], stored["working_days"], IfShort(stored["if_short"]))

    def decides_at(self, starts_at: datetime, zone: tzinfo, calendar: WorkingCalendar) -> datetime:
        """When it is decided (UTC) whether a session takes place."""
        day = calendar.add(local_day(starts_at, zone), -self.working_days)
        return utc_at(day, DECIDED_AT, zone)

    def terms(
        self, starts_at: datetime, zone: tzinfo, calendar: WorkingCalendar, now: datetime
    ) -> GroupTerms | None:
        """What a session that is opened now asks for; None where it would have been decided already: whoever
        opens it so late holds it."""
        decides_at = self.decides_at(starts_at, zone, calendar)
        return GroupTerms(self.people, decides_at, self.if_short) if decides_at > now else None


@dataclass(frozen=True, slots=True)
class GroupTerms:
    """Stored with a session when it is opened, and never changed under people. ``decides_at``: UTC."""

    minimum: int
    decides_at: datetime
    if_short: IfShort

    @classmethod
    def columns(cls, terms: GroupTerms | None) -> dict[str, object]:
        """As a new session stores them."""
        return {
            "minimum": None if terms is None else terms.minimum,
            "decides_at": None if terms is None else terms.decides_at,
            "if_short": None if terms is None else terms.if_short,
            "group_state": None if terms is None else GroupState.GATHERING,
            "asked_at": None,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """How far the group of a session is. ``gathered``: people with a confirmed place, not those whose request
    or form may come to nothing. ``asked_at`` (UTC): when the site was asked whether it holds a small one."""

    terms: GroupTerms
    state: GroupState
    gathered: int
    asked_at: datetime | None = None

    @property
    def gathers(self) -> bool:
        return self.state is GroupState.GATHERING

    @property
    def runs(self) -> bool:
        return self.state is GroupState.RUNS

    @property
    def is_full(self) -> bool:
        return self.gathered >= self.terms.minimum

    def is_lost(self, now: datetime) -> bool:
        """Whether its time is over and it does not take place, though nobody may have tidied up yet: what
        counts is the deadline when it is read."""
        over = self.gathers and self.terms.decides_at <= now
        return over and not self.is_full and self.terms.if_short is IfShort.CANCEL
