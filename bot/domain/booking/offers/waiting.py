"""Waiting lists: which days a party waits for, and who is next (B12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.forms import BookingForm, Wish
from bot.domain.model import DraftId, PersonId, ProgrammeId, WaitingId, WaitState

KEEPS_ITS_PLACE: Final = 1
"""So many offers may go by before a party stands behind those who came later."""
NAMED_TO_HOST: Final = 3
"""A party that was passed over so often, as larger than what comes free, is named to the host."""
RESTS: Final = timedelta(hours=24)
"""For so long seats that a party let go by or declined are offered to others only, even if they were booked
and came free once more. As long as they only stayed free, they are not offered to that party again."""
OFFERED_AT_MOST: Final = 2
"""So often a party is offered the same session, each time that it newly comes free."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party on a waiting list. ``stands_since``: its place in the order; ``place``: how many stand before
    it for some of its days, and itself, from 1. Moments in UTC."""

    id: WaitingId
    person_id: PersonId
    draft_id: DraftId
    programme_id: ProgrammeId
    party: str
    seats: int
    wish: Wish
    state: WaitState
    stands_since: datetime
    lapses: int
    passed: int
    created_at: datetime
    form: BookingForm

    @property
    def is_live(self) -> bool:
        return self.state in {WaitState.WAITING, WaitState.OFFERED}


def party_key(form: BookingForm) -> str:
    """What tells a person's parties apart, so that none stands twice in one list: a class by its school,
    grade and letter (the school is in the directory by then); people without a class are one party."""
    if form.operator:
        return f"group:{form.organisation_id or 0}"
    if not form.is_class:
        return "guests"
    return f"{form.organisation_id or 0}:{form.grade or 0}:{form.letter or ''}"
