"""What runs need on each engine, and the report of them and of storms at the end."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, fields
from functools import cache
from typing import Any

import pytest

from tests.bot.conftest import world
from tests.crash.accounts import Figures
from tests.crash.lives import Zygote
from tests.crash.plays import Play
from tests.crash.stages import Engine, PostgresqlTowns, SqliteTowns, Towns

__all__ = ["world"]

REPORT = "crash"
"""The name under which a test hands its figures to the report, as JSON: where, and what."""
STORM = "storm"
"""The same for the figures of a storm."""

TownsOf = Callable[[Play], Towns]
"""Each play has towns of its own, made once a run of the tests."""


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture(scope="session")
def sqlite_towns(tmp_path_factory: pytest.TempPathFactory) -> TownsOf:
    return cache(lambda play: SqliteTowns(tmp_path_factory.mktemp("towns"), play.fill))


@pytest.fixture(scope="session")
def postgresql_towns(request: pytest.FixtureRequest) -> Iterator[TownsOf]:
    server = request.getfixturevalue("postgres_server")
    with ExitStack() as kept:
        yield cache(lambda play: kept.enter_context(PostgresqlTowns.on(server, play.fill)))


@pytest.fixture
def towns_of(request: pytest.FixtureRequest, engine: Engine) -> TownsOf:
    """Those of a play on the test's engine; a server is only started where one is wanted."""
    towns_of: TownsOf = request.getfixturevalue(
        {Engine.SQLITE: "sqlite_towns", Engine.POSTGRESQL: "postgresql_towns"}[engine]
    )
    return towns_of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _report_deaths(terminalreporter)
    _report_storms(terminalreporter)


def _handed_in(terminalreporter: pytest.TerminalReporter, name: str) -> Iterator[tuple[Any, Any]]:
    """Where and what, of each test that has handed in figures under this name."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for each, value in getattr(report, "user_properties", ()):
                if each == name and getattr(report, "when", None) == "call":
                    where, figures = json.loads(value)
                    yield where, figures


def _report_deaths(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each point, engine and transport, and their sum."""
    found: dict[tuple[str, ...], Figures] = defaultdict(Figures)
    for where, figures in _handed_in(terminalreporter, REPORT):
        found[tuple(where)] += Figures(**figures)
    if not found:
        return
    names = [each.name for each in fields(Figures)]
    terminalreporter.section("deaths of the process")
    terminalreporter.write_line(_line(["point", "engine", "transport"], names))
    for place, sums in found.items():
        terminalreporter.write_line(_line(place, list(map(str, asdict(sums).values()))))
    total = sum(found.values(), Figures())
    terminalreporter.write_line(_line(["all", "", ""], list(map(str, asdict(total).values()))))


def _report_storms(terminalreporter: pytest.TerminalReporter) -> None:
    """A column for each engine."""
    found = dict(_handed_in(terminalreporter, STORM))
    if not found:
        return
    terminalreporter.section("storms")
    terminalreporter.write_line(f"{'':<20}" + "".join(f"{each:>12}" for each in found))
    for name in next(iter(found.values())):
        figures = "".join(f"{each[name]:>12,}" for each in found.values())
        terminalreporter.write_line(f"{name:<20}{figures}")


def _line(where: list[str] | tuple[str, ...], figures: list[str]) -> str:
    point, engine, transport = where
    return f"{point:<28}{engine:<12}{transport:<10}" + "".join(f"{each:>17}" for each in figures)
