"""On which days a party can have all stops of a route, in their order and with the ways between (C3).

A day of a route is the local day of its first stop; the others follow so many days later. What is said of
a stop comes from :mod:`bot.domain.booking.availability`, so that a route promises what its stops hold.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.booking.availability import (
    Asking,
    DayChoice,
    Option,
    Rules,
    SessionFacts,
    choose_on_day,
    group_by_day,
    needs_adults,
)
from bot.domain.catalogue.catalogue import Site
from bot.domain.forms import Part
from bot.domain.model import Audience, SessionId
from bot.domain.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop as a party asks for it; a programme alone is one leg. ``stop``: its number in the route, from 1.
    ``day``: so many local days after the first stop; ``travel``: how long the way from the stop before is."""

    rules: Rules
    site: Site
    stop: int | None = None
    day: int = 0
    travel: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a programme, or all stops of a route together, ask of a party: it meets the strictest of them.
    ``audience``: for whom all of them are."""

    audience: frozenset[Audience]
    min_age: int
    children_per_adult: int
    foreign_lead_days: int


Sessions = Mapping[SessionId, SessionFacts]


def choose_route_days(
    legs: Sequence[Leg], asking: Asking, sessions: Sequence[Sequence[SessionFacts]]
) -> Mapping[date, DayChoice]:
    """Each day on which every stop has sessions, with the ways in which this party can have them all: for
    each time at the first stop the one that is over soonest. ``sessions``: those of each leg."""
    by_day = [group_by_day(each, leg.rules.timezone) for leg, each in zip(legs, sessions, strict=True)]
    known = {each.id: each for of_leg in sessions for each in of_leg}
    days: dict[date, DayChoice] = {}
    for first in sorted(by_day[0]):
        found = [
            of_leg.get(first + timedelta(days=leg.day)) for leg, of_leg in zip(legs, by_day, strict=True)
        ]
        on_day = [each for each in found if each is not None]
        if len(on_day) == len(legs):
            choices = [
                choose_on_day(leg.rules, asking, first + timedelta(days=leg.day), each)
                for leg, each in zip(legs, on_day, strict=True)
            ]
            days[first] = _together(first, legs, asking, choices, known)
    return days


def _together(
    day: date, legs: Sequence[Leg], asking: Asking, choices: Sequence[DayChoice], sessions: Sessions
) -> DayChoice:
    refusal = _refusal(legs, asking, choices)
    if refusal is not None:
        return DayChoice(day, (), refusal)
    ways: dict[tuple[SessionId, ...], Option] = {}
    for first in choices[0].options:
        chain = _soonest_over(legs, first, choices, sessions)
        if chain is not None:
            way = _joined(legs, _without_waiting(legs, chain, choices, sessions))
            ways.setdefault(way.session_ids, way)
    if not ways:
        return DayChoice(day, (), Refusal(Reason.ROUTE_TOO_TIGHT))
    return DayChoice(day, tuple(sorted(ways.values(), key=lambda each: each.starts)))


def _refusal(legs: Sequence[Leg], asking: Asking, choices: Sequence[DayChoice]) -> Refusal | None:
    """Of the first stop that says no. Adults are asked for last, and then as many as all stops take."""
    refused = [
        replace(choice.refusal, site=leg.site.name)
        for leg, choice in zip(legs, choices, strict=True)
        if choice.refusal is not None
    ]
    others = [each for each in refused if each.reason is not Reason.NOT_ENOUGH_ADULTS]
    if others or not refused:
        return next(iter(others), None)
    return needs_adults(asking, max(int(str(each.params["needed"])) for each in refused))


def keeps_its_order(legs: Sequence[Leg], parts: Sequence[Part], sessions: Sessions) -> bool:
    """Whether each stop is over soon enough for the way to the next."""
    over: datetime | None = None
    for leg in legs:
        here = [sessions[part.session_id] for part in parts if part.stop == leg.stop]
        if not here:
            continue
        if over is not None and min(each.starts_at for each in here) < over + leg.travel:
            return False
        over = max(each.ends_at for each in here)
    return True


def way_key(session_ids: Iterable[SessionId]) -> str:
    """Tells the ways of a day apart in callback data, which has no room for all their sessions."""
    return f"{zlib.crc32('.'.join(map(str, session_ids)).encode()):08x}"


def ends_at(option: Option, sessions: Sessions) -> datetime:
    """When the last of its subgroups is through."""
    return max(sessions[each].ends_at for each in option.session_ids)


def _soonest_over(
    legs: Sequence[Leg], first: Option, choices: Sequence[DayChoice], sessions: Sessions
) -> list[Option] | None:
    """From an option of the first stop on, at each stop what is over soonest of what can be reached: if there
    is any way, this is one."""
    chain = [first]
    for leg, choice in zip(legs[1:], choices[1:], strict=True):
        there = ends_at(chain[-1], sessions) + leg.travel
        reached = [each for each in choice.options if each.starts[0] >= there]
        if not reached:
            return None
        chain.append(min(reached, key=lambda each: (ends_at(each, sessions), each.starts)))
    return chain


def _without_waiting(
    legs: Sequence[Leg], chain: Sequence[Option], choices: Sequence[DayChoice], sessions: Sessions
) -> list[Option]:
    """The same way with each stop as late as the next one of its day allows: nobody waits needlessly."""
    way = list(chain)
    for at in range(len(way) - 2, -1, -1):
        if legs[at].day != legs[at + 1].day:
            continue
        last = way[at + 1].starts[0] - legs[at + 1].travel
        there = ends_at(way[at - 1], sessions) + legs[at].travel if at else way[0].starts[0]
        fitting = (
            each
            for each in choices[at].options
            if each.starts[0] >= there and ends_at(each, sessions) <= last
        )
        way[at] = max(fitting, key=lambda each: each.starts)
    return way


def _joined(legs: Sequence[Leg], way: Sequence[Option]) -> Option:
    few = [option.few for option in way if option.few is not None]
    return Option(
        parts=tuple(
            replace(part, stop=leg.stop)
            for leg, option in zip(legs, way, strict=True)
            for part in option.parts
        ),
        starts=tuple(start for option in way for start in option.starts),
        few=min(few, default=None),
    )
