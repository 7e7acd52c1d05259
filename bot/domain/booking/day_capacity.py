"""How many people of one party a programme can take at best, however empty it is (B3, B13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.domain.booking.availability import (
    MOST_PARTS,
    NEAR_WORKING_DAYS,
    Asking,
    Rules,
    SessionFacts,
    audiences_fit,
    group_by_day,
)
from bot.domain.refusal import Reason, Refusal


def most_in_a_day(asking: Asking, sessions: Iterable[SessionFacts], timezone: str, *, may_split: bool) -> int:
    """Seats of the best day from now on: of one session, or of as many neighbouring ones as a class may need.

    0 when there is no session at all for such guests.
    """
    ahead = [each for each in sessions if each.starts_at > asking.now]
    most = MOST_PARTS if may_split else 1
    return max(
        (
            sum(each.capacity for each in run)
            for day in group_by_day(ahead, timezone).values()
            for run in _runs(day, most)
            if all(_is_open_to(asking, each) for each in run)
        ),
        default=0,
    )


def most_in_near_days(asking: Asking, sessions: Iterable[SessionFacts], rules: Rules) -> int:
    """Seats of as many sessions as a class may need, one after another, on the best near days."""
    ahead = [each for each in sessions if each.starts_at > asking.now and _is_open_to(asking, each)]
    ahead.sort(key=lambda each: each.starts_at)
    most = 0
    for number, first in enumerate(ahead):
        last = rules.calendar.add(rules.local_day(first.starts_at), NEAR_WORKING_DAYS)
        run = [first]
        for later in ahead[number + 1 : number + MOST_PARTS]:
            if later.starts_at < run[-1].ends_at or rules.local_day(later.starts_at) > last:
                break
            run.append(later)
        most = max(most, sum(each.capacity for each in run))
    return most


def _runs(day: Sequence[SessionFacts], most: int) -> Iterable[Sequence[SessionFacts]]:
    """Neighbouring sessions of a day, up to so many, none of which begins before the one before ends."""
    for count in range(1, min(most, len(day)) + 1):
        for first in range(len(day) - count + 1):
            run = day[first : first + count]
            if all(later.starts_at >= earlier.ends_at for earlier, later in pairwise(run)):
                yield run


def _is_open_to(asking: Asking, session: SessionFacts) -> bool:
    return session.is_offered and audiences_fit(asking, session)


def refuse_size(seats: int, most: int) -> Refusal | None:
    """A party that no day can take, nor near days, is told so before it looks for one, and into how many to
    divide itself."""
    if most == 0 or seats <= most:
        return None
    requests = -(-seats // most)
    return Refusal(
        Reason.TOO_MANY_FOR_A_DAY,
        {"most": most, "seats": seats, "requests": requests, "part": -(-seats // requests)},
    )
