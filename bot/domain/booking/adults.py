"""How many adults a group needs.

The defaults are the practice of children's tourism: at least two adults with a group, one for every 10
pupils (the state's programme of children's tourism), for every 8 below grade 5, for every 6 when the
children work with their hands. What a programme sets for itself wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.domain.booking.availability import (
    Asking,
    Rules,
    SessionFacts,
    choose_on_day,
    group_by_day,
    near_days,
    refuse_adults,
)
from bot.domain.model import Party
from bot.domain.refusal import ChangeAdults, Refusal

LEAST_ADULTS: Final = 2
CHILDREN_PER_ADULT: Final = 10
YOUNG_CHILDREN_PER_ADULT: Final = 8
HANDS_ON_CHILDREN_PER_ADULT: Final = 6
YOUNG_BELOW_AGE: Final = 10
"""The youngest of grade 5 are 10: below that the ratio for young children holds."""


def default_ratio(youngest_age: int | None = None, *, hands_on: bool = False) -> int:
    """Children per adult where the programme sets nothing; age in years."""
    if hands_on:
        return HANDS_ON_CHILDREN_PER_ADULT
    if youngest_age is not None and youngest_age < YOUNG_BELOW_AGE:
        return YOUNG_CHILDREN_PER_ADULT
    return CHILDREN_PER_ADULT


def adults_needed(
    children: int,
    children_per_adult: int | None = None,
    youngest_age: int | None = None,
    *,
    hands_on: bool = False,
    least: int = LEAST_ADULTS,
) -> int:
    """The least number of adults for so many children; 27 children at one to 10 need 3.

    ``children_per_adult`` is the programme's setting; None takes :func:`default_ratio`. A group has at
    least ``least`` adults however small it is; no children need none. A negative number of children or a
    ratio below 1 is a ValueError.
    """
    ratio = children_per_adult
    if ratio is None:
        ratio = default_ratio(youngest_age, hands_on=hands_on)
    if children < 0 or ratio < 1:
        raise ValueError(f"{children} children at {ratio} per adult make no sense")
    if children == 0:
        return 0
    return max(least, -(-children // ratio))


def adults_to_come(rules: Rules, asking: Asking, sessions: Sequence[SessionFacts]) -> int:
    """How many adults this party needs for some day of these, subgroups included; as many as it has where
    they are enough, or where more of them would open no day.

    It is what is asked for beforehand, once. The youngest age is left to the rule that is about it.
    """
    asking = replace(asking, party=replace(asking.party, youngest_age=None))
    needed = []
    for day, on_day in group_by_day(sessions, rules.timezone).items():
        choice = choose_on_day(rules, asking, day, on_day)
        if choice.options:
            return asking.party.adults
        needed.append(_needed(choice.refusal))
    if not any(needed):
        near, with_more = near_days(rules, asking, sessions)
        if near:
            return asking.party.adults
        needed.append(with_more)
    alone = _needed(refuse_adults(rules, asking))
    return min(filter(None, needed), default=alone) or asking.party.adults


def smaller_class(party: Party, free: int, ratio: int) -> tuple[int, int]:
    """Children and adults of a class who fit into so many seats: as many children as may be, with no fewer
    adults for them than the class would have. Nobody where not even one child fits."""
    share = party.adults / party.children if party.children else 1
    for children in range(min(free, party.children), 0, -1):
        adults = max(1, -(-children // ratio), round(children * share))
        if children + adults <= free:
            return children, adults
    return 0, 0


def _needed(refusal: Refusal | None) -> int | None:
    ways = () if refusal is None else refusal.alternatives
    return next((way.adults for way in ways if isinstance(way, ChangeAdults)), None)
