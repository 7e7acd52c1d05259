"""``kill -9`` at eight points: after the restart nothing is lost and nothing has happened twice.

Runs of ``make crash`` (``KILLS=20``): each point on each engine and transport.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.crash.accounts import Figures
from tests.crash.conftest import REPORT
from tests.crash.lives import Zygote
from tests.crash.points import Point, Transport
from tests.crash.stages import Engine, Performance, Theatre, Towns, plans

KILLS = int(os.environ.get("KILLS", "1"))
"""Deaths at each point."""

_undisturbed: dict[tuple[Engine, Transport], Performance] = {}

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
    towns: Towns,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    theatre = Theatre(zygote, towns, transport, tmp_path)
    undisturbed = _undisturbed.get((engine, transport))
    if undisturbed is None:
        undisturbed = _undisturbed[engine, transport] = await theatre.run(None, None)
    figures = Figures()
    for plan in plans(point, undisturbed.passings[point], KILLS):
        played = await theatre.run(plan, undisturbed)
        figures += played.outcome.figures
    record_property(REPORT, json.dumps([[point, engine, transport], asdict(figures)]))
    assert figures.kills == figures.restarts == KILLS
