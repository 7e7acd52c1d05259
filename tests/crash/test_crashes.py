"""``kill -9`` at eight points: after the restart nothing is lost and nothing has happened twice.

Runs of ``make crash`` (``KILLS=20``): each point on each engine and transport; and inside of each use case by
which something changes hands.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.crash.accounts import Figures
from tests.crash.conftest import REPORT, TownsOf
from tests.crash.lives import Zygote
from tests.crash.plays import BOOKINGS, CHANGES, Play
from tests.crash.points import Case, Plan, Point, Transport
from tests.crash.stages import Engine, Performance, Theatre, plans, plans_inside

KILLS = int(os.environ.get("KILLS", "1"))
"""Deaths at each point."""

_undisturbed: dict[tuple[Play, Engine, Transport], Performance] = {}

CASES = [
    pytest.param(
        point,
        engine,
        transport,
        id=f"{point.replace(' ', '-')}-{engine}-{transport}",
    )
    for engine in Engine
    for transport in Transport
    for point in Point
]


@pytest.mark.long
@pytest.mark.shows("B5")
@pytest.mark.shows("G4")
@pytest.mark.parametrize(("point", "engine", "transport"), CASES)
async def test_a_death_loses_nothing_and_repeats_nothing(
    point: Point,
    engine: Engine,
    transport: Transport,
    zygote: Zygote,
    towns_of: TownsOf,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    theatre = Theatre(zygote, towns_of(BOOKINGS), transport, tmp_path)
    undisturbed = await _undisturbed_run(theatre, engine)
    figures = await _die(theatre, undisturbed, plans(point, undisturbed.passings[point, None], KILLS))
    record_property(REPORT, json.dumps([[point, engine, transport], asdict(figures)]))
    assert figures.kills == figures.restarts == KILLS


PAIRS = ((Engine.SQLITE, Transport.POLLING), (Engine.POSTGRESQL, Transport.WEBHOOK))
WITHIN = (Point.INSIDE_THE_BODY, Point.COMMITTED)
INSIDE = [
    pytest.param(case, point, *pair, id=f"{case.name}-{point.replace(' ', '-')}-{pair[0]}-{pair[1]}")
    for nth, case in enumerate(Case)
    for point, pair in zip(WITHIN, PAIRS if nth % 2 else PAIRS[::-1], strict=True)
]
"""Each use case dies once on each engine, by each transport: what lies between them is shown above."""


@pytest.mark.long
@pytest.mark.shows("K", "B9", "C3", "A8")
@pytest.mark.parametrize(("case", "point", "engine", "transport"), INSIDE)
async def test_a_death_while_something_changes_hands_leaves_it_in_one(
    case: Case,
    point: Point,
    engine: Engine,
    transport: Transport,
    zygote: Zygote,
    towns_of: TownsOf,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """An offer is taken, a visit moved, a route answered by three sites, a booking handed over: in the end
    everybody has what they have in a run that nobody disturbs."""
    theatre = Theatre(zygote, towns_of(CHANGES), transport, tmp_path, CHANGES)
    undisturbed = await _undisturbed_run(theatre, engine)
    planned = plans_inside(point, case, undisturbed.passings[point, case], KILLS)
    figures = await _die(theatre, undisturbed, planned)
    record_property(REPORT, json.dumps([[f"{case.name} {point}", engine, transport], asdict(figures)]))
    assert figures.kills == figures.restarts == len(planned)


async def _undisturbed_run(theatre: Theatre, engine: Engine) -> Performance:
    key = theatre.play, engine, theatre.transport
    if key not in _undisturbed:
        _undisturbed[key] = await theatre.run(None, None)
    return _undisturbed[key]


async def _die(theatre: Theatre, undisturbed: Performance, planned: list[Plan]) -> Figures:
    figures = Figures()
    for plan in planned:
        played = await theatre.run(plan, undisturbed)
        figures += played.outcome.figures
    return figures
